"""JSON Lines: one object a line, its keys recognised as headings are, or an xAPI statement."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from certsvc.intake.columns import COLUMNS
from certsvc.intake.encodings import candidate_encodings
from certsvc.intake.fault import Fault
from certsvc.intake.formats.table import RawRow, Table
from certsvc.intake.formats.text_lines import text_lines
from certsvc.intake.formats.xapi import ReadObject, is_statement, read_statement
from certsvc.intake.headings import HEADER_WITHIN_ROWS, LEAST_RECOGNISED, recognised_headings, synonyms
from certsvc.intake.quoting import quoted
from certsvc.intake.shape import FileFormat, FileShape
from certsvc.intake.unreadable import UnreadableFileError
from certsvc.intake.vocabulary import matchable

PROBLEM_PREFIX = "_problem_"
FIRST_PROBLEM = ', "_problem_line": '
ROW_KEY = "_problem_row"
"""Holds a refused line that was no JSON object, as it was."""
_TEXT = r'"(?:[^"\\]|\\.)*"'
_ADDED = re.compile(
    rf'{FIRST_PROBLEM}\d+, "_problem_column": {_TEXT}, "_problem_code": {_TEXT}, '
    rf'"_problem_message": {_TEXT}, "_problem_hint": {_TEXT}}}'
)
"""What a file of refused rows adds before the closing brace, and no other program would."""
_NO_VALUES = ("",) * len(COLUMNS)
_PLACES = {column: place for place, column in enumerate(COLUMNS)}


class _RefusedLineError(Exception):
    """Carries a fault out of json's hooks."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.code)
        self.fault = fault


def open_json_lines(source: BinaryIO) -> Table:
    """The table in ``source``. Raises UnreadableFileError when the first lines name no known columns."""
    encoding = candidate_encodings(source)[0]
    shape = FileShape(format=FileFormat.JSON_LINES, encoding=encoding, delimiter="", header=(), header_line=0)
    head = list(islice(_filled_lines(source, encoding), HEADER_WITHIN_ROWS))
    if not any(_names_columns(line) for _, line in head):
        raise _no_json_lines()
    return Table(shape=shape, rows=lambda: _rows(source, encoding))


def strip_problems(raw: str) -> str:
    """A line as it was uploaded first, without what a file of refused rows added to it."""
    found = raw.rfind(FIRST_PROBLEM)
    if found < 0 or not _ADDED.fullmatch(raw, found):
        return raw
    if not raw.startswith(f'{{"{ROW_KEY}": '):
        return f"{raw[:found]}}}"
    try:
        kept = json.loads(raw)[ROW_KEY]
    except (ValueError, RecursionError):
        return raw
    return kept if isinstance(kept, str) else raw


def _filled_lines(source: BinaryIO, encoding: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text_lines(source, encoding), start=1):
        raw = line.strip()
        if raw:
            yield number, strip_problems(raw)


def _names_columns(line: str) -> bool:
    try:
        content = json.loads(line)
    except (ValueError, RecursionError):
        return False
    if is_statement(content):
        return True
    return isinstance(content, dict) and recognised_headings(tuple(content)) >= LEAST_RECOGNISED


def _rows(source: BinaryIO, encoding: str) -> Iterator[RawRow]:
    for number, raw in _filled_lines(source, encoding):
        read = read_object(raw)
        yield RawRow(number, (raw,), read.values, read.faults, skipped=read.skipped)


def read_object(raw: str) -> ReadObject:
    """What stands in a line."""
    try:
        # Numbers stay as written: no rounding, no infinity, no digits beyond what a machine counts.
        content = json.loads(
            raw, parse_float=str, parse_int=str, parse_constant=_refuse_constant, object_pairs_hook=_object
        )
    except _RefusedLineError as refused:
        return _refused(refused.fault)
    except RecursionError:
        return _refused(
            Fault("json_too_deep", "The line is nested too deeply.", "Write one flat object a line.")
        )
    except ValueError:
        return _refused(Fault("json_malformed", "The line is not JSON.", "Write one JSON object a line."))
    if not isinstance(content, dict):
        return _refused(
            Fault("json_not_object", "The line is not a JSON object.", "Write one JSON object a line.")
        )
    return read_statement(content) if is_statement(content) else _values(content)


def _refused(fault: Fault) -> ReadObject:
    return ReadObject(_NO_VALUES, (("", fault),))


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise _RefusedLineError(
            Fault("json_duplicate_key", "The object has a key twice.", "Keep the one that is meant.")
        )
    return content


def _refuse_constant(name: str) -> None:
    raise _RefusedLineError(
        Fault("json_malformed", f"The line holds {name}, which is not JSON.", "Write a number or null.")
    )


def _values(content: dict[str, Any]) -> ReadObject:
    strong, weak = synonyms("strong"), synonyms("weak")
    values = list(_NO_VALUES)
    faults: list[tuple[str, Fault]] = []
    taken: set[str] = set()
    for known in (strong, weak):
        for key, value in content.items():
            column = known.get(matchable(key))
            if column is None or (known is weak and column in taken):
                continue
            if column in taken:
                faults.append((column, _same_column(column)))
                continue
            taken.add(column)
            text, fault = _as_text(value)
            values[_PLACES[column]] = text
            if fault:
                faults.append((column, fault))
    return ReadObject(tuple(values), tuple(faults))


def _same_column(column: str) -> Fault:
    return Fault("json_duplicate_key", f"Two keys stand for {column}.", "Keep the one that is meant.")


def _as_text(value: object) -> tuple[str, Fault | None]:
    if isinstance(value, str):
        return value, None
    if value is None:
        return "", None
    if isinstance(value, bool):
        return ("true" if value else "false"), None
    kind = "object" if isinstance(value, dict) else "list"
    fault = Fault(
        "json_value", f"The value is {kind} where a text or number belongs.", "Write the value alone."
    )
    return "", fault


def _no_json_lines() -> UnreadableFileError:
    return UnreadableFileError(
        f"The file begins like JSON Lines, but none of its first {HEADER_WITHIN_ROWS} lines is an object "
        f"with known keys such as {quoted('learner_ref')} and {quoted('full_name')}.",
        code="not_json_lines",
        hint="Write one complete JSON object a line; xAPI statements may also stand in one array.",
    )
