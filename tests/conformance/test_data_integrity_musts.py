"""Verifiable Credential Data Integrity 1.0 and its cryptosuites for EdDSA and ECDSA.

Data Integrity EdDSA Cryptosuites 1.0 (eddsa-rdfc-2022, eddsa-jcs-2022), Data Integrity ECDSA Cryptosuites 1.0
(ecdsa-rdfc-2019, with P-256 and P-384). Issued proofs are checked with ``cryptography``, PyLD and ``rfc8785``
alone.
"""

import hashlib
import json
import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import rfc8785
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256, SHA384

from certsvc.credentials.contexts import CREDENTIALS_V2, DATA_INTEGRITY_V2
from certsvc.signing.base58 import decode_base58, encode_base58
from certsvc.signing.cryptosuites import SUITES
from certsvc.signing.signing_key import SigningKey
from tests.conformance.posting import (
    ECDSA_RDFC,
    EDDSA_JCS,
    EDDSA_RDFC,
    Caller,
    a_did_key,
    a_presentation,
    foreign_credential,
    shown,
    signed,
)
from tests.pyld_oracle import by_pyld

STAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)")
ED25519, P256, P384 = b"\xed\x01", b"\x80\x24", b"\x81\x24"
WAYS = [(EDDSA_RDFC, "z6Mk"), (EDDSA_JCS, "z6Mk"), (ECDSA_RDFC, "zDn"), (ECDSA_RDFC, "z82")]
"""A suite, and how the key that it is asked for begins as a Multikey."""
KEYS = {
    EDDSA_RDFC: a_did_key(),
    EDDSA_JCS: a_did_key(),
    ECDSA_RDFC: a_did_key(curve=ec.SECP256R1()),
    "ecdsa-jcs-2019": a_did_key(curve=ec.SECP384R1()),
}


@pytest.fixture(params=WAYS, ids=lambda way: f"{way[0]} {way[1]}")
def issued(request: pytest.FixtureRequest, house: Caller) -> dict[str, Any]:
    """A credential that the house issued in each way."""
    suite, beginning = request.param
    methods = house.fetch("http://localhost:8000/.well-known/did.json")["verificationMethod"]
    [method] = [one["id"] for one in methods if one["publicKeyMultibase"].startswith(beginning)]
    return house.issued(house.credential(id="urn:uuid:1"), cryptosuite=suite, verificationMethod=method)


def test_an_issued_proof_has_its_members(issued: dict[str, Any], house: Caller) -> None:
    """DI 2.1: proof is used; type is DataIntegrityProof with a cryptosuite that is a string; created is a
    dateTimeStamp; verificationMethod and proofPurpose map to URLs; proofValue is a string."""
    proof = issued["proof"]
    assert proof["type"] == "DataIntegrityProof"
    assert proof["cryptosuite"] in SUITES
    assert STAMP.fullmatch(proof["created"])
    assert proof["verificationMethod"].startswith(f"{house.did}#")
    assert proof["proofPurpose"] == "assertionMethod"
    assert isinstance(proof["proofValue"], str)


def test_the_contexts_of_an_issued_credential_define_its_proof(issued: dict[str, Any]) -> None:
    """DI 2.4.2: the document's contexts MUST define the terms of the proof."""
    assert {CREDENTIALS_V2, DATA_INTEGRITY_V2} & set(issued["@context"])


def test_an_issued_proof_value_is_base58_of_a_signature(issued: dict[str, Any]) -> None:
    """EdDSA 2.2.1, ECDSA 2.2.1: proofValue MUST be base-58-btc multibase (z) of the signature: 64 bytes of
    EdDSA, r and s of ECDSA side by side (64 with P-256, 96 with P-384)."""
    value = issued["proof"]["proofValue"]
    is_p384 = issued["proof"]["verificationMethod"].partition("#")[2].startswith("z82")
    assert value[0] == "z"
    assert len(decode_base58(value[1:])) == (96 if is_p384 else 64)


def test_the_verification_method_is_a_multikey(issued: dict[str, Any], house: Caller) -> None:
    """EdDSA 2.1.1, ECDSA 2.1.1: publicKeyMultibase MUST start with z; no other encoding is allowed; the key
    has its multicodec header (0xed01, 0x8024, 0x8124) and, of ECDSA, its compressed form."""
    document = house.fetch("http://localhost:8000/.well-known/did.json")
    method = issued["proof"]["verificationMethod"]
    [found] = [one for one in document["verificationMethod"] if one["id"] == method]
    assert found["type"] == "Multikey"
    assert found["controller"] == house.did
    assert method in document["assertionMethod"]
    data = decode_base58(found["publicKeyMultibase"].removeprefix("z"))
    assert (data[:2], len(data) - 2) in {(ED25519, 32), (P256, 33), (P384, 49)}


