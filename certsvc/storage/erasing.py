"""What is stored of a person is emptied or removed; what others stand on stays, without her."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import and_, delete, exists, func, literal, or_, select, update

from certsvc.domain.erasures import ERASED_REF
from certsvc.domain.identifiers import ImportId, LearnerId, PartnerCode
from certsvc.domain.notices import NoticeState
from certsvc.domain.people import PersonId, Visibility
from certsvc.storage.completions import CompletionRow
from certsvc.storage.corrections import CorrectedValueRow, CorrectionRow
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db
from certsvc.storage.events import EventRow
from certsvc.storage.import_tables import RefusedRowRow, ResultsImportRow, RowProblemRow
from certsvc.storage.learners import LearnerRow
from certsvc.storage.notices import NoticeRow
from certsvc.storage.people import PersonAddressRow, PersonRow
from certsvc.storage.personal_links import PersonalLinkRow
from certsvc.storage.sessions import PersonSessionRow

ERASED = ERASED_REF
"""What the reference of an erased learner begins with; her id follows."""
_NOBODY = '["", "", "", "", null, null]'
"""A learner as no row wrote her."""
REASON_GONE = "Its holder's data were erased; the reason is no longer kept."
"""Why any of her credentials was revoked: somebody's own words may tell of her in ways nobody can list."""
_CHUNK = 500


def blank_credentials(digests: Mapping[str, str], at: datetime) -> None:
    """Of these credentials, by id, a digest of what they say stays; their bytes go."""
    values = [
        {"id": credential_id, "canonical_digest": digest, "signed_bytes": b"", "erased_at": at}
        for credential_id, digest in digests.items()
    ]
    if values:
        db.session.execute(update(CredentialRow), values)


def blank_reasons(credential_ids: Sequence[str]) -> None:
    """That these credentials were revoked stays, and when; why it was is said nowhere any more."""
    for start in range(0, len(credential_ids), _CHUNK):
        chunk = credential_ids[start : start + _CHUNK]
        db.session.execute(
            update(CredentialRow)
            .where(CredentialRow.id.in_(chunk), CredentialRow.revoked_at.is_not(None))
            .values(revocation_reason=REASON_GONE)
        )
        about = (EventRow.subject_kind == "credential", EventRow.subject.in_(chunk))
        rows = db.session.execute(select(EventRow.id, EventRow.detail).where(*about)).all()
        told = [(row.id, detail) for row in rows if "reason" in (detail := json.loads(row.detail))]
        values = [
            {"id": event_id, "detail": json.dumps({**detail, "reason": REASON_GONE}, sort_keys=True)}
            for event_id, detail in told
        ]
        if values:
            db.session.execute(update(EventRow), values)


def blank_learner(learner_id: LearnerId, centre: PartnerCode, ref: str, at: datetime) -> None:
    """The learner, her completions in all versions and her credentials' reference name nobody any more."""
    nobody = f"{ERASED}{learner_id}"
    db.session.execute(
        update(CredentialRow)
        .where(CredentialRow.learner_ref == ref, CredentialRow.centre == centre)
        .values(learner_ref=nobody)
    )
    db.session.execute(
        update(CompletionRow)
        .where(CompletionRow.learner_id == learner_id)
        .values(learner_as_written=_NOBODY, correction_id=None)
    )
    db.session.execute(
        update(LearnerRow)
        .where(LearnerRow.id == learner_id)
        .values(
            ref=nobody,
            full_name="",
            latin_name="",
            email="",
            address="",
            institution="",
            gender=None,
            preferred_language=None,
            visibility=None,
            pending=None,
            pending_import=None,
            updated_at=at,
        )
    )


def blank_person(person_id: PersonId, at: datetime) -> None:
    """She is nobody whom this service could know again: no address, no session, no choice."""
    for kind in (PersonAddressRow, PersonSessionRow):
        db.session.execute(delete(kind).where(kind.person_id == person_id))
    db.session.execute(
        update(PersonRow)
        .where(PersonRow.id == person_id)
        .values(language=None, visibility=Visibility.EVERYTHING, erased_at=at)
    )


