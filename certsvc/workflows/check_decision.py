"""A decision to honour somebody is looked at before anything is made of it."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from certsvc.domain.catalogue import MicroCertification
from certsvc.domain.conferrals import Conferral, recipient_ref
from certsvc.domain.recipients import RecipientKind
from certsvc.errors import InvalidInputError, NotFoundError
from certsvc.intake.fault import Reading
from certsvc.intake.texts import read_latin_name, read_name, read_text
from certsvc.storage import partners
from certsvc.workflows.issuing_parts import CatalogueParts
from certsvc.workflows.services import Services

MOST_MEMBERS = 50
LONGEST_CITATION = 400
_LONGEST_REF = 255
_EDITION = re.compile(r"[0-9]{4}")


def checked_decision(services: Services, conferral: Conferral, parts: CatalogueParts) -> Conferral:
    """The decision as it is kept: its texts as those of a results file are.

    1. There is such an award, and it is conferred on that kind. 2. The partner is known. 3. The texts can be
    printed. 4. A team may list its members, each once; an organisation has none. 5. Day and edition.

    Raises NotFoundError, InvalidInputError: ``not_conferred``, ``too_long``, ``members_of_no_team``,
    ``too_many_members``, ``member_twice``, ``edition_malformed``, ``decided_later``, ``name_missing``, and
    those of ``intake.texts``.
    """
    _check_award(conferral, parts)  # 1
    if partners.find_partner(conferral.partner) is None:  # 2
        raise NotFoundError(f"There is no partner '{conferral.partner[:40]}'.")
    conferral = replace(  # 3
        conferral,
        name=_read(partial(read_name, what="name of the recipient"), conferral.name),
        latin_name=_read(read_latin_name, conferral.latin_name),
        citation=_read(partial(read_text, what="citation", limit=LONGEST_CITATION), conferral.citation),
        members=tuple(_read(partial(read_name, what="name of a member"), one) for one in conferral.members),
    )
    if not conferral.name or not all(conferral.members):
        raise InvalidInputError("A name is missing.", code="name_missing")
    if len(recipient_ref(conferral.kind, conferral.name)) > _LONGEST_REF:
        raise InvalidInputError("The name of the recipient is too long.", code="too_long")
    _check_members(conferral)  # 4
    _check_times(services, conferral)  # 5
    return conferral


def get_conferrable(conferral: Conferral, parts: CatalogueParts) -> MicroCertification:
    """What it is to be honoured with, in its current version. Raises NotFoundError."""
    for one in parts.micro_certifications:
        if one.code == conferral.micro_certification:
            return one
    raise NotFoundError(f"There is no award '{conferral.micro_certification[:40]}'.")


def _check_award(conferral: Conferral, parts: CatalogueParts) -> None:
    award = get_conferrable(conferral, parts)
    if conferral.kind not in award.requirement.conferred_on:
        raise InvalidInputError(
            f"{award.code} is not conferred on {_WITH_ARTICLE[conferral.kind]}.", code="not_conferred"
        )


_WITH_ARTICLE = {
    RecipientKind.PERSON: "a person",
    RecipientKind.ORGANISATION: "an organisation",
    RecipientKind.TEAM: "a team",
}


def _read(reader: Callable[[str], Reading[str]], text: str) -> str:
    kept, fault = reader(text)
    if fault is not None:
        raise InvalidInputError(fault.message, code=fault.code, hint=fault.hint)
    return kept or ""


def _check_members(conferral: Conferral) -> None:
    if conferral.members and conferral.kind is not RecipientKind.TEAM:
        raise InvalidInputError("Only a team has members.", code="members_of_no_team")
    if len(conferral.members) > MOST_MEMBERS:
        raise InvalidInputError(
            f"A team lists {MOST_MEMBERS} members at most; the certificate has no room for more.",
            code="too_many_members",
        )
    if len(set(conferral.members)) != len(conferral.members):
        raise InvalidInputError("A member of the team is named twice.", code="member_twice")


def _check_times(services: Services, conferral: Conferral) -> None:
    if not _EDITION.fullmatch(conferral.edition):
        raise InvalidInputError("An edition is a year, such as 2026.", code="edition_malformed")
    if conferral.decided_on > services.now().date():
        raise InvalidInputError("The decision lies in the future.", code="decided_later")
