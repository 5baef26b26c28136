"""Somebody's data go out of the database; what others rely on stays, and goes on verifying."""

from dataclasses import dataclass

from certsvc.domain.identifiers import ImportId
from certsvc.domain.notices import NoticeState
from certsvc.domain.records import CredentialRecord
from certsvc.errors import ConflictError, InvalidInputError, TooLargeError
from certsvc.intake.belonging import is_row_of, is_telling
from certsvc.intake.shape import FileShape
from certsvc.intake.uploaded_row import uploaded_row
from certsvc.signing.jcs import canonical_digest
from certsvc.signing.json_text import parse_json_object
from certsvc.storage import cleaning, erasing, import_rows, personal_traces, scrubbing
from certsvc.workflows.personal_traces import Subject
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class StillNamed:
    """What stays as it was signed: teams that name her among their members, and reasons for a replacement."""

    teams: int
    reasons: int


def check_nothing_runs(subject: Subject) -> None:
    """Raise ConflictError (``batch_running``, ``mail_leaving``) while something may write of her anew."""
    if personal_traces.has_open_batch(sorted(subject.by_centre)):
        raise ConflictError(
            "An import or another batch of a centre of this person runs or waits.",
            code="batch_running",
            hint="Erase once it is done; 'certsvc imports cancel' ends one that nobody works on.",
        )
    if any(state == NoticeState.SENDING for _, state in subject.notices):
        raise ConflictError(
            "A mail to this person is leaving at this moment.",
            code="mail_leaving",
            hint="Erase in a minute.",
        )


def erase_tables(services: Services, subject: Subject) -> StillNamed:
    """Inside a transaction; returns in how much that others hold she is named.

    1. Of her certificates and transcripts a digest stays, by which her own copies are known.
    2. Rows of hers that were refused go, and what was said of her lines.
    3. Why hers were revoked is kept no more; what somebody wrote of her in other reasons, in events and in
       names of files is taken out.
    4. Corrections, mails, links, sessions and addresses go.
    5. Learners, completions and the person are nobody's any more; they are still counted.
    """
    at = services.now()
    cleaning.overwrite_deleted()
    erasing.blank_credentials(  # 1
        {record.id: digest_of(record) for record in subject.credentials if record.erased_at is None},
        at,
    )
    held_rows = _remove_rows(subject)  # 2
    hers = _telling(subject)
    own_ids = [record.id for record in subject.credentials]
    still_named = StillNamed(
        teams=scrubbing.count_conferrals_naming(sorted(subject.own_names)),
        reasons=scrubbing.count_successors_naming(hers, own_ids),
    )
    erasing.blank_reasons(own_ids)  # 3
    scrubbing.scrub_everywhere(hers)
    scrubbing.scrub_file_names(held_rows, {*hers, *subject.names, *subject.refs}, subject.names)
    erasing.remove_corrections(subject.learner_ids, subject.person_id)  # 4
    erasing.remove_notices([notice_id for notice_id, _ in subject.notices])
    erasing.remove_links(subject.links)
    for known in subject.learners:  # 5
        erasing.blank_learner(known.id, known.learner.centre, known.learner.ref, at)
    if subject.person_id is not None:
        erasing.blank_person(subject.person_id, at)
    return still_named


def digest_of(record: CredentialRecord) -> str:
    """What stays when its bytes go; of bytes that were altered here it is one that no document has."""
    try:
        return canonical_digest(parse_json_object(record.signed_bytes))
    except (InvalidInputError, TooLargeError):
        return record.digest


def _remove_rows(subject: Subject) -> frozenset[ImportId]:
    """In whatever centre's files they are; returns the imports that held any row of hers."""
    held = set(erasing.list_imports_of(subject.learner_ids))
    erasing.remove_problems_of(subject.learner_ids)
    for centre in erasing.list_centres_with_refused_rows():
        traces = subject.by_centre.get(centre, subject.elsewhere)
        for import_id, shape in personal_traces.list_shapes(centre).items():
            read = FileShape.from_json(shape)
            for line, cells in import_rows.list_refused_rows(import_id):
                if is_row_of(traces, uploaded_row(read, line, cells)):
                    erasing.remove_refused_row(import_id, line)
                    held.add(import_id)
    return frozenset(held)


def _telling(subject: Subject) -> frozenset[str]:
    """Texts that are hers alone, wherever they stand."""
    refs = filter(is_telling, subject.own_refs)
    return frozenset((*subject.own_names, *subject.own_addresses, *refs))
