import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import LARGEST_CONTENT, parse_json_object, same_json, write_json

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def refusal(content: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        parse_json_object(content)
    return caught.value.code


@given(st.dictionaries(st.text(), json_values))
def test_what_is_written_is_read_as_the_same(value: dict[str, Any]) -> None:
    assert parse_json_object(write_json(value)) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_an_object_or_our_own_error(content: bytes) -> None:
    try:
        assert isinstance(parse_json_object(content), dict)
    except InvalidInputError as error:
        assert error.code != "invalid_input"  # noqa: PT017  # any bytes: most are refused


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b'{"a":1,}', "not_json"),
        (b'{"a":1} x', "not_json"),
        (b'{"a":NaN}', "not_json"),
        (b'{"a":-Infinity}', "not_json"),
        (b'{"a":"\x00"}', "not_json"),
        (b"[]", "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"a":1,"a":1}', "duplicate_member"),
        (b'{"x":{"a":1,"\\u0061":2}}', "duplicate_member"),
        (b'{"a":1e400}', "number_out_of_range"),
        (b'{"a":' + b"9" * 5000 + b"}", "number_out_of_range"),
        (b'{"a":0.' + b"1" * 100 + b"}", "number_out_of_range"),
        (b'{"a":"\\ud800"}', "lone_surrogate"),
        (b'{"\\uDFFF":1}', "lone_surrogate"),
        (b"\xef\xbb\xbf{}", "byte_order_mark"),
        (b"\xff\xfe{\x00}\x00", "not_utf8"),
        (b'{"a":"\xed\xa0\x80"}', "not_utf8"),
        ('{"a":"é"}'.encode("latin-1"), "not_utf8"),
        (b'{"a":' * 65 + b"1" + b"}" * 65, "too_deep"),
        (b'{"a":' * 100_000, "too_deep"),
        (b'{"a":' + b"[" * 100_000, "too_deep"),
        (b" " * (LARGEST_CONTENT + 1), "too_large"),
    ],
)
def test_what_readers_could_understand_differently_is_refused(content: bytes, code: str) -> None:
    assert refusal(content) == code


def test_brackets_inside_texts_are_no_nesting() -> None:
    text = "[{" * 500 + '\\"'
    assert parse_json_object(json.dumps({"a": text}).encode()) == {"a": text}


def test_sixty_four_levels_are_read() -> None:
    assert parse_json_object(b'{"a":' * 64 + b"1" + b"}" * 64)


def test_a_surrogate_pair_is_a_character() -> None:
    assert parse_json_object(b'{"a":"\\ud842\\udfb7"}') == {"a": "𠮷"}


@pytest.mark.parametrize("content", [b'"' + b'\\"' * 500_000, b'{"' * 300_000, b"[]" * 500_000])
def test_text_made_to_be_slow_is_read_in_one_pass(content: bytes) -> None:
    assert refusal(content) in {"not_json", "too_deep"}


def test_one_true_and_one_point_zero_are_three_values() -> None:
    assert not same_json({"a": 1}, {"a": True})
    assert not same_json({"a": 1}, {"a": 1.0})
    assert same_json({"a": 1, "b": [2]}, {"b": [2], "a": 1})


def test_a_value_that_json_cannot_write_is_refused() -> None:
    for value in ({"a": float("nan")}, {"a": b"x"}, {"a": "\ud800"}):
        with pytest.raises(InvalidInputError):
            write_json(value)
