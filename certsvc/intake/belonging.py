"""Whose a row is: of one person, told by her reference, her address, her name."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from certsvc.domain.people import normal_address
from certsvc.domain.traces import Traces
from certsvc.intake.uploaded_row import UploadedRow

_INVISIBLE_ENDS = "\u200e\u200f\u061c\u200b\ufeff\u2060"
_DATE = re.compile(r"(?:19|20)\d{2}\W?\d{2}(?:\W?\d{2})?")
_SHORTEST_MIXED, _SHORTEST = 4, 6


def is_row_of(traces: Traces, row: UploadedRow) -> bool:
    """Whether a row of one of her centre's files is hers; a namesake's is not.

    It is when it has her reference where references stand; an address that is hers alone, or a name that
    no other learner has, wherever they stand; and where no column is known, as on a sheet beside the
    results, her reference if that can be nothing else or stands beside a name of hers.
    """
    if row.reference in traces.refs:
        return True
    texts = set(_kept_texts(row))
    if not traces.own_names.isdisjoint(texts):
        return True
    if any(normal_address(text) in traces.own_addresses for text in texts if "@" in text):
        return True
    found = set() if row.reference else traces.refs & texts
    return bool(found) and (any(map(is_telling, found)) or not traces.names.isdisjoint(texts))


def is_telling(ref: str) -> bool:
    """Whether a reference can hardly be anything else, such as a score, a year or a date."""
    if _DATE.fullmatch(ref):
        return False
    is_mixed = any(map(str.isalpha, ref)) and any(map(str.isdigit, ref))
    return len(ref) >= (_SHORTEST_MIXED if is_mixed else _SHORTEST)


def _kept_texts(cells: Iterable[str]) -> Iterator[str]:
    """As intake keeps texts; empty ones are left out."""
    for cell in cells:
        text = " ".join(unicodedata.normalize("NFC", cell).strip().strip(_INVISIBLE_ENDS).split())
        if text:
            yield text
