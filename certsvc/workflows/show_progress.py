"""What a person has begun and not finished: what she has of it, and what remains."""

from collections.abc import Sequence
from dataclasses import dataclass

from certsvc.awarding.progress import Progress, ProgressRules
from certsvc.domain.partners import Partner
from certsvc.storage import awards, catalogue
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import PersonalRecord


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What she is on the way to at one centre: each centre counts what it has recorded itself."""

    centre: Partner
    progress: Progress


def show_progress(services: Services, record: PersonalRecord) -> tuple[Unfinished, ...]:
    """By the rules of today, nearest to the end first.

    What she holds from one centre, she is not on the way to at another.
    """
    held = {code for _, code in awards.awards_held([one.learner_id for one in record.known_as])}
    offered = [one for one in catalogue.list_micro_certifications() if one.code not in held]
    rules = ProgressRules(record.courses, offered)
    today = services.now().date()
    return _nearest_first(
        [
            Unfinished(one.centre, progress)
            for one in record.known_as
            for progress in rules.progress_of(record.completed.get(one.learner_id, ()), today=today)
        ]
    )


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
