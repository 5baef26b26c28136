import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256K1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as joserfc_jws
from joserfc.errors import SecurityWarning
from joserfc.jwk import JWKRegistry

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.base64url import decode_base64url, encode_base64url
from certsvc.signing.jwk import jwk_of, read_jwk
from certsvc.signing.jws import algorithms_of, check_jws, parse_jws, sign_compact
from certsvc.signing.signing_key import SigningKey
from tests.signing.jose_tokens import (
    CLAIMS,
    NAMES,
    a_key_of,
    a_token,
    an_rsa_key,
    failed,
    public_key_of,
    with_signature,
)

# RFC 8037, appendix A.4; RFC 7515, appendices A.2 and A.3: the public halves of the keys, and the tokens.
PUBLISHED = {
    "EdDSA": (
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        (
            b"eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6"
            b"dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
        ),
    ),
    "ES256": (
        {
            "kty": "EC",
            "crv": "P-256",
            "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
        },
        (
            b"eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19"
            b"yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q"
        ),
    ),
    "RS256": (
        {
            "kty": "RSA",
            "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm"
            "4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYU"
            "sLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8"
            "NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ",
            "e": "AQAB",
        },
        (
            b"eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19"
            b"yb290Ijp0cnVlfQ.cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt"
            b"_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb"
            b"1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI"
            b"8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw"
        ),
    ),
}
ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493
BY_NAME: dict[str, SigningKey | RSAPrivateKey] = {
    **{name: a_key_of(algorithm) for algorithm, name in NAMES.items()},
    "RS256": an_rsa_key(),
}


