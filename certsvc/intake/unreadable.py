"""UnreadableFileError: a file of which no row can be taken."""

from certsvc.errors import InvalidInputError


class UnreadableFileError(InvalidInputError):
    """The file as a whole cannot be read, so that nothing of it is recorded.

    Stable codes: ``empty_file``, ``no_rows``, ``not_a_table``, ``password_protected``, ``old_excel``,
    ``damaged_workbook``, ``workbook_too_large``, ``broken_encoding``, ``no_header``,
    ``duplicate_heading``, ``missing_column``, ``course_needed``, ``unknown_course``,
    ``too_many_columns``, ``line_too_long``, ``cell_too_long``, ``unclosed_quote``,
    ``not_json_lines``.
    """

    default_code = "unreadable_file"
