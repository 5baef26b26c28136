"""An approved correction is carried out: the record is mended, what it touches is made anew."""

from dataclasses import dataclass

from certsvc.domain.corrections import OF_A_RESULT, Correction
from certsvc.domain.records import CredentialRecord
from certsvc.errors import ConflictError
from certsvc.storage.learners import KnownLearner
from certsvc.storage.mended_since import was_changed_since
from certsvc.storage.standing_credentials import lock_standing
from certsvc.workflows.issue_credentials import issue_to
from certsvc.workflows.mending import mend_record, present_changes
from certsvc.workflows.reissue_credentials import Reissued, reissue_records
from certsvc.workflows.revoke_credential import check_reason
from certsvc.workflows.services import Services
from certsvc.workflows.touched_certificates import suggested_reason, touched_by


@dataclass(frozen=True, slots=True)
class Approved:
    """What came of it. ``made``: old and new certificates, and transcripts last; ``reason``: theirs.

    ``left_out``: how many stay although they are not earned any more.
    """

    made: tuple[tuple[CredentialRecord, CredentialRecord], ...] = ()
    reason: str = ""
    left_out: int = 0


def approve_correction(
    services: Services, correction: Correction, known: KnownLearner, *, reason: str, by: str
) -> Approved:
    """Inside a transaction, with the learner locked.

    1. What is touched is found by what was signed, and locked. 2. Learner and results are mended. Of a
    request in words alone an officer has mended the record since she asked; what would say the same is not
    touched then.
    3. What is touched is made anew from the record as it is now (``reissue_records``). Where no result was
    mended the award stays what it was: whoever asked for her name gets her name, and nothing else changes.
    4. What she earns by results that were corrected is issued, unless an officer has held it back, or an
    import is about to issue it.

    Raises ConflictError (``certificate_left_out``, ``nothing_mended``), InvalidInputError
    (``reason_too_long``), ProofError, UnavailableError.
    """
    standing = lock_standing(known.learner.centre, known.learner.ref)  # 1
    touched = touched_by(correction.changes, standing)
    if touched:
        reason = check_reason(reason.strip() or suggested_reason(correction.changes, touched, known.learner))
    present = present_changes(correction.changes, known)
    if present:  # 2
        mend_record(services, correction, present, known, by=by)
    reissued = reissue_records(  # 3
        services,
        touched,
        reason=reason,
        by=by,
        batch_id=None,
        keep_earned=bool(present),
        leave_same=not present,
    )
    not_earned = 0 if present else reissued.not_earned
    _check_made(reissued, not_earned)
    made = (*reissued.made, *reissued.transcripts)
    if not present and not made and not not_earned:
        _check_mended(correction, known)
    if known.pending is None and any(one.field in OF_A_RESULT for one in present):  # 4
        issue_to(services, known.id, by=by)
    return Approved(made=made, reason=reason if made else "", left_out=not_earned)


def _check_made(reissued: Reissued, not_earned: int) -> None:
    """``not_earned``: how many may stay because they are not."""
    if reissued.left_out > not_earned:
        raise ConflictError(
            "A certificate cannot be made anew: it would no longer be earned, or its text cannot be printed.",
            code="certificate_left_out",
            hint="Nothing was changed. Revoke it first if it is no longer deserved, or decline.",
        )


def _check_mended(correction: Correction, known: KnownLearner) -> None:
    """What no certificate says may have been mended; but she is not told that nothing was put right."""
    if not was_changed_since(known, correction.asked_at):
        raise ConflictError(
            "Nothing was mended since she asked, and no certificate would say anything else.",
            code="nothing_mended",
            hint="Mend the record first, or decline with a word.",
        )
