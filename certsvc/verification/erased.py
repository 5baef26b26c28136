"""What can be said of a credential of ours whose document is gone, because its holder wished so."""

from dataclasses import dataclass
from datetime import datetime

from certsvc.domain.records import Revocation
from certsvc.domain.verdicts import Check, CheckName, Remains, Successor, Verdict
from certsvc.verification.checks import day, failed, not_checked, passed, shown
from certsvc.verification.findings import headline
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import KnownKey
from certsvc.verification.status import check_of_revocation, withdrawn


@dataclass(frozen=True, slots=True)
class ErasedRecord:
    """What the tables still have: nothing of hers. ``is_revoked``: by its bit in the status list.

    ``superseded_by``: of a revoked one, what took its place.
    """

    remains: Remains
    key: KnownKey
    revocation: Revocation | None
    is_revoked: bool
    superseded_by: Successor | None = None


def verdict_on_erased(record: ErasedRecord, now: datetime) -> Verdict:
    """The verdict on what is left: never valid, invalid only where it is revoked, expired or of a stolen key.

    1. there is no document to read, nor to hold a signature against; but a key that was stolen before it was
    issued is known, 2. issuer, dates and status as our record has them, 3. the record says why it is empty.
    """
    remains = record.remains
    by_record = f"By our record {shown(remains.issuer)} issued it on {day(remains.issued_at)}."
    checks = (
        not_checked(CheckName.STRUCTURE, Reason.DOCUMENT_ERASED),  # 1
        passed(CheckName.ISSUER, Reason.KEY_LISTED, by_record),  # 2
        _check_of_key(record),  # 1
        _check_of_dates(remains, now),  # 2
        _check_of_status(record),
        passed(CheckName.TRUST, Reason.ISSUER_IS_OURS),
        not_checked(CheckName.RECORD, Reason.RECORD_ERASED),  # 3
    )
    return Verdict(
        checks,
        None,
        headline(checks),
        superseded_by=record.superseded_by,
        remains=remains,
        withdrawn=withdrawn(record.revocation),
    )


def _check_of_key(record: ErasedRecord) -> Check:
    since = record.key.compromised_since
    if since is not None and record.remains.issued_at >= since:
        detail = f"The key that signed counts no more since {day(since)}, and it was issued later."
        return failed(CheckName.PROOF, Reason.KEY_COMPROMISED, detail)
    return not_checked(CheckName.PROOF, Reason.DOCUMENT_ERASED)


def _check_of_dates(remains: Remains, now: datetime) -> Check:
    ends = remains.valid_until
    if ends is not None and now > ends:
        return failed(CheckName.VALIDITY, Reason.EXPIRED, f"The credential expired on {day(ends)}.")
    until = "without an end" if ends is None else f"until {day(ends)}"
    return passed(CheckName.VALIDITY, Reason.IN_FORCE, f"By our record the credential is valid {until}.")


def _check_of_status(record: ErasedRecord) -> Check:
    if record.revocation is not None:
        return check_of_revocation(record.revocation)
    if record.is_revoked:
        return failed(CheckName.STATUS, Reason.REVOKED)
    return passed(CheckName.STATUS, Reason.NOT_REVOKED)