def private_jwk_of(key: SigningKey | RSAPrivateKey) -> dict[str, Any]:
    """The key for the other library: its private number beside the public members."""
    jwk = jwk_of(public_key_of(key))
    if isinstance(key, RSAPrivateKey):
        numbers = key.private_numbers()
        jwk |= {
            name: encode_base64url(number.to_bytes((number.bit_length() + 7) // 8, "big")).decode()
            for name, number in (
                ("d", numbers.d),
                ("p", numbers.p),
                ("q", numbers.q),
                ("dp", numbers.dmp1),
                ("dq", numbers.dmq1),
                ("qi", numbers.iqmp),
            )
        }
    elif key.algorithm is KeyAlgorithm.ED25519:
        jwk["d"] = encode_base64url(bytes([1]) * 32).decode()
    else:
        size = len(decode_base64url(jwk["x"].encode()))
        jwk["d"] = encode_base64url((1 + 2**200).to_bytes(size, "big")).decode()
    return jwk


@pytest.mark.parametrize("name", PUBLISHED)
def test_the_published_examples_hold(name: str) -> None:
    jwk, token = PUBLISHED[name]
    jws = parse_jws(token)
    check_jws(jws, read_jwk(jwk))
    assert jws.header == {"alg": name}
    assert token == jws.signing_input + b"." + encode_base64url(jws.signature)


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_example_with_one_bit_changed_does_not_hold(name: str) -> None:
    jwk, token = PUBLISHED[name]
    key, jws = read_jwk(jwk), parse_jws(token)
    for position in range(len(jws.signature)):
        changed = bytearray(jws.signature)
        changed[position] ^= 1
        assert failed(with_signature(token, bytes(changed)), key) == "signature_invalid"


@pytest.mark.filterwarnings(f"ignore:EdDSA is deprecated:{SecurityWarning.__module__}.SecurityWarning")
@pytest.mark.parametrize("name", ["EdDSA", "Ed25519", "ES256", "ES384", "RS256"])
def test_a_token_of_joserfc_holds_here(name: str) -> None:
    key = BY_NAME["EdDSA" if name == "Ed25519" else name]
    other = JWKRegistry.import_key(private_jwk_of(key))
    token = joserfc_jws.serialize_compact({"alg": name}, json.dumps(CLAIMS), other, algorithms=[name])
    jws = parse_jws(token.encode())
    check_jws(jws, public_key_of(key))
    assert json.loads(jws.payload) == CLAIMS


@pytest.mark.filterwarnings(f"ignore:EdDSA is deprecated:{SecurityWarning.__module__}.SecurityWarning")
@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_a_token_made_here_holds_for_joserfc(algorithm: KeyAlgorithm) -> None:
    key = a_key_of(algorithm)
    token = sign_compact(CLAIMS, key=key, header={"typ": "vc+jwt"})
    other = JWKRegistry.import_key(jwk_of(public_key_of(key)))
    read = joserfc_jws.deserialize_compact(token, other, algorithms=[NAMES[algorithm]])
    assert json.loads(read.payload or b"") == CLAIMS
    assert read.headers() == {"alg": NAMES[algorithm], "typ": "vc+jwt"}


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_the_same_claims_are_signed_the_same_every_time(algorithm: KeyAlgorithm) -> None:
    key = a_key_of(algorithm)
    assert sign_compact(CLAIMS, key=key, header={}) == sign_compact(CLAIMS, key=key, header={})


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("other", BY_NAME)
def test_only_a_key_of_the_algorithm_checks_it(name: str, other: str) -> None:
    jws = parse_jws(a_token(CLAIMS, key=BY_NAME[name]))
    if name == other:
        check_jws(jws, public_key_of(BY_NAME[other]))
    else:
        with pytest.raises(ProofError) as caught:
            check_jws(jws, public_key_of(BY_NAME[other]))
        assert caught.value.code == "jwt_key_confusion"


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("claimed", BY_NAME)
def test_a_signature_under_another_algorithm_s_name_does_not_hold(name: str, claimed: str) -> None:
    if name != claimed:
        token = a_token(CLAIMS, key=BY_NAME[name], header={"alg": claimed})
        assert failed(token, public_key_of(BY_NAME[name])) == "jwt_key_confusion"
        assert failed(token, public_key_of(BY_NAME[claimed])) == "signature_invalid"


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_another_key_of_the_same_kind_does_not_check_it(algorithm: KeyAlgorithm) -> None:
    token = a_token(CLAIMS, key=a_key_of(algorithm))
    assert failed(token, public_key_of(a_key_of(algorithm, seed=2))) == "signature_invalid"


@pytest.mark.parametrize("algorithm", [KeyAlgorithm.P256, KeyAlgorithm.P384])
def test_an_ecdsa_signature_has_two_numbers_of_full_length_in_range(algorithm: KeyAlgorithm) -> None:
    key = a_key_of(algorithm)
    token = a_token(CLAIMS, key=key)
    signature = parse_jws(token).signature
    size = len(signature) // 2
    order = {32: 2**256 - 2**224 + 2**192, 48: 2**384}[size]  # above the order of the curve
    r, s = signature[:size], signature[size:]
    for changed in (
        b"",
        signature[:-1],
        signature + b"\0",
        b"\0" + signature,
        b"\0" + r + b"\0" + s,
        r + b"\0" + s,
        bytes(size) + s,
        r + bytes(size),
        bytes(2 * size),
        s + r,
        b"\xff" * size + s,
        r + (order - 1).to_bytes(size, "big"),
        r,
    ):
        assert failed(with_signature(token, changed), public_key_of(key)) == "signature_invalid"


def test_an_ed25519_signature_cannot_be_rewritten() -> None:
    key = a_key_of()
    token = a_token(CLAIMS, key=key)
    signature = parse_jws(token).signature
    scalar = int.from_bytes(signature[32:], "little") + ED25519_ORDER
    for changed in (
        signature[:32] + scalar.to_bytes(32, "little"),
        signature[:-1],
        signature + b"\0",
        bytes(64),
        b"\x01" + bytes(63),
        b"",
    ):
        assert failed(with_signature(token, changed), public_key_of(key)) == "signature_invalid"


def test_an_rsa_signature_has_the_length_of_its_key() -> None:
    token = a_token(CLAIMS, key=an_rsa_key())
    signature = parse_jws(token).signature
    for changed in (b"", signature[:-1], b"\0" + signature, bytes(256), b"\xff" * 256):
        assert failed(with_signature(token, changed), an_rsa_key().public_key()) == "signature_invalid"


def test_a_short_rsa_key_signs_no_token() -> None:
    short = an_rsa_key(1024)
    assert algorithms_of(short.public_key()) == frozenset()
    assert failed(a_token(CLAIMS, key=short), short.public_key()) == "jwt_key_confusion"


@given(st.sampled_from(list(KeyAlgorithm)), st.data())
def test_no_changed_token_holds(algorithm: KeyAlgorithm, data: st.DataObject) -> None:
    key = a_key_of(algorithm)
    token = a_token(CLAIMS, key=key)
    position = data.draw(st.integers(0, len(token) - 1))
    byte = data.draw(st.integers(0, 255).filter(lambda byte: byte != token[position]))
    changed = token[:position] + bytes([byte]) + token[position + 1 :]
    with pytest.raises((InvalidInputError, ProofError)):
        check_jws(parse_jws(changed), public_key_of(key))


def test_a_key_of_a_foreign_curve_checks_no_token() -> None:
    foreign = generate_private_key(SECP256K1()).public_key()
    assert failed(a_token(CLAIMS, key=a_key_of(KeyAlgorithm.P256)), foreign) == "jwt_key_confusion"
