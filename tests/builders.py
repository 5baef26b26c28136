"""Builders of the nouns with keyword defaults: a test names only what it is about."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.certification import Certification, Predecessor
from certsvc.credentials.codes import new_code
from certsvc.credentials.compose import compose_credential
from certsvc.credentials.lint import LintedCredential, lint_credential
from certsvc.domain.awards import Award
from certsvc.domain.catalogue import (
    Course,
    CoursePassed,
    IssuedBy,
    MicroCertification,
    Mode,
    Requirement,
)
from certsvc.domain.competencies import Competency, CompetencyRef, Framework
from certsvc.domain.completions import Completion, Gender, Learner, Outcome
from certsvc.domain.identifiers import (
    CompetencyCode,
    CourseCode,
    CredentialId,
    Did,
    FrameworkCode,
    LanguageTag,
    LearnerRef,
    MicroCertificationCode,
    PartnerCode,
)
from certsvc.domain.keys import IssuerKey, KeyAlgorithm, KeyState
from certsvc.domain.partners import IssuerProfile, ParentProfile
from certsvc.domain.records import StatusEntry
from certsvc.domain.texts import Texts
from certsvc.domain.verdicts import Successor
from certsvc.signing.data_integrity import sign_credential
from certsvc.signing.signed import SignedCredential
from certsvc.signing.signing_key import SigningKey, public_multibase
from certsvc.verification.own_keys import known_key
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import KnownKey, Recognition, StoredCopy, Unavailable

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
ADDRESSES = Addresses("http://localhost:8000")


def texts(english: str, **by_language: str) -> Texts:
    """A text in English, and in more languages: ``texts("Course", fr="Cours", uz_Cyrl="Курс")``."""
    others = {LanguageTag(tag.replace("_", "-")): text for tag, text in by_language.items()}
    return Texts({LanguageTag("en"): english, **others})


def a_course(
    *,
    code: str = "B1",
    version: int = 1,
    titles: Texts | None = None,
    hours: Decimal = Decimal(24),
    pass_mark: Decimal = Decimal(60),
    modes: tuple[Mode, ...] = (Mode.SMART_CLASSROOM,),
    developed_by: tuple[str, ...] = ("ABU",),
    competencies: tuple[CompetencyRef, ...] = (),
) -> Course:
    return Course(
        code=CourseCode(code),
        version=version,
        titles=titles or texts("Domestication and Production of Micro-Courses"),
        hours=hours,
        pass_mark=pass_mark,
        modes=modes,
        developed_by=tuple(PartnerCode(partner) for partner in developed_by),
        competencies=competencies,
    )


def a_learner(
    *,
    centre: str = "NG",
    ref: str = "NG-0001",
    full_name: str = "Ngozi Okafor",
    latin_name: str = "",
    email: str = "ngozi.okafor@abu.example",
    institution: str = "Ahmadu Bello University",
    gender: Gender | None = Gender.FEMALE,
    preferred_language: str | None = "en",
) -> Learner:
    return Learner(
        centre=PartnerCode(centre),
        ref=LearnerRef(ref),
        full_name=full_name,
        latin_name=latin_name,
        email=email,
        institution=institution,
        gender=gender,
        preferred_language=LanguageTag(preferred_language) if preferred_language else None,
    )


def a_completion(
    *,
    learner: Learner | None = None,
    course: str = "B1",
    cohort: str = "2024-04",
    completed_on: date = date(2024, 4, 26),
    score: Decimal | None = Decimal(89),
    hours: Decimal | None = Decimal(24),
    outcome: Outcome = Outcome.PASSED,
    mode: Mode | None = Mode.SMART_CLASSROOM,
) -> Completion:
    return Completion(
        learner=learner or a_learner(),
        course=CourseCode(course),
        cohort=cohort,
        completed_on=completed_on,
        score=score,
        hours=hours,
        outcome=outcome,
        mode=mode,
    )


def a_micro_certification(
    *,
    code: str = "MC-B1",
    version: int = 1,
    titles: Texts | None = None,
    descriptions: Texts | None = None,
    criteria: Texts | None = None,
    requirement: Requirement | None = None,
    issued_by: IssuedBy = IssuedBy.SECRETARIAT,
    competencies: tuple[CompetencyRef, ...] = (),
    valid_for_months: int | None = None,
) -> MicroCertification:
    return MicroCertification(
        code=MicroCertificationCode(code),
        version=version,
        titles=titles or texts("Micro-Course Production"),
        descriptions=descriptions or texts("Plans, produces and localises micro-courses."),
        criteria=criteria or texts("Complete course B1 with at least 60 points of 100."),
        requirement=requirement or Requirement(rule=CoursePassed(CourseCode("B1"))),
        issued_by=issued_by,
        competencies=competencies,
        valid_for_months=valid_for_months,
    )


def a_competency(
    *, framework: str = "AI-CFT", code: str = "4.1", names: Texts | None = None, description: str = ""
) -> Competency:
    return Competency(
        ref=CompetencyRef(FrameworkCode(framework), CompetencyCode(code)),
        names=names
        or texts(
            "AI pedagogy: AI-assisted teaching", fr="Pédagogie de l’IA", ar="أصول تدريس الذكاء الاصطناعي"
        ),
        aspect="AI pedagogy",
        level="Acquire",
        description=description,
    )


def a_framework(*, code: str = "AI-CFT", competencies: tuple[Competency, ...] = ()) -> Framework:
    return Framework(
        code=FrameworkCode(code),
        title="AI Competency Framework for Teachers",
        publisher="UNESCO",
        published="2024",
        url="https://unesdoc.example/ark:/48223/pf0000391104",
        levels=("Acquire", "Deepen", "Create"),
        competencies=competencies,
    )


def an_issuer_profile(
    *, code: str = "ICHEI", did: Did | None = None, name: str = "UNESCO-ICHEI"
) -> IssuerProfile:
    """The secretariat; a centre with ``did`` of its own."""
    return IssuerProfile(
        did=did or ADDRESSES.secretariat_did(),
        code=PartnerCode(code),
        name=name,
        url="https://ichei.example/",
        email="certificates@ichei.example",
        official="Prof. Li Ming, Director",
    )


def an_award(
    *,
    learner: Learner | None = None,
    micro_certification: MicroCertification | None = None,
    completions: Iterable[Completion] | None = None,
    earned_on: date | None = None,
) -> Award:
    """The award of a learner for one passed course, unless told otherwise."""
    learner = learner or a_learner()
    made = tuple(completions) if completions is not None else (a_completion(learner=learner),)
    last = max((completion.completed_on for completion in made), default=date(2024, 4, 26))
    return Award(
        learner=learner,
        micro_certification=micro_certification or a_micro_certification(),
        completions=made,
        earned_on=earned_on or last,
    )


def a_certification(
    *,
    award: Award | None = None,
    courses: Iterable[Course] | None = None,
    competencies: Iterable[Competency] = (),
    frameworks: Iterable[Framework] = (),
    language: str = "en",
    **others: Any,  # noqa: ANN401  # any field
) -> Certification:
    """All that goes into one credential; ``others`` are further fields of Certification."""
    centre = an_issuer_profile(
        code="NG", did=ADDRESSES.centre_did(PartnerCode("NG")), name="IIOE National Centre, Nigeria"
    )
    certification = Certification(
        award=award or an_award(),
        credential_id=CredentialId("019ab4f2-6c00-7a11-8c22-3d334e445f55"),
        code=new_code(bytes(range(10))),
        issuer=an_issuer_profile(),
        source=centre,
        status=StatusEntry(list_number=1, index=94_567),
        issued_at=NOW,
        valid_until=None,
        email_salt="c2FsdC1vZi1oZXI",
        courses={course.code: course for course in courses or (a_course(),)},
        competencies={competency.ref: competency for competency in competencies},
        frameworks={framework.code: framework for framework in frameworks},
        language=LanguageTag(language),
        addresses=ADDRESSES,
    )
    return replace(certification, **others)


def some_texts(english: str = "Digital teaching") -> Texts:
    """A text in three scripts."""
    return texts(english, ar="التدريس الرقمي", uz_Cyrl="Рақамли ўқитиш")


def a_signing_key(*, issuer: Did | None = None, seed: int = 1) -> SigningKey:
    """The secretariat's key, the same at every call; another with another ``seed``."""
    private_key = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    return SigningKey(
        issuer=issuer or ADDRESSES.secretariat_did(),
        multibase=public_multibase(private_key),
        private_key=private_key,
    )


