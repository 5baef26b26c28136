"""A credential is revoked: the bit is set, the list signed anew, the record says why."""

from collections.abc import Sequence

from certsvc.credentials.lint_values import is_fit_text
from certsvc.credentials.status_list import StatusBits
from certsvc.domain.access import Actor, Scope
from certsvc.domain.records import LONGEST_REASON, CredentialRecord, Revocation
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError
from certsvc.storage import credentials, events, issuers, status_lists
from certsvc.storage.database import transaction
from certsvc.workflows.browse_records import get_credential
from certsvc.workflows.notices import queue_revoked
from certsvc.workflows.services import Services
from certsvc.workflows.status_positions import sign_list


def revoke_credential(services: Services, reference: str, *, reason: str, by: Actor) -> CredentialRecord:
    """Revoke by id or code; the reason is shown to whoever verifies.

    1. The actor may revoke, and the credential is hers to see.
    2. There is a reason, short enough to be read.
    3. In one transaction: it stands no more, the bit is set, the list is signed, the log knows,
       and whose it was is told.

    Raises NotAllowedError, NotFoundError, ConflictError (``already_revoked``), InvalidInputError.
    """
    # 1.
    by.check_may(Scope.REVOKE)
    known = get_credential(reference, by=by)
    # 2.
    reason = check_reason(reason)
    # 3.
    with transaction():
        record = credentials.lock_credential(known.id)
        if record is None:
            raise NotFoundError("There is no such credential.")
        if record.revocation is not None:
            raise ConflictError("This credential has been revoked already.", code="already_revoked")
        at = services.now()
        [revoked] = revoke_records(services, [record], Revocation(at=at, reason=reason, by=by.name))
        queue_revoked(services, [revoked])
    return revoked


def revoke_records(
    services: Services, records: Sequence[CredentialRecord], revocation: Revocation
) -> list[CredentialRecord]:
    """Inside a transaction: mark locked records, set their bits, sign each list once, tell the log."""
    for issuer in sorted({record.issuer for record in records}):
        issuers.lock_active_key(issuer)  # before any list, as all do
    revoked = credentials.mark_revoked(records, revocation)
    for number in sorted({record.status.list_number for record in records}):
        set_bits(services, number, [r.status.index for r in records if r.status.list_number == number])
    events.add_events(
        [
            events.Event(
                revocation.at,
                revocation.by,
                "revoked",
                "credential",
                record.id,
                {"reason": revocation.reason},
            )
            for record in records
        ]
    )
    return revoked


def check_reason(reason: str) -> str:
    """The reason as it is kept: what takes a credential's place is signed with it.

    Raises InvalidInputError (``reason_missing``, ``reason_too_long``, ``reason_unfit``).
    """
    reason = " ".join(reason.split())
    if not reason:
        raise InvalidInputError("A revocation needs a reason.", code="reason_missing")
    if len(reason) > LONGEST_REASON:
        raise InvalidInputError(
            f"The reason is longer than {LONGEST_REASON} characters.", code="reason_too_long"
        )
    if not is_fit_text(reason):
        raise InvalidInputError(
            "The reason has a character that turns the direction of writing, or that is none.",
            code="reason_unfit",
            hint="Type it anew; what was copied brought it along.",
        )
    return reason


def set_bits(services: Services, number: int, indices: Sequence[int]) -> None:
    """Inside a transaction: these positions of a list say revoked from now on; the list is signed anew."""
    status_list = status_lists.lock_status_list(number)
    if status_list is None:
        raise NotFoundError("The status list of this credential is missing.", code="status_list_missing")
    bits = StatusBits(status_list.bits)
    for index in indices:
        bits.set(index)
    sign_list(services, status_list, bits, services.now())
