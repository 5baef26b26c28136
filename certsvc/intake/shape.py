"""FileShape: what was recognised of an uploaded file, enough to write another like it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

from certsvc.errors import InvalidInputError


class FileFormat(StrEnum):
    """The formats that results arrive in."""

    CSV = "csv"
    XLSX = "xlsx"
    JSON_LINES = "jsonl"


class Layout(StrEnum):
    """``moodle``: a course completion export, whose rows may say that nothing was completed yet.

    ``array``: JSON objects in one array, counted in place of lines; written anew they are JSON Lines.
    """

    TABLE = "table"
    MOODLE = "moodle"
    JSON_ARRAY = "array"


@dataclass(frozen=True, slots=True)
class FileShape:
    """Format, encoding, delimiter and headings of an uploaded file.

    ``encoding`` is Python's name of it (empty for XLSX), ``delimiter`` empty but for CSV.
    ``header``: the headings as written, without the problem columns of a file of refused rows;
    empty for JSON Lines, where every line names its own. ``columns``: canonical name -> position
    in ``header``. ``header_line`` counts from 1.
    """

    format: FileFormat
    encoding: str
    delimiter: str
    header: tuple[str, ...]
    columns: Mapping[str, int] = field(default_factory=dict)
    header_line: int = 1
    layout: Layout = Layout.TABLE

    def to_json(self) -> str:
        """As text, for keeping; ``from_json`` reads it."""
        return json.dumps({**asdict(self), "columns": dict(self.columns)}, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str) -> "FileShape":
        """What ``to_json`` wrote. Raises InvalidInputError for anything else."""
        try:
            kept = json.loads(text)
            return cls(
                format=FileFormat(kept["format"]),
                encoding=str(kept["encoding"]),
                delimiter=str(kept["delimiter"]),
                header=tuple(str(heading) for heading in kept["header"]),
                columns={str(name): int(position) for name, position in kept["columns"].items()},
                header_line=int(kept["header_line"]),
                layout=Layout(kept["layout"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise InvalidInputError("This is no shape of a results file.", code="file_shape") from error
