"""The shape of corrections that learners ask for."""

from typing import Any

from marshmallow import Schema, fields, validate

from certsvc.domain.corrections import Change, CorrectedField, Correction, CorrectionState
from certsvc.domain.records import LONGEST_REASON
from certsvc.web.arguments import Text, TrueOrFalse
from certsvc.web.schemas.paging import CentrePageQuery, NextSchema
from certsvc.workflows.decide_correction import LONGEST_WORD, CorrectionCase, Decided

ANY = "any"
_STATES = [state.value for state in CorrectionState]


class CorrectionsQuery(CentrePageQuery):
    """Which corrections."""

    state = fields.String(
        load_default=CorrectionState.ASKED.value,
        validate=validate.OneOf([*_STATES, ANY]),
        metadata={"description": "Only those in this state; `asked` wait for a decision.", "example": ANY},
    )


class DecisionSchema(Schema):
    """What an officer decides."""

    approve = TrueOrFalse(required=True, metadata={"description": "False declines."})
    word = Text(
        longest=4 * LONGEST_WORD,
        load_default="",
        metadata={"description": f"To her, {LONGEST_WORD:,} characters at most. To decline takes one."},
    )
    reason = Text(
        longest=LONGEST_REASON,
        load_default="",
        metadata={"description": "For everyone who sees what is replaced; else the one that is suggested."},
    )


class ListedCorrectionSchema(Schema):
    """A correction in a listing."""

    id = fields.String(required=True)
    centre = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf(_STATES))
    fields_ = fields.List(
        fields.String(validate=validate.OneOf([one.value for one in CorrectedField])),
        required=True,
        data_key="fields",
        metadata={"description": "What is to be corrected; empty where she says it in words alone."},
    )
    has_document = fields.Boolean(required=True)
    asked_at = fields.AwareDateTime(required=True, format="iso")
    decided_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")
    decided_by = fields.String(required=True)


class ChangeSchema(Schema):
    """One field. Texts as in a results file; empty where there is nothing."""

    field = fields.String(required=True)
    course = fields.String(required=True, allow_none=True, metadata={"description": "Of a result."})
    cohort = fields.String(required=True, allow_none=True)
    before = fields.String(required=True, metadata={"description": "As it stands now."})
    after = fields.String(required=True)


class ReplacedSchema(Schema):
    """A certificate and the one in its place, by their codes."""

    old = fields.String(required=True)
    new = fields.String(required=True)


class CorrectionSchema(ListedCorrectionSchema):
    """A correction beside the record."""

    learner_ref = fields.String(required=True)
    changes = fields.List(fields.Nested(ChangeSchema), required=True)
    why = fields.String(required=True)
    standing = fields.List(
        fields.String(), required=True, metadata={"description": "Codes that approval would replace."}
    )
    suggested_reason = fields.String(required=True)
    word = fields.String(required=True, metadata={"description": "The officer's, to her."})
    reason = fields.String(required=True, metadata={"description": "What replaced certificates say."})


class DecidedSchema(ListedCorrectionSchema):
    """A correction that was decided, and what came of it."""

    word = fields.String(required=True)
    reason = fields.String(required=True)
    replaced = fields.List(
        fields.Nested(ReplacedSchema),
        required=True,
        metadata={"description": "A centre sees its own certificates; the secretariat transcripts too."},
    )
    transcripts = fields.Integer(
        required=True,
        metadata={"description": "Transcripts that were made anew, because something in them was replaced."},
    )
    left_out = fields.Integer(
        required=True, metadata={"description": "Certificates that stay, though not earned any more."}
    )


class CorrectionPageSchema(NextSchema):
    """A page of corrections."""

    items = fields.List(fields.Nested(ListedCorrectionSchema), required=True)


def listed(correction: Correction) -> dict[str, Any]:
    """For ``ListedCorrectionSchema``."""
    return {
        "id": correction.id,
        "centre": correction.centre,
        "state": correction.state.value,
        "fields_": sorted({change.field.value for change in correction.changes}),
        "has_document": correction.attachment is not None,
        "asked_at": correction.asked_at,
        "decided_at": correction.decided_at,
        "decided_by": correction.decided_by,
    }


def shown(case: CorrectionCase) -> dict[str, Any]:
    """For ``CorrectionSchema``."""
    correction = case.correction
    return listed(correction) | {
        "learner_ref": case.learner.learner.ref,
        "changes": [_change(one, case) for one in case.present],
        "why": correction.why,
        "standing": [record.code for record in case.standing],
        "suggested_reason": case.suggested_reason,
        "word": correction.word,
        "reason": correction.reason,
    }


def told(decided: Decided) -> dict[str, Any]:
    """For ``DecidedSchema``."""
    return listed(decided.correction) | {
        "word": decided.correction.word,
        "reason": decided.correction.reason,
        "replaced": [{"old": old, "new": new} for old, new in decided.replaced],
        "transcripts": decided.transcripts,
        "left_out": decided.left_out,
    }


def _change(change: Change, case: CorrectionCase) -> dict[str, Any]:
    result = None if change.completion_id is None else case.results.get(change.completion_id)
    return {
        "field": change.field.value,
        "course": None if result is None else result.course,
        "cohort": None if result is None else result.cohort,
        "before": change.before,
        "after": change.after,
    }


_LISTED: dict[str, Any] = {
    "id": "019abcde-0000-7000-8000-000000000001",
    "centre": "NG",
    "state": "asked",
    "fields": ["full_name"],
    "has_document": True,
    "asked_at": "2026-11-24T09:00:00+00:00",
    "decided_at": None,
    "decided_by": "",
}
CORRECTION_PAGE: dict[str, Any] = {"items": [_LISTED], "next": None}
CORRECTION: dict[str, Any] = _LISTED | {
    "learner_ref": "ABU/24/001",
    "changes": [
        {
            "field": "full_name",
            "course": None,
            "cohort": None,
            "before": "Ngosi Okafor",
            "after": "Ngozi Okafor",
        }
    ],
    "why": "It is spelt with a z, as in my passport.",
    "standing": ["7K3M-9PQ2-XR5T-W8HD-N"],
    "suggested_reason": "The name was corrected.",
    "word": "",
    "reason": "",
}
NEW_DECISION: dict[str, Any] = {"approve": True, "word": "Thank you for telling us."}
DECIDED: dict[str, Any] = _LISTED | {
    "state": "approved",
    "decided_at": "2026-11-25T08:30:00+00:00",
    "decided_by": "019abcde-0000-7000-8000-00000000000a",
    "word": "Thank you for telling us.",
    "reason": "The name was corrected.",
    "replaced": [{"old": "7K3M-9PQ2-XR5T-W8HD-N", "new": "2C8V-4TNB-6YQK-H0ZM-R"}],
    "transcripts": 1,
    "left_out": 0,
}
