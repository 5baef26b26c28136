import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError
from certsvc.signing.base58 import ALPHABET, decode_base58, encode_base58
from certsvc.signing.multikey import decode_multikey, encode_ed25519


@given(st.binary(max_size=100))
def test_base58_gives_back_the_bytes_it_was_given(data: bytes) -> None:
    assert decode_base58(encode_base58(data)) == data


@given(st.text(alphabet=ALPHABET, max_size=100))
def test_every_base58_text_is_the_only_text_of_its_bytes(text: str) -> None:
    assert encode_base58(decode_base58(text)) == text


@pytest.mark.parametrize(
    ("data", "text"), [(b"", ""), (b"\0", "1"), (b"\0\0\x01", "112"), (b"Hello World!", "2NEpo7TZRRrLZSi2U")]
)
def test_base58_agrees_with_known_values(data: bytes, text: str) -> None:
    assert encode_base58(data) == text
    assert decode_base58(text) == data


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "é", "1" * 513])
def test_what_is_not_base58_is_refused(text: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        decode_base58(text)
    assert caught.value.code == "not_base58"


@given(st.binary(min_size=32, max_size=32))
def test_a_public_key_comes_back_from_its_multikey(seed: bytes) -> None:
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    multibase = encode_ed25519(public)
    assert multibase.startswith("z6Mk")
    assert decode_multikey(multibase).public_bytes_raw() == public


@given(st.text(max_size=60) | st.text(alphabet=ALPHABET, max_size=60).map(lambda text: "z6Mk" + text))
def test_any_other_text_is_refused_with_our_own_error(text: str) -> None:
    try:
        key = decode_multikey(text)
    except InvalidInputError as error:
        assert error.code == "malformed_key"  # noqa: PT017  # any text: most are refused, a few are keys
    else:
        assert encode_ed25519(key.public_bytes_raw()) == text


@pytest.mark.parametrize(
    "data",
    [b"\xed\x01" + bytes(31), b"\xed\x01" + bytes(33), b"\x80\x24" + bytes(33), b"\xed\x02" + bytes(32)],
)
def test_a_key_of_another_kind_or_length_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        decode_multikey("z" + encode_base58(data))


def test_a_public_key_of_31_bytes_has_no_multikey() -> None:
    with pytest.raises(InvalidInputError) as caught:
        encode_ed25519(bytes(31))
    assert caught.value.code == "malformed_key"
