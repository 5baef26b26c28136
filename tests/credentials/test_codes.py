import re
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.credentials.codes import ALPHABET, check_letter, is_code, new_code, parse_code
from certsvc.errors import InvalidInputError

random_bytes = st.binary(min_size=10, max_size=10)
CODE = new_code(bytes(range(10)))
LETTERS = CODE.replace("-", "")


def _fits(letters: str) -> bool:
    return check_letter(letters[:16]) == letters[16]


@given(random_bytes)
def test_a_new_code_is_four_groups_and_a_check_character(random: bytes) -> None:
    code = new_code(random)
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]", code)
    assert is_code(code)
    assert parse_code(code) == code


@given(random_bytes)
def test_a_code_carries_all_eighty_bits(random: bytes) -> None:
    value = 0
    for letter in new_code(random).replace("-", "")[:16]:
        value = value << 5 | ALPHABET.index(letter)
    assert value.to_bytes(10, "big") == random


@pytest.mark.parametrize("length", [0, 9, 11])
def test_a_code_takes_ten_bytes_and_no_other_number(length: int) -> None:
    with pytest.raises(ValueError, match="10 random bytes"):
        new_code(bytes(length))


def _letter_sum(first: str, second: str) -> str:
    """The sum in GF(32) of two words, letter by letter: the check is linear, so errors add up."""
    return "".join(
        ALPHABET[ALPHABET.index(one) ^ ALPHABET.index(other)]
        for one, other in zip(first, second, strict=True)
    )


@given(random_bytes, random_bytes)
def test_the_check_is_linear_so_that_an_error_shows_whatever_the_code(first: bytes, second: bytes) -> None:
    one, other = (new_code(random).replace("-", "") for random in (first, second))
    assert _fits(_letter_sum(one, other))


def test_every_single_wrong_letter_is_found_in_every_code() -> None:
    zeros = "0" * 17
    for place in range(17):
        for error in ALPHABET[1:]:
            assert not _fits(zeros[:place] + error + zeros[place + 1 :])


def test_every_exchange_of_two_letters_is_found_neighbours_or_not() -> None:
    # Exchanging the letters a and b adds a + b, which is never 0, at both places: by linearity the
    # words below are all the errors that exchanges can make, in any code.
    for first in range(17):
        for second in range(first + 1, 17):
            for error in ALPHABET[1:]:
                word = ["0"] * 17
                word[first] = word[second] = error
                assert not _fits("".join(word))


def test_every_exchange_of_neighbours_is_found_letter_by_letter() -> None:
    for place in range(15):
        for first in ALPHABET:
            for second in ALPHABET:
                payload = list(LETTERS[:16])
                payload[place], payload[place + 1] = first, second
                check = check_letter("".join(payload))
                payload[place], payload[place + 1] = second, first
                assert (check_letter("".join(payload)) == check) == (first == second)


@pytest.mark.parametrize(
    "typed",
    [
        CODE.lower(),
        LETTERS,
        f"  {CODE}\n",
        CODE.replace("-", " "),
        CODE.replace("-", "\u2013"),
        CODE.replace("-", "\u2011"),
        CODE.replace("-", "\u2212"),
        CODE.replace("-", "\u00a0\u2014\u00a0"),
        CODE.replace("0", "O"),
        CODE.replace("0", "o"),
        "".join(chr(ord(letter) + 0xFEE0) for letter in CODE),
        f"\u200f{CODE}\u200e",
        "\u2067" + CODE + "\u2069",
        "\ufeff" + CODE,
        CODE.replace("0", "\u0660").replace("4", "\u0664"),
        f"({CODE}).",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str) -> None:
    assert parse_code(typed) == CODE


@given(random_bytes, st.data())
def test_i_and_l_are_read_as_one_and_o_as_zero(random: bytes, data: st.DataObject) -> None:
    code = new_code(random)
    typed = "".join(
        data.draw(st.sampled_from({"1": "1IiLl", "0": "0Oo"}.get(letter, letter + letter.lower())))
        for letter in code
    )
    assert parse_code(typed) == code


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "here are 0"),
        ("-- --", "here are 0"),
        (CODE[:-2], "here are 16"),
        (CODE + "0", "here are 18"),
        (CODE.replace("0", "U"), "'U' never occurs"),
        (CODE.replace("0", "u"), "'U' never occurs"),
        (CODE.replace("0", "#"), "'#' never occurs"),
        (CODE.replace("E", "\u0415"), "U\\+0415 never occurs"),
        (CODE.replace("0", "\ud800"), "U\\+D800 never occurs"),
        (CODE[:-1] + ("A" if CODE[-1] != "A" else "B"), "mistyped"),
        (CODE * 50, "too long"),
    ],
)
def test_what_cannot_be_a_code_is_refused_with_what_is_wrong(typed: str, message: str) -> None:
    with pytest.raises(InvalidInputError, match=message) as refused:
        parse_code(typed)
    assert refused.value.code == "malformed_code"
    assert refused.value.hint


@given(st.text())
def test_any_text_is_a_code_or_refused(typed: str) -> None:
    with suppress(InvalidInputError):
        assert is_code(parse_code(typed))


@pytest.mark.parametrize("text", [CODE.lower(), LETTERS, CODE + "\n", "", CODE[:-1] + "#"])
def test_only_the_canonical_form_is_a_code(text: str) -> None:
    assert not is_code(text)