def an_issuer_key(
    *,
    key: SigningKey | None = None,
    state: KeyState = KeyState.ACTIVE,
    created_at: datetime = datetime(2024, 1, 1, tzinfo=UTC),
    retired_at: datetime | None = None,
    compromised_since: datetime | None = None,
) -> IssuerKey:
    """The public half of ``key`` (``a_signing_key()`` unless told otherwise)."""
    key = key or a_signing_key()
    return IssuerKey(
        issuer=key.issuer,
        multibase=key.multibase,
        algorithm=KeyAlgorithm.ED25519,
        state=state,
        created_at=created_at,
        retired_at=retired_at,
        compromised_since=compromised_since,
    )


def a_linted_credential(certification: Certification | None = None) -> LintedCredential:
    return lint_credential(compose_credential(certification or a_certification()))


def a_signed_credential(
    certification: Certification | None = None,
    *,
    key: SigningKey | None = None,
    created: datetime = NOW,
) -> SignedCredential:
    """Composed, linted and really signed by ``key``."""
    return sign_credential(a_linted_credential(certification), key=key or a_signing_key(), created=created)


class RegistryInMemory:
    """A verification Registry of what a test gives it: keys, stored copies by id, revoked positions.

    ``foreign``: keys of others; ``lists``: their status lists; ``recognised``: whom a registry lists.
    """

    def __init__(
        self,
        *signed: SignedCredential,
        keys: Iterable[IssuerKey] | None = None,
        revoked: Iterable[int] = (),
        issuers: Iterable[str] = (),
        foreign: Iterable[KnownKey] = (),
        lists: Mapping[str, bytes] | None = None,
        recognised: Iterable[str] = (),
    ) -> None:
        own = (known_key(key) for key in (keys or (an_issuer_key(),)))
        self.keys = {key.verification_method: key for key in (*own, *foreign)}
        self.records = {
            str(credential.document["id"]): StoredCopy(
                credential.content, credential.digest, address=str(credential.document["id"]), issued_at=NOW
            )
            for credential in signed
        }
        self.revoked = set(revoked)
        self.issuers = {ADDRESSES.secretariat_did(), *issuers}
        self.lists = dict(lists or {})
        self.recognised = set(recognised)
        self.ages: list[timedelta | None] = []
        self.successors: dict[str, Successor] = {}

    def is_ours(self, issuer: str) -> bool:
        return issuer in self.issuers

    def find_key(self, verification_method: str) -> KnownKey | Unavailable:
        did = verification_method.partition("#")[0]
        missing = Reason.KEY_UNKNOWN if self.is_ours(did) else Reason.ISSUER_NOT_RESOLVED
        return self.keys.get(verification_method) or Unavailable(missing)

    def find_keys(self, controller: str) -> tuple[KnownKey, ...] | Unavailable:
        found = tuple(key for key in self.keys.values() if key.controller == controller)
        return found or Unavailable(Reason.ISSUER_NOT_RESOLVED)

    def find_status(self, list_url: str, index: int) -> bool | None:
        if list_url != ADDRESSES.status_list(1) or index >= 131_072:
            return None
        return index in self.revoked

    def find_status_list(self, list_url: str, max_age: timedelta | None = None) -> bytes | Unavailable:
        self.ages.append(max_age)
        return self.lists.get(list_url) or Unavailable(Reason.FETCHING_OFF)

    def find_recognition(self, issuer: str) -> Recognition | None:
        return Recognition("A university", "A registry") if issuer in self.recognised else None

    def find_record(self, credential_url: str, document: Mapping[str, Any]) -> StoredCopy | None:  # noqa: ARG002
        return self.records.get(credential_url)

    def find_successor(self, credential_url: str) -> Successor | None:
        return self.successors.get(credential_url)


