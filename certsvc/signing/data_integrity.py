"""Data Integrity proofs of the cryptosuite ``eddsa-rdfc-2022``: made and checked.

Verifiable Credential Data Integrity 1.0, sections 4.2 and 4.4 (adding and verifying a proof), and
Data Integrity EdDSA Cryptosuites 1.0, section 3.2 (eddsa-rdfc-2022).
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from certsvc.credentials.contexts import get_context
from certsvc.credentials.lint import LintedCredential
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.base58 import decode_base58, encode_base58
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.contexts_in_use import ContextSource
from certsvc.signing.json_text import write_json
from certsvc.signing.proof_config import canonical_proof_config
from certsvc.signing.quick import learn_checked, nquads_to_check, nquads_to_sign
from certsvc.signing.signed import SignedCredential, digest_of
from certsvc.signing.signing_key import SigningKey

PROOF_TYPE = "DataIntegrityProof"
CRYPTOSUITE = "eddsa-rdfc-2022"
PURPOSE = "assertionMethod"
_SIGNATURE_BYTES = 64
# xsd:dateTimeStamp (XML Schema 1.1, section 3.4.28), as far as a proof of this millennium needs it.
_DATE_TIME_STAMP = re.compile(
    r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]{1,9})?"
    r"(?:Z|[+-](?:0[0-9]|1[0-3]):[0-5][0-9]|[+-]14:00)"
)


def sign_credential(linted: LintedCredential, *, key: SigningKey, created: datetime) -> SignedCredential:
    """The credential with a proof by ``key``, made at ``created`` (aware; kept to the second, UTC).

    The members keep the order of the linted document; ``proof`` comes last. Raises
    InvalidInputError and ProofError (``unsigned_content``) where the document cannot be covered whole.

    1. proof configuration (3.2.5), 2. transformation (3.2.3), 3. hashing (3.2.4), 4. serialization (3.2.6).
    """
    opening = _open_proof(_date_time_stamp(created), key.verification_method, linted.context)  # 1
    nquads = nquads_to_sign(linted)  # 2
    hashes = opening.digest + hashlib.sha256(nquads).digest()  # 3
    signature = key.private_key.sign(hashes)  # 4
    value = b',"proofValue":"z' + encode_base58(signature).encode() + b'"}}'
    content = b"".join((linted.content[:-1], b',"proof":', opening.members, value))
    return SignedCredential(None, content, digest_of(content))


class _Opening(NamedTuple):
    """A proof before its value: the digest of its configuration, and its JSON but for the last bracket."""

    digest: bytes
    members: bytes


@lru_cache(maxsize=256)
def _open_proof(created: str, verification_method: str, context: tuple[str, ...]) -> _Opening:
    """The same for all that a key signs within a second."""
    proof = {
        "type": PROOF_TYPE,
        "cryptosuite": CRYPTOSUITE,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": PURPOSE,
    }
    configuration = canonical_proof_config(proof, list(context))
    return _Opening(hashlib.sha256(configuration).digest(), write_json(proof)[:-1])


def check_proof(
    document: Mapping[str, Any],
    public_key: Ed25519PublicKey,
    *,
    verification_method: str | None = None,
    contexts: ContextSource = get_context,
) -> None:
    """Raise unless the document's one proof is a signature by ``public_key`` over all of the document.

    ``verification_method``: the DID URL of ``public_key``, when the proof must name it.

    1. one proof (``proof_missing``, ``several_proofs``), 2. its type (``proof_type``), 3. its suite
    (``unsupported_cryptosuite``), 4. its purpose (``proof_purpose``), 5. its times (``proof_created``),
    6. its key (``verification_method``), 7. its value (``proof_value``), 8. the document is covered whole
    (``unsigned_content``; InvalidInputError where it cannot be canonicalized), 9. the signature
    (``signature_invalid``). Raises ProofError with these codes.
    """
    proof = get_proof(document)  # 1
    if proof.get("type") != PROOF_TYPE:  # 2
        raise ProofError(f"The proof's type is not {PROOF_TYPE}.", code="proof_type")
    if proof.get("cryptosuite") != CRYPTOSUITE:  # 3
        raise ProofError(
            f"The proof's cryptosuite is not {CRYPTOSUITE}, the one read here.",
            code="unsupported_cryptosuite",
        )
    if proof.get("proofPurpose") != PURPOSE:  # 4
        raise ProofError(f"The proof was not made for the purpose {PURPOSE}.", code="proof_purpose")
    for name in ("created", "expires"):  # 5
        if name in proof:
            read_date_time_stamp(proof[name])
    named = proof.get("verificationMethod")  # 6
    if not isinstance(named, str) or verification_method not in {None, named}:
        raise ProofError(
            "The proof does not name the key that it is checked with.", code="verification_method"
        )
    signature = _read_proof_value(proof.get("proofValue"))  # 7
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    configuration = canonical_proof_config(options, unsecured.get("@context"), contexts=contexts)  # 8
    canonical = nquads_to_check(unsecured, contexts)
    try:  # 9
        public_key.verify(signature, _hash(configuration, canonical.nquads))
    except InvalidSignature as error:
        raise ProofError(
            "The signature does not fit the document: one of them was changed after signing.",
            code="signature_invalid",
        ) from error
    learn_checked(unsecured, canonical)


def get_proof(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document's one proof. Raises ProofError (``proof_missing``, ``several_proofs``)."""
    proof = document.get("proof")
    if isinstance(proof, list) and len(proof) > 1:
        raise ProofError("The document has several proofs; one is read here.", code="several_proofs")
    if not isinstance(proof, dict):
        raise ProofError("The document has no proof.", code="proof_missing")
    return proof


def read_date_time_stamp(value: object) -> datetime:
    """A proof's time, in UTC. Raises ProofError (``proof_created``) unless an xsd:dateTimeStamp."""
    if isinstance(value, str) and _DATE_TIME_STAMP.fullmatch(value):
        try:
            return datetime.fromisoformat(value).astimezone(UTC)
        except (ValueError, OverflowError):
            pass  # a day that its month does not have, or a moment before the first year in UTC
    raise ProofError("The proof's time is not a date and time with a time zone.", code="proof_created")


def hash_data(
    document: Mapping[str, Any], proof: Mapping[str, Any], *, contexts: ContextSource = get_context
) -> bytes:
    """What gets signed: SHA-256 of the proof's own members, then of the document; 64 bytes (3.2.4).

    ``document`` without its proof, ``proof`` without its value. This is the plain way, which published
    vectors are held against; signing and checking go the quick one, which tests hold equal to it.
    """
    configuration = canonical_proof_config(proof, document.get("@context"), contexts=contexts)
    return _hash(configuration, canonical_nquads(document, contexts=contexts))


def _hash(configuration: bytes, nquads: bytes) -> bytes:
    return hashlib.sha256(configuration).digest() + hashlib.sha256(nquads).digest()


def _date_time_stamp(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise InvalidInputError("A proof's time needs its time zone.", code="proof_created")
    return moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"


def _read_proof_value(value: object) -> bytes:
    if isinstance(value, str) and value.startswith("z"):
        try:
            signature = decode_base58(value[1:])
        except InvalidInputError:
            signature = b""
        if len(signature) == _SIGNATURE_BYTES:
            return signature
    raise ProofError("The proof's value is not a signature of 64 bytes in base58.", code="proof_value")
