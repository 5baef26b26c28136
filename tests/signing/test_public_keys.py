import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError
from certsvc.signing.public_keys import algorithm_of, read_ec_key, read_ed25519_key, read_rsa_key
from tests.signing.jose_tokens import a_private_key, an_rsa_key

PRIME = 2**255 - 19
# The points of order 1, 2, 4 and 8, in their canonical texts, and with a sign that zero does not have.
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]
CURVES = [(KeyAlgorithm.P256, 32), (KeyAlgorithm.P384, 48)]


def refused_ed25519(data: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_ed25519_key(data)
    assert caught.value.code == "malformed_key"
    return caught.value.message


@given(st.binary(min_size=32, max_size=32))
def test_every_real_ed25519_key_is_read(seed: bytes) -> None:
    public = Ed25519PrivateKey.from_private_bytes(seed).public_key()
    assert read_ed25519_key(public.public_bytes_raw()) == public


@pytest.mark.parametrize("text", SMALL_ORDER)
def test_a_point_of_small_order_for_which_anybody_can_sign_is_no_key(text: str) -> None:
    assert "small order" in refused_ed25519(bytes.fromhex(text))


@pytest.mark.parametrize("y", [PRIME, PRIME + 1, 2**255 - 1])
def test_a_coordinate_beyond_the_field_is_no_key(y: int) -> None:
    assert "beyond the field" in refused_ed25519(y.to_bytes(32, "little"))


def test_a_point_off_the_ed25519_curve_is_no_key() -> None:
    assert "not a point" in refused_ed25519((2).to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_an_ed25519_key_has_32_bytes(length: int) -> None:
    refused_ed25519(bytes(length))


@pytest.mark.parametrize(("algorithm", "size"), CURVES)
@pytest.mark.parametrize(
    "make",
    [
        lambda size: b"" * size,
        lambda size: bytes(size)[:1],  # the point at infinity
        lambda size: b"\0" * (1 + 2 * size),
        lambda size: b"\x02" + b"\xff" * size,  # beyond the field
        lambda size: b"\x04" + b"\x01" * (2 * size),  # off the curve
        lambda size: b"\x04" + b"\0" * (2 * size),
        lambda size: b"\x02" + b"\x01" * (size - 1),
        lambda size: b"\x05" + b"\x01" * size,
    ],
)
def test_what_is_no_point_of_the_curve_is_no_key(algorithm: KeyAlgorithm, size: int, make: object) -> None:
    assert callable(make)
    with pytest.raises(InvalidInputError) as caught:
        read_ec_key(algorithm, make(size))
    assert caught.value.code == "malformed_key"


def test_ed25519_has_no_points_of_an_elliptic_curve() -> None:
    with pytest.raises(InvalidInputError):
        read_ec_key(KeyAlgorithm.ED25519, b"\x02" + bytes(32))


@given(st.binary(min_size=33, max_size=33) | st.binary(max_size=100))
def test_any_bytes_are_a_point_or_our_own_error(data: bytes) -> None:
    try:
        read_ec_key(KeyAlgorithm.P256, data)
    except InvalidInputError as error:
        assert error.code == "malformed_key"  # noqa: PT017  # any bytes: half of the compressed ones are points


@pytest.mark.parametrize(
    ("modulus", "exponent"),
    [
        (2**2047 + 1, 1),
        (2**2047 + 1, 2),
        (2**2047 + 1, 65536),
        (2**2047 + 1, 2**32 + 1),
        (2**2047 + 1, -3),
        (2**2047, 65537),
        (2**2046 + 1, 65537),
        (2**8192 + 1, 65537),
        (0, 65537),
        (-(2**2047) - 1, 65537),
    ],
)
def test_an_rsa_key_that_is_short_long_or_even_is_refused(modulus: int, exponent: int) -> None:
    with pytest.raises(InvalidInputError) as caught:
        read_rsa_key(modulus, exponent)
    assert caught.value.code == "malformed_key"


def test_a_real_rsa_key_is_read() -> None:
    public = an_rsa_key().public_key()
    numbers = public.public_numbers()
    assert read_rsa_key(numbers.n, numbers.e) == public


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_a_key_knows_its_algorithm(algorithm: KeyAlgorithm) -> None:
    assert algorithm_of(a_private_key(algorithm).public_key()) is algorithm


def test_rsa_and_foreign_curves_are_no_algorithm_of_an_issuer() -> None:
    assert algorithm_of(an_rsa_key().public_key()) is None
    assert algorithm_of(generate_private_key(SECP256K1()).public_key()) is None
