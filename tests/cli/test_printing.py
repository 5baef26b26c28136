import click
import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.cli.printing import counted, hanging, one_line, padded, pairs, plain, shortened, table, width


@given(st.text())
def test_plain_text_holds_nothing_that_steers_a_terminal(text: str) -> None:
    shown = plain(text)
    assert not {chr(code) for code in (*range(10), *range(11, 32), *range(127, 160), 0x202E)} & set(shown)


@given(st.text())
def test_one_line_is_one_line(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1


@pytest.mark.parametrize("name", ["Oʻtkir Boʼriyev", "أحمد بن محمد", "Çetin", "李明", "می\u200cخواهم"])
def test_a_name_in_any_script_is_printed_as_it_is(name: str) -> None:
    assert one_line(name) == name


def test_wide_and_combining_characters_are_measured_as_a_terminal_shows_them() -> None:
    assert width("李明") == 4
    assert width("e\u0301") == 1
    assert padded("李明", 6) == "李明  "


@given(st.text(), st.integers(1, 80))
def test_a_shortened_text_fits(text: str, columns: int) -> None:
    assert width(shortened(text, columns)) <= columns


def test_a_table_is_aligned_under_its_headings() -> None:
    lines = [click.unstyle(line) for line in table(("code", "n"), [("NG", 1), ("LONGER", 1000)], right="n")]
    assert lines == ["code       n", "NG         1", "LONGER  1000"]


def test_a_table_without_rows_has_its_headings() -> None:
    assert [click.unstyle(line) for line in table(("code", "n"), [])] == ["code  n"]


def test_a_pair_without_a_value_is_left_out() -> None:
    assert [click.unstyle(line) for line in pairs([("a", ""), ("bb", "x"), ("c", "y")])] == [
        "  bb  x",
        "  c   y",
    ]


@given(st.text(alphabet="ab ", min_size=1))
def test_wrapped_lines_stand_under_the_first(text: str) -> None:
    first, *rest = hanging("lead  ", one_line(text))
    assert first.startswith("lead  ")
    assert all(line.startswith(" " * 6) and len(line) > 6 for line in rest)


def test_numbers_are_counted_in_words() -> None:
    assert (counted(1, "row"), counted(1234, "row"), counted(2, "entry", "entries")) == (
        "1 row",
        "1,234 rows",
        "2 entries",
    )
