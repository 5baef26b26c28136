import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, SECP521R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError
from certsvc.signing.base58 import ALPHABET, decode_base58, encode_base58
from certsvc.signing.multikey import decode_multikey, encode_ed25519, encode_multikey
from tests.signing.jose_tokens import a_private_key, an_rsa_key


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
    key = decode_multikey(multibase)
    assert isinstance(key, Ed25519PublicKey)
    assert key.public_bytes_raw() == public
    assert encode_multikey(key) == multibase


@pytest.mark.parametrize(
    ("algorithm", "beginning"),
    [(KeyAlgorithm.ED25519, "z6Mk"), (KeyAlgorithm.P256, "zDna"), (KeyAlgorithm.P384, "z82L")],
)
@given(seed=st.integers(1, 255))
def test_a_key_of_each_algorithm_comes_back(algorithm: KeyAlgorithm, beginning: str, seed: int) -> None:
    public = a_private_key(algorithm, seed).public_key()
    multibase = encode_multikey(public)
    assert multibase.startswith(beginning)
    assert decode_multikey(multibase) == public


@pytest.mark.parametrize(
    "multibase",
    [
        "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
        "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
        "z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9",
    ],
)
def test_the_keys_of_the_published_examples_are_read(multibase: str) -> None:
    assert encode_multikey(decode_multikey(multibase)) == multibase


@given(st.text(max_size=60) | st.text(alphabet=ALPHABET, max_size=60).map(lambda text: "z6Mk" + text))
def test_any_other_text_is_refused_with_our_own_error(text: str) -> None:
    try:
        key = decode_multikey(text)
    except InvalidInputError as error:
        assert error.code == "malformed_key"  # noqa: PT017  # any text: most are refused, a few are keys
    else:
        assert encode_multikey(key) == text


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xed",
        b"\xed\x01",
        b"\xed\x01" + bytes(31),
        b"\xed\x01" + bytes(32),  # a point of small order
        b"\xed\x01" + bytes(33),
        b"\xed\x02" + bytes(32),
        b"\x80\x24" + bytes(33),
        b"\x80\x24\x02" + b"\xff" * 32,  # beyond the field
        b"\x80\x24\x05" + b"\x01" * 32,
        b"\x80\x24\x02" + bytes(48),
        b"\x80\x24\x04" + bytes(64),
        b"\x81\x24\x02" + bytes(32),
        b"\xe7\x01\x02" + b"\x01" * 32,  # secp256k1
        b"\xec\x01" + b"\x01" * 32,  # X25519
    ],
)
def test_a_key_of_another_kind_or_length_is_refused(data: bytes) -> None:
    with pytest.raises(InvalidInputError):
        decode_multikey("z" + encode_base58(data))


def test_a_public_key_of_31_bytes_has_no_multikey() -> None:
    with pytest.raises(InvalidInputError) as caught:
        encode_ed25519(bytes(31))
    assert caught.value.code == "malformed_key"


def test_keys_that_no_multikey_here_stands_for_are_not_written() -> None:
    for curve in (SECP256K1(), SECP521R1()):
        with pytest.raises(InvalidInputError) as caught:
            encode_multikey(generate_private_key(curve).public_key())
        assert caught.value.code == "malformed_key"
    with pytest.raises(InvalidInputError):
        encode_multikey(an_rsa_key().public_key())


def test_an_uncompressed_point_is_no_multikey() -> None:
    point = (
        a_private_key(KeyAlgorithm.P256)
        .public_key()
        .public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    )
    with pytest.raises(InvalidInputError):
        decode_multikey("z" + encode_base58(b"\x80\x24" + point))


def test_remembered_keys_are_few() -> None:
    for seed in range(1, 50):
        decode_multikey(encode_multikey(a_private_key(seed=seed).public_key()))
    assert decode_multikey.cache_info().maxsize is not None
