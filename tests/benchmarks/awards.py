"""Awards to issue in a benchmark: of the catalogue that ships, each of another learner, in many scripts."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from itertools import count

from certsvc.catalogue.read import SHIPPED, read_catalogue
from certsvc.credentials.addresses import Addresses
from certsvc.credentials.certification import Certification
from certsvc.credentials.codes import new_code
from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.awards import Award
from certsvc.domain.catalogue import IssuedBy, MicroCertification, Mode
from certsvc.domain.completions import Completion, Learner, Outcome
from certsvc.domain.identifiers import CourseCode, CredentialId, LanguageTag, LearnerRef, PartnerCode
from certsvc.domain.partners import IssuerProfile, ParentProfile
from certsvc.domain.records import StatusEntry

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ADDRESSES = Addresses("https://records.example.org")
# In what language, with what name, and with what name in Latin letters.
_PEOPLE = [
    ("en", "Ngozi Okafor", ""),
    ("ar", "محمد عبد الرحمن السيد", "Mohamed Abdelrahman Elsayed"),
    ("uz", "Oʻktam Gʻaniyev", ""),
    ("uz-Cyrl", "Ўктам Ғаниев", "Oʻktam Gʻaniyev"),
    ("id", "Sukarno", ""),
    ("fr", "Zoë N’Diaye", ""),
]
_CATALOGUE = read_catalogue(SHIPPED)
_COURSES = {course.code: course for course in _CATALOGUE.courses}
_FRAMEWORKS = {framework.code: framework for framework in _CATALOGUE.frameworks}
_COMPETENCIES = {item.ref: item for framework in _CATALOGUE.frameworks for item in framework.competencies}
_PARTNERS = {partner.code: partner.names for partner in _CATALOGUE.partners}
_NUMBERS = count(1)


def certifications(code: str, courses: Sequence[str]) -> Iterator[Certification]:
    """Without end: the micro-certification ``code`` earned with ``courses``, by one learner after another."""
    (earned,) = (found for found in _CATALOGUE.micro_certifications if found.code == code)
    for number in _NUMBERS:
        yield _certification(number, earned, courses)


def _certification(number: int, earned: MicroCertification, courses: Sequence[str]) -> Certification:
    language, name, latin_name = _PEOPLE[number % len(_PEOPLE)]
    drawn = number.to_bytes(10, "big")
    centre = _profile("NG", "ABU", language)
    secretariat = _profile("ICHEI", "IIOE", language)
    learner = Learner(
        centre=PartnerCode("NG"),
        ref=LearnerRef(f"NG-{number}"),
        full_name=f"{name} {number}",
        latin_name=latin_name and f"{latin_name} {number}",
        email=f"learner.{number}@university.example",
        institution="University",
        gender=None,
        preferred_language=LanguageTag(language),
    )
    completions = _completions(number, learner, courses)
    return Certification(
        award=Award(learner, earned, completions, completions[-1].completed_on),
        credential_id=CredentialId(new_uuid7(NOW, drawn)),
        code=new_code(drawn),
        issuer=centre if earned.issued_by is IssuedBy.CENTRE else secretariat,
        source=centre,
        status=StatusEntry(list_number=1, index=number % 131_072),
        issued_at=NOW,
        valid_until=None,
        email_salt=drawn.hex(),
        courses=_COURSES,
        competencies=_COMPETENCIES,
        frameworks=_FRAMEWORKS,
        language=LanguageTag(language),
        addresses=ADDRESSES,
        creator=secretariat,
        partners=_PARTNERS,
    )


def _completions(number: int, learner: Learner, courses: Sequence[str]) -> tuple[Completion, ...]:
    return tuple(
        Completion(
            learner=learner,
            course=CourseCode(course),
            cohort="2026-10",
            completed_on=date(2026, 1, 1) + timedelta(days=number % 300),
            score=Decimal(60 + (number + place) % 40),
            hours=Decimal(24),
            outcome=Outcome.PASSED,
            mode=Mode.BLENDED,
        )
        for place, course in enumerate(courses)
    )


@cache
def _profile(code: str, parent: str, language: str) -> IssuerProfile:
    partner, above = PartnerCode(code), PartnerCode(parent)
    return IssuerProfile(
        did=ADDRESSES.secretariat_did() if code == "ICHEI" else ADDRESSES.centre_did(partner),
        code=partner,
        name=_PARTNERS[partner].in_language(language),
        url="https://centre.example/",
        email="certificates@centre.example",
        official="A. Person, Director",
        english_name=_english_name(partner, language),
        parent=ParentProfile(
            address=ADDRESSES.partner(above),
            name=_PARTNERS[above].in_language(language),
            english_name=_english_name(above, language),
            url="https://university.example/",
            official="A. Head, Rotating President 2026",
        ),
    )


def _english_name(code: PartnerCode, language: str) -> str:
    english = _PARTNERS[code].in_language("en")
    return "" if english == _PARTNERS[code].in_language(language) else english
