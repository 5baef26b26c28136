"""A person asks the centre that has her in its books to put something right."""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.completions import Learner
from certsvc.domain.corrections import Attachment, Correction, CorrectionId, CorrectionState
from certsvc.domain.identifiers import LearnerId
from certsvc.domain.people import PersonId
from certsvc.domain.records import CompletionRecord
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError
from certsvc.intake.paragraphs import read_paragraphs
from certsvc.opening.attachment import read_attachment_type
from certsvc.storage import completions, corrections, events, partners
from certsvc.storage.completions_behind import completions_behind
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.storage.learners import KnownLearner
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.storage.mended_learners import lock_learner_to_mend
from certsvc.workflows.asked_changes import Standing, Wanted, WrongValue, WrongValuesError, read_changes
from certsvc.workflows.drawing import equipment_of
from certsvc.workflows.rewrite_uploads import remove_unneeded
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import Certificate, get_owner, show_certificate

__all__ = [
    "Correctable",
    "Wanted",
    "WrongValue",
    "WrongValuesError",
    "ask_correction",
    "list_own_corrections",
    "show_correctable",
    "withdraw_correction",
]

LONGEST_WHY = 2_000
MOST_A_DAY = 10
"""Requests of one person: each may bring a document of 10 MB."""
_LEARNER = "learner:"
_BY = "holder"


@dataclass(frozen=True, slots=True)
class Correctable:
    """What can be corrected from a certificate of hers, or, without one, of her at a centre.

    ``completions``: the results behind the certificate as they stand now; without one, all of hers there.
    ``open``: what she has asked for already and nobody has decided.
    """

    learner_id: LearnerId
    learner: Learner
    completions: tuple[CompletionRecord, ...]
    certificate: Certificate | None
    open: Correction | None


def show_correctable(services: Services, person_id: PersonId, reference: str) -> Correctable:
    """By the id or code of a certificate of hers, or ``learner:ID`` of her at a centre.

    Raises NotFoundError for what is another's as for what there is none of.
    """
    get_owner(person_id)
    hers = list_learners_of(person_id)
    if reference.startswith(_LEARNER):
        known = _only([one for one in hers if f"{_LEARNER}{one.id}" == reference])
        behind = tuple(completions.current_completions([known.id]).get(known.id, ()))
        certificate = None
    else:
        certificate = show_certificate(services, person_id, reference)
        record = certificate.record
        whose = (record.centre, record.learner_ref)
        known = _only([one for one in hers if (one.learner.centre, one.learner.ref) == whose])
        behind = () if record.award_id is None else completions_behind(record.award_id)
    waiting = corrections.find_open_of_learner(known.id)
    if waiting is not None and waiting.person_id != person_id:
        waiting = None  # of somebody whose record this was once
    return Correctable(known.id, known.learner, behind, certificate, waiting)


def ask_correction(
    services: Services,
    person_id: PersonId,
    reference: str,
    *,
    wanted: Sequence[Wanted],
    why: str,
    attachment: bytes | None = None,
) -> Correction:
    """Ask for these fields to be corrected; ``reference`` as for ``show_correctable``.

    1. It is hers, and none is open. 2. Values are read as results files are; those that stand already are
    dropped. With none left, ``why`` says what else is wrong. 3. There is a reason. 4. The document is what it
    says it is. 5. It is still hers; the document is kept, the request is stored, and the log knows.

    Raises NotFoundError; ConflictError (``correction_open``, ``too_many_corrections``); WrongValuesError
    (``correction_value``); InvalidInputError (``nothing_to_correct``, ``why_missing``, ``why_too_long``,
    ``attachment_type``); TooLargeError (``attachment_too_large``); UnavailableError.
    """
    found = show_correctable(services, person_id, reference)  # 1
    _check_may_ask(services, person_id, found)
    changes = read_changes(wanted, _standing(services, found))  # 2
    why = _checked_why(why, has_changes=bool(changes))  # 3
    media_type = read_attachment_type(attachment) if attachment else ""  # 4
    at = services.now()
    correction = Correction(
        id=CorrectionId(new_uuid7(at, services.random_bytes(10))),
        learner_id=found.learner_id,
        person_id=person_id,
        centre=found.learner.centre,
        credential_id=None if found.certificate is None else found.certificate.record.id,
        changes=changes,
        why=why,
        attachment=None,
        asked_at=at,
    )
    return _store(services, correction, attachment, media_type)  # 5


