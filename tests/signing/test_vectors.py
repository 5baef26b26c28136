"""Everything that signing comes to, step by step, against vectors that others made."""

from datetime import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.lint import lint_credential
from certsvc.domain.identifiers import Did
from certsvc.errors import ProofError
from certsvc.signing.base58 import encode_base58
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.data_integrity import check_proof, hash_data, sign_credential
from certsvc.signing.multikey import decode_multikey, encode_ed25519
from certsvc.signing.proof_config import canonical_proof_config
from certsvc.signing.signing_key import SigningKey, public_multibase
from tests.vectors.load import PUBLISHED, VECTORS, Vector, own_vectors

every_vector = pytest.mark.parametrize("vector", VECTORS, ids=[vector.name for vector in VECTORS])
every_own_vector = pytest.mark.parametrize("vector", own_vectors(), ids=lambda vector: vector.name)


def test_all_published_vectors_are_read_where_their_folder_is() -> None:
    names = {vector.name for vector in VECTORS}
    assert {"w3c-alumni", "w3c-employ"} <= names or not PUBLISHED.is_dir()
    assert {"arabic", "uzbek-latin", "uzbek-cyrillic", "russian", "chinese", "latin-mononym"} <= names


@every_vector
def test_the_document_has_the_canonical_form_that_others_found(vector: Vector) -> None:
    found = canonical_nquads(vector.unsigned, contexts=vector.contexts)
    assert found.decode() == vector.canonical_document


@every_vector
def test_the_proof_has_the_canonical_form_that_others_found(vector: Vector) -> None:
    context = vector.unsigned["@context"]
    found = canonical_proof_config(vector.proof, context, contexts=vector.contexts)
    assert found.decode() == vector.canonical_proof


@every_vector
def test_the_hash_of_the_proof_comes_before_that_of_the_document(vector: Vector) -> None:
    assert hash_data(vector.unsigned, vector.proof, contexts=vector.contexts).hex() == vector.hashes


@every_vector
def test_the_signature_is_the_one_that_others_made(vector: Vector) -> None:
    key = Ed25519PrivateKey.from_private_bytes(vector.seed)
    signature = key.sign(hash_data(vector.unsigned, vector.proof, contexts=vector.contexts))
    assert public_multibase(key) == vector.multibase
    assert "z" + encode_base58(signature) == vector.proof_value


@every_vector
def test_what_others_signed_is_accepted(vector: Vector) -> None:
    check_proof(vector.signed, decode_multikey(vector.multibase), contexts=vector.contexts)


@every_vector
def test_what_others_signed_is_refused_under_another_key(vector: Vector) -> None:
    other = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
    with pytest.raises(ProofError) as caught:
        check_proof(vector.signed, other, contexts=vector.contexts)
    assert caught.value.code == "signature_invalid"


@every_own_vector
def test_signing_the_linted_document_gives_the_whole_signed_document(vector: Vector) -> None:
    private_key = Ed25519PrivateKey.from_private_bytes(vector.seed)
    multibase = encode_ed25519(private_key.public_key().public_bytes_raw())
    key = SigningKey(Did(vector.unsigned["issuer"]["id"]), multibase, private_key)
    linted = lint_credential(DraftCredential(vector.unsigned))
    signed = sign_credential(linted, key=key, created=datetime.fromisoformat(vector.proof["created"]))
    assert signed.document == vector.signed
