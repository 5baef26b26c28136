import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, generate_private_key
from hypothesis import given
from hypothesis import strategies as st
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError
from certsvc.signing.base64url import decode_base64url, encode_base64url
from certsvc.signing.jwk import jwk_of, read_jwk
from certsvc.signing.public_keys import PublicKey
from tests.signing.jose_tokens import a_private_key, an_rsa_key

ED25519 = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
"""RFC 8037, appendix A.2."""
P256 = {
    "kty": "EC",
    "crv": "P-256",
    "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
    "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
}
"""RFC 7515, appendix A.3.1, the public members."""


def public_keys() -> list[PublicKey]:
    return [
        *(a_private_key(algorithm).public_key() for algorithm in KeyAlgorithm),
        an_rsa_key().public_key(),
    ]


def an_rsa_jwk(**others: Any) -> dict[str, Any]:  # noqa: ANN401  # members
    return {**jwk_of(an_rsa_key().public_key()), **others}


def refused(value: object) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_jwk(value)
    assert caught.value.code == "malformed_key"
    return caught.value.message


@pytest.mark.parametrize("number", range(4))
def test_a_key_comes_back_from_its_jwk(number: int) -> None:
    key = public_keys()[number]
    assert read_jwk(jwk_of(key)) == key


@pytest.mark.parametrize("number", range(4))
def test_joserfc_reads_the_keys_written_here(number: int) -> None:
    written = jwk_of(public_keys()[number])
    assert JWKRegistry.import_key(written).as_dict(private=False) == written


@pytest.mark.parametrize(
    "made",
    [
        lambda: OKPKey.generate_key("Ed25519"),
        lambda: ECKey.generate_key("P-256"),
        lambda: ECKey.generate_key("P-384"),
        lambda: RSAKey.generate_key(2048),
    ],
)
def test_keys_written_by_joserfc_are_read_here(made: Any) -> None:  # noqa: ANN401  # a maker of keys
    written = made().as_dict(private=False)
    assert jwk_of(read_jwk(written)) == {name: written[name] for name in sorted(written) if name != "kid"}


def test_the_published_examples_are_read() -> None:
    assert jwk_of(read_jwk(ED25519)) == ED25519
    assert jwk_of(read_jwk(P256)) == P256


def test_members_that_say_nothing_of_the_key_are_let_be() -> None:
    read_jwk(
        {**ED25519, "kid": "one", "use": "sig", "alg": "EdDSA", "key_ops": ["verify"], "x5c": ["no"], "z": 1}
    )


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k"])
def test_a_key_that_shows_a_private_member_is_refused(member: str) -> None:
    for key in (ED25519, P256, an_rsa_jwk()):
        assert "private" in refused({**key, member: "AQAB"})


@pytest.mark.parametrize(
    "members",
    [
        {"use": "enc"},
        {"use": None},
        {"key_ops": ["sign"]},
        {"key_ops": "verify"},
        {"key_ops": []},
        {"alg": "ES256"},
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": ["EdDSA"]},
        {"alg": None},
    ],
)
def test_a_key_for_something_else_than_these_signatures_is_refused(members: dict[str, Any]) -> None:
    refused({**ED25519, **members})


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "key",
        {},
        {"kty": None},
        {"kty": ["OKP"]},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "oct"},
        {**ED25519, "kty": "okp"},
        {**ED25519, "crv": "X25519"},
        {**ED25519, "crv": "Ed448"},
        {**ED25519, "crv": ["Ed25519"]},
        {**ED25519, "x": None},
        {**ED25519, "x": ""},
        {**ED25519, "x": ED25519["x"] + "="},
        {**ED25519, "x": ED25519["x"][:-1] + "p"},  # its unused bits are not zero
        {**ED25519, "x": ED25519["x"] + "A"},
        {**ED25519, "x": "é" * 43},
        {**ED25519, "x": "A" * 10_000_000},
        {**ED25519, "x": "A" * 43},  # a point of small order
        {**P256, "crv": "P-384"},
        {**P256, "crv": "P-521"},
        {**P256, "crv": "secp256k1"},
        {**P256, "crv": {}},
        {**P256, "y": P256["x"]},
        {**P256, "x": P256["x"][:-4]},
        {name: value for name, value in P256.items() if name != "y"},
        {**P256, "x": encode_base64url(b"\0" + decode_base64url(P256["x"].encode())).decode()},
    ],
)
def test_what_is_no_public_key_is_refused(value: object) -> None:
    refused(value)


@pytest.mark.parametrize(
    "members",
    [
        {"e": "AQ"},
        {"e": "Ag"},
        {"e": ""},
        {"e": "AAEAAQ"},  # 65537 with a zero before it
        {"e": "AQAAAAE"},  # 2^32 + 1
        {"e": 65537},
        {"n": ""},
        {"n": "AQAB"},
        {"n": "A" * 5000},
        {"n": "_" * 10_000_000},
    ],
)
def test_an_rsa_key_with_odd_numbers_is_refused(members: dict[str, Any]) -> None:
    refused(an_rsa_jwk(**members))


def test_a_modulus_with_a_zero_before_it_is_refused() -> None:
    modulus = decode_base64url(an_rsa_jwk()["n"].encode())
    refused(an_rsa_jwk(n=encode_base64url(b"\0" + modulus).decode()))


def test_coordinates_that_are_cut_at_another_place_are_refused() -> None:
    point = decode_base64url(P256["x"].encode()) + decode_base64url(P256["y"].encode())
    x, y = encode_base64url(point[:31]).decode(), encode_base64url(point[31:]).decode()
    assert "32 bytes" in refused({**P256, "x": x, "y": y})


@pytest.mark.parametrize("bits", [1024, 2040])
def test_a_short_rsa_key_is_refused(bits: int) -> None:
    numbers = an_rsa_key(bits).public_key().public_numbers()
    modulus = encode_base64url(numbers.n.to_bytes((bits + 7) // 8, "big")).decode()
    assert "2048" in refused(an_rsa_jwk(n=modulus))


def test_a_key_of_a_foreign_curve_is_not_written() -> None:
    with pytest.raises(InvalidInputError) as caught:
        jwk_of(generate_private_key(SECP256K1()).public_key())
    assert caught.value.code == "malformed_key"


json_values = st.none() | st.booleans() | st.integers() | st.text() | st.lists(st.text())


@given(
    st.dictionaries(
        st.sampled_from(["kty", "crv", "x", "y", "n", "e", "use", "alg", "key_ops"]),
        json_values
        | st.sampled_from(["OKP", "EC", "RSA", "Ed25519", "P-256", ED25519["x"], P256["y"], "AQAB"]),
    )
)
def test_any_object_is_a_key_or_our_own_error(value: dict[str, Any]) -> None:
    try:
        key = read_jwk(value)
    except InvalidInputError as error:
        assert error.code == "malformed_key"  # noqa: PT017  # any object: nearly all are refused
    else:
        assert json.loads(json.dumps(value))["kty"] == jwk_of(key)["kty"]
