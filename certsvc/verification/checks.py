"""How a check is written down, and what every check is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from certsvc.domain.verdicts import Check, CheckName, CheckResult
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import Registry
from certsvc.verification.securing import Secured

_LONGEST_QUOTE = 120
_LONGEST_DETAIL = 400


@dataclass(frozen=True, slots=True)
class Presented:
    """A credential that was read, with those to ask about it. ``now`` is aware."""

    secured: Secured
    registry: Registry
    now: datetime

    @property
    def document(self) -> Mapping[str, Any]:
        """What it says."""
        return self.secured.document

    @property
    def issuer(self) -> str | None:
        """The issuer's id, whether it stands alone or in a profile."""
        return id_of(self.document.get("issuer"))

    @property
    def is_ours(self) -> bool:
        """Whether the named issuer is one of this service's. Nothing is said about the proof."""
        return self.issuer is not None and self.registry.is_ours(self.issuer)


def id_of(party: object) -> str | None:
    """The id of a party that stands alone or in an object; None where there is none."""
    found = party.get("id") if isinstance(party, dict) else party
    return found if isinstance(found, str) and found else None


def passed(check: CheckName, reason: Reason, detail: str = "") -> Check:
    """A check that passed; ``detail`` instead of the reason's general sentence."""
    return _said(check, CheckResult.PASSED, reason, detail)


def failed(check: CheckName, reason: Reason, detail: str = "") -> Check:
    """A check that failed."""
    return _said(check, CheckResult.FAILED, reason, detail)


def not_checked(check: CheckName, reason: Reason, detail: str = "") -> Check:
    """A check that could not be made."""
    return _said(check, CheckResult.NOT_CHECKED, reason, detail)


def _said(check: CheckName, result: CheckResult, reason: Reason, detail: str) -> Check:
    return Check(check, result, reason.value, shown(detail or reason.sentence, longest=_LONGEST_DETAIL))


def shown(text: str, *, longest: int = _LONGEST_QUOTE) -> str:
    """A text that may hold words of the document: one line, not endless, every character printable."""
    line = text[:longest]
    if not line.isprintable():
        line = "".join(character if character.isprintable() else "�" for character in line)
    return line if len(text) <= longest else line + "…"


def day(moment: datetime) -> str:
    """A moment as an employer reads it: ``24 November 2026``, in UTC."""
    return f"{moment.astimezone(UTC):%-d %B %Y}"
