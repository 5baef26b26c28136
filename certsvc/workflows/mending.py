"""What a person asked for is put into the record: into her name and data at the centre, into her results."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.corrections import OF_A_RESULT, Change, CorrectedField, Correction
from certsvc.domain.identifiers import CompletionId
from certsvc.domain.records import CompletionRecord
from certsvc.storage import catalogue, completions, events, learners
from certsvc.storage.completions import NewCompletion
from certsvc.storage.completions_behind import current_versions
from certsvc.storage.corrected_values import WrittenValue, put_meant_value
from certsvc.storage.events import Event
from certsvc.storage.learners import KnownLearner, Pending
from certsvc.workflows.corrected_fields import learner_with, result_with, text_of_learner, text_of_result
from certsvc.workflows.services import Services


def present_changes(changes: Sequence[Change], known: KnownLearner) -> tuple[Change, ...]:
    """The same changes, ``before`` as the record stands now."""
    current = current_versions([one.completion_id for one in changes if one.completion_id is not None])
    return tuple(
        replace(one, before=text_of_learner(known.learner, one.field))
        if one.completion_id is None
        else replace(one, before=text_of_result(current[one.completion_id].completion, one.field))
        for one in changes
        if one.completion_id is None or one.completion_id in current
    )


def mend_record(
    services: Services, correction: Correction, present: Sequence[Change], known: KnownLearner, *, by: str
) -> None:
    """Inside a transaction, with the learner locked: write the changes, and what they stand for in files.

    A result gets a new version; the one before stays, superseded. Who has new results is due to be looked at.
    """
    of_learner = {one.field: one.after for one in present if one.field not in OF_A_RESULT}
    of_results: dict[CompletionId, dict[CorrectedField, str]] = {}
    for one in present:
        if one.completion_id is not None:
            of_results.setdefault(one.completion_id, {})[one.field] = one.after
    current = current_versions(list(of_results))
    _put_meant(correction, present, known, current)
    pending = known.pending or (Pending.HELD if of_results else None)
    learner = learner_with(known.learner, of_learner)
    learners.update_learners([replace(known, learner=learner, pending=pending)], services.now())
    for completion_id, texts in of_results.items():
        _put_version(services, correction, current[completion_id], texts, by=by)


def _put_version(
    services: Services,
    correction: Correction,
    current: CompletionRecord,
    texts: Mapping[CorrectedField, str],
    *,
    by: str,
) -> None:
    at = services.now()
    course = catalogue.courses_by_code().get(current.completion.course)
    mended = result_with(current.completion, texts, pass_mark=None if course is None else course.pass_mark)
    if mended == current.completion:
        return
    entry = NewCompletion(
        id=CompletionId(new_uuid7(at, services.random_bytes(10))),
        learner_id=correction.learner_id,
        completion=mended,
        version=current.version + 1,
        import_id=current.import_id,
        line=current.line,
        correction_id=correction.id,
    )
    completions.supersede([current.id], by=by, at=at)
    completions.add_completions([entry], by=by, at=at)
    detail = {"correction": correction.id}
    events.add_event(Event(at, by, "amended", "completion", current.id, detail))


def _put_meant(
    correction: Correction,
    present: Sequence[Change],
    known: KnownLearner,
    current: Mapping[CompletionId, CompletionRecord],
) -> None:
    """What stood when she asked, what stands now, and how results still spell it, all mean the same.

    But her institution: one of years ago may have been right then.
    """
    rows = completions.current_completions([known.id]).get(known.id, [])
    asked = {(one.field, one.completion_id): one.before for one in correction.changes}
    for one in present:
        written = {one.before, asked[one.field, one.completion_id]}
        result = None
        if one.completion_id is not None:
            completion = current[one.completion_id].completion
            result = (completion.course, completion.cohort)
        elif one.field is not CorrectedField.INSTITUTION:
            written |= {text_of_learner(row.completion.learner, one.field) for row in rows}
        values = [WrittenValue(known.id, one.field, text, result) for text in sorted(written)]
        put_meant_value(values, WrittenValue(known.id, one.field, one.after, result))