def withdraw_correction(services: Services, person_id: PersonId, correction_id: CorrectionId) -> Correction:
    """She does not want it any more. Raises NotFoundError, ConflictError (``correction_decided``)."""
    get_owner(person_id)
    at = services.now()
    with transaction():
        found = corrections.lock_correction(correction_id)
        if found is None or found.person_id != person_id:
            raise NotFoundError("There is no such correction.")
        check_undecided(found)
        withdrawn = replace(found, state=CorrectionState.WITHDRAWN, decided_at=at, decided_by=_BY)
        corrections.close_correction(withdrawn)
        events.add_event(Event(at, _BY, "withdrew", "correction", found.id, {}))
    return withdrawn


def list_own_corrections(person_id: PersonId) -> tuple[Correction, ...]:
    """All that she asked for, the newest first."""
    return corrections.list_corrections_of(person_id)


def check_undecided(correction: Correction) -> None:
    """Raise ConflictError (``correction_decided``) for one that does not wait any more."""
    if correction.state is not CorrectionState.ASKED:
        raise ConflictError("This was decided or withdrawn already.", code="correction_decided")


def _standing(services: Services, found: Correctable) -> Standing:
    return Standing(
        learner=found.learner,
        completions={one.id: one.completion for one in found.completions},
        today=services.now().date(),
        equipment=equipment_of(services.settings),
    )


def _store(
    services: Services, correction: Correction, attachment: bytes | None, media_type: str
) -> Correction:
    """Beside an erasure it is stored before that looks for what is hers, or refused; so is its document."""
    kept: Attachment | None = None
    try:
        with transaction():
            partners.lock_centre(correction.centre)  # as whoever erases her, decides or takes a file away
            _check_still_hers(correction)
            if attachment:
                kept = Attachment(services.archive.keep(io.BytesIO(attachment)), media_type)
            correction = replace(correction, attachment=kept)
            _withdraw_of_another(correction)
            corrections.add_correction(correction)
            fields = sorted({one.field for one in correction.changes})
            detail = {"fields": fields, "attachment": kept is not None}
            events.add_event(Event(correction.asked_at, _BY, "asked", "correction", correction.id, detail))
    except BaseException:
        if kept is not None:
            remove_unneeded(services, [kept.digest])
        raise
    return correction


def _check_still_hers(correction: Correction) -> None:
    get_owner(correction.person_id)
    known = lock_learner_to_mend(correction.learner_id)  # as whoever releases her
    _only([] if known is None or known.person_id != correction.person_id else [known])


def _withdraw_of_another(correction: Correction) -> None:
    """What somebody asked for whose record this was once waits in vain."""
    waiting = corrections.find_open_of_learner(correction.learner_id)
    if waiting is not None and waiting.person_id != correction.person_id:
        withdrawn = replace(
            waiting, state=CorrectionState.WITHDRAWN, decided_at=correction.asked_at, decided_by=_BY
        )
        corrections.close_correction(withdrawn)


def _check_may_ask(services: Services, person_id: PersonId, found: Correctable) -> None:
    """The constraint holds the first once more; here it is told before anything is typed in vain."""
    if found.open is not None:
        raise ConflictError(
            "A correction that was asked for waits to be decided.",
            code="correction_open",
            hint="Wait for the answer, or withdraw it and ask anew.",
        )
    a_day_ago = services.now() - timedelta(days=1)
    if corrections.count_asked_since(person_id, a_day_ago) >= MOST_A_DAY:
        raise ConflictError(
            f"No more than {MOST_A_DAY} corrections are asked for in a day.",
            code="too_many_corrections",
            hint="Come back tomorrow.",
        )


def _checked_why(why: str, *, has_changes: bool) -> str:
    why = read_paragraphs(why)
    if not why and not has_changes:
        raise InvalidInputError(
            "Nothing was changed.", code="nothing_to_correct", hint="Change a field, or say what is wrong."
        )
    if not why:
        raise InvalidInputError(
            "The officer needs to know why.", code="why_missing", hint="Say in a sentence what is wrong."
        )
    if len(why) > LONGEST_WHY:
        raise InvalidInputError(
            f"This is longer than {LONGEST_WHY:,} characters.",
            code="why_too_long",
            hint="Say it shorter, or attach a document.",
        )
    return why


def _only(found: Sequence[KnownLearner]) -> KnownLearner:
    if not found:
        raise NotFoundError("There is nothing here by that name.")
    return found[0]
