"""Genuine credentials as tokens: ours, and those of others in both data models."""

import json
from functools import cache
from typing import Any, NamedTuple

from certsvc.domain.keys import KeyAlgorithm
from certsvc.signing.signing_key import SigningKey
from certsvc.signing.vc_jwt import sign_vc_jwt
from tests.builders import NOW, a_signing_key
from tests.tampering.genuine import own_credential, own_twin, rich_badge
from tests.verification.foreign import a_foreign_key, a_token, a_token_of_the_first_model


class GenuineToken(NamedTuple):
    """A token, another by the same key, and the key."""

    key: SigningKey
    token: bytes
    twin: bytes


@cache
def own_token() -> GenuineToken:
    key = a_signing_key()
    return GenuineToken(
        key, *(sign_vc_jwt(one, key=key, issued_at=NOW) for one in (own_credential(), own_twin()))
    )


@cache
def foreign_token(algorithm: KeyAlgorithm) -> GenuineToken:
    key = a_foreign_key(algorithm)
    twin = rich_badge(key.issuer, id="urn:uuid:00000000-0000-4000-8000-000000000002", name="Statistics II")
    return GenuineToken(key, a_token(rich_badge(key.issuer), key), a_token(twin, key))


@cache
def token_of_the_first_model() -> GenuineToken:
    key = a_foreign_key()
    return GenuineToken(
        key,
        a_token_of_the_first_model(key),
        a_token_of_the_first_model(key, jti="urn:uuid:2", exp=1_900_000_000),
    )


def enveloped(token: bytes) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token.decode()}",
    }


def envelope(token: bytes) -> bytes:
    return json.dumps(enveloped(token)).encode()
