"""The canonical JSON of RFC 8785, held against an independent implementation and the RFC's own samples."""

import hashlib
import json
import struct
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError
from certsvc.signing.jcs import canonical_digest, canonical_json

json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), inner, max_size=6)
    ),
    max_leaves=20,
)

# RFC 8785, appendix B: the bits of a double, and how it is written.
SAMPLES = [
    ("0000000000000000", "0"),
    ("8000000000000000", "0"),
    ("0000000000000001", "5e-324"),
    ("8000000000000001", "-5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"),
    ("ffefffffffffffff", "-1.7976931348623157e+308"),
    ("4340000000000000", "9007199254740992"),
    ("c340000000000000", "-9007199254740992"),
    ("4430000000000000", "295147905179352830000"),
    ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"),
    ("44b52d02c7e14af7", "1.0000000000000001e+23"),
    ("444b1ae4d6e2ef4e", "999999999999999700000"),
    ("444b1ae4d6e2ef4f", "999999999999999900000"),
    ("444b1ae4d6e2ef50", "1e+21"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"),
    ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("41b3de4355555553", "333333333.3333332"),
    ("41b3de4355555554", "333333333.33333325"),
    ("41b3de4355555555", "333333333.3333333"),
    ("41b3de4355555556", "333333333.3333334"),
    ("41b3de4355555557", "333333333.33333343"),
    ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"),
]


@settings(max_examples=500)
@given(json_values)
def test_any_json_is_written_as_another_implementation_writes_it(value: Any) -> None:  # noqa: ANN401  # any JSON
    assert canonical_json(value) == rfc8785.dumps(value)


@settings(max_examples=2_000)
@given(st.floats(allow_nan=False, allow_infinity=False))
def test_any_number_is_written_as_another_implementation_writes_it(number: float) -> None:
    assert canonical_json(number) == rfc8785.dumps(number)


@pytest.mark.parametrize(("bits", "text"), SAMPLES)
def test_the_numbers_of_the_rfc_are_written_as_it_says(bits: str, text: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical_json(number).decode() == text


def test_the_object_of_the_rfc_is_written_as_it_says() -> None:
    # RFC 8785, section 3.2.3
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    names = list(json.loads(canonical_json(value)))
    assert names == ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]


def test_texts_are_escaped_as_little_as_can_be() -> None:
    text = '\u20ac$\u000f\nA\'B"\\"/\u007f'
    assert canonical_json(text).decode() == '"\u20ac$\\u000f\\nA\'B\\"\\\\\\"/\u007f"'


def test_whole_numbers_are_written_alike_however_they_were_read() -> None:
    assert canonical_json([100, 100.0, 1e2, -0.0]) == b"[100,100,100,0]"


def nested(levels: int) -> list[Any]:
    value: list[Any] = []
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (2**53, "number_out_of_range"),
        (-(2**53), "number_out_of_range"),
        (float("nan"), "number_out_of_range"),
        (float("inf"), "number_out_of_range"),
        ("\ud800", "lone_surrogate"),
        ({"\udfff": 1}, "lone_surrogate"),
        ({"\udfff": 1.0, "\ue000": 2}, "lone_surrogate"),
        ([1.0, {"x": "\udfff"}], "lone_surrogate"),
        (b"bytes", "not_json"),
        ({1: "x"}, "not_json"),
        ((1, 2), "not_json"),
        ({"x": {1}}, "not_json"),
        (nested(100_000), "too_deep"),
    ],
)
def test_what_has_no_canonical_form_is_refused_wherever_it_stands(value: object, code: str) -> None:
    for held in (value, [1.5, value], {"a": [value]}, {"a": 2.0, "b": value}):
        with pytest.raises(InvalidInputError) as caught:
            canonical_json(held)
        assert caught.value.code == code


def test_the_digest_of_a_credential_is_of_what_it_says_and_not_of_its_proof() -> None:
    said = {"b": [1.0, "é"], "a": {"proof": 1}}
    digest = hashlib.sha256('{"a":{"proof":1},"b":[1,"é"]}'.encode()).hexdigest()
    assert canonical_digest(said) == canonical_digest({"proof": {"proofValue": "z"}, **said}) == digest
    assert canonical_digest({**said, "a": {"proof": 2}}) != digest
