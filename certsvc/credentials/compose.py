"""Certification -> draft of an Open Badges 3.0 credential.

Pure and deterministic: the same certification gives the same document, member by member.
"""

import hashlib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeVar

from certsvc.credentials.achievement import (
    AchievementParts,
    achievement_object,
    get_course,
    hours_description_id,
    mode_description_id,
    plain_number,
    score_description_id,
)
from certsvc.credentials.certification import Certification
from certsvc.credentials.composed_achievements import (
    ComposedAchievements,
    achievement_parts,
    parts_around,
)
from certsvc.credentials.conferred import identities_of, members_of_subject
from certsvc.credentials.contexts import CREDENTIALS_V2, OPEN_BADGES_V3
from certsvc.credentials.drafts import STAND_IN, DraftCredential
from certsvc.credentials.freezing import thaw
from certsvc.credentials.predecessors import predecessor_evidence
from certsvc.credentials.profiles import parent_object
from certsvc.credentials.wording import narrative_sentence, wording_for
from certsvc.domain.awards import Award
from certsvc.domain.catalogue import Mode
from certsvc.domain.completions import Completion
from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.partners import ParentProfile

OB_SCHEMA = "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
LATIN_NAME = "ext:latinName"
"""Identity type of the name in Latin letters as in the passport (OB 3.0 extends its list with ``ext:``)."""

T = TypeVar("T")


def compose_credential(
    certification: Certification, *, achievements: ComposedAchievements | None = None
) -> DraftCredential:
    """The document of ``certification`` without proof: VC Data Model 2.0, Open Badges 3.0.

    ``achievements``: those of the batch that it belongs to, where it belongs to one.
    Raises InvalidInputError (``unknown_course``, ``unknown_competency``) when the catalogue parts
    of ``certification`` do not cover its micro-certification.
    """
    award, addresses = certification.award, certification.addresses
    shared = around = None
    if achievements is not None:
        achievement_id, name, shared, around = achievements.get(certification)
    parts: dict[str, Any] = parts_around(certification) if around is None else thaw(around)
    if shared is not None:
        achievement: Any = STAND_IN
    else:
        achievement = achievement_object(achievement_parts(certification))
        achievement_id, name = achievement["id"], achievement["name"]
    document: dict[str, Any] = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": addresses.credential(certification.credential_id),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": name,
        "issuer": parts["issuer"],
        "validFrom": timestamp(certification.issued_at),
    }
    if certification.valid_until is not None:
        document["validUntil"] = timestamp(certification.valid_until)
    document["awardedDate"] = _midnight(award.earned_on)
    document["credentialSubject"] = _subject(certification, achievement, achievement_id)
    document["credentialSubject"]["source"] = parts["source"]
    evidence = parts.get("evidence", [])
    if certification.predecessor is not None:
        language = certification.document_language
        evidence = [*evidence, predecessor_evidence(certification.predecessor, language, addresses)]
    if evidence:
        document["evidence"] = evidence
    document["credentialStatus"] = _status(certification)
    # The type that OB 3.0 names for its schemas is defined in no pinned context, so that a signature
    # would not cover it; VC Data Model 2.0 (B.1) defines this one for the same purpose.
    document["credentialSchema"] = [{"id": OB_SCHEMA, "type": "JsonSchema"}]
    return DraftCredential(document, shared)


def compose_achievement(parts: AchievementParts) -> Mapping[str, Any]:
    """The Achievement of those credentials as a document of its own, with its ``@context``."""
    return {"@context": [CREDENTIALS_V2, OPEN_BADGES_V3], **achievement_object(parts)}


def compose_partner(partner: ParentProfile) -> Mapping[str, Any]:
    """The Profile of a partner that others belong to, likewise."""
    return {"@context": [CREDENTIALS_V2, OPEN_BADGES_V3], **parent_object(partner)}


