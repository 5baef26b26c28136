"""How a check is written down, and what every check is given."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from certsvc.domain.verdicts import Check, CheckName, CheckResult
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import Registry


@dataclass(frozen=True, slots=True)
class Presented:
    """A document that was read, with those to ask about it. ``now`` is aware."""

    content: bytes
    document: Mapping[str, Any]
    registry: Registry
    now: datetime

    @property
    def issuer(self) -> str | None:
        """The issuer's id, whether it stands alone or in a profile."""
        issuer = self.document.get("issuer")
        found = issuer.get("id") if isinstance(issuer, dict) else issuer
        return found if isinstance(found, str) and found else None

    @property
    def is_ours(self) -> bool:
        """Whether the named issuer is one of this service's. Nothing is said about the proof."""
        return self.issuer is not None and self.registry.is_ours(self.issuer)


def passed(check: CheckName, reason: Reason, detail: str = "") -> Check:
    """A check that passed; ``detail`` instead of the reason's general sentence."""
    return Check(check, CheckResult.PASSED, reason.value, detail or reason.sentence)


def failed(check: CheckName, reason: Reason, detail: str = "") -> Check:
    """A check that failed."""
    return Check(check, CheckResult.FAILED, reason.value, detail or reason.sentence)


def not_checked(check: CheckName, reason: Reason, detail: str = "") -> Check:
    """A check that could not be made."""
    return Check(check, CheckResult.NOT_CHECKED, reason.value, detail or reason.sentence)


def shown(text: str) -> str:
    """A text of the document as part of a sentence: one line, no longer than a line, printable."""
    line = "".join(character if character.isprintable() else "�" for character in text[:120])
    return line if len(text) <= len(line) else line + "…"


def day(moment: datetime) -> str:
    """A moment as an employer reads it: ``24 November 2026``, in UTC."""
    return f"{moment.astimezone(UTC):%-d %B %Y}"
