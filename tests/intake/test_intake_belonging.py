"""Whose a row is: hers by reference, address or name; never a namesake's, a date's or a score's."""

from dataclasses import replace

import pytest

from certsvc.domain.traces import Traces
from certsvc.intake.belonging import is_row_of, is_telling
from certsvc.intake.columns import COLUMNS
from certsvc.intake.uploaded_row import UploadedRow

NAME, SHARED = "Ọláìyá Amina", "Amina Yusuf"
ADDRESS, OFFICE = "amina@abu.example", "office@abu.example"
HERS = Traces(
    refs=frozenset({"89"}),
    names=frozenset({NAME, SHARED}),
    addresses=frozenset({ADDRESS, OFFICE}),
    own_names=frozenset({NAME}),
    own_addresses=frozenset({ADDRESS}),
)


def a_row_with(**values: str) -> UploadedRow:
    cells = [values.get(column, "") for column in COLUMNS]
    return UploadedRow(cells, line=2, values=tuple(cells))


@pytest.mark.parametrize(
    "values",
    [
        {"learner_ref": "89", "full_name": "Somebody Else"},
        {"learner_ref": " 89\u200e", "full_name": "misspelt"},
        {"learner_ref": "12", "email": "Amina@ABU.example"},
        {"learner_ref": "", "full_name": "  O\u0323la\u0301i\u0300ya\u0301   Amina "},
        {"learner_ref": "12", "institution": NAME},
    ],
)
def test_a_row_with_what_is_hers_alone_is_hers(values: dict[str, str]) -> None:
    assert is_row_of(HERS, a_row_with(**values))


@pytest.mark.parametrize(
    "values",
    [
        {"learner_ref": "12", "full_name": "Somebody Else", "score": "89"},
        {"learner_ref": "12", "full_name": SHARED, "score": "89"},
        {"learner_ref": "12", "full_name": "Somebody Else", "email": OFFICE},
        {"learner_ref": "890", "full_name": NAME.upper()},
        {},
    ],
)
def test_a_row_with_what_others_have_too_is_not(values: dict[str, str]) -> None:
    assert not is_row_of(HERS, a_row_with(**values))


def test_capitals_and_the_order_of_words_tell_nobody_apart() -> None:
    hers = replace(HERS, refs=frozenset({"ABU-7741"}), own_names=frozenset({NAME, "Amina Zahrani"}))
    for name in ("AMINA ZAHRANI", "Zahrani, Amina", "zahrani  amina", NAME.upper()):
        assert is_row_of(hers, a_row_with(full_name=name))
        assert is_row_of(hers, UploadedRow([name, "of B1"]))
    assert is_row_of(hers, a_row_with(learner_ref="abu\u20117741", full_name=SHARED.upper()))
    assert is_row_of(hers, a_row_with(learner_ref="abu-7741", email=OFFICE.upper()))
    assert not is_row_of(hers, a_row_with(learner_ref="abu-7741", full_name="Somebody Else"))
    assert not is_row_of(hers, a_row_with(full_name="Amina"))
    assert not is_row_of(hers, a_row_with(learner_ref="ABU-1", full_name="Zahrani, Amina"))


def test_where_no_column_is_known_her_reference_counts_beside_her_name() -> None:
    assert is_row_of(HERS, UploadedRow(["89", SHARED]))
    assert not is_row_of(HERS, UploadedRow(["89", "Somebody Else"]))


def test_a_reference_is_telling_when_it_can_be_nothing_else() -> None:
    told = ["ABU-0001", "A001", "1234567", "ŞTF/22"]
    assert [ref for ref in told if not is_telling(ref)] == []
    assert [
        ref for ref in ["89", "2026", "2026-04", "20260422", "2026-04-22", "B1", "99.5"] if is_telling(ref)
    ] == []