def test_an_issued_proof_holds_for_independent_software(issued: dict[str, Any]) -> None:
    """EdDSA 3.2, 3.3; ECDSA 3.2: transformation, hashing (SHA-256; SHA-384 for P-384), serialization."""
    proof = {name: value for name, value in issued["proof"].items() if name != "proofValue"}
    document = {name: value for name, value in issued.items() if name != "proof"}
    data = decode_base58(proof["verificationMethod"].partition("#z")[2])
    curve = {P256: ec.SECP256R1(), P384: ec.SECP384R1()}.get(data[:2])
    digest = hashlib.sha384 if data[:2] == P384 else hashlib.sha256
    if proof["cryptosuite"] == EDDSA_JCS:
        canonical = [rfc8785.dumps(part) for part in (proof, document)]
    else:
        canonical = [
            by_pyld(part).encode() for part in ({"@context": document["@context"], **proof}, document)
        ]
    hashes = b"".join(digest(part).digest() for part in canonical)
    signature = decode_base58(issued["proof"]["proofValue"][1:])
    if curve is None:
        Ed25519PublicKey.from_public_bytes(data[2:]).verify(signature, hashes)
        return
    half = len(signature) // 2
    encoded = encode_dss_signature(
        int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
    )
    key = ec.EllipticCurvePublicKey.from_encoded_point(curve, data[2:])
    hash_of = SHA384() if data[:2] == P384 else SHA256()
    key.verify(encoded, digest(hashes).digest(), ec.ECDSA(Prehashed(hash_of)))


def test_an_issued_credential_is_verified(issued: dict[str, Any], house: Caller) -> None:
    """DI 4.4."""
    assert house.verify(issued, checks=["proof"]).is_good


