"""The shape of completions, going in and coming out."""

from collections.abc import Mapping

from marshmallow import Schema, ValidationError, fields, validate

from certsvc.domain.catalogue import Mode
from certsvc.domain.completions import Gender, Outcome
from certsvc.web.arguments import Text
from certsvc.web.schemas.options import ImportOptionsSchema
from certsvc.web.schemas.paging import CentrePageQuery, NextSchema

MAX_COMPLETIONS = 5000


class CompletionsQuery(CentrePageQuery):
    """Which completions."""

    course = Text(longest=80, metadata={"description": "Only of this course.", "example": "B1"})
    learner_ref = Text(
        longest=200, metadata={"description": "Only of this learner.", "example": "ABU/24/001"}
    )


def _check_row(row: Mapping[str, object]) -> None:
    """Plain values only. What they say is judged row by row, not here."""
    if any(isinstance(cell, dict | list) for cell in row.values()):
        raise ValidationError("A row holds plain values only.")


class NewCompletionsSchema(ImportOptionsSchema):
    """Completions to record, with the options of an upload."""

    completions = fields.List(
        fields.Dict(
            keys=fields.String(),
            validate=[_check_row],
            metadata={
                "description": "Columns: learner_ref, full_name, latin_name, email, institution, gender, "
                "preferred_language, course_code, cohort, completed_on, score, hours, outcome."
            },
        ),
        required=True,
        validate=validate.Length(1, MAX_COMPLETIONS),
    )


class CompletionSchema(Schema):
    """A recorded completion in its current version, and where it came from."""

    id = fields.String(required=True)
    centre = fields.String(required=True, attribute="completion.learner.centre")
    learner_ref = fields.String(required=True, attribute="completion.learner.ref")
    full_name = fields.String(required=True, attribute="completion.learner.full_name")
    latin_name = fields.String(required=True, attribute="completion.learner.latin_name")
    email = fields.String(required=True, attribute="completion.learner.email")
    institution = fields.String(required=True, attribute="completion.learner.institution")
    gender = fields.Enum(
        Gender, by_value=True, required=True, allow_none=True, attribute="completion.learner.gender"
    )
    preferred_language = fields.String(
        required=True, allow_none=True, attribute="completion.learner.preferred_language"
    )
    course_code = fields.String(required=True, attribute="completion.course")
    cohort = fields.String(required=True, attribute="completion.cohort")
    completed_on = fields.Date(required=True, attribute="completion.completed_on")
    score = fields.Float(
        required=True, allow_none=True, attribute="completion.score", metadata={"description": "Of 100."}
    )
    hours = fields.Float(required=True, allow_none=True, attribute="completion.hours")
    outcome = fields.Enum(Outcome, by_value=True, required=True, attribute="completion.outcome")
    delivery = fields.Enum(Mode, by_value=True, required=True, allow_none=True, attribute="completion.mode")
    version = fields.Integer(required=True, metadata={"description": "Above 1: amended."})
    import_id = fields.String(required=True)
    line = fields.Integer(required=True, metadata={"description": "Of the import's file."})
    recorded_at = fields.DateTime(required=True)
    recorded_by = fields.String(required=True)


class CompletionPageSchema(NextSchema):
    """A page of completions."""

    items = fields.List(fields.Nested(CompletionSchema), required=True)