def timestamp(moment: datetime) -> str:
    """``2026-11-24T09:30:00Z``: an xsd:dateTimeStamp (VC Data Model 2.0, 4.9) in UTC, whole seconds."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def email_hash(email: str, salt: str) -> str:
    """The OB 3.0 IdentityHash of an address in lower case: ``sha256$`` and the hex of address + salt."""
    return "sha256$" + hashlib.sha256((email.strip().lower() + salt).encode()).hexdigest()


def _subject(
    certification: Certification, achievement: Mapping[str, Any] | str, achievement_id: str
) -> dict[str, Any]:
    """The AchievementSubject (OB 3.0, B.1.2) but its source. Without ``id``: who is certified has no DID."""
    award = certification.award
    subject: dict[str, Any] = {
        "type": ["AchievementSubject"],
        "identifier": _identifiers(certification),
        "licenseNumber": certification.code,
    }
    if award.conferral is not None:
        subject |= members_of_subject(award.conferral, certification.document_language)
    cohorts = _distinct(completion.cohort for completion in award.completions)
    if cohorts:
        subject["term"] = "; ".join(cohorts)
    if award.completions:
        last = max(completion.completed_on for completion in award.completions)
        # The schema of OB 3.0 asks for a date-time here, though its context says xsd:date.
        subject["activityEndDate"] = _midnight(last)
        subject["narrative"] = _narrative(certification, certification.document_language)
    subject["achievement"] = achievement
    results = _results(award, achievement_id)
    if results:
        subject["result"] = results
    return subject


def _identifiers(certification: Certification) -> list[dict[str, Any]]:
    """Who is certified, as OB 3.0 IdentityObjects (B.1.14): names as written, the e-mail only hashed."""
    learner, conferral = certification.award.learner, certification.award.conferral
    identifiers = [_identity("name", learner.full_name)]
    if learner.latin_name:
        identifiers.append(_identity(LATIN_NAME, learner.latin_name))
    if learner.email:
        identifiers.append(
            {
                "type": "IdentityObject",
                "hashed": True,
                "identityHash": email_hash(learner.email, certification.email_salt),
                "identityType": "emailAddress",
                "salt": certification.email_salt,
            }
        )
    if conferral is not None:
        identifiers += [_identity(*pair) for pair in identities_of(conferral, certification.institution)]
    return identifiers


def _identity(identity_type: str, value: str) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": identity_type}


def _results(award: Award, achievement_id: str) -> list[dict[str, Any]]:
    """Score, hours and mode of each completion, where known (OB 3.0 Result, B.1.20)."""
    results = []
    for completion in award.completions:
        for describe, value in (
            (score_description_id, completion.score),
            (hours_description_id, completion.hours),
            (mode_description_id, completion.mode),
        ):
            if value is not None:
                results.append(
                    {
                        "type": ["Result"],
                        "resultDescription": describe(achievement_id, completion.course),
                        "value": value.value if isinstance(value, Mode) else plain_number(value),
                    }
                )
    return results


def _narrative(certification: Certification, language: LanguageTag) -> str:
    completions = certification.award.completions
    codes = _distinct(completion.course for completion in completions)
    titles = [get_course(code, certification.courses).titles.in_language(language) for code in codes]
    hours = _hours_together(completions)
    modes = _distinct(completion.mode for completion in completions)
    return _sentence(language, tuple(titles), None if hours is None else plain_number(hours), modes)


@lru_cache(maxsize=256)
def _sentence(
    language: LanguageTag, titles: tuple[str, ...], hours: str | None, modes: tuple[Mode, ...]
) -> str:
    """Remembered, for most learners of a course did the same."""
    return narrative_sentence(wording_for(language), titles, hours=hours, modes=modes)


def _hours_together(completions: Iterable[Completion]) -> Decimal | None:
    """The sum, or None where the hours of one are unknown: a smaller sum would be untrue."""
    total = Decimal(0)
    for completion in completions:
        if completion.hours is None:
            return None
        total += completion.hours
    return total


def _status(certification: Certification) -> dict[str, Any]:
    """One BitstringStatusListEntry (Bitstring Status List 1.0, 2.1)."""
    status = certification.status
    status_list = certification.addresses.status_list(status.list_number)
    return {
        "id": f"{status_list}#{status.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(status.index),
        "statusListCredential": status_list,
    }


def _midnight(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _distinct(values: Iterable[T | None]) -> tuple[T, ...]:
    """What is there, each once, in the order of first appearance."""
    return tuple(dict.fromkeys(value for value in values if value))
