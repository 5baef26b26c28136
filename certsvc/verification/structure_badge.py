"""The rules of form of an Open Badges 3.0 credential (appendix B.1, AchievementCredential)."""

from collections.abc import Mapping
from typing import Any

from certsvc.verification.reasons import Reason
from certsvc.verification.securing import types_of
from certsvc.verification.shapes import (
    StructureError,
    check_address,
    check_objects,
    check_text,
    check_time,
    listed,
    malformed,
    missing,
)

BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_CONTEXTS = "https://purl.imsglobal.org/spec/ob/v3p0/"
_CLR_CONTEXTS = "https://purl.imsglobal.org/spec/clr/v2p0/"
_ACHIEVEMENT_TEXTS = ("name", "description")


def check_badge(document: Mapping[str, Any]) -> None:
    """1. its context, 2. id and from when it is valid, 3. subject, 4. achievement. Raises StructureError."""
    if not any(
        isinstance(address, str) and address.startswith((_CONTEXTS, _CLR_CONTEXTS))
        for address in listed(document.get("@context"))
    ):  # 1
        raise StructureError(
            Reason.NOT_AN_OPEN_BADGE, "The document does not name the Open Badges 3.0 context."
        )
    check_address(document, "id")  # 2
    check_time(document, "issuanceDate" if "issuanceDate" in document else "validFrom")
    _check_subject(document.get("credentialSubject"))  # 3


def _check_subject(subject: object) -> None:
    if subject is None:
        raise missing("credentialSubject")
    if not isinstance(subject, dict) or "AchievementSubject" not in types_of(subject):
        raise malformed("credentialSubject", "is not one AchievementSubject")
    _check_achievement(subject.get("achievement"))  # 4
    for entry in listed(subject.get("identifier")):
        if not isinstance(entry, dict) or not isinstance(entry.get("hashed"), bool):
            raise malformed("identifier", "is not a list of identity objects")
        check_text(entry, "identityHash", shown_as="identityHash")
        check_text(entry, "identityType", shown_as="identityType")
    check_objects(subject, "result")
    if not isinstance(subject.get("source", {}), (dict, str)):
        raise malformed("source", "is not a profile")


def _check_achievement(achievement: object) -> None:
    if achievement is None:
        raise missing("achievement")
    if not isinstance(achievement, dict) or "Achievement" not in types_of(achievement):
        raise malformed("achievement", "is not one Achievement")
    check_address(achievement, "id", shown_as="achievement.id")
    for name in _ACHIEVEMENT_TEXTS:
        check_text(achievement, name, shown_as=f"achievement.{name}")
    if not isinstance(achievement.get("criteria"), dict):
        raise malformed("achievement.criteria", "is not an object")
    for name in ("alignment", "resultDescription"):
        check_objects(achievement, name)
