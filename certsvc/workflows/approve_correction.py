"""An approved correction is carried out: the record is mended, what it touches is made anew."""

from dataclasses import dataclass

from certsvc.domain.corrections import OF_A_RESULT, Correction
from certsvc.domain.identifiers import VerificationCode
from certsvc.domain.records import CredentialRecord
from certsvc.errors import ConflictError
from certsvc.storage.learners import KnownLearner
from certsvc.storage.standing_credentials import lock_standing
from certsvc.workflows.differing_certificates import find_differing
from certsvc.workflows.issue_credentials import issue_to
from certsvc.workflows.mending import mend_record, present_changes
from certsvc.workflows.reissue_credentials import reissue_records
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

    @property
    def replaced(self) -> tuple[tuple[VerificationCode, VerificationCode], ...]:
        """By their codes."""
        return tuple((old.code, new.code) for old, new in self.made)


def approve_correction(
    services: Services, correction: Correction, known: KnownLearner, *, reason: str, by: str
) -> Approved:
    """Inside a transaction, with the learner locked.

    1. What is touched is found by what was signed, and locked. 2. Learner and results are mended. Of a
    request in words alone an officer has mended the record; what would say the same is not touched then.
    3. What is touched is made anew from the record as it is now (``reissue_records``). Where no result was
    mended the award stays what it was: whoever asked for her name gets her name, and nothing else changes.
    4. What she earns by results that were corrected is issued, unless an officer has held it back, or an
    import is about to issue it.

    Raises ConflictError (``certificate_left_out``), InvalidInputError (``reason_too_long``), ProofError,
    UnavailableError.
    """
    standing = lock_standing(known.learner.centre, known.learner.ref)  # 1
    touched = touched_by(correction.changes, standing)
    if touched:
        reason = check_reason(reason.strip() or suggested_reason(correction.changes, touched, known.learner))
    present, not_earned = present_changes(correction.changes, known), 0
    if present:  # 2
        mend_record(services, correction, present, known, by=by)
    elif touched:
        differing = find_differing(services, touched, reason=reason)
        touched, not_earned = differing.records, differing.not_earned
    reissued = reissue_records(  # 3
        services, touched, reason=reason, by=by, batch_id=None, keep_earned=bool(present)
    )
    if reissued.left_out:
        raise ConflictError(
            "A certificate cannot be made anew: it would no longer be earned, or its text cannot be printed.",
            code="certificate_left_out",
            hint="Nothing was changed. Revoke it first if it is no longer deserved, or decline.",
        )
    made = (*reissued.made, *reissued.transcripts)
    if known.pending is None and any(one.field in OF_A_RESULT for one in present):  # 4
        issue_to(services, known.id, by=by)
    return Approved(made=made, reason=reason if made else "", left_out=not_earned)
