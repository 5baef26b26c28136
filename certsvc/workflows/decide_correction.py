"""An officer looks at what a person asked for, and approves or declines it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from certsvc.domain.access import Actor, Scope
from certsvc.domain.completions import Completion
from certsvc.domain.corrections import Change, Correction, CorrectionId, CorrectionState
from certsvc.domain.identifiers import CompletionId, PartnerCode, VerificationCode
from certsvc.domain.notices import NoticeKind
from certsvc.domain.records import CredentialRecord, Page
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError
from certsvc.intake.paragraphs import read_paragraphs
from certsvc.storage import corrections, events, partners
from certsvc.storage.completions_behind import current_versions
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.storage.learners import KnownLearner
from certsvc.storage.learners_of_people import find_learner
from certsvc.storage.mended_learners import lock_learner_to_mend
from certsvc.storage.standing_credentials import list_standing
from certsvc.workflows.approve_correction import Approved, approve_correction
from certsvc.workflows.ask_correction import check_undecided
from certsvc.workflows.browse_records import visible_centre
from certsvc.workflows.correction_outcomes import MADE, count_transcripts, is_shown
from certsvc.workflows.downloads import Download
from certsvc.workflows.mending import present_changes
from certsvc.workflows.notices import queue_notice
from certsvc.workflows.own_documents import name_of_document
from certsvc.workflows.services import Services
from certsvc.workflows.touched_certificates import suggested_reason, touched_by

LONGEST_WORD = 1_000


@dataclass(frozen=True, slots=True)
class CorrectionCase:
    """A request beside the record.

    ``present``: ``before`` is what stands now (once it is decided: what stood when she asked), ``after`` what
    she asked for. ``standing``: the certificates that approval would replace; of a request in words alone,
    all of hers at that centre, of which those stay that would say the same. ``suggested_reason``: what they
    would say.
    """

    correction: Correction
    learner: KnownLearner
    present: tuple[Change, ...]
    standing: tuple[CredentialRecord, ...]
    suggested_reason: str
    results: Mapping[CompletionId, Completion] = field(default_factory=dict)
    """Those that the changes are about, as they stand now."""


@dataclass(frozen=True, slots=True)
class Decided:
    """``replaced``: codes of old and new certificates, transcripts last, as far as the officer may see them.

    ``transcripts``: how many of these were made anew, seen or not. ``left_out``: how many certificates stay
    although they would say something else, because they are no longer earned.
    """

    correction: Correction
    replaced: tuple[tuple[VerificationCode, VerificationCode], ...] = ()
    transcripts: int = 0
    left_out: int = 0


def list_corrections(
    *,
    by: Actor,
    centre: PartnerCode | None = None,
    state: CorrectionState | None = CorrectionState.ASKED,
    limit: int = 50,
    cursor: str | None = None,
) -> Page[Correction]:
    """Newest first; a centre sees its own. NotFoundError if it asks for another's."""
    by.check_may(Scope.READ)
    return corrections.page_of_corrections(
        centre=visible_centre(by, centre), state=state, limit=limit, cursor=cursor
    )


def get_correction(correction_id: CorrectionId, *, by: Actor) -> CorrectionCase:
    """One of them beside the record. Raises NotAllowedError, NotFoundError."""
    by.check_may(Scope.READ)
    correction = _checked(corrections.find_correction(correction_id), by)
    known = _known(find_learner(correction.learner_id))
    touched: tuple[CredentialRecord, ...] = ()
    waits = correction.state is CorrectionState.ASKED
    if waits:
        touched = touched_by(correction.changes, list_standing(known.learner.centre, known.learner.ref))
    of_results = [one.completion_id for one in correction.changes if one.completion_id is not None]
    return CorrectionCase(
        correction=correction,
        learner=known,
        present=present_changes(correction.changes, known) if waits else correction.changes,
        standing=touched,
        suggested_reason=suggested_reason(correction.changes, touched, known.learner),
        results={one: found.completion for one, found in current_versions(of_results).items()},
    )


def open_attachment(services: Services, correction_id: CorrectionId, *, by: Actor) -> Download:
    """The document that she sent. Raises NotAllowedError, NotFoundError, UnavailableError."""
    by.check_may(Scope.READ)
    correction = _checked(corrections.find_correction(correction_id), by)
    attachment = correction.attachment
    if attachment is None:
        raise NotFoundError("There is no document with this correction.")
    with services.archive.open(attachment.digest) as file:
        content = file.read()
    return Download(content, attachment.media_type, name_of_document(correction.id, attachment))


