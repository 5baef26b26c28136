"""Rules on an Open Badge that a caller composed: 22.x of ``lint`` (Open Badges 3.0, B.1).

What the standard asks of every badge; that it has a code, a source and results of its own form is a promise
of this service about its own.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from certsvc.credentials.contexts import CONTEXTS
from certsvc.credentials.lint_parts import is_text
from certsvc.credentials.lint_plain_values import listed, types_of
from certsvc.credentials.lint_values import is_absolute_iri
from certsvc.credentials.vocabulary import (
    ACHIEVEMENT_TYPES,
    IDENTITY_TYPES,
    RESULT_TYPES,
    TARGET_TYPES,
    is_enumerated,
)

BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})

_OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context"
OPEN_BADGES_CONTEXTS = frozenset(address for address in CONTEXTS if address.startswith(_OPEN_BADGES))


def breaches_of_plain_badge(document: Mapping[str, Any]) -> Iterator[str]:
    """Breaches of 22."""
    contexts = [context for context in listed(document.get("@context")) if isinstance(context, str)]
    if OPEN_BADGES_CONTEXTS.isdisjoint(contexts):
        yield "22.1 @context does not name a context of Open Badges 3.0"
    for member in ("id", "validFrom"):
        if member not in document:
            yield f"22.1 {member} is missing"
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or "AchievementSubject" not in types_of(subject):
        yield "22.2 credentialSubject is not one AchievementSubject"
        return
    for identity in listed(subject.get("identifier")):
        yield from _breaches_of_identity(identity)
    yield from _breaches_of_results(subject.get("result"))
    achievement = subject.get("achievement")
    if isinstance(achievement, dict):
        yield from _breaches_of_achievement(achievement)
    else:
        yield "22.3 credentialSubject.achievement is missing"


def _breaches_of_identity(identity: object) -> Iterator[str]:
    place = "credentialSubject.identifier"
    if not isinstance(identity, dict) or "IdentityObject" not in types_of(identity):
        yield f"22.4 {place} is not one or more IdentityObjects"
        return
    if not isinstance(identity.get("hashed"), bool) or not is_text(identity.get("identityHash")):
        yield f"22.4 {place} has no identityHash, or does not say whether it is hashed"
    if not is_enumerated(identity.get("identityType"), IDENTITY_TYPES):
        yield f"22.4 {place}.identityType is neither in the list of OB 3.0 nor an extension of it"


def _breaches_of_achievement(achievement: Mapping[str, Any]) -> Iterator[str]:
    place = "credentialSubject.achievement"
    if "Achievement" not in types_of(achievement):
        yield f"22.3 {place}.type does not include Achievement"
    if not is_absolute_iri(achievement.get("id")):
        yield f"22.3 {place}.id is missing"
    for member in ("name", "description"):
        if not achievement.get(member):
            yield f"22.3 {place}.{member} is missing"
    criteria = achievement.get("criteria")
    if not isinstance(criteria, dict) or not (is_text(criteria.get("narrative")) or "id" in criteria):
        yield f"22.3 {place}.criteria has neither narrative nor id"
    kind = achievement.get("achievementType")
    if kind is not None and not is_enumerated(kind, ACHIEVEMENT_TYPES):
        yield f"22.3 {place}.achievementType is neither in the list of OB 3.0 nor an extension of it"
    for alignment in listed(achievement.get("alignment")):
        yield from _breaches_of_alignment(f"{place}.alignment", alignment)
    for description in listed(achievement.get("resultDescription")):
        yield from _breaches_of_description(f"{place}.resultDescription", description)


def _breaches_of_alignment(place: str, alignment: object) -> Iterator[str]:
    if not isinstance(alignment, dict) or "Alignment" not in types_of(alignment):
        yield f"22.5 {place} is not one or more Alignments"
        return
    if not alignment.get("targetName") or not is_absolute_iri(alignment.get("targetUrl")):
        yield f"22.5 {place} has no targetName, or no targetUrl"
    kind = alignment.get("targetType")
    if kind is not None and not is_enumerated(kind, TARGET_TYPES):
        yield f"22.5 {place}.targetType is neither in the list of OB 3.0 nor an extension of it"


def _breaches_of_description(place: str, description: object) -> Iterator[str]:
    if not isinstance(description, dict) or "ResultDescription" not in types_of(description):
        yield f"22.6 {place} is not one or more ResultDescriptions"
        return
    if not is_absolute_iri(description.get("id")) or not description.get("name"):
        yield f"22.6 {place} has no id, or no name"
    if not is_enumerated(description.get("resultType"), RESULT_TYPES):
        yield f"22.6 {place}.resultType is neither in the list of OB 3.0 nor an extension of it"


def _breaches_of_results(results: object) -> Iterator[str]:
    for result in listed(results):
        if not isinstance(result, dict) or "Result" not in types_of(result):
            yield "22.7 credentialSubject.result is not one or more Results"
