"""A value that a person types to have it corrected, read as a cell of a results file is."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from certsvc.domain.corrections import CorrectedField
from certsvc.intake.amounts import read_hours, read_score
from certsvc.intake.dates import DateOrder, read_date
from certsvc.intake.email_addresses import read_email
from certsvc.intake.fault import Fault, Reading
from certsvc.intake.languages import read_language
from certsvc.intake.texts import read_latin_name, read_name, read_text, required

_LONGEST_INSTITUTION = 255

_READERS: Mapping[CorrectedField, Callable[[str], Reading[Any]]] = {
    CorrectedField.FULL_NAME: required(read_name, column="full_name", what="name"),
    CorrectedField.LATIN_NAME: read_latin_name,
    CorrectedField.INSTITUTION: partial(read_text, what="institution", limit=_LONGEST_INSTITUTION),
    CorrectedField.EMAIL: read_email,
    CorrectedField.PREFERRED_LANGUAGE: read_language,
    CorrectedField.SCORE: read_score,
    CorrectedField.HOURS: read_hours,
}


def read_corrected(field: CorrectedField, text: str, *, today: date) -> tuple[str, Fault | None]:
    """The value in the one form in which values of ``field`` are compared and kept; empty is ``""``.

    With a fault there may be no value. A date may not be ambiguous, for there is no file around it that
    could prove the order of its parts.
    """
    if field is CorrectedField.COMPLETED_ON:
        value, fault = read_date(text, order=DateOrder.UNPROVEN, today=today)
    else:
        value, fault = _READERS[field](text)
    return _plain(value), fault


def _plain(value: str | date | Decimal | None) -> str:
    """As ``read_corrected`` writes it: ISO 8601, plain decimals."""
    if value is None:
        return ""
    return format(value, "f") if isinstance(value, Decimal) else str(value)
