"""What the tables keep for a while and no longer; and what of the files beside them has had its time."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Delete, delete, func, or_, select, update
from sqlalchemy.orm import aliased

from certsvc.domain.batches import BatchState
from certsvc.domain.corrections import CorrectionState
from certsvc.domain.notices import NoticeState
from certsvc.storage.batches import OPEN, BatchRow
from certsvc.storage.corrections import CorrectionRow
from certsvc.storage.database import db
from certsvc.storage.import_tables import RefusedRowRow, ResultsImportRow
from certsvc.storage.notices import NoticeRow
from certsvc.storage.officer_sessions import OfficerSessionRow
from certsvc.storage.personal_links import PersonalLinkRow
from certsvc.storage.sessions import PersonSessionRow


def remove_refused_rows(before: datetime) -> int:
    """The refused rows of imports that ended before then; what was wrong with them stays said."""
    ended = (
        select(BatchRow.id)
        .join(ResultsImportRow, ResultsImportRow.id == BatchRow.id)
        .where(BatchRow.state.not_in(OPEN), BatchRow.finished_at < before)
    )
    return _removed(delete(RefusedRowRow).where(RefusedRowRow.import_id.in_(ended)))


def remove_ended_links(before: datetime) -> int:
    """Links that were used or replaced before then, or ran out; a claim not before those that came of it."""
    ended = or_(
        PersonalLinkRow.used_at < before,
        PersonalLinkRow.replaced_at < before,
        PersonalLinkRow.expires_at < before,
    )
    of_claims = delete(PersonalLinkRow).where(ended, PersonalLinkRow.claim_digest.is_not(None))
    later = aliased(PersonalLinkRow)
    is_behind_one = select(later.digest).where(later.claim_digest == PersonalLinkRow.digest).exists()
    return _removed(of_claims) + _removed(delete(PersonalLinkRow).where(ended, ~is_behind_one))


def remove_ended_sessions(before: datetime) -> int:
    """Sessions of people and officers that were ended before then, or ran out."""
    return sum(
        _removed(delete(kind).where(or_(kind.ended_at < before, kind.expires_at < before)))
        for kind in (PersonSessionRow, OfficerSessionRow)
    )


def forget_attachments(before: datetime) -> list[str]:
    """Of corrections that were decided or withdrawn before then; the digests of their files."""
    closed = CorrectionRow.state != CorrectionState.ASKED
    when = func.coalesce(CorrectionRow.decided_at, CorrectionRow.asked_at)
    wanted = (closed, when < before, CorrectionRow.attachment_digest.is_not(None))
    digests = list(db.session.scalars(select(CorrectionRow.attachment_digest).where(*wanted)))
    if digests:
        db.session.execute(
            update(CorrectionRow)
            .where(*wanted)
            .values(attachment_digest=None, attachment_type=None)
            .execution_options(synchronize_session=False)
        )
    return [digest for digest in digests if digest]


def find_export_end(batch_id: str) -> tuple[bool, datetime | None] | None:
    """Whether an export is still wanted or made, and when it ended; None when nobody knows it."""
    row = db.session.execute(
        select(BatchRow.state, BatchRow.finished_at).where(BatchRow.id == batch_id)
    ).one_or_none()
    return None if row is None else (BatchState(row.state) in OPEN, row.finished_at)


def find_sent_mail(notice_id: str) -> tuple[bool, datetime | None] | None:
    """Whether a mail may still be written anew, and when it went out; None when nobody knows it."""
    row = db.session.execute(
        select(NoticeRow.state, NoticeRow.sent_at).where(NoticeRow.id == notice_id)
    ).one_or_none()
    return None if row is None else (row.state in _UNSENT, row.sent_at)


_UNSENT: Sequence[str] = (NoticeState.DUE, NoticeState.SENDING)


def _removed(statement: Delete) -> int:
    removed = db.session.execute(statement.execution_options(synchronize_session=False))
    return int(removed.rowcount)  # type: ignore[attr-defined]  # a CursorResult
