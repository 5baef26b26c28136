"""DID documents: the one of an issuer composed, those of others read for their keys.

DID Core 1.0, sections 5.1 to 5.3; Controlled Identifiers 1.0, sections 2.1 to 2.3 (Multikey, JsonWebKey).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from certsvc.credentials.lint_envelope import find_moment
from certsvc.domain.identifiers import Did
from certsvc.domain.keys import IssuerKey, KeyAlgorithm, KeyState
from certsvc.errors import InvalidInputError
from certsvc.signing.jwk import read_jwk
from certsvc.signing.multikey import decode_multikey
from certsvc.signing.public_keys import PublicKey, algorithm_of
from certsvc.signing.token_times import date_text

DID_V1 = "https://www.w3.org/ns/did/v1"
MULTIKEY_V1 = "https://w3id.org/security/multikey/v1"

_ORDER = (KeyState.ACTIVE, KeyState.RETIRED, KeyState.COMPROMISED)
_RELATIONSHIPS = (
    "assertionMethod",
    "authentication",
    "capabilityInvocation",
    "capabilityDelegation",
    "keyAgreement",
)
_MOST_METHODS = 64
_MOST_REFERENCES = 512
_SECRETS = frozenset({"secretKeyMultibase", "secretKeyJwk", "privateKeyMultibase", "privateKeyJwk"})


@dataclass(frozen=True, slots=True)
class DidKey:
    """A verification method whose key can be read. ``id``: its DID URL; ``controller`` as the method says.

    ``purposes``: the relationships that list it, such as ``assertionMethod``. ``revoked`` and ``expires``:
    aware; from then on nothing that it signed is to be verified with it.
    """

    id: str
    controller: str
    public_key: PublicKey
    purposes: frozenset[str]
    revoked: datetime | None = None
    expires: datetime | None = None


def compose_did_document(did: Did, keys: Sequence[IssuerKey]) -> Mapping[str, Any]:
    """The document that ``did`` resolves to: active keys, retired ones, compromised ones; each newest first.

    A retired key stays a verification method for assertions: what it signed before must verify for
    as long as it is shown. (That it signs no more is the verifier's check of the proof's time.) A compromised
    one asserts nothing any more, and carries the time of the theft as ``revoked``.
    Raises InvalidInputError (``foreign_key``) for a key of another issuer.
    """
    if any(key.issuer != did for key in keys):
        raise InvalidInputError(f"A key of another issuer cannot stand in {did}.", code="foreign_key")
    newest_first = sorted(keys, key=lambda key: key.created_at, reverse=True)
    ordered = sorted(newest_first, key=lambda key: _ORDER.index(key.state))
    return {
        "@context": [DID_V1, MULTIKEY_V1],
        "id": did,
        "verificationMethod": [_method_of(did, key) for key in ordered],
        "assertionMethod": [
            key.verification_method for key in ordered if key.state is not KeyState.COMPROMISED
        ],
    }


def read_did_document(did: str, document: Mapping[str, Any]) -> tuple[DidKey, ...]:
    """The keys in ``did``'s document that this service can read, in its order.

    1. it is ``did``'s own document, 2. it has at most 64 methods, no two of one id, 3. of each method: its id
    is the DID's with a fragment, its key can be read, its times too. What fails 3 is left out, for a document
    may list keys of kinds that are not read here; so is a key that shows its secret part.
    Raises InvalidInputError (``did_document_malformed``) for 1 and 2.
    """
    if document.get("id") != did:  # 1
        raise malformed_did("the document is that of another identifier")
    methods: dict[str, Mapping[str, Any]] = {}
    purposes: dict[str, set[str]] = {}
    references = 0
    for relationship in (None, *_RELATIONSHIPS):
        for entry in _entries_of(document, relationship or "verificationMethod"):
            references += 1
            if isinstance(entry, str):
                name = _absolute(did, entry)
            else:
                name = _absolute(did, entry.get("id"))
                if name in methods:  # 2
                    raise malformed_did("two of its keys have one name")
                methods[name] = entry
            if relationship is not None:
                purposes.setdefault(name, set()).add(relationship)
            if len(methods) > _MOST_METHODS or references > _MOST_REFERENCES:
                raise malformed_did(f"it lists more than {_MOST_METHODS} keys")
    read = (_find_key(did, name, method, purposes) for name, method in methods.items())  # 3
    return tuple(key for key in read if key is not None)


def malformed_did(why: str) -> InvalidInputError:
    """The error of an identifier or document that breaks its method's rules; ``why`` ends its sentence."""
    return InvalidInputError(f"The DID cannot be resolved: {why}.", code="did_document_malformed")


def _method_of(did: Did, key: IssuerKey) -> dict[str, Any]:
    method = {
        "id": key.verification_method,
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key.multibase,
    }
    if key.state is KeyState.COMPROMISED and key.compromised_since is not None:
        method["revoked"] = date_text(key.compromised_since)
    return method


def _entries_of(document: Mapping[str, Any], member: str) -> Iterator[Mapping[str, Any] | str]:
    """References and methods; one alone may stand without its list."""
    value = document.get(member, [])
    for entry in value if isinstance(value, list) else [value]:
        if isinstance(entry, Mapping) or (isinstance(entry, str) and member in _RELATIONSHIPS):
            yield entry
        else:
            raise malformed_did(f"its {member} holds something that is neither a key nor the name of one")


def _absolute(did: str, name: object) -> str:
    """A DID URL, relative ones against the DID (DID Core 1.0, section 3.2.2)."""
    if not isinstance(name, str) or not name:
        raise malformed_did("a key in it has no name")
    return did + name if name.startswith("#") else name


def _find_key(
    did: str, name: str, method: Mapping[str, Any], purposes: Mapping[str, set[str]]
) -> DidKey | None:
    controller = method.get("controller")
    if not name.startswith(f"{did}#") or not isinstance(controller, str) or not _SECRETS.isdisjoint(method):
        return None
    times = {member: find_moment(method[member]) for member in ("revoked", "expires") if member in method}
    if None in times.values():
        return None
    try:
        public_key = _find_public_key(method)
    except InvalidInputError:
        return None
    if public_key is None:
        return None
    return DidKey(
        id=name,
        controller=controller,
        public_key=public_key,
        purposes=frozenset(purposes.get(name, ())),
        **{member: moment.astimezone(UTC) for member, moment in times.items() if moment is not None},
    )


def _find_public_key(method: Mapping[str, Any]) -> PublicKey | None:
    """None for a type that is not read; raises InvalidInputError (``malformed_key``)."""
    kind = method.get("type")
    if kind in ("Multikey", "Ed25519VerificationKey2020"):
        text = method.get("publicKeyMultibase")
        key = decode_multikey(text) if isinstance(text, str) else None
        fits = key is not None and (kind == "Multikey" or algorithm_of(key) is KeyAlgorithm.ED25519)
        return key if fits else None
    if kind in ("JsonWebKey", "JsonWebKey2020"):
        return read_jwk(method.get("publicKeyJwk"))
    return None