def a_full_certification() -> Certification:
    """A certification whose document has every member that a credential of this service can have."""
    competencies = [a_competency(code=code, description="What it\nmeans.") for code in ("4.1", "4.2")]
    learner = a_learner(full_name="Оксана Ўктамова", latin_name="Oksana Oʻktamova")
    micro_certification = a_micro_certification(
        competencies=tuple(competency.ref for competency in competencies), valid_for_months=36
    )
    return a_certification(
        award=an_award(learner=learner, micro_certification=micro_certification),
        competencies=competencies,
        frameworks=[a_framework()],
        valid_until=NOW.replace(year=NOW.year + 3),
    )


def a_parent_profile(
    *, code: str = "ABU", name: str = "Аҳмаду Белло университети", official: str = "Prof. Kabiru Misali, Head"
) -> ParentProfile:
    """Whom an issuer belongs to, with all its members."""
    return ParentProfile(
        address=ADDRESSES.partner(PartnerCode(code)),
        name=name,
        english_name="Ahmadu Bello University",
        url="https://abu.example/",
        official=official,
    )


def a_predecessor(*, number: int = 0, reason: str = "The name was corrected.") -> Predecessor:
    """A credential whose place another takes; another one with another ``number``."""
    return Predecessor(
        CredentialId(f"019ab4f2-6c00-7a11-8c22-3d33dead{number:04x}"),
        new_code(b"before" + number.to_bytes(4, "big")),
        reason,
    )


