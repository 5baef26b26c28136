"""Tokens made to be believed, or to cost."""

import hashlib
import hmac
import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from certsvc.domain.verdicts import CheckName, VerdictKind
from certsvc.signing.base64url import encode_base64url
from certsvc.signing.jwk import jwk_of
from certsvc.signing.jws import sign_compact
from tests.tampering.hostile import KEY, MEBIBYTE, a_presentation, peak_of, reason_of, verdict_on
from tests.verification.foreign import a_foreign_badge, a_foreign_key, a_token

_THIEF = a_foreign_key(seed=99)
_BADGE = a_foreign_badge(KEY.issuer)


def a_raw_token(header: object, payload: bytes | None = None, signature: bytes = bytes(64)) -> bytes:
    parts = (
        header if isinstance(header, bytes) else json.dumps(header).encode(),
        json.dumps(_BADGE).encode() if payload is None else payload,
        signature,
    )
    return b".".join(map(encode_base64url, parts))


@pytest.mark.parametrize(
    "algorithm",
    ["none", "None", "NONE", "nOnE", "", None, 0, ["none"], "HS256", "HS512", "ES256K", "PS256", "A128KW"],
)
def test_no_token_without_a_signature_or_with_a_secrets_is_read(algorithm: object) -> None:
    for signature in (b"", bytes(64)):
        header = {"alg": algorithm, "kid": KEY.verification_method}
        assert reason_of(a_raw_token(header, signature=signature)) == "jwt_algorithm"


def test_the_issuers_public_key_is_no_secret_to_sign_with() -> None:
    public = KEY.private_key.public_key()
    for secret in (
        public.public_bytes(Encoding.Raw, PublicFormat.Raw),
        public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo),
        KEY.multibase.encode(),
    ):
        for claimed in ("HS256", "EdDSA", "ES256", "RS256"):
            header = {"alg": claimed, "kid": KEY.verification_method}
            signing_input = a_raw_token(header).rpartition(b".")[0]
            signature = hmac.new(secret, signing_input, hashlib.sha256).digest()
            token = signing_input + b"." + encode_base64url(signature)
            assert verdict_on(token).kind is VerdictKind.INVALID, claimed


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "RS256"])
def test_the_algorithm_of_another_kind_of_key_is_confusion(algorithm: str) -> None:
    token = a_raw_token({"alg": algorithm, "kid": KEY.verification_method})
    assert reason_of(token, CheckName.PROOF) == "jwt_key_confusion"


@pytest.mark.parametrize("critical", [["exp"], ["b64"], [], "x", None, ["alg"], [5], {"x": 1}])
def test_what_a_token_calls_critical_is_never_passed_over(critical: object) -> None:
    token = a_token(_BADGE, KEY)
    head, payload, signature = token.split(b".")
    header = {"alg": "EdDSA", "kid": KEY.verification_method, "crit": critical}
    changed = b".".join((encode_base64url(json.dumps(header).encode()), payload, signature))
    assert reason_of(changed) == "jwt_critical"
    assert head != changed.split(b".")[0]
    signed = sign_compact(_BADGE, key=KEY, header={"kid": KEY.verification_method, "crit": critical})
    assert reason_of(signed) == "jwt_critical"


