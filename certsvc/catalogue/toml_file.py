"""One TOML file -> its top table, or a mistake that says why it cannot be read."""

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

from certsvc.catalogue.ledger import Ledger, Place

MAX_FILE_BYTES = 1_000_000
MAX_DOTS = 32
"""In a line. The parser's memory grows with the square of a key's dotted parts; nobody needs many."""

_QUOTED_OR_COMMENT = re.compile(r""""(?:[^"\\]|\\.)*"|'[^']*'|#.*""")


def find_table(path: Path, place: Place, ledger: Ledger) -> Mapping[str, object] | None:
    """The content of the file; None when it cannot be read, which is noted at ``place``.

    1. It is a regular file of at most 1 MB. 2. It is UTF-8 (a byte order mark is forgiven).
    3. No key has more dotted parts than anyone needs. 4. It is TOML 1.0, fractions as ``Decimal``.
    """
    text = _find_text(path, place, ledger)  # 1. and 2.
    if text is None:
        return None
    # 3.
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") > MAX_DOTS and _QUOTED_OR_COMMENT.sub("", line).count(".") > MAX_DOTS:
            ledger.note(place, f"is not usable TOML: line {number} has over {MAX_DOTS} dots outside quotes.")
            return None
    # 4.
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except RecursionError:
        ledger.note(place, "is not usable TOML: it is nested too deeply.")
    except (ValueError, ArithmeticError) as error:  # an integer of 5,000 digits; an exponent out of range
        known = isinstance(error, tomllib.TOMLDecodeError)
        reason = str(error)[:200] if known else "a number is out of all range"
        ledger.note(place, f"is not valid TOML: {reason}.")
    return None


def _find_text(path: Path, place: Place, ledger: Ledger) -> str | None:
    try:
        if not path.is_file():
            ledger.note(place, "there is no such file; a catalogue needs it.")
            return None
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        ledger.note(place, f"cannot be opened: {error.strerror or type(error).__name__}.")
        return None
    if len(content) > MAX_FILE_BYTES:
        ledger.note(place, "is larger than 1 MB; no catalogue file needs that.")
        return None
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        ledger.note(place, f"is not UTF-8 (first at line {line}); save it as UTF-8.")
        return None
