"""Data Integrity proofs: made and checked.

Verifiable Credential Data Integrity 1.0, sections 4.2 to 4.5 (adding and verifying a proof, alone or as one
of several); what the cryptosuites add to it stands in ``cryptosuites`` and ``proof_hashes``.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, NewType

from certsvc.credentials.contexts import DATA_INTEGRITY_V2, get_context
from certsvc.credentials.inline_contexts import InlineContext
from certsvc.credentials.lint import LintedCredential
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import ProofError
from certsvc.signing.base58 import encode_base58
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.contexts_in_use import ContextSource, context_addresses
from certsvc.signing.cryptosuites import (
    EDDSA_JCS,
    EDDSA_RDFC,
    CanonicalForm,
    digest,
    fitting_algorithm,
    read_proof_value,
    read_suite,
)
from certsvc.signing.jcs import canonical_json
from certsvc.signing.json_text import write_json
from certsvc.signing.proof_config import canonical_proof_config
from certsvc.signing.proof_hashes import hash_data, hash_to_check
from certsvc.signing.proofs import (
    date_time_stamp,
    get_proof,
    previous_proofs,
    read_date_time_stamp,
    read_proofs,
)
from certsvc.signing.public_keys import PublicKey
from certsvc.signing.quick import learn_checked, nquads_to_sign
from certsvc.signing.scopes import read_scope
from certsvc.signing.signatures import check_signature, sign_bytes
from certsvc.signing.signed import SignedCredential, digest_of
from certsvc.signing.signing_key import SigningKey

__all__ = [
    "UnlintedDocument",
    "check_proof",
    "get_proof",
    "hash_data",
    "read_date_time_stamp",
    "read_proofs",
    "sign_credential",
    "sign_document",
]

PROOF_TYPE = "DataIntegrityProof"
PURPOSE = "assertionMethod"

UnlintedDocument = NewType("UnlintedDocument", Mapping[str, Any])
"""A document that is no credential of this service, and that its caller means to sign all the same."""


def sign_credential(
    linted: LintedCredential, *, key: SigningKey, created: datetime, cryptosuite: str = EDDSA_RDFC.name
) -> SignedCredential:
    """The credential with a proof by ``key``, made at ``created`` (aware; kept to the second, UTC).

    The members keep the order of the linted document; ``proof`` comes last. Raises
    InvalidInputError and ProofError (``unsigned_content``) where the document cannot be covered whole, and
    ProofError (``unsupported_cryptosuite``, ``proof_key_confusion``).

    1. proof configuration, 2. transformation, 3. hashing, 4. serialization.
    """
    opening = _open_proof(date_time_stamp(created), key, linted.context, cryptosuite)  # 1
    if opening.form is CanonicalForm.JSON:  # 2
        canonical = canonical_json(linted.document)
    elif opening.algorithm is KeyAlgorithm.P384:
        canonical = canonical_nquads(linted.document, algorithm=opening.algorithm)
    else:
        canonical = nquads_to_sign(linted)
    hashes = opening.digest + digest(opening.algorithm, canonical)  # 3
    signature = sign_bytes(key, hashes)  # 4
    value = b',"proofValue":"z' + encode_base58(signature).encode() + b'"}}'
    content = b"".join((linted.content[:-1], b',"proof":', opening.members, value))
    return SignedCredential(None, content, digest_of(content))


class _Opening(NamedTuple):
    """A proof before its value: the digest of its configuration, and its JSON but for the last bracket."""

    form: CanonicalForm
    algorithm: KeyAlgorithm
    digest: bytes
    members: bytes


@lru_cache(maxsize=256)
def _open_proof(created: str, key: SigningKey, context: tuple[str, ...], cryptosuite: str) -> _Opening:
    """The same for all that a key signs within a second."""
    suite = read_suite(cryptosuite)
    algorithm = fitting_algorithm(suite, key.private_key.public_key())
    proof: dict[str, Any] = {
        "type": PROOF_TYPE,
        "cryptosuite": cryptosuite,
        "created": created,
        "verificationMethod": key.verification_method,
        "proofPurpose": PURPOSE,
    }
    if suite.form is CanonicalForm.JSON:
        proof = {"@context": [_written(each) for each in context], **proof}
        configuration = canonical_json(proof)
    else:
        configuration = canonical_proof_config(proof, list(context), algorithm=algorithm)
    return _Opening(suite.form, algorithm, digest(algorithm, configuration), write_json(proof)[:-1])


def _written(context: str) -> object:
    return dict(context.definitions) if isinstance(context, InlineContext) else context


def sign_document(
    document: UnlintedDocument,
    *,
    key: SigningKey,
    created: datetime | None,
    cryptosuite: str = EDDSA_JCS.name,
    purpose: str = PURPOSE,
    previous_proof: str | Sequence[str] | None = None,
    proof_id: str | None = None,
    members: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """``document`` with one more proof: its only one, or the last of a set or a chain.

    ``created``: aware, or None for a proof without a time. ``previous_proof``: the id, or ids, of proofs of
    the document that the new one signs too. ``members``: more of the proof's own: ``challenge``, ``domain``,
    ``expires``, ``nonce``. Where linked data is signed, a document whose contexts do not define proofs gets
    the context that does (section 2.4.2). Raises as ``sign_credential`` and ``previous_proofs``.
    """
    suite = read_suite(cryptosuite)
    algorithm = fitting_algorithm(suite, key.private_key.public_key())
    proofs = read_proofs(document) if "proof" in document else ()
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    if suite.form is CanonicalForm.LINKED_DATA and not proofs:
        unsecured = _with_proof_context(unsecured)
    proof: dict[str, Any] = {"type": PROOF_TYPE, "cryptosuite": cryptosuite}
    if proof_id is not None:
        proof["id"] = proof_id
    if created is not None:
        proof["created"] = date_time_stamp(created)
    proof |= {"verificationMethod": key.verification_method, "proofPurpose": purpose, **(members or {})}
    if previous_proof is not None:
        proof["previousProof"] = previous_proof if isinstance(previous_proof, str) else list(previous_proof)
    if suite.form is CanonicalForm.JSON and "@context" in unsecured:
        proof["@context"] = unsecured["@context"]
    before = previous_proofs(proof, proofs)
    secured = {**unsecured, "proof": before} if before else unsecured
    signature = sign_bytes(key, hash_data(secured, proof, algorithm=algorithm))
    proof["proofValue"] = "z" + encode_base58(signature)
    return {**unsecured, "proof": [*proofs, proof] if proofs else proof}


def check_proof(
    document: Mapping[str, Any],
    public_key: PublicKey,
    *,
    proof: Mapping[str, Any] | None = None,
    verification_method: str | None = None,
    purpose: str = PURPOSE,
    contexts: ContextSource = get_context,
) -> None:
    """Raise unless ``proof`` is a signature by ``public_key`` over all of the document and what it builds on.

    ``proof``: one of ``read_proofs(document)``; None: its only one. Whether the others hold is for the caller
    to ask, of each. ``verification_method``: the DID URL of ``public_key``, when the proof must name it.

    1. the proof is the document's (``proof_missing``, ``several_proofs``, ``too_many_proofs``,
    ``proof_malformed``), 2. its type (``proof_type``), 3. its suite, which takes such keys
    (``unsupported_cryptosuite``, ``proof_key_confusion``), 4. its purpose (``proof_purpose``), 5. its times
    (``proof_created``), 6. its key (``verification_method``), 7. its value (``proof_value``), 8. what it
    builds on is there (``previous_proof``), 9. the document is covered whole (``unsigned_content``,
    ``proof_context``; InvalidInputError where it cannot be canonicalized), 10. the signature
    (``signature_invalid``).
    Raises ProofError with these codes.
    """
    proofs = read_proofs(document)  # 1
    proof = _find_own(proof, proofs) if proof is not None else get_proof(document)
    if proof.get("type") != PROOF_TYPE:  # 2
        raise ProofError(f"The proof's type is not {PROOF_TYPE}.", code="proof_type")
    suite = read_suite(proof.get("cryptosuite"))  # 3
    algorithm = fitting_algorithm(suite, public_key)
    _check_options(proof, purpose, verification_method)  # 4 to 6
    signature = read_proof_value(proof.get("proofValue"), algorithm)  # 7
    before = previous_proofs(proof, proofs)  # 8
    secured = {name: value for name, value in document.items() if name != "proof"}
    if before:
        secured["proof"] = before
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    hashes, canonical = hash_to_check(secured, options, suite, algorithm, contexts)  # 9
    check_signature(public_key, signature, hashes)  # 10
    if canonical is not None:
        learn_checked(secured, canonical)


def _find_own(proof: Mapping[str, Any], proofs: Sequence[Mapping[str, Any]]) -> Mapping[str, Any]:
    for own in proofs:
        if own is proof or own == proof:
            return own
    raise ProofError("The proof is none of the document's.", code="proof_missing")


def _check_options(proof: Mapping[str, Any], purpose: str, verification_method: str | None) -> None:
    if proof.get("proofPurpose") != purpose:
        raise ProofError(f"The proof was not made for the purpose {purpose}.", code="proof_purpose")
    for name in ("created", "expires"):
        if name in proof:
            read_date_time_stamp(proof[name])
    named = proof.get("verificationMethod")
    if not isinstance(named, str) or verification_method not in {None, named}:
        raise ProofError(
            "The proof does not name the key that it is checked with.", code="verification_method"
        )


def _with_proof_context(document: Mapping[str, Any]) -> dict[str, Any]:
    """Data Integrity 1.0, section 2.4.2: the context of proofs comes last, where none defines them."""
    value = document.get("@context") or []
    addresses = value if isinstance(value, list) else [value]
    if all(isinstance(address, (str, dict)) for address in addresses):
        terms = read_scope(context_addresses(document), get_context).terms if addresses else {}
        if PROOF_TYPE not in terms:
            addresses = [*addresses, DATA_INTEGRITY_V2]
            return {"@context": addresses, **{name: v for name, v in document.items() if name != "@context"}}
    return dict(document)
