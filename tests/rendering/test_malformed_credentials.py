"""What is no credential of ours gets an error that names what is wrong, never a stack trace."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError, TooLargeError
from certsvc.rendering.certificate import certificate_pdf
from tests.builders import a_signed_document

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401  # JSON
    """The path of every member and item in a document."""
    if path:
        yield path
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from places(inner, (*path, name))
    elif isinstance(value, list):
        for n, inner in enumerate(value):
            yield from places(inner, (*path, n))


PLACES = list(places(a_signed_document(latin_name="Emeka Olatunji")))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b'"x"',
        b"\xff\xfe{}",
        b"[" * 10_000,
        b'{"a":' * 10_000,
        b"{}",
        b"NaN",
        b"%PDF-1.7",
    ],
)
def test_what_is_no_json_object_or_has_no_field_is_malformed(content: bytes) -> None:
    with pytest.raises(InvalidInputError) as raised:
        certificate_pdf(content)
    assert raised.value.code == "malformed_credential"


def test_a_document_of_many_megabytes_is_not_even_read() -> None:
    with pytest.raises(TooLargeError):
        certificate_pdf(b" " * 2_000_000)


@settings(max_examples=150)
@given(place=st.sampled_from(PLACES), value=anything)
def test_anything_in_any_place_gives_a_sheet_or_an_error_of_ours(
    place: tuple[Any, ...], value: object
) -> None:
    document = copy.deepcopy(a_signed_document(latin_name="Emeka Olatunji"))
    holder: Any = document
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    try:
        outcome = certificate_pdf(json.dumps(document).encode())[:5].decode()
    except InvalidInputError as error:
        outcome = error.code
    assert outcome in {
        "%PDF-",
        "malformed_credential",
        "malformed_code",
        "malformed_text",
        "script_not_covered",
    }


@pytest.mark.parametrize(
    ("differences", "named"),
    [
        ({"name": ""}, "names no learner"),
        ({"name": "\u200b \u202e"}, "the learner's name"),
        ({"title": ""}, "name"),
        ({"issuer": None}, "issuer.name"),
        ({"validFrom": "yesterday"}, "validFrom"),
        ({"awardedDate": 7}, "awardedDate"),
        ({"credentialSubject": None}, "names no learner"),
        ({"scores": [("B1", "")]}, "value"),
    ],
)
def test_the_error_names_what_is_wrong(differences: dict[str, Any], named: str) -> None:
    document = a_signed_document(
        **{key: value for key, value in differences.items() if key in {"name", "title", "scores"}}
    )
    document |= {key: value for key, value in differences.items() if key not in {"name", "title", "scores"}}
    with pytest.raises(InvalidInputError, match=named):
        certificate_pdf(json.dumps(document).encode())


def test_half_a_surrogate_pair_is_no_text() -> None:
    with pytest.raises(InvalidInputError) as raised:
        certificate_pdf(json.dumps(a_signed_document(name="half \ud83d")).encode())
    assert raised.value.code == "malformed_text"


@pytest.mark.parametrize("created", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_a_time_outside_the_calendar_is_an_error_of_ours(created: str) -> None:
    with pytest.raises(InvalidInputError, match=r"proof\.created"):
        certificate_pdf(json.dumps(a_signed_document(proof={"created": created})).encode())


def test_the_first_and_the_last_year_of_the_calendar_can_be_printed() -> None:
    for moment in ("0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"):
        content = json.dumps(a_signed_document(proof={"created": moment}, validUntil=moment)).encode()
        assert certificate_pdf(content).startswith(b"%PDF-")
