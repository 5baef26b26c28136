"""What a person has begun and not finished: what she has of it, and what remains."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from certsvc.awarding.progress import Progress, ProgressRules
from certsvc.awarding.rules import is_passing
from certsvc.domain.identifiers import CourseCode, LearnerId
from certsvc.domain.partners import Partner
from certsvc.storage import awards, catalogue
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import KnownAs, PersonalRecord


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What she is on the way to at one centre: each counts what it has recorded itself.

    ``elsewhere``: courses that remain here and that she has passed at another centre, with that centre.
    """

    centre: Partner
    progress: Progress
    elsewhere: Mapping[CourseCode, Partner]


def show_progress(services: Services, record: PersonalRecord) -> tuple[Unfinished, ...]:
    """By the rules of today, nearest to the end first; each micro-certification where she is nearest to it.

    What she holds from one centre, she is not on the way to at another.
    """
    held = {code for _, code in awards.awards_held([one.learner_id for one in record.known_as])}
    offered = [one for one in catalogue.list_micro_certifications() if one.code not in held]
    rules = ProgressRules(record.courses, offered)
    today = services.now().date()
    passed = {one.learner_id: _passed_by(record, one.learner_id) for one in record.known_as}
    found = [
        Unfinished(one.centre, progress, _passed_elsewhere(record, one, passed))
        for one in record.known_as
        for progress in rules.progress_of(record.completed.get(one.learner_id, ()), today=today)
    ]
    nearest = {one.progress.micro_certification.code: one for one in reversed(_nearest_first(found))}
    return _nearest_first(list(nearest.values()))


def _passed_by(record: PersonalRecord, learner_id: LearnerId) -> frozenset[CourseCode]:
    return frozenset(
        one.course
        for one in record.completed.get(learner_id, ())
        if one.course in record.courses and is_passing(one, record.courses[one.course])
    )


def _passed_elsewhere(
    record: PersonalRecord, here: KnownAs, passed: Mapping[LearnerId, frozenset[CourseCode]]
) -> Mapping[CourseCode, Partner]:
    return {
        course: one.centre
        for one in record.known_as
        if one.centre != here.centre
        for course in passed[one.learner_id] - passed[here.learner_id]
    }


def _nearest_first(found: Sequence[Unfinished]) -> tuple[Unfinished, ...]:
    def distance(one: Unfinished) -> tuple[bool, int, str, str]:
        progress = one.progress
        return (
            not progress.is_earned,
            progress.step.missing,
            progress.micro_certification.code,
            one.centre.code,
        )

    return tuple(sorted(found, key=distance))
