"""A CSV file of decisions to honour organisations and teams, a decision a line."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from certsvc.domain.conferrals import Conferral
from certsvc.domain.identifiers import LanguageTag, MicroCertificationCode, PartnerCode
from certsvc.domain.recipients import RecipientKind
from certsvc.errors import InvalidInputError, TooLargeError
from certsvc.intake.escaping import unescape_cell
from certsvc.intake.languages import read_language

COLUMNS = ("award", "name", "kind", "partner", "decided_on", "edition")
"""Those that every line fills."""
OPTIONAL_COLUMNS = ("members", "citation", "latin_name", "language")
"""``members`` with ``;`` between them."""
MAX_BYTES = 1024 * 1024
_DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A line and its decision, or why there is none."""

    line: int
    decision: Conferral | InvalidInputError


def read_decisions(content: bytes) -> Iterator[DecisionRow]:
    """Every line of the file, in its order; what a decision may say is not looked at here.

    UTF-8, or UTF-16 with a byte order mark; ``,`` ``;`` or TAB between cells. Raises, before the first
    line is read, InvalidInputError (``decisions_unreadable``) and TooLargeError.
    """
    if len(content) > MAX_BYTES:
        raise TooLargeError("A file of decisions may have 1 MiB.")
    lines = _decoded(content).splitlines()
    head = lines[0] if lines else ""
    delimiter = max(_DELIMITERS, key=head.count)
    reader = csv.DictReader(lines, delimiter=delimiter)
    names = [name.strip().lower() for name in reader.fieldnames or ()]
    missing = [name for name in COLUMNS if name not in names]
    unknown = [name for name in names if name not in (*COLUMNS, *OPTIONAL_COLUMNS)]
    if missing or unknown or len(set(names)) != len(names):
        said = (
            f"'{missing[0]}' is missing"
            if missing
            else f"'{(unknown or names)[0]}' is not one, or there twice"
        )
        raise _unreadable(f"Its first line must name the columns; {said}.")
    reader.fieldnames = names
    return _rows(reader)


def _rows(reader: "csv.DictReader[str]") -> Iterator[DecisionRow]:
    try:
        for cells in reader:
            if any(value for value in cells.values()):
                yield DecisionRow(reader.line_num, _decision(cells))
    except csv.Error:
        yield DecisionRow(reader.line_num, _unreadable("The line breaks the rules of CSV."))


def _decision(cells: Mapping[str | None, object]) -> Conferral | InvalidInputError:
    if None in cells:
        return _unreadable("The line has more cells than the first.")
    texts = {str(name): unescape_cell(str(value or "")).strip() for name, value in cells.items()}
    for name in COLUMNS:
        if not texts[name]:
            return _unreadable(f"The cell '{name}' is empty.")
    try:
        kind, day = RecipientKind(texts["kind"].lower()), date.fromisoformat(texts["decided_on"])
    except ValueError:
        return _unreadable("'kind' is organisation or team, 'decided_on' a day such as 2026-11-24.")
    language, fault = read_language(texts.get("language", ""))
    if fault is not None:
        return InvalidInputError(fault.message, code=fault.code, hint=fault.hint)
    members = (member.strip() for member in texts.get("members", "").split(";"))
    return Conferral(
        micro_certification=MicroCertificationCode(texts["award"].upper()),
        kind=kind,
        name=texts["name"],
        partner=PartnerCode(texts["partner"].upper()),
        decided_on=day,
        edition=texts["edition"],
        members=tuple(member for member in members if member),
        citation=texts.get("citation", ""),
        latin_name=texts.get("latin_name", ""),
        language=LanguageTag(language) if language else None,
    )


def _decoded(content: bytes) -> str:
    try:
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            return content.decode("utf-16")
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise _unreadable("It is not in UTF-8: save it as 'CSV UTF-8'.") from None


def _unreadable(why: str) -> InvalidInputError:
    return InvalidInputError(why, code="decisions_unreadable")
