"""What a verification found."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class CheckName(StrEnum):
    """The checks, in the order in which they are made and shown."""

    STRUCTURE = "structure"
    ISSUER = "issuer"
    PROOF = "proof"
    VALIDITY = "validity"
    STATUS = "status"
    RECORD = "record"


class CheckResult(StrEnum):
    """``not_checked`` is never shown as passed, nor as failed."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not_checked"


class VerdictKind(StrEnum):
    """``valid``: all checks passed; ``invalid``: one failed; ``unverified``: none failed, not all made."""

    VALID = "valid"
    INVALID = "invalid"
    UNVERIFIED = "unverified"


class Finding(StrEnum):
    """The one thing to say first, for the headline of a page."""

    VALID = "valid"
    REVOKED = "revoked"
    EXPIRED = "expired"
    NOT_YET_VALID = "not_yet_valid"
    TAMPERED = "tampered"
    UNKNOWN = "unknown"
    MALFORMED = "malformed"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Check:
    """One check: ``reason`` is a stable code, ``detail`` one sentence in English."""

    check: CheckName
    result: CheckResult
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks and what they were made on. ``credential`` is None when it could not be read."""

    checks: tuple[Check, ...]
    credential: Mapping[str, Any] | None
    finding: Finding

    @property
    def kind(self) -> VerdictKind:
        """Valid only when there are checks and every one has passed."""
        results = {check.result for check in self.checks}
        if CheckResult.FAILED in results:
            return VerdictKind.INVALID
        if results == {CheckResult.PASSED}:
            return VerdictKind.VALID
        return VerdictKind.UNVERIFIED
