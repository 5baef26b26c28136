"""Everything that signing comes to, step by step, against vectors that others made."""

from datetime import datetime

import pytest

from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.lint import lint_credential
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import ProofError
from certsvc.signing.base58 import encode_base58
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.cryptosuites import CanonicalForm, read_suite
from certsvc.signing.data_integrity import UnlintedDocument, check_proof, sign_credential, sign_document
from certsvc.signing.jcs import canonical_json
from certsvc.signing.multikey import decode_multikey
from certsvc.signing.proof_config import canonical_proof_config
from certsvc.signing.proof_hashes import hash_data
from certsvc.signing.signatures import sign_bytes
from certsvc.signing.signing_key import SigningKey, generate_key, public_multibase
from tests.vectors.load import PUBLISHED, SUITES, VECTORS, Vector, own_vectors

every_vector = pytest.mark.parametrize("vector", VECTORS, ids=[vector.name for vector in VECTORS])


def is_of_ours(vector: Vector) -> bool:
    """Whether the lint would let this service sign it."""
    return "foreign" not in vector.name and "transcript" not in vector.name


LINTED = [vector for vector in own_vectors() if is_of_ours(vector)]
every_vector_of_ours = pytest.mark.parametrize("vector", LINTED, ids=[vector.name for vector in LINTED])


def test_all_published_vectors_are_read_where_their_folder_is() -> None:
    published = [vector for vector in VECTORS if "w3c" in vector.name]
    assert len(published) == 9 or not PUBLISHED.is_dir()
    assert {vector.suite for vector in published} == set(SUITES) or not PUBLISHED.is_dir()


def test_every_suite_and_key_has_vectors_of_our_own() -> None:
    found = {(vector.suite, vector.algorithm) for vector in own_vectors()}
    assert len(found) == 6
    assert len(own_vectors("eddsa-rdfc-2022")) == 6


@every_vector
def test_the_document_has_the_canonical_form_that_others_found(vector: Vector) -> None:
    if read_suite(vector.suite).form is CanonicalForm.JSON:
        found = canonical_json(vector.unsigned)
    else:
        found = canonical_nquads(vector.unsigned, algorithm=vector.algorithm, contexts=vector.contexts)
    assert found.decode() == vector.canonical_document


@every_vector
def test_the_proof_has_the_canonical_form_that_others_found(vector: Vector) -> None:
    if read_suite(vector.suite).form is CanonicalForm.JSON:
        found = canonical_json(vector.proof)
    else:
        context = vector.unsigned["@context"]
        found = canonical_proof_config(
            vector.proof, context, algorithm=vector.algorithm, contexts=vector.contexts
        )
    assert found.decode() == vector.canonical_proof


@every_vector
def test_the_hash_of_the_proof_comes_before_that_of_the_document(vector: Vector) -> None:
    hashes = hash_data(vector.unsigned, vector.proof, algorithm=vector.algorithm, contexts=vector.contexts)
    assert hashes.hex() == vector.hashes


@every_vector
def test_the_signature_is_the_one_that_others_made(vector: Vector) -> None:
    # Those of ECDSA too: all of them were made without randomness (RFC 6979).
    hashes = hash_data(vector.unsigned, vector.proof, algorithm=vector.algorithm, contexts=vector.contexts)
    assert vector.key.multibase == vector.multibase
    assert "z" + encode_base58(sign_bytes(vector.key, hashes)) == vector.proof_value


@every_vector
def test_what_others_signed_is_accepted(vector: Vector) -> None:
    check_proof(vector.signed, decode_multikey(vector.multibase), contexts=vector.contexts)


@every_vector
def test_what_others_signed_is_refused_under_another_key(vector: Vector) -> None:
    other = generate_key(vector.algorithm).public_key()
    with pytest.raises(ProofError) as caught:
        check_proof(vector.signed, other, contexts=vector.contexts)
    assert caught.value.code == "signature_invalid"


@every_vector
def test_what_others_signed_is_refused_under_a_key_of_another_kind(vector: Vector) -> None:
    fitting = {
        KeyAlgorithm.ED25519: {KeyAlgorithm.ED25519},
        KeyAlgorithm.P256: {KeyAlgorithm.P256, KeyAlgorithm.P384},
        KeyAlgorithm.P384: {KeyAlgorithm.P256, KeyAlgorithm.P384},
    }[vector.algorithm]
    for algorithm in set(KeyAlgorithm) - {vector.algorithm}:
        with pytest.raises(ProofError) as caught:
            check_proof(vector.signed, generate_key(algorithm).public_key(), contexts=vector.contexts)
        expected = {"proof_value", "signature_invalid"} if algorithm in fitting else {"proof_key_confusion"}
        assert caught.value.code in expected


@every_vector_of_ours
def test_signing_the_linted_document_gives_the_whole_signed_document(vector: Vector) -> None:
    created = datetime.fromisoformat(vector.proof["created"])
    linted = lint_credential(DraftCredential(vector.unsigned))
    signed = sign_credential(linted, key=vector.key, created=created, cryptosuite=vector.suite)
    assert signed.document == vector.signed


@pytest.mark.parametrize("vector", own_vectors(), ids=lambda vector: vector.name)
def test_signing_any_document_gives_the_whole_signed_document(vector: Vector) -> None:
    created = datetime.fromisoformat(vector.proof["created"])
    document = UnlintedDocument(vector.unsigned)
    signed = sign_document(document, key=vector.key, created=created, cryptosuite=vector.suite)
    assert signed == vector.signed


@every_vector
def test_what_is_signed_anew_by_a_fresh_key_holds(vector: Vector) -> None:
    private_key = generate_key(vector.algorithm)
    key = SigningKey(vector.key.issuer, public_multibase(private_key), private_key)
    proof = {**vector.proof, "verificationMethod": key.verification_method}
    hashes = hash_data(vector.unsigned, proof, algorithm=vector.algorithm, contexts=vector.contexts)
    proof["proofValue"] = "z" + encode_base58(sign_bytes(key, hashes))
    signed = {**vector.unsigned, "proof": proof}
    check_proof(
        signed,
        private_key.public_key(),
        verification_method=key.verification_method,
        contexts=vector.contexts,
    )
