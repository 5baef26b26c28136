"""What was issued over the VC-API is revoked (W3C CCG VC-API, Updating Status)."""

from dataclasses import dataclass

from certsvc.domain.access import Actor, Role, Scope
from certsvc.domain.identifiers import CredentialId
from certsvc.domain.issued_documents import IssuedDocument
from certsvc.domain.records import Revocation, StatusEntry
from certsvc.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from certsvc.storage import credentials, events, issued_documents, issuers
from certsvc.storage.database import transaction
from certsvc.workflows.revoke_credential import check_reason, revoke_credential, set_bits
from certsvc.workflows.services import Services

DEFAULT_REASON = "Revoked by its issuer."


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """Which credential, by its id or by its position in a list of ours; and why it is revoked."""

    credential_id: str | None
    list_address: str | None = None
    index: int | None = None
    reason: str = DEFAULT_REASON


def revoke_issued(services: Services, update: StatusUpdate, *, by: Actor) -> None:
    """Revoke what this service signed, for good: its bit is set, its list signed anew, the record says why.

    A badge of ours that is named by its address is revoked as any other. Raises NotAllowedError,
    NotFoundError, ConflictError (``already_revoked``), InvalidInputError (``no_status_of_ours``, and for the
    reason).
    """
    by.check_may(Scope.REVOKE)
    if by.role is Role.CENTRE:
        raise NotAllowedError("This is for the secretariat.", code="wrong_role")
    reason = check_reason(update.reason)
    own = services.addresses.find_credential_id(update.credential_id or "")
    if own is not None and credentials.find_credential(own) is not None:
        revoke_credential(services, CredentialId(own), reason=reason, by=by)
        return
    found = _find(services, update)
    with transaction():
        issuers.lock_active_key(found.issuer)  # before any list, as all do
        _revoke(services, found.digest, reason, by)


def _find(services: Services, update: StatusUpdate) -> IssuedDocument:
    found = None
    if update.credential_id is not None:
        found = issued_documents.find_by_credential_id(update.credential_id)
    elif update.list_address is not None and update.index is not None:
        number = services.addresses.find_status_list(update.list_address)
        if number is not None:
            found = issued_documents.find_by_status(StatusEntry(list_number=number, index=update.index))
    if found is None:
        raise NotFoundError("Nothing of that name was issued here.")
    return found


def _revoke(services: Services, digest: str, reason: str, by: Actor) -> None:
    """Inside a transaction."""
    document = issued_documents.lock_by_digest(digest)
    if document is None:
        raise NotFoundError("Nothing of that name was issued here.")
    if document.status is None:
        raise InvalidInputError(
            "The credential's status is published by another service.", code="no_status_of_ours"
        )
    if document.revocation is not None:
        raise ConflictError("This credential has been revoked already.", code="already_revoked")
    at = services.now()
    issued_documents.mark_revoked(digest, Revocation(at=at, reason=reason, by=by.name))
    set_bits(services, document.status.list_number, [document.status.index])
    events.add_event(events.Event(at, by.name, "revoked", "document", digest, {"reason": reason}))
