import json
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError
from certsvc.web.arguments import has_control_characters, read_json

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda below: st.lists(below, max_size=4) | st.dictionaries(st.text(), below, max_size=4),
    max_leaves=20,
)


@given(VALUES)
def test_any_json_value_is_read_as_it_is(value: Any) -> None:  # noqa: ANN401
    assert read_json(json.dumps(value).encode()) == value


@given(st.binary())
def test_any_bytes_are_read_or_refused_with_our_own_error(content: bytes) -> None:
    refused = ""
    try:
        read_json(content)
    except InvalidInputError as error:
        refused = error.code
    assert refused in {"", "malformed_json"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "Line 1"),
        (b"{", "Line 1"),
        (b'{"a": 1, "a": 2}', "twice"),
        (b"[NaN]", "NaN"),
        (b"[-Infinity]", "-Infinity"),
        (b'["\\ud800"]', "surrogate"),
        (b"\xff", "not UTF-8"),
        (b"[" * 10_000 + b"]" * 10_000, "nested"),
        (b'{"a":' * 10_000 + b"1" + b"}" * 10_000, "nested"),
        (b"1" * 10_000, "number"),
    ],
)
def test_hostile_json_is_refused_with_its_reason(content: bytes, why: str) -> None:
    with pytest.raises(InvalidInputError, match=why):
        read_json(content)


def test_arabic_and_uzbek_letters_are_no_control_characters() -> None:
    assert not has_control_characters("فاطمة Yoʻldosheva ’ \u200f")
    assert has_control_characters("a\x00b")
    assert has_control_characters("\ud800")


def test_a_name_with_a_control_character_in_an_address_finds_nothing(bare_app: Flask) -> None:
    assert bare_app.test_client().get("/centres/N%00G/did.json").status_code == 404