def spoiled(suite: str = EDDSA_RDFC, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """A credential whose proof has other members than were signed; None: without them."""
    document = signed(foreign_credential(KEYS[suite]), KEYS[suite], cryptosuite=suite)
    proof = {**document["proof"], **members}
    return {**document, "proof": {name: value for name, value in proof.items() if value is not None}}


@pytest.mark.parametrize("cryptosuite", KEYS)
def test_a_proof_of_each_suite_is_verified(house: Caller, cryptosuite: str) -> None:
    """DI 4.4: the counterpart of the refusals below."""
    assert house.verify(spoiled(cryptosuite)).is_good


@pytest.mark.parametrize("cryptosuite", KEYS)
@pytest.mark.parametrize("proof", [None, 7, "proof", [], {}, [None], [[]]], ids=str)
def test_a_proof_that_is_missing_or_no_object_is_refused(
    house: Caller, cryptosuite: str, proof: object
) -> None:
    """DI 2.1, 4.4: proof MUST be an object or a set of objects; if not, an error MUST be raised."""
    document = {**spoiled(cryptosuite), "proof": proof}
    assert house.verify(document).status == 400
    del document["proof"]
    assert house.verify(document).status == 400


@pytest.mark.parametrize("cryptosuite", KEYS)
@pytest.mark.parametrize("name", ["type", "cryptosuite", "verificationMethod", "proofPurpose", "proofValue"])
@pytest.mark.parametrize("value", [None, "", 7, [], {}, "Unknown"], ids=str)
def test_a_member_of_the_proof_that_is_missing_or_wrong_is_refused(
    house: Caller, cryptosuite: str, name: str, value: object
) -> None:
    """DI 2.1, 4.4 step 5; EdDSA and ECDSA 3.2.2, 3.2.5: type, cryptosuite, verificationMethod, proofPurpose
    and proofValue MUST be there and right; else an error MUST be raised."""
    assert house.verify(spoiled(cryptosuite, **{name: value})).status == 400


@pytest.mark.parametrize("cryptosuite", KEYS)
def test_another_suite_or_purpose_than_was_signed_is_refused(house: Caller, cryptosuite: str) -> None:
    """DI 4.4: type, cryptosuite and purpose are part of what is signed."""
    for other in SUITES:
        if other != cryptosuite:
            assert house.verify(spoiled(cryptosuite, cryptosuite=other)).status == 400
    for purpose in ("authentication", "keyAgreement", "capabilityInvocation"):
        assert house.verify(spoiled(cryptosuite, proofPurpose=purpose)).status == 400


def test_a_purpose_that_was_expected_is_compared(house: Caller) -> None:
    """DI 4.4 step 6: if proofPurpose does not match the expected purpose, an error MUST be raised."""
    document = signed(foreign_credential())
    assert house.verify(document, expectedProofPurpose="assertionMethod").is_good
    assert house.verify(document, expectedProofPurpose="authentication").status == 400
    presentation = shown(a_presentation(document))
    assert house.verify_presentation(presentation, expectedProofPurpose="authentication").is_good


@pytest.mark.parametrize("cryptosuite", KEYS)
def test_a_proof_for_another_purpose_is_refused(house: Caller, cryptosuite: str) -> None:
    """DI 4.4, 2.3: a credential is asserted; a proof for another purpose MUST NOT be taken for that."""
    key = KEYS[cryptosuite]
    document = signed(foreign_credential(key), key, cryptosuite=cryptosuite, purpose="authentication")
    assert house.verify(document).status == 400


def value_of(document: dict[str, Any], change: Callable[[bytes], bytes]) -> str:
    return "z" + encode_base58(change(decode_base58(document["proof"]["proofValue"][1:])))


@pytest.mark.parametrize("cryptosuite", KEYS)
def test_a_value_of_another_length_or_encoding_is_refused(house: Caller, cryptosuite: str) -> None:
    """DI 2.4, EdDSA 3.2.7, ECDSA 3.2.7: the multibase header MUST be there; the signature has its length."""
    good = spoiled(cryptosuite)
    value = good["proof"]["proofValue"]
    wrong = [
        value[1:],
        "u" + value[1:],
        "f" + value[1:],
        value + "0",
        value_of(good, lambda data: data + bytes(32)),
    ]
    wrong += [value_of(good, lambda data: data[:-1]), value_of(good, lambda data: bytes(len(data))), "z"]
    wrong.append(value_of(good, lambda data: data[:-1] + bytes([data[-1] ^ 1])))
    for each in wrong:
        assert house.verify(spoiled(cryptosuite, proofValue=each)).status == 400, each


@pytest.mark.parametrize("cryptosuite", KEYS)
@pytest.mark.parametrize(
    "moment",
    [
        "invalidDate",
        "2023-02-26",
        "2023-02-26T01:02:58",
        "2023-13-26T01:02:58Z",
        "2023-02-26T25:02:58Z",
        7,
        "",
    ],
)
def test_times_of_a_proof_are_date_time_stamps(house: Caller, cryptosuite: str, moment: object) -> None:
    """DI 2.1; EdDSA, ECDSA 3.2.5: created and expires, if present, MUST be a dateTimeStamp."""
    key = KEYS[cryptosuite]
    unsigned = foreign_credential(key)
    for name in ("created", "expires"):
        proven = signed(unsigned, key, cryptosuite=cryptosuite, created=None, members={name: moment})
        assert house.verify(proven).status == 400


@pytest.mark.parametrize("cryptosuite", KEYS)
def test_created_is_optional_and_may_lie_in_the_past(house: Caller, cryptosuite: str) -> None:
    """DI 2.1: created is OPTIONAL."""
    key = KEYS[cryptosuite]
    for created in (None, datetime.fromisoformat("2019-01-01T00:00:00+00:00")):
        document = signed(foreign_credential(key), key, cryptosuite=cryptosuite, created=created)
        assert house.verify(document).is_good


@pytest.mark.parametrize("cryptosuite", KEYS)
def test_a_proof_ends_when_it_says(house: Caller, cryptosuite: str) -> None:
    """DI 2.1: expires is when a proof MUST NOT count any more."""
    key = KEYS[cryptosuite]
    for expires, status in (("2033-01-01T00:00:00Z", 200), ("2024-01-01T00:00:00Z", 400)):
        document = signed(foreign_credential(key), key, cryptosuite=cryptosuite, expires=expires)
        assert house.verify(document).status == status


@pytest.mark.parametrize("cryptosuite", KEYS)
def test_a_document_that_was_changed_is_refused(house: Caller, cryptosuite: str) -> None:
    """DI 4.4: nothing in the secured document may be another."""
    good = spoiled(cryptosuite)
    changes: list[dict[str, Any]] = [
        {"credentialSubject": {"id": "did:example:subject", "name": "Mallory"}},
        {"credentialSubject": {**good["credentialSubject"], "description": "More."}},
        {"validFrom": "2023-02-27T05:03:29Z"},
        {"validUntil": "2033-02-27T05:03:29Z"},
        {"name": "Added"},
        {"type": ["VerifiableCredential", "https://example.org/#Added"]},
        {"id": "urn:uuid:2"},
    ]
    for change in changes:
        assert house.verify({**good, **change}).status == 400, change


@pytest.mark.parametrize("cryptosuite", [EDDSA_RDFC, ECDSA_RDFC])
def test_a_word_without_a_meaning_is_refused(house: Caller, cryptosuite: str) -> None:
    """DI 2.4.1, EdDSA and ECDSA 3.2.3: what JSON-LD would drop is not covered, so an error MUST be raised."""
    for change in ({"unmapped": "word"}, {"credentialSubject": {"name": "Alice", "unmapped": "word"}}):
        assert house.verify({**spoiled(cryptosuite), **change}).status == 400
        assert house.issue({**house.credential(), **change}, cryptosuite=cryptosuite).status == 400


def test_a_member_hidden_behind_an_address_is_refused(house: Caller) -> None:
    """DI 2.4.1, 5.13: a proof of linked data covers meanings; a name that hides a member from a reader is
    not taken for it."""
    document = signed(foreign_credential(validUntil="2024-01-01T00:00:00Z"))
    assert house.verify(document).reasons == {"expired"}
    end = {"@value": document.pop("validUntil"), "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}
    document["https://www.w3.org/2018/credentials#validUntil"] = end
    assert house.verify(document).status == 400


@pytest.mark.parametrize("cryptosuite", KEYS)
def test_the_key_of_another_is_refused(house: Caller, cryptosuite: str) -> None:
    """DI 4.4, Controlled Identifiers 1.0 3.3: the method MUST be the issuer's own."""
    another = {EDDSA_RDFC: a_did_key(9), EDDSA_JCS: a_did_key(9)}.get(cryptosuite) or a_did_key(
        9, ec.SECP256R1()
    )
    for unsigned in (foreign_credential(KEYS[cryptosuite]), house.credential()):
        assert house.verify(signed(unsigned, another, cryptosuite=cryptosuite)).status == 400


@pytest.mark.parametrize(
    "method",
    [
        *("did:key:invalidVm", "did:key:z6Mk#z6Mk", "https://example.org/key", "did:example:a#b", "#key"),
        *(a_did_key().issuer, f"{a_did_key().issuer}#other"),
    ],
)
def test_a_method_that_is_no_key_is_refused(house: Caller, method: str) -> None:
    """DI 2.1, 4.4: a verificationMethod that is invalid MUST raise an error."""
    for cryptosuite in (EDDSA_RDFC, EDDSA_JCS):
        assert house.verify(spoiled(cryptosuite, verificationMethod=method)).status == 400


def in_chain(document: dict[str, Any], key: SigningKey, previous: object) -> dict[str, Any]:
    from certsvc.signing.data_integrity import UnlintedDocument, sign_document  # noqa: PLC0415  # one test's

    return sign_document(
        UnlintedDocument(document),
        key=key,
        created=None,
        cryptosuite=EDDSA_RDFC,
        previous_proof=previous,  # type: ignore[arg-type]  # any
    )


def test_sets_and_chains_of_proofs_are_verified_whole(house: Caller) -> None:
    """DI 2.1.1, 2.1.2, 4.5: every proof holds; what previousProof names MUST be there."""
    first = signed(foreign_credential(), id="urn:proof:1")
    chain = in_chain(first, a_did_key(), "urn:proof:1")
    assert house.verify(chain).is_good
    assert house.verify(signed(first)).is_good
    for wrong in ("urn:proof:2", 7, ["urn:proof:1", "urn:proof:2"]):
        broken = json.loads(json.dumps(chain))
        broken["proof"][1]["previousProof"] = wrong
        assert house.verify(broken).status == 400, wrong
    without = {**chain, "proof": chain["proof"][1:]}
    assert house.verify(without).status == 400
    altered = json.loads(json.dumps(chain))
    altered["proof"][0]["created"] = "2025-11-24T09:00:00Z"
    assert house.verify(altered).status == 400


def test_the_options_of_issuing_are_heeded_or_refused(house: Caller) -> None:
    """VC-API, Issuing: an option that is not understood MUST be refused."""
    assert house.issue(house.credential(), mandatoryPointers="/issuer").status == 400
    assert house.issue(house.credential(), cryptosuite="bbs-2023").status == 400
    assert house.issue(house.credential(), type="Ed25519Signature2020").status == 400
    assert house.issue(house.credential(), verificationMethod=f"{house.did}#z6MkNobody").status == 400
    named = house.issued(house.credential(), credentialId="urn:uuid:3")
    assert named["id"] == "urn:uuid:3"


@pytest.mark.parametrize("proof", [{"type": "DataIntegrityProof"}, {}, []], ids=str)
def test_what_has_a_proof_already_is_not_issued(house: Caller, proof: object) -> None:
    """DI 4.2: the document to secure is an unsecured one."""
    assert house.issue({**house.credential(), "proof": proof}).status == 400
