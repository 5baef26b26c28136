"""Keys of every kind and tokens of every shape, for the tests of JOSE and of DIDs."""

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256

from certsvc.domain.identifiers import Did
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import ProofError
from certsvc.signing.base64url import encode_base64url
from certsvc.signing.jws import Jws, check_jws, parse_jws
from certsvc.signing.public_keys import PublicKey
from certsvc.signing.signatures import sign_bytes
from certsvc.signing.signing_key import PrivateKey, SigningKey, public_multibase

ISSUER = Did("did:web:issuer.example")
CLAIMS = {"iss": "did:web:example.org", "text": "Ҳ"}
"""Of no document; for what is about signatures alone."""
NAMES = {KeyAlgorithm.ED25519: "EdDSA", KeyAlgorithm.P256: "ES256", KeyAlgorithm.P384: "ES384"}


def a_private_key(algorithm: KeyAlgorithm = KeyAlgorithm.ED25519, seed: int = 1) -> PrivateKey:
    """The same at every call."""
    if algorithm is KeyAlgorithm.ED25519:
        return Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    curve = SECP256R1() if algorithm is KeyAlgorithm.P256 else SECP384R1()
    return derive_private_key(seed + 2**200, curve)


def a_key_of(
    algorithm: KeyAlgorithm = KeyAlgorithm.ED25519, *, issuer: Did | None = None, seed: int = 1
) -> SigningKey:
    private_key = a_private_key(algorithm, seed)
    return SigningKey(issuer or ISSUER, public_multibase(private_key), private_key)


@cache
def an_rsa_key(bits: int = 2048) -> RSAPrivateKey:
    return generate_private_key(65537, bits)


def encoded(value: Mapping[str, Any] | bytes) -> bytes:
    return encode_base64url(value if isinstance(value, bytes) else json.dumps(value).encode())


def a_token(
    claims: Mapping[str, Any] | bytes,
    *,
    header: Mapping[str, Any] | bytes | None = None,
    key: SigningKey | RSAPrivateKey | None = None,
    **others: Any,  # noqa: ANN401  # header parameters
) -> bytes:
    """A token of whatever claims and header, really signed by ``key``."""
    key = key or a_key_of()
    name = "RS256" if isinstance(key, RSAPrivateKey) else NAMES[key.algorithm]
    signing_input = encoded({"alg": name, **others} if header is None else header) + b"." + encoded(claims)
    if isinstance(key, RSAPrivateKey):
        signature = key.sign(signing_input, PKCS1v15(), SHA256())
    else:
        signature = sign_bytes(key, signing_input)
    return signing_input + b"." + encode_base64url(signature)


def a_parsed_token(claims: Mapping[str, Any] | bytes, **others: Any) -> Jws:  # noqa: ANN401  # as a_token has them
    return parse_jws(a_token(claims, **others))


def public_key_of(key: SigningKey | RSAPrivateKey) -> PublicKey:
    return key.public_key() if isinstance(key, RSAPrivateKey) else key.private_key.public_key()


def failed(content: bytes, public_key: PublicKey) -> str:
    jws = parse_jws(content)
    with pytest.raises(ProofError) as caught:
        check_jws(jws, public_key)
    return caught.value.code


def with_signature(token: bytes, signature: bytes) -> bytes:
    return token[: token.rindex(b".") + 1] + encode_base64url(signature)
