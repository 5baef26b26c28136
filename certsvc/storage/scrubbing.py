"""Names, references and addresses that somebody wrote where no personal data belong, are taken out again."""

import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, func, literal, or_, select, true, update

from certsvc.domain.identifiers import ImportId
from certsvc.storage.batches import BatchRow
from certsvc.storage.conferrals import ConferralRow
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db
from certsvc.storage.events import EventRow
from certsvc.storage.import_tables import ResultsImportRow
from certsvc.storage.issued_documents import IssuedDocumentRow

GONE = "…"
"""Stands where something was taken out."""
_LEAST_WORD = 4
_CHUNK = 500
_BETWEEN = r"[\W_]*"
_ESCAPED = r"\u"
"""With what JSON of an event begins every letter beyond ASCII."""


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of free text."""

    column: Any
    condition: Any
    is_json: bool = False
    is_ascii: bool = False


_PLACES = (
    _Place(CredentialRow.revocation_reason, CredentialRow.revoked_at.is_not(None)),
    _Place(IssuedDocumentRow.revocation_reason, IssuedDocumentRow.revoked_at.is_not(None)),
    _Place(BatchRow.parameters, true(), is_json=True),
    _Place(BatchRow.failure, BatchRow.failure != literal("")),
    _Place(ResultsImportRow.filename, true()),
)


def scrub_everywhere(texts: Iterable[str]) -> None:
    """These texts, which are one person's alone, stand in no reason, event or file's name any more.

    However they are written there: in capitals, with other signs between their words, in whatever form of
    Unicode. Of the events, which are many, those are read that may hold one of them.
    """
    wanted = sorted({text for text in texts if _words(text)})
    if not wanted:
        return
    matching = _any_of(wanted)
    for place in _PLACES:
        _scrub(place, matching)
    held = or_(*map(_may_hold, wanted))
    _scrub(_Place(EventRow.detail, held, is_json=True, is_ascii=True), matching)


def scrub_file_names(import_ids: Iterable[ImportId], texts: Iterable[str], names: Iterable[str]) -> None:
    """Nor the single words of her names in what the files were called from which rows of hers came."""
    words = {word for name in names for word in _words(name) if len(word) >= _LEAST_WORD}
    wanted = sorted({*(text for text in texts if _words(text)), *words})
    if not wanted:
        return
    ids, matching = sorted(set(import_ids)), _any_of(wanted)
    for start in range(0, len(ids), _CHUNK):
        is_theirs = ResultsImportRow.id.in_(ids[start : start + _CHUNK])
        _scrub(_Place(ResultsImportRow.filename, is_theirs), matching)


def count_successors_naming(texts: Iterable[str], but: Iterable[str]) -> int:
    """How many credentials say for good why they replace another, in words that have one of these texts.

    Without those of the ids ``but``. The reason of the one that was replaced still says it too.
    """
    wanted, left_out = [text for text in texts if _words(text)], set(but)
    if not wanted:
        return 0
    matching = _any_of(wanted)
    old = CredentialRow.__table__.alias()
    rows = db.session.execute(
        select(CredentialRow.id, old.c.revocation_reason).where(
            CredentialRow.supersedes == old.c.id,
            CredentialRow.erased_at.is_(None),
            old.c.revocation_reason.is_not(None),
        )
    )
    found: dict[str, bool] = {}
    return sum(_is_in(row.revocation_reason, matching, found) for row in rows if row.id not in left_out)


def count_conferrals_naming(names: Iterable[str]) -> int:
    """How many decisions to honour a team name one of these."""
    wanted = [
        ConferralRow.decision.contains(json.dumps(name, ensure_ascii=False), autoescape=True)
        for name in names
    ]
    if not wanted:
        return 0
    return db.session.scalar(select(func.count()).select_from(ConferralRow).where(or_(*wanted))) or 0


def _is_in(reason: str, matching: re.Pattern[str], found: dict[str, bool]) -> bool:
    """Most reasons are those of a bulk act: each is looked at once."""
    if reason not in found:
        found[reason] = matching.search(_composed(reason)) is not None
    return found[reason]


def _may_hold(text: str) -> Any:  # noqa: ANN401  # a SQL expression
    """No database folds the case of every script: beyond ASCII what has such letters is a candidate."""
    if not text.isascii():
        return EventRow.detail.contains(_ESCAPED, autoescape=True)
    return func.lower(EventRow.detail).like(f"%{'%'.join(_words(text.lower()))}%")


def _words(text: str) -> list[str]:
    """Letters, digits and the marks on them; signs and spaces between them do not count."""
    spaced = (letter if unicodedata.category(letter)[0] in "LNM" else " " for letter in _composed(text))
    return "".join(spaced).split()


def _composed(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def _any_of(texts: Sequence[str]) -> re.Pattern[str]:
    """The longest first: a name goes whole. Not inside of longer words or numbers."""
    longest = sorted((_words(text) for text in texts), key=lambda words: -sum(map(len, words)))
    alternatives = [_BETWEEN.join(map(re.escape, words)) for words in longest]
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(alternatives)})(?![^\W_])", re.IGNORECASE)


def _scrub(place: _Place, matching: re.Pattern[str]) -> None:
    """By what is written there: a bulk act says the same of thousands."""
    table = cast("Table", place.column.class_.__table__)
    column = table.c[place.column.key]
    for written in db.session.scalars(select(column).where(place.condition).distinct()).all():
        scrubbed = _scrubbed(place, written or "", matching)
        if scrubbed != (written or ""):
            db.session.execute(
                update(table).where(place.condition, column == written).values({column: scrubbed})
            )


def _scrubbed(place: _Place, written: str, matching: re.Pattern[str]) -> str:
    if not place.is_json:
        return _without_text(written, matching)
    found = _without(json.loads(written), matching)
    return json.dumps(found, ensure_ascii=place.is_ascii, sort_keys=True)


def _without_text(written: str, matching: re.Pattern[str]) -> str:
    scrubbed, number = matching.subn(GONE, _composed(written))
    return scrubbed if number else written


def _without(value: object, matching: re.Pattern[str]) -> object:
    if isinstance(value, str):
        return _without_text(value, matching)
    if isinstance(value, dict):
        return {name: _without(part, matching) for name, part in value.items()}
    if isinstance(value, list):
        return [_without(part, matching) for part in value]
    return value
