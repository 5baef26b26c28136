"""Credentials of others, in every form: what peers and wallets show to this verifier."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.credentials.contexts import CREDENTIALS_V2, OPEN_BADGES_V3
from certsvc.credentials.status_list import LIST_LENGTH, StatusBits, encode_bits
from certsvc.domain.identifiers import Did
from certsvc.domain.keys import KeyAlgorithm
from certsvc.signing.base64url import encode_base64url
from certsvc.signing.data_integrity import UnlintedDocument, sign_document
from certsvc.signing.did_documents import read_did_document
from certsvc.signing.did_key import find_did_key
from certsvc.signing.jws import sign_compact
from certsvc.signing.signing_key import PrivateKey, SigningKey, public_multibase
from certsvc.verification.registry import KnownKey

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
LIST = "https://university.example/status/3"
SUITES = {
    "eddsa-rdfc-2022": KeyAlgorithm.ED25519,
    "eddsa-jcs-2022": KeyAlgorithm.ED25519,
    "ecdsa-rdfc-2019": KeyAlgorithm.P256,
    "ecdsa-jcs-2019": KeyAlgorithm.P384,
}


def a_foreign_key(
    algorithm: KeyAlgorithm = KeyAlgorithm.ED25519, *, seed: int = 7, did: str | None = None
) -> SigningKey:
    """A key of somebody else: of a did:key unless told otherwise."""
    private: PrivateKey
    if algorithm is KeyAlgorithm.ED25519:
        private = Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)
    else:
        private = derive_private_key(seed, SECP256R1() if algorithm is KeyAlgorithm.P256 else SECP384R1())
    multibase = public_multibase(private)
    return SigningKey(issuer=Did(did or f"did:key:{multibase}"), multibase=multibase, private_key=private)


def known(key: SigningKey, *purposes: str, controller: str | None = None) -> KnownKey:
    """The key as its DID's document has it."""
    return KnownKey(
        verification_method=key.verification_method,
        controller=controller or key.issuer,
        public_key=key.private_key.public_key(),
        purposes=frozenset(purposes or ("assertionMethod", "authentication")),
    )


def known_by_did(key: SigningKey) -> KnownKey:
    """The key of a did:key, resolved."""
    document = find_did_key(key.issuer)
    assert document is not None
    (found,) = read_did_document(key.issuer, document)
    return KnownKey(found.id, found.controller, found.public_key, found.purposes)


def a_foreign_badge(issuer: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON; None: left out
    """An Open Badge in another shape than ours."""
    document = {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": "urn:uuid:8f0b5a1e-2f9d-4f3b-9a57-0a8f1f1b2c3d",
        "type": ["VerifiableCredential", "AchievementCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "A university"},
        "validFrom": "2026-01-01T00:00:00Z",
        "name": "Statistics I",
        "credentialSubject": {
            "id": "did:example:student",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://university.example/achievements/statistics",
                "type": ["Achievement"],
                "name": "Statistics I",
                "description": "Describes data.",
                "criteria": {"narrative": "Pass the examination."},
            },
        },
    } | members
    return {name: value for name, value in document.items() if value is not None}


def a_status(index: int = 5, purpose: str = "revocation", **members: Any) -> dict[str, Any]:  # noqa: ANN401
    return {
        "id": f"{LIST}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(index),
        "statusListCredential": LIST,
    } | members


def a_status_list(
    key: SigningKey,
    *taken: int,
    length: int = LIST_LENGTH,
    as_token: bool = False,
    **members: Any,  # noqa: ANN401
) -> bytes:
    """A signed list with these bits set."""
    bits = StatusBits(bytes(length // 8))
    for index in taken:
        bits.set(index)
    subject = {
        "id": f"{LIST}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": encode_bits(bits),
    } | members.pop("subject", {})
    document = {
        "@context": [CREDENTIALS_V2],
        "id": LIST,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": key.issuer,
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": subject,
    } | members
    return a_token(document, key) if as_token else secured(document, key)


def secured(document: Mapping[str, Any], key: SigningKey, **how: Any) -> bytes:  # noqa: ANN401  # of sign_document
    """With a Data Integrity proof, as JSON."""
    created = how.pop("created", NOW)
    how.setdefault("cryptosuite", "eddsa-jcs-2022")
    return json.dumps(sign_document(UnlintedDocument(document), key=key, created=created, **how)).encode()


def a_token(document: Mapping[str, Any], key: SigningKey, **header: Any) -> bytes:  # noqa: ANN401  # any member
    """As a JWT of the second data model."""
    given = {"typ": "vc+jwt", "kid": key.verification_method} | header
    claims = {**document, "iss": key.issuer}
    return sign_compact(claims, key=key, header={name: value for name, value in given.items() if value})


def a_token_of_the_first_model(key: SigningKey, **claims: Any) -> bytes:  # noqa: ANN401  # any claim
    """As VC Data Model 1.1 has it: the credential in a claim, half of it in the token's own claims."""
    badge = a_foreign_badge(key.issuer, validFrom=None, id=None)
    del badge["issuer"]
    badge["@context"] = ["https://www.w3.org/2018/credentials/v1", OPEN_BADGES_V3]
    said = {"vc": badge, "iss": key.issuer, "jti": "urn:uuid:1", "nbf": 1_767_225_600, "iat": 1_767_225_600}
    return sign_compact(said | claims, key=key, header={"typ": "JWT", "kid": key.verification_method})


def unsigned_token(document: Mapping[str, Any]) -> bytes:
    """A token of the algorithm ``none``."""
    header = encode_base64url(json.dumps({"alg": "none"}).encode())
    payload = encode_base64url(json.dumps(dict(document)).encode())
    return b".".join((header, payload, b""))