def a_whole_certification() -> Certification:
    """``a_full_certification`` in another language: names in English too, and whom partners belong to.

    Issuer, creator and source are two partners; the second belongs to a university. It takes the place of
    another.
    """
    full = a_full_certification()
    earned = replace(
        full.award.micro_certification,
        titles=texts("Micro-Course Production", uz_Cyrl="Микрокурслар ишлаб чиқиш"),
    )
    creator = replace(
        full.issuer,
        english_name="UNESCO-ICHEI in English",
        parent=a_parent_profile(code="IIOE", official="Prof. Amina Misali, Rotating President 2024"),
    )
    return replace(
        full,
        award=replace(full.award, micro_certification=earned),
        language=LanguageTag("uz-Cyrl"),
        creator=creator,
        issuer=creator,
        source=replace(full.source, english_name="IIOE Nigeria National Centre", parent=a_parent_profile()),
        partners={PartnerCode("ABU"): texts("Ahmadu Bello University", uz_Cyrl="Аҳмаду Белло университети")},
        predecessor=a_predecessor(),
    )


def a_signed_document(
    *,
    name: str = "Emeka Ọlátúnjí",
    latin_name: str | None = None,
    title: str = "Domestication and Production of Micro-Courses",
    language: str = "en",
    code: str = "7K3M-9PQ2-XR5T-W8HD-N",
    base_url: str = "http://localhost:8000",
    competencies: Iterable[str] = ("Curriculum design", "Accessibility and inclusion"),
    issuer: str = "UNESCO-ICHEI",
    issuer_official: str = "Dr Lin Mofan, Director",
    centre: str = "IIOE National Centre, Nigeria",
    centre_official: str = "Prof. Halima Misali, Vice-Chancellor",
    scores: Iterable[tuple[str, str]] = (("B1", "89"),),
    hours: Iterable[tuple[str, str]] = (("B1", "24"),),
    **members: Any,  # noqa: ANN401  # any member of the document, or None to leave it out
) -> dict[str, Any]:
    """A signed credential as parsed JSON, in the shape that ``compose_credential`` gives.

    Its proof proves nothing: for what reads credentials and never checks them.
    """
    achievement = f"{base_url}/achievements/MC-B1.v1"
    identifiers = [("name", name)] + ([("ext:latinName", latin_name)] if latin_name else [])
    results = [("score", scores), ("hours", hours)]
    document = {
        "id": f"{base_url}/credentials/019ab4f2-6c00-7a11-8c22-3d334e445f55",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": title,
        "issuer": {
            "id": ADDRESSES.secretariat_did(),
            "type": ["Profile"],
            "name": issuer,
            "official": issuer_official,
        },
        "validFrom": "2026-11-24T09:30:00Z",
        "awardedDate": "2024-04-22T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}
                for kind, value in identifiers
            ],
            "licenseNumber": code,
            "term": "2024-04",
            "narrative": "Completed the course, on site.",
            "achievement": {
                "id": achievement,
                "type": ["Achievement"],
                "name": title,
                "inLanguage": language,
                "humanCode": "MC-B1",
                "alignment": [{"type": ["Alignment"], "targetName": each} for each in competencies],
            },
            "result": [
                {"type": ["Result"], "resultDescription": f"{achievement}#{kind}-{course}", "value": value}
                for kind, values in results
                for course, value in values
            ],
            "source": {
                "id": ADDRESSES.centre_did(PartnerCode("NG")),
                "type": ["Profile"],
                "name": centre,
                "official": centre_official,
            },
        },
        "proof": {"type": "DataIntegrityProof", "created": "2026-11-24T09:30:00Z", "proofValue": "z3bar"},
    } | members
    return {member: value for member, value in document.items() if value is not None}
