"""The DID document of an issuer (DID Core 1.0, sections 5.2 and 5.3.2; keys as Multikey)."""

from collections.abc import Mapping, Sequence
from typing import Any

from certsvc.domain.identifiers import Did
from certsvc.domain.keys import IssuerKey, KeyState
from certsvc.errors import InvalidInputError

DID_V1 = "https://www.w3.org/ns/did/v1"
MULTIKEY_V1 = "https://w3id.org/security/multikey/v1"


def compose_did_document(did: Did, keys: Sequence[IssuerKey]) -> Mapping[str, Any]:
    """The document that ``did`` resolves to, active keys first, then retired ones, newest first.

    A retired key stays a verification method for assertions: what it signed before must verify for
    as long as it is shown. (That it signs no more is the verifier's check of the proof's time.)
    Raises InvalidInputError (``foreign_key``) for a key of another issuer.
    """
    if any(key.issuer != did for key in keys):
        raise InvalidInputError(f"A key of another issuer cannot stand in {did}.", code="foreign_key")
    ordered = sorted(
        sorted(keys, key=lambda key: key.created_at, reverse=True),
        key=lambda key: key.state is not KeyState.ACTIVE,
    )
    return {
        "@context": [DID_V1, MULTIKEY_V1],
        "id": did,
        "verificationMethod": [
            {
                "id": key.verification_method,
                "type": "Multikey",
                "controller": did,
                "publicKeyMultibase": key.multibase,
            }
            for key in ordered
        ],
        "assertionMethod": [key.verification_method for key in ordered],
    }
