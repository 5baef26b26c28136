"""Who takes part: the secretariat, national centres, universities, enterprises, organisations."""

from dataclasses import dataclass
from enum import StrEnum

from certsvc.domain.identifiers import Did, PartnerCode
from certsvc.domain.texts import Texts


class PartnerKind(StrEnum):
    """What a partner is in the network."""

    SECRETARIAT = "secretariat"
    NATIONAL_CENTRE = "national_centre"
    HEI = "hei"
    ENTERPRISE = "enterprise"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Partner:
    """A partner of the network. Only the secretariat and national centres issue and upload."""

    code: PartnerCode
    kind: PartnerKind
    names: Texts
    country: str = ""
    """ISO 3166-1 alpha-2, empty for an international body."""
    sub_region: str = ""
    parent: PartnerCode | None = None
    url: str = ""
    email: str = ""
    official: str = ""
    """Name and role of who signs for it, as printed: ``Prof. A. Bello, Director``."""


@dataclass(frozen=True, slots=True)
class Presidency:
    """Who presides over the network in a year.

    ``head`` of that institution, by name, who signs certificates of that year; empty: the institution stands.
    """

    year: int
    partner: PartnerCode
    head: str = ""


@dataclass(frozen=True, slots=True)
class ParentProfile:
    """Whom an issuer belongs to or works for, as it stands in a credential; ``address`` is its public one.

    ``english_name`` where ``name`` is another one.
    """

    address: str
    name: str
    english_name: str = ""
    url: str = ""
    official: str = ""


@dataclass(frozen=True, slots=True)
class IssuerProfile:
    """A partner as it stands in a credential (OB 3.0 Profile), in one language.

    ``english_name`` where ``name`` is another one.
    """

    did: Did
    code: PartnerCode
    name: str
    url: str = ""
    email: str = ""
    country: str = ""
    official: str = ""
    english_name: str = ""
    parent: ParentProfile | None = None