@pytest.mark.parametrize(
    "header",
    [
        {"kid": KEY.verification_method},
        {"kid": KEY.verification_method, "jwk": jwk_of(_THIEF.private_key.public_key())},
        {"jwk": jwk_of(_THIEF.private_key.public_key())},
        {"jwk": {**jwk_of(_THIEF.private_key.public_key()), "kid": KEY.verification_method}},
        {"kid": _THIEF.verification_method},
        {"kid": f"{KEY.issuer}#{_THIEF.multibase}"},
        {"kid": f"{_THIEF.issuer}#{KEY.multibase}"},
        {"kid": _THIEF.multibase},
        {"kid": KEY.issuer},
        {"jku": "https://thief.example/keys", "kid": "0"},
        {"x5c": ["AAAA"]},
        {},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "claims", [{}, {"iss": KEY.issuer}, {"iss": _THIEF.issuer}], ids=["no iss", "theirs", "own"]
)
def test_a_thief_signs_for_nobody_else(header: dict[str, Any], claims: dict[str, Any]) -> None:
    token = sign_compact({**_BADGE, **claims}, key=_THIEF, header=header)
    assert verdict_on(token).kind is VerdictKind.INVALID
    two = {**_BADGE, "issuer": [KEY.issuer, _THIEF.issuer], **claims}
    assert verdict_on(sign_compact(two, key=_THIEF, header=header)).kind is VerdictKind.INVALID
    hidden = {**_BADGE, "issuer": {"@id": KEY.issuer, "id": _THIEF.issuer, "name": "A university"}}
    assert verdict_on(sign_compact(hidden, key=_THIEF, header=header)).kind is not VerdictKind.VALID


@pytest.mark.parametrize(
    "header",
    [
        b'{"alg":"none","alg":"EdDSA"}',
        b'{"alg":"EdDSA","alg":"none"}',
        b'{"alg":"EdDSA","kid":"\\ud800"}',
        b'\xef\xbb\xbf{"alg":"EdDSA"}',
        b'{"alg":"EdDSA","n":1e400}',
        b'{"alg":"EdDSA","a":' + b"[" * 5_000 + b"}",
        b"[]",
        b"{}x",
        b'{"alg":"EdDSA"',
        b'{"alg":"EdDSA","x5c":"' + b"A" * 40_000 + b'"}',
    ],
)
def test_a_header_that_readers_disagree_on_is_refused(header: bytes) -> None:
    assert reason_of(a_raw_token(header)) in {"jwt_malformed", "not_json"}


@pytest.mark.parametrize(
    "payload",
    [
        b'{"iss":"a:a","iss":"a:b"}',
        b'{"vc":{},"vp":{}}',
        b'{"vc":[]}',
        b'{"iss":5,"type":"VerifiableCredential"}',
        b'{"exp":1e300}',
        b'{"exp":1e400}',
        b'{"nbf":"0"}',
        b'{"iat":true}',
        b'{"exp":-1e17}',
        b"[]",
        b"x",
        b'{"a":' * 5_000,
        b'{"sub":"a:b","credentialSubject":[5,{"id":"a:c"}]}',
    ],
)
def test_claims_that_contradict_themselves_are_refused(payload: bytes) -> None:
    token = a_raw_token({"alg": "EdDSA", "kid": KEY.verification_method}, payload)
    assert verdict_on(token).kind is VerdictKind.INVALID


def test_a_mebibyte_of_token_is_read_in_a_few_times_its_size() -> None:
    header = {"alg": "EdDSA", "kid": KEY.verification_method}
    for payload in (
        b'{"x":"' + b"a" * 700_000 + b'"}',
        b'{"x":' + b"[" * 700_000,
        b"\0" * 700_000,
        b'{"x":[' + b"1," * 350_000 + b"1]}",
    ):
        token = a_raw_token(header, payload)
        assert verdict_on(token).kind is VerdictKind.INVALID
        assert peak_of(token) < 24 * MEBIBYTE
    for content in (b"eyJ" + b"." * 1_000_000, b"eyJ" + b"A" * 1_000_000, b"eyJh." + b"A" * 1_048_000 + b"."):
        assert verdict_on(content).kind is VerdictKind.INVALID
        assert peak_of(content) < 8 * MEBIBYTE
    assert reason_of(a_raw_token(header, b"x" * 900_000)) == "too_large"


def test_a_weak_or_monstrous_rsa_key_in_a_header_is_not_used() -> None:
    weak = jwk_of(generate_private_key(65537, 2048).public_key()) | {
        "n": encode_base64url(b"\x81" * 128).decode()
    }
    huge = {"kty": "RSA", "e": "AQAB", "n": encode_base64url(b"\xff" * 400_000).decode()}
    for key in (
        weak,
        huge,
        {"kty": "RSA"},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "OKP", "crv": "X25519", "x": "AAAA"},
    ):
        token = a_raw_token({"alg": "RS256", "jwk": key}, signature=bytes(256))
        assert verdict_on(token).kind is VerdictKind.INVALID


def test_envelopes_in_envelopes_are_not_opened_without_end() -> None:
    token = a_token(_BADGE, KEY).decode()
    for _ in range(3):
        wrapped = {
            "@context": _BADGE["@context"],
            "type": "EnvelopedVerifiableCredential",
            "id": f"data:application/vc+jwt,{token}",
        }
        token = a_token(wrapped, KEY).decode()
    assert verdict_on(token.encode()).kind is VerdictKind.INVALID
    assert verdict_on(a_presentation(token)).kind is VerdictKind.INVALID