def remove_corrections(learner_ids: Sequence[LearnerId], person_id: PersonId | None) -> None:
    """What was asked, why, and what it meant."""
    of_learner = CorrectionRow.learner_id.in_(learner_ids)
    whose = of_learner if person_id is None else or_(of_learner, CorrectionRow.person_id == person_id)
    of_these = select(CorrectionRow.id).where(whose)
    db.session.execute(
        update(CompletionRow)
        .where(CompletionRow.correction_id.in_(of_these))
        .values(correction_id=None)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(delete(CorrectionRow).where(whose).execution_options(synchronize_session=False))
    db.session.execute(delete(CorrectedValueRow).where(CorrectedValueRow.learner_id.in_(learner_ids)))


def remove_links(digests: Sequence[str]) -> None:
    """These links; those that came of one of them first."""
    for start in range(0, len(digests), _CHUNK):
        chunk = digests[start : start + _CHUNK]
        db.session.execute(
            update(PersonalLinkRow).where(PersonalLinkRow.claim_digest.in_(chunk)).values(claim_digest=None)
        )
    for start in range(0, len(digests), _CHUNK):
        chunk = digests[start : start + _CHUNK]
        db.session.execute(delete(PersonalLinkRow).where(PersonalLinkRow.digest.in_(chunk)))


def remove_notices(notice_ids: Sequence[str]) -> None:
    """As if these mails had never been due."""
    for start in range(0, len(notice_ids), _CHUNK):
        db.session.execute(delete(NoticeRow).where(NoticeRow.id.in_(notice_ids[start : start + _CHUNK])))


def stop_notices(notice_ids: Sequence[str]) -> None:
    """Those of these mails that are due are not sent."""
    for start in range(0, len(notice_ids), _CHUNK):
        chunk = notice_ids[start : start + _CHUNK]
        db.session.execute(
            update(NoticeRow)
            .where(NoticeRow.id.in_(chunk), NoticeRow.state == NoticeState.DUE)
            .values(state=NoticeState.NEEDLESS)
        )


def remove_refused_row(import_id: str, line: int) -> None:
    """The row, and what was said of its line."""
    for kind in (RefusedRowRow, RowProblemRow):
        db.session.execute(delete(kind).where(kind.import_id == import_id, kind.line == line))


def remove_problems_of(learner_ids: Sequence[LearnerId]) -> None:
    """What was said of the lines from which their completions came."""
    lines = db.session.execute(
        select(CompletionRow.import_id, CompletionRow.line).where(CompletionRow.learner_id.in_(learner_ids))
    ).all()
    for row in lines:
        db.session.execute(
            delete(RowProblemRow).where(
                RowProblemRow.import_id == row.import_id, RowProblemRow.line == row.line
            )
        )


def list_centres_with_refused_rows() -> tuple[PartnerCode, ...]:
    """The centres of whose files some rows were refused and are kept."""
    has_rows = exists().where(RefusedRowRow.import_id == ResultsImportRow.id)
    found = select(ResultsImportRow.centre).where(has_rows).distinct().order_by(ResultsImportRow.centre)
    return tuple(PartnerCode(centre) for centre in db.session.scalars(found))


def list_imports_of(learner_ids: Sequence[LearnerId]) -> frozenset[ImportId]:
    """The imports from which their completions came, in all versions."""
    found = select(CompletionRow.import_id).where(CompletionRow.learner_id.in_(learner_ids)).distinct()
    return frozenset(ImportId(one) for one in db.session.scalars(found) if one)


def is_blank(learner_ids: Sequence[LearnerId], person_id: PersonId | None) -> bool:
    """Whether these learners and that person were erased to the end, as far as the tables go."""
    left = select(func.count()).select_from(LearnerRow)
    left = left.where(LearnerRow.id.in_(learner_ids), LearnerRow.full_name != literal(""))
    if db.session.scalar(left):
        return False
    known = and_(PersonRow.id == person_id, PersonRow.erased_at.is_(None))
    return db.session.scalar(select(PersonRow.id).where(known)) is None
