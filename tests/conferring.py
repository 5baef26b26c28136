"""Decisions to honour an organisation or a team, with keyword defaults."""

from dataclasses import replace
from datetime import date
from typing import Any

from certsvc.credentials.certification import Certification
from certsvc.domain.awards import Award
from certsvc.domain.catalogue import NEVER, Requirement
from certsvc.domain.conferrals import Conferral
from certsvc.domain.identifiers import LanguageTag, MicroCertificationCode, PartnerCode
from certsvc.domain.recipients import RecipientKind
from tests.builders import a_certification, a_micro_certification, an_issuer_profile, texts

ABU = "Ahmadu Bello University, Zaria"
MEMBERS = ("Amina Yusuf", "Chinedu Okoro", "Ọláìyá Adébáyọ̀")
CITATION = "For forty micro-courses in four languages, made by their own lecturers."


def a_decision(
    *,
    code: str = "PIONEER-MC",
    kind: RecipientKind = RecipientKind.ORGANISATION,
    name: str = ABU,
    latin_name: str = "",
    partner: str = "ABU",
    decided_on: date = date(2026, 11, 20),
    edition: str = "2026",
    members: tuple[str, ...] = (),
    citation: str = CITATION,
    language: str | None = None,
) -> Conferral:
    return Conferral(
        micro_certification=MicroCertificationCode(code),
        kind=kind,
        name=name,
        latin_name=latin_name,
        partner=PartnerCode(partner),
        decided_on=decided_on,
        edition=edition,
        members=members,
        citation=citation,
        language=LanguageTag(language) if language else None,
    )


def a_team_decision(**values: object) -> Conferral:
    """Of a team of that university with three members."""
    team = {"kind": RecipientKind.TEAM, "name": "Micro-Course Studio Zaria", "members": MEMBERS}
    return a_decision(**(team | values))  # type: ignore[arg-type]  # the keywords of ``a_decision``


def an_honour(decision: Conferral, **others: Any) -> Certification:  # noqa: ANN401  # any field
    """What is composed of that decision: of the Pioneer Case Award, by the secretariat."""
    secretariat = an_issuer_profile()
    title = texts("Pioneer Case Award: Micro-Certification", ar="جائزة الحالة الرائدة: الشهادات المصغّرة")
    award = Award(
        decision.recipient,
        a_micro_certification(
            code="PIONEER-MC",
            titles=title,
            requirement=Requirement(NEVER, conferred_on=(RecipientKind.TEAM, RecipientKind.ORGANISATION)),
        ),
        (),
        decision.decided_on,
        decision,
    )
    certification = a_certification(award=award, language=decision.language or "en")
    values: dict[str, Any] = {
        "issuer": secretariat,
        "source": secretariat,
        "creator": secretariat,
        "institution": ABU,
    }
    return replace(certification, **(values | others))
