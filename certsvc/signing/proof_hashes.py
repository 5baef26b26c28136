"""What a proof's signature is made over: the hash of its own members, then that of the document.

Data Integrity EdDSA Cryptosuites 1.0, sections 3.2.3 to 3.2.5 and 3.3.3 to 3.3.5; Data Integrity ECDSA
Cryptosuites 1.0 has the same sections with other hashes.
"""

from collections.abc import Mapping
from typing import Any

from certsvc.credentials.contexts import get_context
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import ProofError
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.contexts_in_use import ContextSource
from certsvc.signing.cryptosuites import CanonicalForm, Cryptosuite, digest, read_suite
from certsvc.signing.jcs import canonical_json
from certsvc.signing.proof_config import canonical_proof_config
from certsvc.signing.quick import Canonical, nquads_to_check


def hash_data(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    *,
    algorithm: KeyAlgorithm = KeyAlgorithm.ED25519,
    contexts: ContextSource = get_context,
) -> bytes:
    """What gets signed: the hash of the proof's own members, then of the document; 64 bytes, for P-384 96.

    ``document`` without its proof (but with those that this one builds on), ``proof`` without its value.
    This is the plain way, which published vectors are held against; signing and checking our own go a quick
    one, which tests hold equal to it. Raises as ``canonical_nquads``, ``canonical_json`` and ``read_suite``.
    """
    if read_suite(proof.get("cryptosuite")).form is CanonicalForm.JSON:
        return hash_json(document, proof, algorithm)
    nquads = canonical_nquads(document, algorithm=algorithm, contexts=contexts)
    return _hash_linked_data(document, proof, nquads, algorithm, contexts)


def hash_to_check(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    suite: Cryptosuite,
    algorithm: KeyAlgorithm,
    contexts: ContextSource,
) -> tuple[bytes, Canonical | None]:
    """As ``hash_data``, the quick way where there is one: then with what may be learned from the document."""
    if suite.form is CanonicalForm.JSON or algorithm is KeyAlgorithm.P384:
        return hash_data(document, proof, algorithm=algorithm, contexts=contexts), None
    configuration = canonical_proof_config(proof, document.get("@context"), contexts=contexts)
    canonical = nquads_to_check(document, contexts)
    return digest(algorithm, configuration) + digest(algorithm, canonical.nquads), canonical


def hash_json(document: Mapping[str, Any], proof: Mapping[str, Any], algorithm: KeyAlgorithm) -> bytes:
    """The hashes of a JCS suite (EdDSA Cryptosuites 1.0, section 3.3.2, steps 4 to 8).

    A proof has the document's ``@context`` of its time: later ones may follow it there, and are not signed.
    Raises ProofError (``proof_context``) where the document's does not begin with it.
    """
    signed = dict(document)
    if "@context" in proof:
        if "@context" not in document or not _begins_with(document["@context"], proof["@context"]):
            raise ProofError(
                "The document's @context does not begin with the one that its proof signs.",
                code="proof_context",
            )
        signed["@context"] = proof["@context"]
    return digest(algorithm, canonical_json(dict(proof))) + digest(algorithm, canonical_json(signed))


def _hash_linked_data(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    nquads: bytes,
    algorithm: KeyAlgorithm,
    contexts: ContextSource,
) -> bytes:
    context = document.get("@context")
    configuration = canonical_proof_config(proof, context, algorithm=algorithm, contexts=contexts)
    return digest(algorithm, configuration) + digest(algorithm, nquads)


def _begins_with(whole: object, start: object) -> bool:
    listed, first = (value if isinstance(value, list) else [value] for value in (whole, start))
    # As JSON: 1 is not true there.
    return bool(first) and canonical_json(listed[: len(first)]) == canonical_json(first)
