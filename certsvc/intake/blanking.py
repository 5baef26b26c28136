"""Somebody's rows are taken out of an uploaded file; what else is in it stays where it is."""

from collections.abc import Callable
from typing import IO, BinaryIO

from certsvc.intake.blanking_text import blank_text
from certsvc.intake.blanking_workbook import blank_workbook
from certsvc.intake.formats.recognise import is_spreadsheet, open_table
from certsvc.intake.uploaded_row import UploadedRow


def blank_rows(source: BinaryIO, target: IO[bytes], *, is_hers: Callable[[UploadedRow], bool]) -> int:
    """Write ``source`` (seekable, left open) to ``target`` with every row made empty that ``is_hers``.

    Returns how many those were; when it was none, what is in ``target`` is to be thrown away. All other rows
    keep their line numbers. CSV and JSON Lines keep their bytes too, encoding and line ends included. Of a
    workbook every sheet is asked about; it keeps sheets, rows and cells as they are read, and loses formulas
    and whatever is not in a cell (comments, names, properties, pictures): nobody can tell whose that is.
    The row of headings stays, and is not asked about.

    Raises UnreadableFileError for a file that no import could have read to its end.
    """
    if is_spreadsheet(source):
        return blank_workbook(source, target, is_hers)
    return blank_text(source, target, open_table(source), is_hers)
