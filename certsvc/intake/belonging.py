"""Whose a row is: of one person, told by her reference, her address, her name."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from certsvc.domain.people import normal_address
from certsvc.domain.traces import Traces
from certsvc.intake.same_reference import fold_reference
from certsvc.intake.uploaded_row import UploadedRow

_INVISIBLE_ENDS = "\u200e\u200f\u061c\u200b\ufeff\u2060"
_DATE = re.compile(r"(?:19|20)\d{2}\W?\d{2}(?:\W?\d{2})?")
_SHORTEST_MIXED, _SHORTEST = 4, 6
_SIGNS = re.compile(r"[\s,;:()/_.-]+")


@dataclass(frozen=True, slots=True)
class _Folded:
    """The same without what is written now so, now so; names as the words that they are made of."""

    refs: frozenset[str]
    names: frozenset[frozenset[str]]
    own_names: frozenset[frozenset[str]]


def is_row_of(traces: Traces, row: UploadedRow) -> bool:
    """Whether a row of one of her centre's files is hers; a namesake's is not.

    It is when it has her reference where references stand; an address that is hers alone, or a name that
    no other learner has, wherever they stand; and where no column is known, as on a sheet beside the
    results, her reference if that can be nothing else or stands beside a name of hers. Capitals and the order
    of a name's words make no difference where no reference says that the row is somebody else's; and
    a reference that is hers but for capitals and dashes is hers beside a name or address of hers.
    """
    if row.reference in traces.refs:
        return True
    texts = set(_kept_texts(row))
    if not traces.own_names.isdisjoint(texts):
        return True
    if any(normal_address(text) in traces.own_addresses for text in texts if "@" in text):
        return True
    folded = _folded(traces)
    if row.reference:
        return fold_reference(row.reference) in folded.refs and _says_who(traces, folded, texts)
    names = set(map(_words, texts))
    if not folded.own_names.isdisjoint(names):
        return True
    found = traces.refs & texts
    return bool(found) and (any(map(is_telling, found)) or not folded.names.isdisjoint(names))


def is_telling(ref: str) -> bool:
    """Whether a reference can hardly be anything else, such as a score, a year or a date."""
    if _DATE.fullmatch(ref):
        return False
    is_mixed = any(map(str.isalpha, ref)) and any(map(str.isdigit, ref))
    return len(ref) >= (_SHORTEST_MIXED if is_mixed else _SHORTEST)


def _says_who(traces: Traces, folded: _Folded, texts: set[str]) -> bool:
    if any(normal_address(text) in traces.addresses for text in texts if "@" in text):
        return True
    return any(_words(text) in folded.names for text in texts)


@lru_cache(maxsize=64)
def _folded(traces: Traces) -> _Folded:
    return _Folded(
        refs=frozenset(map(fold_reference, traces.refs)),
        names=frozenset(map(_words, traces.names)),
        own_names=frozenset(map(_words, traces.own_names)),
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(_SIGNS.split(unicodedata.normalize("NFC", text.casefold()))) - {""}


def _kept_texts(cells: Iterable[str]) -> Iterator[str]:
    """As intake keeps texts; empty ones are left out."""
    for cell in cells:
        text = " ".join(unicodedata.normalize("NFC", cell).strip().strip(_INVISIBLE_ENDS).split())
        if text:
            yield text
