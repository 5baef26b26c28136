"""DIDs that are their own key: ``did:key`` and ``did:jwk``; nothing is fetched to resolve them.

The did:key Method 0.9, section 3.1.1 (with Multikey), and the did:jwk Method, "Read".
"""

from collections.abc import Mapping
from typing import Any

from certsvc.errors import InvalidInputError
from certsvc.signing.base64url import decode_base64url
from certsvc.signing.did_documents import DID_V1, MULTIKEY_V1, malformed_did
from certsvc.signing.json_text import parse_json_object
from certsvc.signing.jwk import read_jwk
from certsvc.signing.multikey import decode_multikey

_KEY, _JWK = "did:key:", "did:jwk:"
JWK_V1 = "https://w3id.org/security/jwk/v1"
_LONGEST = 8 * 1024
"""Characters. A JWK of RSA with 8192 bits, in base64url, has a quarter of it."""


def find_did_key(did: str) -> Mapping[str, Any] | None:
    """The document of a ``did:key`` (its fragment: the key) or ``did:jwk`` (``0``); None for other methods.

    Its key is for every purpose but key agreement. Raises InvalidInputError (``did_document_malformed``)
    where the DID does not hold a key that is read here.
    """
    if not did.startswith((_KEY, _JWK)):
        return None
    if len(did) > _LONGEST or not did.isascii():
        raise malformed_did("it is longer than any key, or holds other symbols")
    try:
        if did.startswith(_KEY):
            return _document_of_key(did, did.removeprefix(_KEY))
        return _document_of_jwk(did, did.removeprefix(_JWK).encode())
    except InvalidInputError as error:
        raise malformed_did("what follows its method's name is no key that is read here") from error


def _document_of_key(did: str, multibase: str) -> Mapping[str, Any]:
    decode_multikey(multibase)
    return _document(did, MULTIKEY_V1, multibase, {"type": "Multikey", "publicKeyMultibase": multibase})


def _document_of_jwk(did: str, encoded: bytes) -> Mapping[str, Any]:
    jwk = parse_json_object(decode_base64url(encoded))
    read_jwk(jwk)
    return _document(did, JWK_V1, "0", {"type": "JsonWebKey", "publicKeyJwk": jwk})


def _document(did: str, context: str, fragment: str, key: Mapping[str, Any]) -> Mapping[str, Any]:
    name = f"{did}#{fragment}"
    return {
        "@context": [DID_V1, context],
        "id": did,
        "verificationMethod": [{"id": name, "controller": did, **key}],
        "assertionMethod": [name],
        "authentication": [name],
        "capabilityInvocation": [name],
        "capabilityDelegation": [name],
    }
