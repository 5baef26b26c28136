"""Securing Verifiable Credentials using JOSE and COSE 1.0: the tokens that this service makes and reads."""

import base64
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certsvc.signing.base58 import decode_base58
from certsvc.signing.jws import sign_compact
from tests.conformance.posting import Caller, a_did_key, foreign_credential


def part(token: str, number: int) -> Any:  # noqa: ANN401  # any JSON
    text = token.split(".")[number]
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


def test_a_token_says_what_it_is_and_whose_key_made_it(house: Caller, token: str) -> None:
    """3.1.1, 3.3: typ SHOULD be vc+jwt; kid MUST be there where the key is not otherwise known."""
    header = part(token, 0)
    assert header["typ"] == "vc+jwt"
    assert header["alg"] == "EdDSA"
    document = house.fetch("http://localhost:8000/centres/NG/did.json")
    assert header["kid"] in document["assertionMethod"]


def test_the_claims_are_the_credential_itself(house: Caller, token: str) -> None:
    """3.1.1: the payload MUST be the credential; the claims vc and vp MUST NOT be there."""
    claims = part(token, 1)
    stored = house.fetch(f"http://localhost:8000/credentials/{house.record}.json")
    assert {"vc", "vp"}.isdisjoint(claims)
    assert "proof" not in claims
    assert {name: claims[name] for name in stored if name != "proof"} == {
        name: value for name, value in stored.items() if name != "proof"
    }


def test_registered_claims_say_what_the_credential_says(house: Caller, token: str) -> None:
    """3.1.3: iss, jti, sub, nbf and exp, if present, MUST NOT contradict the credential."""
    claims = part(token, 1)
    issuer = claims["issuer"]
    assert claims["iss"] == (issuer["id"] if isinstance(issuer, dict) else issuer)
    assert claims["jti"] == claims["id"]
    assert isinstance(claims["nbf"], int)
    assert isinstance(claims["iat"], int)


def test_a_token_holds_for_independent_software(house: Caller, token: str) -> None:
    """3.1.1: it is a JWS that any library verifies."""
    data = decode_base58(part(token, 0)["kid"].partition("#z")[2])
    signed, _, signature = token.rpartition(".")
    made = base64.urlsafe_b64decode(signature + "==")
    Ed25519PublicKey.from_public_bytes(data[2:]).verify(made, signed.encode())


def test_a_token_is_verified_as_a_text_and_in_an_envelope(house: Caller, token: str) -> None:
    """3.1.1, VCDM 2.0 4.12.1."""
    assert house.verify(token).is_good
    envelope = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": f"data:application/vc+jwt,{token}",
        "type": "EnvelopedVerifiableCredential",
    }
    assert house.verify(envelope).is_good


def a_token(header: dict[str, Any] | None = None, /, **claims: Any) -> str:  # noqa: ANN401  # any JSON
    key = a_did_key()
    whole = {"typ": "vc+jwt", "kid": key.verification_method} | (header or {})
    return sign_compact({**foreign_credential(), **claims}, key=key, header=whole).decode()


def test_a_token_of_others_is_verified(house: Caller) -> None:
    """3.1.1."""
    assert house.verify(a_token()).is_good


def test_claims_that_contradict_the_credential_are_refused(house: Caller) -> None:
    """3.1.3: registered claims MUST NOT contradict what the credential says."""
    for claim in (
        {"iss": "did:example:a"},
        {"jti": "urn:a:b", "id": "urn:a:c"},
        {"sub": "did:example:other"},
    ):
        assert house.verify(a_token(**claim)).status == 400, claim


def test_a_token_that_asks_for_an_unknown_extension_is_refused(house: Caller) -> None:
    """RFC 7515 4.1.11: extensions in crit MUST be understood."""
    assert house.verify(a_token({"crit": ["exp"], "exp": 1})).status == 400


def test_a_token_without_an_algorithm_is_refused(house: Caller) -> None:
    """3.1.1, RFC 8725 3.1: alg none MUST NOT be accepted."""
    _, payload, signature = a_token().split(".")
    for algorithm in ("none", "HS256", ""):
        header = base64.urlsafe_b64encode(json.dumps({"alg": algorithm, "typ": "vc+jwt"}).encode()).decode()
        for end in ("", signature):
            assert house.verify(f"{header.rstrip('=')}.{payload}.{end}").status == 400


def test_a_token_that_was_changed_is_refused(house: Caller) -> None:
    """3.1.1: the signature MUST hold."""
    header, _, signature = a_token().split(".")
    payload = a_token(credentialSubject={"name": "Mallory"}).split(".")[1]
    assert house.verify(f"{header}.{payload}.{signature}").status == 400
