"""What a verification found."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Form(StrEnum):
    """How what was presented is secured."""

    DATA_INTEGRITY = "data_integrity"
    JWT = "jwt"
    PRESENTATION = "presentation"
    NONE = "none"


class Carrier(StrEnum):
    """In what it arrived, recognised by its content. ``text``: a code or a link, typed or scanned."""

    TEXT = "text"
    JSON = "json"
    JWT = "jwt"
    PNG = "png"
    SVG = "svg"
    PDF = "pdf"
    PHOTO = "photo"


class CheckName(StrEnum):
    """The checks, in the order in which they are made and shown.

    ``holder``: of a presentation alone. ``record``: of what names an issuer of ours alone.
    ``sheet``: of a PDF around a credential of ours alone.
    """

    STRUCTURE = "structure"
    HOLDER = "holder"
    ISSUER = "issuer"
    PROOF = "proof"
    VALIDITY = "validity"
    STATUS = "status"
    TRUST = "trust"
    RECORD = "record"
    SHEET = "sheet"


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
    EDITED = "edited"
    COMPROMISED = "compromised"
    UNRECOGNISED = "unrecognised"
    SUSPENDED = "suspended"
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
    """All checks and what they were made on. ``credential`` is None when it could not be read.

    ``parts``: of a presentation, a verdict on each of its credentials; ``credential`` is then the
    presentation.
    """

    checks: tuple[Check, ...]
    credential: Mapping[str, Any] | None
    finding: Finding
    form: Form = Form.NONE
    carrier: Carrier | None = None
    parts: tuple["Verdict", ...] = ()

    @property
    def kind(self) -> VerdictKind:
        """Valid only when there are checks and every one has passed, those of all parts too."""
        results = {check.result for verdict in (self, *self.parts) for check in verdict.checks}
        if CheckResult.FAILED in results:
            return VerdictKind.INVALID
        if results == {CheckResult.PASSED}:
            return VerdictKind.VALID
        return VerdictKind.UNVERIFIED
