"""Partners as they stand in credentials: made once for a batch, each in a language."""

import re

from certsvc.credentials.wording import wording_for
from certsvc.domain.identifiers import LanguageTag, PartnerCode
from certsvc.domain.partners import IssuerProfile, ParentProfile, Partner
from certsvc.domain.texts import FALLBACK_LANGUAGE
from certsvc.workflows.issuing_parts import CatalogueParts, did_of
from certsvc.workflows.services import Services

_COMMA = re.compile(r"\s*[,،，]")
"""Where the name ends in what an official is called (OB 3.0, ``official``: name and role)."""


class Profiles:
    """For a batch in which the catalogue stands still."""

    def __init__(self, services: Services, parts: CatalogueParts) -> None:
        self._services = services
        self._parts = parts
        self._made: dict[tuple[PartnerCode, LanguageTag, int | None], IssuerProfile] = {}

    def profile(self, partner: Partner, language: LanguageTag) -> IssuerProfile:
        """An issuer with whom it belongs to: a centre with its host university."""
        return self._profile(partner, language, None)

    def creator(self, secretariat: Partner, language: LanguageTag, year: int) -> IssuerProfile:
        """The secretariat with the network that it serves; for that signs whoever presides in ``year``.

        Who presides in a year is a matter of record: what is made anew later says the same.
        """
        return self._profile(secretariat, language, year)

    def _profile(self, partner: Partner, language: LanguageTag, year: int | None) -> IssuerProfile:
        key = (partner.code, language, year)
        if key not in self._made:
            self._made[key] = IssuerProfile(
                did=did_of(self._services, partner),
                code=partner.code,
                name=partner.names.in_language(language),
                url=partner.url,
                email=partner.email,
                country=partner.country,
                official=partner.official,
                english_name=_english_name(partner, language),
                parent=self._parent(partner, language, year),
            )
        return self._made[key]

    def _parent(self, partner: Partner, language: LanguageTag, year: int | None) -> ParentProfile | None:
        parent = self._parts.partners.get(partner.parent) if partner.parent else None
        if parent is None:
            return None
        presiding = self._presiding(year, language) if year is not None else ""
        return parent_profile(self._services, parent, language, presiding)

    def _presiding(self, year: int, language: LanguageTag) -> str:
        """``NAME, Rotating President YEAR``: its head or the institution; empty where nobody is known."""
        presidency = self._parts.presidencies.get(year)
        partner = self._parts.partners.get(presidency.partner) if presidency else None
        if presidency is None or partner is None:
            return ""
        name = presidency.head or _COMMA.split(partner.names.in_language(language), maxsplit=1)[0]
        return f"{name}, {wording_for(language).presidency.format(year=year)}"


def parent_profile(
    services: Services, partner: Partner, language: LanguageTag, presiding: str = ""
) -> ParentProfile:
    """A partner that others belong to. Who is ``presiding`` signs for it in the place of its own official."""
    return ParentProfile(
        address=services.addresses.partner(partner.code),
        name=partner.names.in_language(language),
        english_name=_english_name(partner, language),
        url=partner.url,
        official=presiding or partner.official,
    )


def _english_name(partner: Partner, language: LanguageTag) -> str:
    """Where it is not the name in ``language`` already."""
    english = partner.names.in_language(FALLBACK_LANGUAGE)
    return "" if english == partner.names.in_language(language) else english
