"""What a verification found."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from certsvc.domain.identifiers import Did, VerificationCode
from certsvc.domain.people import Visibility
from certsvc.domain.texts import Texts


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
    ERASED = "erased"
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
class Successor:
    """The credential that took the place of a revoked one. ``address``: of its page, ``/v/CODE``."""

    code: VerificationCode
    address: str
    issued_at: datetime


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """That our record has it as revoked.

    ``reason``: public, in the words of whoever revoked it; empty where its holder does not show her results
    and it may tell of them.
    """

    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Remains:
    """What the record still says of a credential whose holder has had her data erased. Times are aware.

    ``issuer_names``: of the body that issued it, in its languages.
    """

    issuer: Did
    issuer_names: Texts | None
    issued_at: datetime
    valid_until: datetime | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks and what they were made on. ``credential`` is None when it could not be read.

    ``parts``: of a presentation or a transcript, a verdict on each credential in it; ``credential`` is then
    the whole. ``superseded_by``: of one of ours that is revoked, what stands at the end of the chain of those
    that took its place. ``remains``: of one of ours that was erased, whose ``credential`` is None.
    ``withdrawn``: of one of ours that is revoked, when and why. ``shown``: how much of our own copy its
    holder lets the public see, ``without_result`` only where it has any; what is presented is shown whole.
    """

    checks: tuple[Check, ...]
    credential: Mapping[str, Any] | None
    finding: Finding
    form: Form = Form.NONE
    carrier: Carrier | None = None
    parts: tuple["Verdict", ...] = ()
    superseded_by: Successor | None = None
    remains: Remains | None = None
    withdrawn: Withdrawn | None = None
    shown: Visibility = Visibility.EVERYTHING

    @property
    def kind(self) -> VerdictKind:
        """Valid only when there are checks and every one has passed, those of all parts too."""
        results = {check.result for check in self._all_checks()}
        if CheckResult.FAILED in results:
            return VerdictKind.INVALID
        if results == {CheckResult.PASSED}:
            return VerdictKind.VALID
        return VerdictKind.UNVERIFIED

    def _all_checks(self) -> Iterator[Check]:
        yield from self.checks
        for part in self.parts:
            yield from part._all_checks()  # noqa: SLF001  # its own class
