import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError
from certsvc.signing.base64url import decode_base64url, encode_base64url


@given(st.binary(max_size=100))
def test_base64url_gives_back_the_bytes_it_was_given(data: bytes) -> None:
    assert decode_base64url(encode_base64url(data)) == data


@given(st.text(alphabet="ABQgwx-_04", max_size=12).map(str.encode))
def test_every_base64url_text_is_the_only_text_of_its_bytes(text: bytes) -> None:
    try:
        data = decode_base64url(text)
    except InvalidInputError as error:
        assert error.code == "not_base64url"  # noqa: PT017  # any text: some end within a byte
    else:
        assert encode_base64url(data) == text


@given(st.binary(max_size=100))
def test_the_standard_library_writes_the_same_but_for_padding(data: bytes) -> None:
    assert encode_base64url(data) == base64.urlsafe_b64encode(data).rstrip(b"=")


@pytest.mark.parametrize(
    "text", [b"A", b"AAAAA", b"AB", b"AAB", b"AA==", b"AA=", b"A+", b"A/AA", b"AA A", b"AA\nA", b"\xff"]
)
def test_what_is_no_base64url_is_refused(text: bytes) -> None:
    with pytest.raises(InvalidInputError) as caught:
        decode_base64url(text)
    assert caught.value.code == "not_base64url"
