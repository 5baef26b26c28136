import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError
from certsvc.signing.base64url import encode_base64url
from certsvc.signing.did_documents import read_did_document
from certsvc.signing.did_key import find_did_key
from certsvc.signing.jwk import jwk_of
from certsvc.signing.multikey import decode_multikey
from certsvc.signing.public_keys import PublicKey
from tests.signing.jose_tokens import a_private_key, an_rsa_key

KEYS = [
    "z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
    "zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169",
    "z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9",
]
"""Published examples of the method."""
DID_JWK = (
    "did:jwk:eyJjcnYiOiJQLTI1NiIsImt0eSI6IkVDIiwieCI6ImFjYklRaXVNczNpOF91c3pFakoydHBUdFJNNEVVM3l6OTFQSDZDZEgyVjAi"
    "LCJ5IjoiX0tjeUxqOXZXTXB0bm1LdG00NkdxRHo4d2Y3NEk1TEtncmwyR3pIM25TRSJ9"
)
"""The published example of did:jwk."""


def did_jwk(value: object) -> str:
    return "did:jwk:" + encode_base64url(json.dumps(value).encode()).decode()


def refused(did: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        find_did_key(did)
    assert caught.value.code == "did_document_malformed"


@pytest.mark.parametrize("multibase", KEYS)
def test_a_did_key_lists_itself_for_assertions(multibase: str) -> None:
    did = f"did:key:{multibase}"
    document = find_did_key(did)
    assert document is not None
    (key,) = read_did_document(did, document)
    assert key.id == f"{did}#{multibase}"
    assert key.controller == did
    assert key.public_key == decode_multikey(multibase)
    assert key.purposes == {
        "assertionMethod",
        "authentication",
        "capabilityInvocation",
        "capabilityDelegation",
    }


def test_the_published_did_jwk_is_resolved() -> None:
    document = find_did_key(DID_JWK)
    assert document is not None
    (key,) = read_did_document(DID_JWK, document)
    assert key.id == f"{DID_JWK}#0"
    assert "assertionMethod" in key.purposes
    assert jwk_of(key.public_key)["x"] == "acbIQiuMs3i8_uszEjJ2tpTtRM4EU3yz91PH6CdH2V0"


@pytest.mark.parametrize(
    "public",
    [*(a_private_key(algorithm).public_key() for algorithm in KeyAlgorithm), an_rsa_key().public_key()],
)
def test_a_did_jwk_of_every_kind_holds_its_key(public: PublicKey) -> None:
    did = did_jwk(jwk_of(public))
    document = find_did_key(did)
    assert document is not None
    (key,) = read_did_document(did, document)
    assert key.public_key == public


@pytest.mark.parametrize(
    "did", ["did:web:example.org", "did:ion:x", "https://a.example", "", "did:keys:z6Mk", "DID:KEY:z"]
)
def test_other_methods_are_not_resolved_here(did: str) -> None:
    assert find_did_key(did) is None


@pytest.mark.parametrize(
    "did",
    [
        "did:key:",
        "did:key:z",
        "did:key:z6Mk",
        f"did:key:{KEYS[0]}#{KEYS[0]}",
        f"did:key:{KEYS[0]}?a=b",
        f"did:key:1.1:{KEYS[0]}",
        f"did:key:{KEYS[0]} ",
        f"did:key:{KEYS[0][1:]}",
        "did:key:zQ3shokFTS3brHcDQrn82RUDfCZESWL1ZdCEJwekUDPQiYBme",  # secp256k1
        "did:key:z" + "1" * 10_000,
        "did:key:zé",
        "did:key:\ud800",
        "did:jwk:",
        "did:jwk:e30",
        "did:jwk:W10",
        DID_JWK + "=",
        DID_JWK + "#0",
        DID_JWK[:-2],
        "did:jwk:" + "A" * 10_000,
    ],
)
def test_what_holds_no_key_is_refused(did: str) -> None:
    refused(did)


def test_a_did_jwk_that_shows_its_secret_or_is_for_encryption_is_refused() -> None:
    jwk = jwk_of(a_private_key().public_key())
    refused(did_jwk({**jwk, "d": "AAAA"}))
    refused(did_jwk({**jwk, "use": "enc"}))


@given(st.sampled_from(["did:key:", "did:key:z6Mk", "did:jwk:", "did:jwk:eyJ"]), st.text(max_size=80))
def test_any_did_is_resolved_or_refused_with_our_own_error(beginning: str, rest: str) -> None:
    try:
        document = find_did_key(beginning + rest)
    except InvalidInputError as error:
        assert error.code == "did_document_malformed"  # noqa: PT017  # any text: nearly all are refused
    else:
        assert document is not None
