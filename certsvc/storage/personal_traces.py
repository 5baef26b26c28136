"""Where a person stands in the tables: what finds her there, and what others wrote of her."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select

from certsvc.domain.batches import BatchKind
from certsvc.domain.completions import Learner
from certsvc.domain.corrections import CorrectedField
from certsvc.domain.identifiers import ImportId, LearnerId, PartnerCode
from certsvc.domain.people import MailAddress, PersonId
from certsvc.domain.records import CredentialRecord
from certsvc.storage.batches import OPEN, BatchRow
from certsvc.storage.completions import CompletionRow
from certsvc.storage.corrections import CorrectedValueRow, CorrectionRow, correction_from_row
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db
from certsvc.storage.import_tables import RefusedRowRow, ResultsImportRow
from certsvc.storage.learners import LearnerRow
from certsvc.storage.notices import NoticeRow
from certsvc.storage.personal_links import PersonalLinkRow

_CHUNK = 500
_NAMES = (CorrectedField.FULL_NAME, CorrectedField.LATIN_NAME)


def list_all_credentials(
    learners: Sequence[Learner], person_id: PersonId | None
) -> tuple[CredentialRecord, ...]:
    """Every credential of these learners and every transcript of that person, by id."""
    whose = [
        and_(CredentialRow.learner_ref == one.ref, CredentialRow.centre == one.centre) for one in learners
    ]
    if person_id is not None:
        whose.append(CredentialRow.person_id == person_id)
    if not whose:
        return ()
    query = select(CredentialRow.__table__).where(or_(*whose)).order_by(CredentialRow.id)
    return tuple(record_from_row(row) for row in db.session.execute(query))


def list_written(learner_ids: Sequence[LearnerId]) -> tuple[tuple[str, str, str], ...]:
    """Full name, Latin name and address as every version of their completions has them."""
    query = (
        select(CompletionRow.learner_as_written).where(CompletionRow.learner_id.in_(learner_ids)).distinct()
    )
    found = {tuple(json.loads(written)[:3]) for written in db.session.scalars(query)}
    return tuple(sorted(found))


def list_corrected(
    learner_ids: Sequence[LearnerId], person_id: PersonId | None
) -> tuple[tuple[CorrectedField, str], ...]:
    """Names and addresses that their corrections were about: what was written, what was meant."""
    values = db.session.execute(
        select(CorrectedValueRow.field, CorrectedValueRow.written, CorrectedValueRow.meant).where(
            CorrectedValueRow.learner_id.in_(learner_ids)
        )
    )
    found = {(row.field, text) for row in values for text in (row.written, row.meant)}
    asked = select(CorrectionRow.__table__).where(_is_correction_of(learner_ids, person_id))
    found |= {
        (change.field, text)
        for row in db.session.execute(asked)
        for change in correction_from_row(row).changes
        for text in (change.before, change.after)
    }
    wanted = {*_NAMES, CorrectedField.EMAIL}
    return tuple(sorted((CorrectedField(field), text) for field, text in found if text and field in wanted))


def list_attachments(learner_ids: Sequence[LearnerId], person_id: PersonId | None) -> tuple[str, ...]:
    """Digests of what was attached to their corrections and to nothing else."""
    is_hers = _is_correction_of(learner_ids, person_id)
    theirs = select(CorrectionRow.attachment_digest).where(
        is_hers, CorrectionRow.attachment_digest.is_not(None)
    )
    digests = {digest for digest in db.session.scalars(theirs) if digest}
    others = select(CorrectionRow.attachment_digest).where(
        CorrectionRow.attachment_digest.in_(digests), ~is_hers
    )
    uploads = select(ResultsImportRow.digest).where(ResultsImportRow.digest.in_(digests))
    return tuple(sorted(digests - {*db.session.scalars(others)} - {*db.session.scalars(uploads)}))


def find_others_with(
    learner_ids: Sequence[LearnerId], names: Sequence[str], addresses: Sequence[MailAddress]
) -> tuple[frozenset[str], frozenset[str]]:
    """Those of the names, and of the addresses, that other learners have as well."""
    query = select(LearnerRow.full_name, LearnerRow.latin_name, LearnerRow.address).where(
        LearnerRow.id.not_in(learner_ids),
        or_(
            LearnerRow.full_name.in_(names),
            LearnerRow.latin_name.in_(names),
            LearnerRow.address.in_(addresses),
        ),
    )
    rows = db.session.execute(query).all()
    shared_names = {name for row in rows for name in (row.full_name, row.latin_name)}
    return frozenset(shared_names & {*names}), frozenset({row.address for row in rows} & {*addresses})


def refs_of_no_other(learner_ids: Sequence[LearnerId], refs: Sequence[str]) -> frozenset[str]:
    """Those of the references that no other learner has, of whatever centre."""
    others = select(LearnerRow.ref).where(LearnerRow.ref.in_(refs), LearnerRow.id.not_in(learner_ids))
    return frozenset(refs) - frozenset(db.session.scalars(others))


def list_links(learner_ids: Sequence[LearnerId], addresses: Sequence[MailAddress]) -> tuple[str, ...]:
    """Digests of the links that were made for these learners, came of one of these, or went to an address."""
    claims = select(PersonalLinkRow.digest).where(PersonalLinkRow.learner_id.in_(learner_ids))
    query = select(PersonalLinkRow.digest).where(
        or_(
            PersonalLinkRow.learner_id.in_(learner_ids),
            PersonalLinkRow.address.in_(addresses),
            PersonalLinkRow.claim_digest.in_(claims),
        )
    )
    return tuple(db.session.scalars(query))


def list_notice_states(
    learner_ids: Sequence[LearnerId], person_id: PersonId | None, subjects: Sequence[str]
) -> tuple[tuple[str, str], ...]:
    """Id and state of every mail to these learners and that person, or about one of the subjects."""
    whose: list[Any] = [NoticeRow.learner_id.in_(learner_ids)]
    if person_id is not None:
        whose.append(NoticeRow.person_id == person_id)
    found: dict[str, str] = {}
    for start in range(0, max(1, len(subjects)), _CHUNK):
        about = NoticeRow.subject.in_(subjects[start : start + _CHUNK])
        rows = db.session.execute(select(NoticeRow.id, NoticeRow.state).where(or_(*whose, about)))
        found |= {row.id: row.state for row in rows}
    return tuple(sorted(found.items()))


def has_open_batch(centres: Sequence[PartnerCode]) -> bool:
    """Whether some batch is queued or runs that could touch learners of these centres."""
    query = select(BatchRow.id).where(
        BatchRow.state.in_(OPEN), or_(BatchRow.centre.is_(None), BatchRow.centre.in_(centres))
    )
    return db.session.scalar(query.limit(1)) is not None


def list_export_batches(centres: Sequence[PartnerCode], since: datetime) -> tuple[str, ...]:
    """Exports begun since then that may hold a certificate of these centres."""
    query = select(BatchRow.id).where(
        BatchRow.kind == BatchKind.EXPORT,
        BatchRow.created_at >= since,
        or_(BatchRow.centre.is_(None), BatchRow.centre.in_(centres)),
    )
    return tuple(db.session.scalars(query))


def list_shapes(centre: PartnerCode) -> dict[ImportId, str]:
    """How the files of a centre are laid out that have refused rows, by import, as intake wrote it."""
    has_rows = exists().where(RefusedRowRow.import_id == ResultsImportRow.id)
    query = select(ResultsImportRow.id, ResultsImportRow.shape).where(
        ResultsImportRow.centre == centre, has_rows
    )
    return {ImportId(row.id): row.shape for row in db.session.execute(query)}


def _is_correction_of(learner_ids: Sequence[LearnerId], person_id: PersonId | None) -> Any:  # noqa: ANN401  # a SQL expression
    is_of_learner = CorrectionRow.learner_id.in_(learner_ids)
    return is_of_learner if person_id is None else or_(is_of_learner, CorrectionRow.person_id == person_id)
