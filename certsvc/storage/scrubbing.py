"""Names, references and addresses that somebody wrote where no personal data belong, are taken out again."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, and_, func, or_, select, update

from certsvc.storage.batches import BatchRow
from certsvc.storage.conferrals import ConferralRow
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db
from certsvc.storage.events import EventRow
from certsvc.storage.import_tables import ResultsImportRow

GONE = "…"
"""Stands where something was taken out."""
_LEAST_WORD = 4
_CHUNK = 200


@dataclass(frozen=True, slots=True)
class _Place:
    """A column of free text; ``is_ascii``: its JSON escapes what is not."""

    column: Any
    is_json: bool = False
    is_ascii: bool = False


_EVENTS = _Place(EventRow.detail, is_json=True, is_ascii=True)
_REASONS = _Place(CredentialRow.revocation_reason)
_PLACES = (
    _EVENTS,
    _REASONS,
    _Place(BatchRow.parameters, is_json=True),
    _Place(BatchRow.failure),
    _Place(ResultsImportRow.filename),
)


def scrub_everywhere(texts: Iterable[str]) -> None:
    """These texts, which are one person's alone, stand in no reason, event or file's name any more."""
    wanted = sorted({text for text in texts if text})
    if not wanted:
        return
    for place in _PLACES:
        _scrub(place, or_(*(_contains(place, text) for text in wanted)), _any_of(wanted))


def scrub_of_credentials(credential_ids: Sequence[str], texts: Iterable[str], names: Iterable[str]) -> None:
    """Nor the single words of her names in what was said of her own certificates."""
    whole = sorted({text for text in texts if text})
    words = {word for name in names for word in name.split() if len(word) >= _LEAST_WORD}
    pattern = "|".join([*_alternatives(whole), *(rf"\b(?-i:{re.escape(word)})\b" for word in sorted(words))])
    if not pattern:
        return
    matching = re.compile(pattern, re.IGNORECASE)
    for start in range(0, len(credential_ids), _CHUNK):
        ids = list(credential_ids[start : start + _CHUNK])
        _scrub(_REASONS, and_(CredentialRow.id.in_(ids), CredentialRow.revoked_at.is_not(None)), matching)
        is_theirs = and_(EventRow.subject_kind == "credential", EventRow.subject.in_(ids))
        _scrub(_EVENTS, is_theirs, matching)


def count_conferrals_naming(names: Iterable[str]) -> int:
    """How many decisions to honour a team name one of these."""
    wanted = [
        ConferralRow.decision.contains(json.dumps(name, ensure_ascii=False), autoescape=True)
        for name in names
    ]
    if not wanted:
        return 0
    return db.session.scalar(select(func.count()).select_from(ConferralRow).where(or_(*wanted))) or 0


def _contains(place: _Place, text: str) -> Any:  # noqa: ANN401  # a SQL expression
    written = json.dumps(text, ensure_ascii=place.is_ascii)[1:-1] if place.is_json else text
    return place.column.contains(written, autoescape=True)


def _any_of(texts: Sequence[str]) -> re.Pattern[str]:
    return re.compile("|".join(_alternatives(texts)), re.IGNORECASE)


def _alternatives(texts: Sequence[str]) -> list[str]:
    """The longest first: a name goes whole. Not inside of longer words or numbers."""
    return [rf"(?<!\w){re.escape(text)}(?!\w)" for text in sorted(texts, key=len, reverse=True)]


def _scrub(place: _Place, condition: Any, matching: re.Pattern[str]) -> None:  # noqa: ANN401  # a SQL expression
    table = cast("Table", place.column.class_.__table__)
    rows = db.session.execute(select(table.c.id, table.c[place.column.key]).where(condition)).all()
    for row_id, written in rows:
        scrubbed = _scrubbed(place, written or "", matching)
        if scrubbed != (written or ""):
            db.session.execute(update(table).where(table.c.id == row_id).values({place.column.key: scrubbed}))


def _scrubbed(place: _Place, written: str, matching: re.Pattern[str]) -> str:
    if not place.is_json:
        return matching.sub(GONE, written)
    found = _without(json.loads(written), matching)
    return json.dumps(found, ensure_ascii=place.is_ascii, sort_keys=True)


def _without(value: object, matching: re.Pattern[str]) -> object:
    if isinstance(value, str):
        return matching.sub(GONE, value)
    if isinstance(value, dict):
        return {name: _without(part, matching) for name, part in value.items()}
    if isinstance(value, list):
        return [_without(part, matching) for part in value]
    return value