def decide_correction(
    services: Services,
    correction_id: CorrectionId,
    *,
    approve: bool,
    word: str = "",
    reason: str = "",
    by: Actor,
) -> Decided:
    """Approve or decline. ``word`` is for her; ``reason`` for everyone who sees a replaced certificate.

    1. The actor may revoke and issue, and it is hers to see. 2. Who declines says a word. In one
    transaction: 3. It still waits, and nobody records for the centre. 4. Approved: the record is mended, what
    it touches is made anew, what it earns is issued (``approve_correction``). 5. The decision is kept, the
    log knows, she is told.

    Raises NotAllowedError, NotFoundError; InvalidInputError (``word_missing``, ``word_too_long``,
    ``reason_too_long``); ConflictError (``correction_decided``, ``certificate_left_out``,
    ``nothing_mended``, ``record_released``); UnavailableError. Nothing was changed then.
    """
    for scope in (Scope.REVOKE, Scope.ISSUE):  # 1
        by.check_may(scope)
    word = _checked_word(word, is_needed=not approve)  # 2
    at, approved = services.now(), Approved()
    with transaction():
        correction, known = _locked(correction_id, by)  # 3
        if approve:  # 4
            _check_still_hers(correction, known)
            approved = approve_correction(services, correction, known, reason=reason, by=by.name)
        state = CorrectionState.APPROVED if approve else CorrectionState.DECLINED  # 5
        correction = replace(
            correction, state=state, decided_at=at, decided_by=by.name, word=word, reason=approved.reason
        )
        corrections.close_correction(correction)
        _tell(services, correction, known, approved, by=by.name)
    return Decided(
        correction,
        replaced=tuple((old.code, new.code) for old, new in approved.made if is_shown(new, by)),
        transcripts=count_transcripts([new for _, new in approved.made]),
        left_out=approved.left_out,
    )


def _locked(correction_id: CorrectionId, by: Actor) -> tuple[Correction, KnownLearner]:
    """The centre first, as whoever records for it: what it read of her before it wrote would stand again."""
    partners.lock_centre(_checked(corrections.find_correction(correction_id), by).centre)
    correction = _checked(corrections.lock_correction(correction_id), by)
    check_undecided(correction)
    return correction, _known(lock_learner_to_mend(correction.learner_id))


def _tell(
    services: Services, correction: Correction, known: KnownLearner, approved: Approved, *, by: str
) -> None:
    """The log, without a word of what was corrected; and her, who asked and so is answered always."""
    is_approved = correction.state is CorrectionState.APPROVED
    detail: dict[str, object] = {}
    if is_approved:
        detail = {
            "fields": sorted({one.field for one in correction.changes}),
            MADE: [new.id for _, new in approved.made],
        }
    at = services.now()
    events.add_event(Event(at, by, correction.state.value, "correction", correction.id, detail))
    queue_notice(
        services,
        NoticeKind.CORRECTED if is_approved else NoticeKind.DECLINED,
        correction.id,
        language=known.learner.preferred_language,
        learner_id=known.id,
        person_id=correction.person_id,
    )


def _checked(found: Correction | None, by: Actor) -> Correction:
    if found is None or not by.sees(found.centre):
        raise NotFoundError("There is no such correction.")
    return found


def _known(found: KnownLearner | None) -> KnownLearner:
    if found is None:
        raise NotFoundError("There is no such learner.")
    return found


def _check_still_hers(correction: Correction, known: KnownLearner) -> None:
    """Whoever asked may have been freed from a record that she claimed by mistake."""
    if known.person_id != correction.person_id:
        raise ConflictError(
            "The record is not that of the person who asked, any more.",
            code="record_released",
            hint="Decline it; whose record it is can ask anew.",
        )


def _checked_word(word: str, *, is_needed: bool) -> str:
    word = read_paragraphs(word)
    if not word and is_needed:
        raise InvalidInputError(
            "To decline takes a word to her.", code="word_missing", hint="Say why, or what she can do."
        )
    if len(word) > LONGEST_WORD:
        raise InvalidInputError(
            f"The word to her is longer than {LONGEST_WORD:,} characters.", code="word_too_long"
        )
    return word
