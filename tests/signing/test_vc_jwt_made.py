import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from joserfc import jwt as joserfc_jwt
from joserfc.errors import SecurityWarning
from joserfc.jwk import JWKRegistry

from certsvc.domain.identifiers import Did
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import write_json
from certsvc.signing.jwk import jwk_of
from certsvc.signing.jws import check_jws, is_compact_jws, parse_jws
from certsvc.signing.signed import SignedCredential, parse_signed
from certsvc.signing.vc_jwt import read_vc_jwt, sign_vc_jwt
from tests.signing.carried_documents import CREDENTIAL, REGISTERED, without
from tests.signing.jose_tokens import ISSUER, NAMES, a_key_of

ISSUED_AT = datetime(2026, 3, 1, 12, 0, 0, 999_999, tzinfo=UTC)


def a_signed(**members: Any) -> SignedCredential:  # noqa: ANN401  # of a credential
    proof = {"type": "DataIntegrityProof", "proofValue": "z1"}
    return parse_signed(write_json({**CREDENTIAL, **members, "proof": proof}))


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_a_credential_comes_back_from_its_token_without_its_proof(algorithm: KeyAlgorithm) -> None:
    key = a_key_of(algorithm)
    token = sign_vc_jwt(a_signed(), key=key, issued_at=ISSUED_AT)
    assert is_compact_jws(token)
    jws = parse_jws(token)
    check_jws(jws, key.private_key.public_key())
    said = read_vc_jwt(jws)
    assert said.document == CREDENTIAL
    assert list(said.document) == list(CREDENTIAL)
    assert said.key_id == key.verification_method
    assert said.embedded_jwk is None
    assert said.data_model == 2
    assert said.issued_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert said.not_before == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert said.expires_at == datetime(2029, 12, 31, 19, tzinfo=UTC)


def test_a_token_says_who_what_whom_and_when() -> None:
    jws = parse_jws(sign_vc_jwt(a_signed(), key=a_key_of(), issued_at=ISSUED_AT))
    assert jws.header == {"alg": "EdDSA", "typ": "vc+jwt", "cty": "vc", "kid": a_key_of().verification_method}
    claims = json.loads(jws.payload)
    assert claims == {**CREDENTIAL, **REGISTERED, "iat": 1772366400}


def test_a_subject_without_id_and_a_credential_without_end_have_no_claims_for_them() -> None:
    signed = parse_signed(
        write_json(without({**CREDENTIAL, "credentialSubject": {"name": "x"}}, "validUntil", "id"))
    )
    jws = parse_jws(sign_vc_jwt(signed, key=a_key_of(), issued_at=ISSUED_AT))
    assert json.loads(jws.payload).keys() & {"sub", "exp", "jti"} == set()
    read_vc_jwt(jws)


def test_an_issuer_given_by_its_id_alone_is_the_iss() -> None:
    jws = parse_jws(sign_vc_jwt(a_signed(issuer=ISSUER), key=a_key_of(), issued_at=ISSUED_AT))
    assert json.loads(jws.payload)["iss"] == ISSUER


def test_a_key_of_another_issuer_signs_no_token() -> None:
    with pytest.raises(InvalidInputError) as caught:
        sign_vc_jwt(a_signed(), key=a_key_of(issuer=Did("did:web:other.example")), issued_at=ISSUED_AT)
    assert caught.value.code == "foreign_key"


@pytest.mark.filterwarnings(f"ignore:EdDSA is deprecated:{SecurityWarning.__module__}.SecurityWarning")
@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_joserfc_reads_the_claims_and_finds_them_in_force(algorithm: KeyAlgorithm) -> None:
    key = a_key_of(algorithm)
    token = sign_vc_jwt(a_signed(), key=key, issued_at=ISSUED_AT)
    other = JWKRegistry.import_key(jwk_of(key.private_key.public_key()))
    read_token = joserfc_jwt.decode(token, other, algorithms=[NAMES[algorithm]])
    assert read_token.claims["credentialSubject"] == CREDENTIAL["credentialSubject"]
    now = int(ISSUED_AT.timestamp()) + 1
    registry = joserfc_jwt.JWTClaimsRegistry(now=now, iss={"essential": True, "value": ISSUER})
    registry.validate(read_token.claims)


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    key, moment = a_key_of(), ISSUED_AT.astimezone(timezone(timedelta(hours=5)))
    one = sign_vc_jwt(a_signed(), key=key, issued_at=ISSUED_AT)
    assert sign_vc_jwt(a_signed(), key=key, issued_at=moment) == one
