"""Fault: what is wrong with a cell, before it is known in which line the cell stands."""

from dataclasses import dataclass
from typing import TypeVar

from certsvc.domain.imports import RowProblem, Severity

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem without its line and column. ``message`` and ``hint`` hold no personal data."""

    code: str
    message: str
    hint: str
    severity: Severity = Severity.REFUSED

    def at(self, line: int, column: str) -> RowProblem:
        """The problem that this is in ``column`` of ``line``."""
        return RowProblem(
            line=line,
            column=column,
            code=self.code,
            message=self.message,
            hint=self.hint,
            severity=self.severity,
        )


Reading = tuple[T | None, Fault | None]
"""What a cell says, and what is wrong with it: a value, a fault, both (a warning) or neither (empty)."""
