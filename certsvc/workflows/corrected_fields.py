"""The fields that can be corrected: read as texts from the record, and put into it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal

from certsvc.domain.completions import Completion, Learner, Outcome
from certsvc.domain.corrections import CorrectedField
from certsvc.domain.identifiers import LanguageTag


def text_of_learner(learner: Learner, field: CorrectedField) -> str:
    """A field of the learner; empty where she has none."""
    return str(getattr(learner, field) or "")


def learner_with(learner: Learner, texts: Mapping[CorrectedField, str]) -> Learner:
    """The learner with these fields; the texts are those of ``text_of_learner``, or read by intake."""
    full_name, latin_name, email, institution, language = (
        texts.get(field, text_of_learner(learner, field))
        for field in (
            CorrectedField.FULL_NAME,
            CorrectedField.LATIN_NAME,
            CorrectedField.EMAIL,
            CorrectedField.INSTITUTION,
            CorrectedField.PREFERRED_LANGUAGE,
        )
    )
    return replace(
        learner,
        full_name=full_name,
        latin_name=latin_name,
        email=email,
        institution=institution,
        preferred_language=LanguageTag(language) if language else None,
    )


def text_of_result(completion: Completion, field: CorrectedField) -> str:
    """A field of a result: an ISO 8601 date, or a plain decimal; empty where there is none."""
    value = getattr(completion, field)
    if isinstance(value, Decimal):
        return format(value, "f")
    return "" if value is None else str(value)


def result_with(
    completion: Completion, texts: Mapping[CorrectedField, str], *, pass_mark: Decimal | None
) -> Completion:
    """The completion with these fields.

    Where its outcome was what its score said, it becomes what the new score says; what the centre stated
    against the score stays. ``pass_mark``: None where the catalogue does not know the course any more.
    """
    day, score, hours = (
        texts.get(field, text_of_result(completion, field))
        for field in (CorrectedField.COMPLETED_ON, CorrectedField.SCORE, CorrectedField.HOURS)
    )
    points = Decimal(score) if score else None
    outcome = completion.outcome
    if pass_mark is not None and outcome is _said_by(completion.score, pass_mark):
        outcome = _said_by(points, pass_mark)
    return replace(
        completion,
        completed_on=date.fromisoformat(day),
        score=points,
        hours=Decimal(hours) if hours else None,
        outcome=outcome,
    )


def _said_by(score: Decimal | None, pass_mark: Decimal) -> Outcome:
    """What intake makes of a row that states no outcome."""
    if score is None:
        return Outcome.COMPLETED
    return Outcome.PASSED if score >= pass_mark else Outcome.FAILED
