"""Rules on an Open Badges 3.0 credential as a whole: 3 to 12 of ``lint``."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from certsvc.credentials import lint_parts, lint_profiles
from certsvc.credentials.addresses import Addresses
from certsvc.credentials.codes import is_code
from certsvc.credentials.conferred import TEAM_MEMBER
from certsvc.credentials.contexts import CREDENTIALS_V2, OPEN_BADGES_V3
from certsvc.credentials.lint_envelope import is_timestamp
from certsvc.credentials.lint_evidence import breaches_of_evidence
from certsvc.credentials.lint_issued import breaches_of_issued
from certsvc.credentials.lint_values import is_absolute_iri, text_at
from certsvc.credentials.vocabulary import ACHIEVEMENT_TYPES, is_enumerated

CONTEXT = [CREDENTIALS_V2, OPEN_BADGES_V3]
TYPES = ["VerifiableCredential", "OpenBadgeCredential"]

_LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*")


def breaches_of_badge(
    document: Mapping[str, Any], addresses: Addresses, *, described: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Breaches of 3 to 12 and 26; ``addresses`` are those of the service that the id belongs to.

    ``described``: ids and types of the result descriptions of the achievement, where it has passed 9 to 11
    before and something else stands in its place.
    """
    # 3. to 6., 26.
    yield from breaches_of_issued(document, addresses)
    if "evidence" in document:
        yield from breaches_of_evidence(document["evidence"], addresses, text_at(document, "id"))
    # 7. to 12.
    subject = document.get("credentialSubject")
    if isinstance(subject, dict):
        yield from _breaches_of_subject(subject, addresses, described)
    else:
        yield "7.1 credentialSubject is not one object"


def _breaches_of_subject(
    subject: dict[str, Any], addresses: Addresses, described: Mapping[str, str] | None
) -> Iterator[str]:
    # 7. subject
    if subject.get("type") != ["AchievementSubject"]:
        yield "7.1 credentialSubject.type is not AchievementSubject"
    if not is_code(text_at(subject, "licenseNumber")):
        yield "7.2 credentialSubject.licenseNumber is not a verification code"
    yield from lint_profiles.breaches_of_profile(
        "credentialSubject.source", "7.3", subject.get("source"), addresses
    )
    for member in ("activityStartDate", "activityEndDate"):
        if member in subject and not is_timestamp(subject[member]):
            yield f"7.4 credentialSubject.{member} is not a date-time"
    for member in ("term", "role", "narrative"):
        if member in subject and not lint_parts.is_text(subject[member]):
            yield f"7.5 credentialSubject.{member} is not text"
    # 8. identities
    yield from _breaches_of_identities(subject.get("identifier"))
    # 9. to 11. achievement
    if described is None:
        achievement = subject.get("achievement")
        if not isinstance(achievement, dict):
            yield "9.1 credentialSubject.achievement is missing"
            return
        yield from _breaches_of_achievement(achievement, addresses)
        described = _declared(achievement)
    # 12. results
    if "result" in subject:
        yield from _breaches_of_results(subject["result"], described)


def _breaches_of_results(results: object, described: Mapping[str, str]) -> Iterator[str]:
    for found in lint_parts.objects_at("credentialSubject.result", "12.1", results):
        yield from [found] if isinstance(found, str) else lint_parts.breaches_of_result(*found, described)


def _declared(achievement: dict[str, Any]) -> dict[str, str]:
    described = achievement.get("resultDescription")
    entries = described if isinstance(described, list) else []
    return {
        text_at(entry, "id"): text_at(entry, "resultType") for entry in entries if isinstance(entry, dict)
    }


def _breaches_of_identities(identities: object) -> Iterator[str]:
    path = "credentialSubject.identifier"
    names = 0
    members: list[str] = []
    for found in lint_parts.objects_at(path, "8.1", identities):
        if isinstance(found, str):
            yield found
            continue
        kind = found[1].get("identityType")
        names += kind == "name"
        if kind == TEAM_MEMBER:
            members.append(text_at(found[1], "identityHash"))
        yield from lint_parts.breaches_of_identity(*found)
    if names != 1:
        yield f"8.6 {path} does not hold exactly one name"
    if len(set(members)) != len(members):
        yield f"8.7 {path} names a member of the team twice"


def _breaches_of_achievement(achievement: dict[str, Any], addresses: Addresses) -> Iterator[str]:
    path = "credentialSubject.achievement"
    # 9. achievement
    yield from _breaches_of_naming(path, achievement, addresses)
    criteria = achievement.get("criteria")
    if not isinstance(criteria, dict) or not (
        lint_parts.is_text(criteria.get("narrative")) or is_absolute_iri(criteria.get("id"))
    ):
        yield f"9.4 {path}.criteria has neither narrative nor id"
    if not is_enumerated(achievement.get("achievementType"), ACHIEVEMENT_TYPES):
        yield f"9.5 {path}.achievementType is neither in the list of OB 3.0 nor an extension of it"
    if _LANGUAGE.fullmatch(text_at(achievement, "inLanguage")) is None:
        yield f"9.6 {path}.inLanguage is not a language tag"
    yield from lint_profiles.breaches_of_profile(
        f"{path}.creator", "9.7", achievement.get("creator"), addresses
    )
    yield from lint_profiles.breaches_of_english_name(path, "9.8", achievement)
    # 10. alignments
    if "alignment" in achievement:
        for found in lint_parts.objects_at(f"{path}.alignment", "10.1", achievement["alignment"]):
            yield from [found] if isinstance(found, str) else lint_parts.breaches_of_alignment(*found)
    # 11. result descriptions
    if "resultDescription" in achievement:
        yield from _breaches_of_descriptions(f"{path}.resultDescription", achievement["resultDescription"])


def _breaches_of_naming(path: str, achievement: dict[str, Any], addresses: Addresses) -> Iterator[str]:
    """9.1 to 9.3: what it is called, by people and by machines."""
    if achievement.get("type") != ["Achievement"]:
        yield f"9.1 {path}.type is not Achievement"
    name = f"{text_at(achievement, 'humanCode')}.v{text_at(achievement, 'version')}"
    if achievement.get("id") != addresses.achievement(name):
        yield f"9.2 {path}.id is not the address of its humanCode and version"
    for member in ("name", "description", "humanCode", "version"):
        if not lint_parts.is_text(achievement.get(member)):
            yield f"9.3 {path}.{member} is missing"


def _breaches_of_descriptions(path: str, descriptions: object) -> Iterator[str]:
    identifiers = []
    for found in lint_parts.objects_at(path, "11.1", descriptions):
        if isinstance(found, str):
            yield found
            continue
        identifiers.append(text_at(found[1], "id"))
        yield from lint_parts.breaches_of_result_description(*found)
    if len(set(identifiers)) != len(identifiers):
        yield f"11.4 {path} has two descriptions with one id"
