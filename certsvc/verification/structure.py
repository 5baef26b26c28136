"""Check 1: whether the document has the form of an Open Badges 3.0 credential.

Verifiable Credentials Data Model 2.0, section 4; Open Badges 3.0, appendix B.1 (AchievementCredential).
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from certsvc.credentials.contexts import CREDENTIALS_V2, OPEN_BADGES_V3, get_context
from certsvc.domain.verdicts import Check, CheckName
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.contexts_in_use import context_addresses
from certsvc.signing.data_integrity import read_date_time_stamp
from certsvc.verification.checks import failed, passed, shown
from certsvc.verification.reasons import Reason, reason_for

_BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})
_ACHIEVEMENT_TEXTS = ("name", "description")


class StructureError(InvalidInputError):
    """The document breaks a rule of form; ``reason`` says which."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail or reason.sentence, code=reason.value)
        self.reason = reason


def check_of_structure(document: Mapping[str, Any]) -> Check:
    """The check: 1. contexts, 2. types, 3. id, issuer and times, 4. subject, 5. what may be absent."""
    try:
        _check_contexts(document)  # 1
        _check_types(document)  # 2
        _check_envelope(document)  # 3
        _check_subject(document.get("credentialSubject"))  # 4
        _check_optional(document)  # 5
    except StructureError as error:
        return failed(CheckName.STRUCTURE, error.reason, error.message)
    return passed(CheckName.STRUCTURE, Reason.WELL_FORMED)


def _check_contexts(document: Mapping[str, Any]) -> None:
    try:
        addresses = context_addresses(document)
        for address in addresses:
            get_context(address)
    except InvalidInputError as error:
        raise StructureError(reason_for(error.code, Reason.UNKNOWN_CONTEXT), error.message) from error
    if addresses[0] != CREDENTIALS_V2:  # VCDM 2.0, section 4.3
        raise StructureError(Reason.CONTEXT_ORDER)
    if OPEN_BADGES_V3 not in addresses:
        raise StructureError(
            Reason.NOT_AN_OPEN_BADGE, "The document does not name the Open Badges 3.0 context."
        )


def _check_types(document: Mapping[str, Any]) -> None:
    types = _types_of(document)
    if "VerifiableCredential" not in types:
        raise StructureError(Reason.NOT_A_CREDENTIAL)
    if not types & _BADGE_TYPES:
        raise StructureError(Reason.NOT_AN_OPEN_BADGE)


def _check_envelope(document: Mapping[str, Any]) -> None:
    _check_address(document, "id")
    issuer = document.get("issuer")
    if isinstance(issuer, dict):
        _check_address(issuer, "id", shown_as="issuer.id")
        if "name" in issuer:
            _check_text(issuer, "name", shown_as="issuer.name")
    else:
        _check_address(document, "issuer")
    _check_time(document, "validFrom")
    for name in ("validUntil", "awardedDate"):
        if name in document:
            _check_time(document, name)


def _check_subject(subject: object) -> None:
    if subject is None:
        raise _missing("credentialSubject")
    if not isinstance(subject, dict) or "AchievementSubject" not in _types_of(subject):
        raise _malformed("credentialSubject", "is not one AchievementSubject")
    _check_achievement(subject.get("achievement"))
    for entry in _listed(subject.get("identifier")):
        if not isinstance(entry, dict) or not isinstance(entry.get("hashed"), bool):
            raise _malformed("identifier", "is not a list of identity objects")
        _check_text(entry, "identityHash", shown_as="identityHash")
        _check_text(entry, "identityType", shown_as="identityType")
    _check_objects(subject, "result")
    if not isinstance(subject.get("source", {}), (dict, str)):
        raise _malformed("source", "is not a profile")


def _check_achievement(achievement: object) -> None:
    if achievement is None:
        raise _missing("achievement")
    if not isinstance(achievement, dict) or "Achievement" not in _types_of(achievement):
        raise _malformed("achievement", "is not one Achievement")
    _check_address(achievement, "id", shown_as="achievement.id")
    for name in _ACHIEVEMENT_TEXTS:
        _check_text(achievement, name, shown_as=f"achievement.{name}")
    if not isinstance(achievement.get("criteria"), dict):
        raise _malformed("achievement.criteria", "is not an object")
    for name in ("alignment", "resultDescription"):
        _check_objects(achievement, name)


def _check_objects(holder: Mapping[str, Any], name: str) -> None:
    if not all(isinstance(entry, dict) for entry in _listed(holder.get(name))):
        raise _malformed(name, "is not a list of objects")


def _check_optional(document: Mapping[str, Any]) -> None:
    if "name" in document:
        _check_text(document, "name")
    for name in ("credentialStatus", "credentialSchema"):
        if not all(isinstance(entry, dict) for entry in _listed(document.get(name))):
            raise _malformed(name, "is not an object")


def _types_of(value: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(entry for entry in _listed(value.get("type")) if isinstance(entry, str))


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _check_address(holder: Mapping[str, Any], name: str, *, shown_as: str = "") -> None:
    value = holder.get(name)
    if value is None:
        raise _missing(shown_as or name)
    try:
        scheme = urlsplit(value).scheme if isinstance(value, str) else ""
    except ValueError:
        scheme = ""
    if not scheme:
        raise _malformed(shown_as or name, "is not a URL")


def _check_text(holder: Mapping[str, Any], name: str, *, shown_as: str = "") -> None:
    value = holder.get(name)
    if value is None:
        raise _missing(shown_as or name)
    if isinstance(value, dict):  # a text with its language: VCDM 2.0, section 11.1
        value = value.get("@value")
    if not isinstance(value, str) or not value:
        raise _malformed(shown_as or name, "is not a text")


def _check_time(holder: Mapping[str, Any], name: str) -> None:
    if holder.get(name) is None:
        raise _missing(name)
    try:
        read_date_time_stamp(holder[name])
    except ProofError as error:
        raise _malformed(name, "is not a date and time with a time zone") from error


def _missing(name: str) -> StructureError:
    return StructureError(Reason.MEMBER_MISSING, f"The document has no {shown(name)}.")


def _malformed(name: str, what: str) -> StructureError:
    return StructureError(Reason.MEMBER_MALFORMED, f"In the document, {shown(name)} {what}.")
