"""Workbooks that nobody should send: cut off, damaged, or made to unpack without end."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.intake.columns import COLUMNS
from certsvc.intake.formats import workbook_guard
from certsvc.intake.unreadable import UnreadableFileError
from tests.intake.uploads import (
    GOOD_ROW,
    a_csv,
    a_workbook,
    read_or_refused,
    rows_of,
    sample,
    upload,
)


def _refusal(content: bytes, *, course: str | None = None) -> UnreadableFileError:
    with pytest.raises(UnreadableFileError) as caught:
        upload(content, course=course)
    assert caught.value.message
    assert caught.value.hint
    return caught.value


def _repacked(content: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The workbook with every part passed through ``change``."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, change(part.filename, old.read(part)))
    return out.getvalue()


def _good_workbook() -> bytes:
    return a_workbook([COLUMNS, [GOOD_ROW[column] for column in COLUMNS]])


def test_a_zip_that_is_no_workbook_is_not_read() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("results.csv", a_csv({}))
    assert _refusal(out.getvalue()).code == "not_a_table"


@given(st.integers(min_value=4, max_value=len(sample("egypt-genai-2025-1.xlsx")) - 1))
def test_a_workbook_that_is_cut_off_anywhere_is_damaged(length: int) -> None:
    assert _refusal(sample("egypt-genai-2025-1.xlsx")[:length]).code == "damaged_workbook"


@given(
    st.integers(min_value=0, max_value=len(sample("egypt-genai-2025-1.xlsx")) - 1),
    st.integers(min_value=1, max_value=255),
)
def test_a_workbook_with_one_wrong_byte_is_read_or_refused_but_never_crashes(
    position: int, change: int
) -> None:
    content = bytearray(sample("egypt-genai-2025-1.xlsx"))
    content[position] ^= change
    answer = read_or_refused(bytes(content))
    assert answer.hint if isinstance(answer, UnreadableFileError) else len(answer) <= 56


def test_a_zip_bomb_is_refused_while_it_unpacks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook_guard, "MAX_UNPACKED", 8 * 1024 * 1024)
    spaces = b" " * (64 * 1024 * 1024)
    bomb = _repacked(
        _good_workbook(), lambda name, part: part + spaces if name.startswith("xl/worksheets/") else part
    )
    assert len(bomb) < 200_000
    assert _refusal(bomb).code == "workbook_too_large"


def test_a_zip_bomb_is_refused_for_its_ratio() -> None:
    spaces = b" " * (16 * 1024 * 1024)
    bomb = _repacked(_good_workbook(), lambda name, part: part + (spaces if name == "xl/styles.xml" else b""))
    assert "times its size" in _refusal(bomb).message


def test_a_zip_bomb_that_declares_a_small_size_is_refused_all_the_same() -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = b" " * (32 * 1024 * 1024)
    packed = packer.compress(data) + packer.flush()
    bomb = bytearray(
        _repacked(_good_workbook(), lambda name, part: data if name == "xl/styles.xml" else part)
    )
    real, lie = struct.pack("<LL", len(packed), len(data)), struct.pack("<LL", len(packed), 100)
    changed = bytes(bomb).replace(real[4:], lie[4:])
    assert changed != bytes(bomb)
    assert _refusal(changed).code in {"workbook_too_large", "damaged_workbook"}


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', "1048576 rows"),
        ("<row r='1048576'><c a='>' r = 'XFD1048576'><v>1</v></c></row>", "1048576 rows"),
        (f"<row>{'<c><v>1</v></c>' * 9000}</row>{'<row/>' * 9000}<row><c><v>1</v></c></row>", "9000 columns"),
        (f'<row><c {" " * (4 << 20)} r="XFD1048576"><v>1</v></c></row>', "no end"),
    ],
)
def test_a_sheet_whose_rectangle_would_need_all_memory_is_refused(rows: str, said: str) -> None:
    def far(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return part
        return part.replace(b"</sheetData>", f"{rows}</sheetData>".encode())

    refusal = _refusal(_repacked(_good_workbook(), far))
    assert refusal.code == "workbook_too_large"
    assert said in refusal.message


def test_entities_that_would_grow_without_end_are_not_expanded() -> None:
    def billion(name: str, part: bytes) -> bytes:
        if not name.startswith("xl/worksheets/"):
            return part
        entities = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + b"".join(
            b'<!ENTITY %c "%s">' % (98 + n, b"&%c;" % (97 + n) * 10) for n in range(10)
        )
        declaration, _, rest = part.partition(b"<worksheet")
        return declaration + entities + b"]><worksheet" + rest.replace(b"P-1", b"&k;")

    assert _refusal(_repacked(_good_workbook(), billion)).code == "damaged_workbook"


def _with_shared_strings(strings: list[str], references: list[int]) -> bytes:
    """A workbook whose one sheet has, below good headings, one row a reference."""
    shared = "".join(f"<si><t>{text}</t></si>" for text in [*COLUMNS, *strings])
    rows = "".join(
        f'<row r="{row}"><c r="A{row}" t="s"><v>{len(COLUMNS) + index}</v></c></row>'
        for row, index in enumerate(references, start=2)
    )
    header = "".join(f'<c r="{chr(65 + n)}1" t="s"><v>{n}</v></c>' for n in range(len(COLUMNS)))
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'

    def replaced(name: str, part: bytes) -> bytes:
        if name.startswith("xl/worksheets/"):
            sheet = f'<worksheet {space}><sheetData><row r="1">{header}</row>{rows}</sheetData></worksheet>'
            return sheet.encode()
        return part

    content = io.BytesIO(_repacked(_good_workbook(), replaced))
    with zipfile.ZipFile(content, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst {space}>{shared}</sst>")
    return content.getvalue()


def test_shared_strings_are_read_in_every_cell_that_refers_to_them() -> None:
    rows = rows_of(_with_shared_strings(["P-1", "P-2"], [1, 0, 1]))
    assert [row.cells[0] for row in rows] == ["P-2", "P-1", "P-2"]


def test_a_long_string_shared_by_very_many_cells_is_refused_before_it_is_copied() -> None:
    bomb = _with_shared_strings(["x" * 32_000], [0] * 20_000)
    assert len(bomb) < 500_000
    refusal = _refusal(bomb)
    assert refusal.code == "workbook_too_large"
    assert "text of its cells" in refusal.message


def test_a_long_string_that_one_cell_has_does_no_harm_to_many_short_ones() -> None:
    rows = rows_of(_with_shared_strings(["x" * 32_000, "P-1"], [0, *[1] * 20_000]))
    assert len(rows) == 20_001


def test_shared_strings_that_hide_where_they_end_are_refused() -> None:
    hidden = _with_shared_strings(["<!-- </t></si> -->"], [0])
    assert _refusal(hidden).code == "damaged_workbook"
