"""Who made the signatures on a document: each with its key, as that key's controller publishes it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.jwk import read_jwk
from certsvc.signing.proofs import read_date_time_stamp, read_proofs
from certsvc.signing.public_keys import PublicKey
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import KnownKey, Registry, Unavailable
from certsvc.verification.securing import Secured, Token


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature and its key. ``proof``: of Data Integrity; None for a token.

    ``method``: the DID URL that names the key; empty where none is named. ``made_at``: as the signature
    itself says, in UTC; None where it does not.
    """

    proof: Mapping[str, Any] | None
    method: str
    key: KnownKey | Unavailable
    made_at: datetime | None

    @property
    def did(self) -> str:
        """The DID that the method belongs to."""
        return self.method.partition("#")[0]

    @property
    def is_stolen(self) -> bool:
        """Whether its key is known to have been stolen."""
        return isinstance(self.key, KnownKey) and self.key.compromised_since is not None

    def is_by(self, signer: str | None, purpose: str) -> bool:
        """Whether its key is known as ``signer``'s own, for that purpose.

        A stolen key is listed for none any more; what it made before the theft is still its owner's.
        """
        key = self.key
        return (
            isinstance(key, KnownKey)
            and self.did == signer == key.controller
            and key.verification_method == self.method
            and (purpose in key.purposes or key.compromised_since is not None)
        )


def signatures_of(secured: Secured, signer: str | None, registry: Registry) -> tuple[Signature, ...]:
    """The signatures on it, none left out. ``signer``: the DID that a token without a DID URL is read with.

    Raises ProofError (``proof_missing``, ``too_many_proofs``, ``proof_malformed``).
    """
    if secured.token is not None:
        return (_of_token(secured.token, signer or "", registry),)
    return tuple(_of_proof(proof, registry) for proof in read_proofs(secured.document))


def _of_proof(proof: Mapping[str, Any], registry: Registry) -> Signature:
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or not method:
        return Signature(proof, "", Unavailable(Reason.KEY_NOT_NAMED), None)
    try:
        made_at = read_date_time_stamp(proof["created"]) if "created" in proof else None
    except ProofError:
        made_at = None  # check_proof says what is wrong with it
    return Signature(proof, method, registry.find_key(method), made_at)


def _of_token(token: Token, signer: str, registry: Registry) -> Signature:
    """1. its key id is a DID URL, or 2. the name of a key of the signer's; 3. else an embedded key."""
    said = token.said
    if said.key_id is not None:
        if said.key_id.startswith("did:"):  # 1
            method = said.key_id
        else:  # 2
            method = f"{signer}#{said.key_id.removeprefix('#')}"
        return Signature(None, method, registry.find_key(method), said.issued_at)
    if said.embedded_jwk is None:
        return Signature(None, "", Unavailable(Reason.KEY_NOT_NAMED), said.issued_at)
    try:  # 3
        embedded = read_jwk(said.embedded_jwk)
    except InvalidInputError as error:
        return Signature(None, "", Unavailable(Reason.KEY_MALFORMED, error.message), said.issued_at)
    key = _find_published(embedded, signer, registry)
    method = key.verification_method if isinstance(key, KnownKey) else f"{signer}#"
    return Signature(None, method, key, said.issued_at)


def _find_published(embedded: PublicKey, signer: str, registry: Registry) -> KnownKey | Unavailable:
    """A key that a token brings along says nothing until its signer's own document has it too."""
    keys = registry.find_keys(signer)
    if isinstance(keys, Unavailable):
        return keys
    for key in keys:
        if key.public_key == embedded:
            return key
    return Unavailable(
        Reason.KEY_UNKNOWN, "The key that came with the token is not one that its issuer publishes."
    )
