"""Issuers of others are recognised: by hand, or because a registry that we rely on lists them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certsvc.domain.access import Actor
from certsvc.domain.recognised_issuers import (
    BY_HAND,
    RecognisedIssuer,
    RecognisedRegistry,
    RegistryEntry,
)
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError, ProofError, UnavailableError
from certsvc.signing.data_integrity import check_proof, read_date_time_stamp, read_proofs
from certsvc.storage import events, issuers, recognised_issuers
from certsvc.storage.database import transaction
from certsvc.verification.registry import KnownKey, Unavailable
from certsvc.workflows.manage_centres import check_secretariat
from certsvc.workflows.registry import HouseRegistry
from certsvc.workflows.registry_documents import (
    checked_entry,
    read_registry_document,
)
from certsvc.workflows.services import Services

LONGEST_NAME = 64
_LONGEST_SUBJECT = 255
_PURPOSE = "assertionMethod"
_SUITES = frozenset({"eddsa-jcs-2022", "ecdsa-jcs-2019"})
"""Those that cover plain JSON whole; the others read linked data, which a registry is not."""


@dataclass(frozen=True, slots=True)
class RegistryOffer:
    """A document to load as the registry ``name``. ``source``: where it came from, in words.

    ``signed_by``: the DID whose signature it must bear; None to take one that nobody signed.
    """

    content: bytes
    name: str
    source: str
    signed_by: str | None


@dataclass(frozen=True, slots=True)
class LoadedRegistry:
    """A registry as it stands now, and how it differs from what was loaded under its name before."""

    registry: RecognisedRegistry
    listed: int
    added: int
    removed: int


def load_registry(services: Services, offer: RegistryOffer, *, by: Actor) -> LoadedRegistry:
    """Rely on a registry of others, in the place of what was loaded under its name.

    1. The name can be told from a DID, and is short. 2. The document is a registry. 3. Its signature
    holds, by the DID that was named; or it has none, and none was asked for. 4. It is not older than
    the signed one in whose place it comes.
    Raises NotAllowedError, InvalidInputError (``registry_name``, ``registry_signed``, and as
    ``read_registry_document`` does), ProofError, UnavailableError (the signer's key cannot be looked
    up), ConflictError (``registry_older``).
    """
    check_secretariat(by)
    name = _checked_name(offer.name)  # 1
    read = read_registry_document(offer.content)  # 2
    now = services.now()
    signed_at = None
    if offer.signed_by is not None:  # 3
        signed_at = _check_signature(services, read.document, offer.signed_by, now)
    elif read.has_proof:
        raise InvalidInputError(
            "This registry is signed, so its signature is to be checked.",
            code="registry_signed",
            hint="Say whose it must be: --signed-by DID.",
        )
    registry = RecognisedRegistry(name, offer.source, offer.content, offer.signed_by or "", now)
    with transaction():
        _check_not_older(signed_at, recognised_issuers.find_registry(name))  # 4
        before = {one.entry.did for one in recognised_issuers.list_recognised(name)}
        recognised_issuers.put_registry(registry, read.entries, by=by.name)
        _note(now, by, "loaded", name)
    listed = {entry.did for entry in read.entries}
    return LoadedRegistry(registry, len(listed), len(listed - before), len(before - listed))


def recognise_issuer(services: Services, entry: RegistryEntry, *, by: Actor) -> RecognisedIssuer:
    """Recognise an issuer by hand; our own registry lists it from then on.

    Raises NotAllowedError, InvalidInputError (``malformed_did``, ``registry_malformed``),
    ConflictError (``issuer_is_ours``).
    """
    check_secretariat(by)
    entry = checked_entry(entry.did, entry.name, url=entry.url, location=entry.location)
    if issuers.find_issuer_partner(entry.did) is not None:
        raise ConflictError(
            f"{entry.did} is an issuer of this service, recognised already.", code="issuer_is_ours"
        )
    recognised = RecognisedIssuer(entry, BY_HAND, services.now(), by.name)
    with transaction():
        recognised_issuers.put_issuer(recognised)
        _note(recognised.loaded_at, by, "recognised", entry.did)
    return recognised


def remove_recognised(services: Services, what: str, *, by: Actor) -> None:
    """Rely no more on a registry (its name), or recognise an issuer (its DID) by hand no more.

    Raises NotAllowedError, NotFoundError (``not_recognised_here``).
    """
    check_secretariat(by)
    with transaction():
        is_issuer = what.startswith("did:")
        removed = (recognised_issuers.remove_issuer if is_issuer else recognised_issuers.remove_registry)(
            what
        )
        if not removed:
            raise NotFoundError(
                f"There is no registry '{what[:80]}' here, and no issuer of that DID recognised by hand.",
                code="not_recognised_here",
                hint="'certsvc registry list' shows what there is.",
            )
        _note(services.now(), by, "removed", what)


def list_registries() -> tuple[RecognisedRegistry, ...]:
    """Those of others, by name."""
    return recognised_issuers.list_registries()


def list_recognised(registry: str | None = None) -> tuple[RecognisedIssuer, ...]:
    """Every issuer of others, those recognised by hand first; or those of one registry."""
    return recognised_issuers.list_recognised(registry)


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or name.startswith("did:"):
        raise InvalidInputError(
            f"A registry's name is one line of up to {LONGEST_NAME} characters, and no DID.",
            code="registry_name",
        )
    return name


def _check_signature(services: Services, document: Mapping[str, Any], signer: str, now: datetime) -> datetime:
    """Raise unless a proof of the document is the signer's, made for this, with a key that counts.

    Returns when it was made.
    """
    proof = _proof_by(document, signer)
    if proof.get("cryptosuite") not in _SUITES:
        raise ProofError(
            "The registry is signed with a cryptosuite that is not read here.", code="unsupported_cryptosuite"
        )
    method = str(proof["verificationMethod"])
    key = HouseRegistry(services.addresses, services.resolver).find_key(method)
    if isinstance(key, Unavailable):
        raise UnavailableError(key.detail or key.reason.sentence, code=key.reason.value)
    made_at = read_date_time_stamp(proof.get("created"))
    _check_key(key, signer, made_at)
    if "expires" in proof and read_date_time_stamp(proof["expires"]) <= now:
        raise ProofError("The registry's signature has expired.", code="proof_expired")
    check_proof(document, key.public_key, proof=proof, verification_method=method, purpose=_PURPOSE)
    return made_at


def _check_key(key: KnownKey, signer: str, made_at: datetime) -> None:
    if key.compromised_since is not None:
        raise ProofError("The key that signed the registry was stolen.", code="key_compromised")
    if key.controller != signer:
        raise ProofError("The key that signed the registry is not its signer's.", code="key_controller")
    if _PURPOSE not in key.purposes:
        raise ProofError(
            "The key that signed the registry may not assert anything.", code="key_not_for_purpose"
        )
    if key.retired_at is not None and made_at > key.retired_at:
        raise ProofError("The registry was signed after its key was retired.", code="key_retired")


def _check_not_older(signed_at: datetime | None, before: RecognisedRegistry | None) -> None:
    """An old document has a signature as good as a new one's: it must not bring back who was removed."""
    if signed_at is None or before is None or not before.signed_by:
        return
    loaded = _proof_by(read_registry_document(before.document).document, before.signed_by)
    if signed_at < read_date_time_stamp(loaded.get("created")):
        raise ConflictError(
            "This registry is older than the one that is loaded.",
            code="registry_older",
            hint="'certsvc registry remove' forgets the newer one.",
        )


def _proof_by(document: Mapping[str, Any], signer: str) -> Mapping[str, Any]:
    """The first proof that names a key of the signer's DID."""
    for proof in read_proofs(document):
        method = proof.get("verificationMethod")
        if isinstance(method, str) and method.partition("#")[0] == signer:
            return proof
    raise ProofError(f"The registry is not signed by {signer[:80]}.", code="key_of_another_issuer")


def _note(at: datetime, by: Actor, action: str, subject: str) -> None:
    events.add_event(events.Event(at, by.name, action, "registry", subject[:_LONGEST_SUBJECT], {}))
