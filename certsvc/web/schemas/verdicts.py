"""The shape of a verdict, as ``workflows.show_verdict`` writes it."""

from marshmallow import Schema, fields, validate

from certsvc.domain.verdicts import Carrier, CheckName, CheckResult, Finding, Form, VerdictKind


class CheckSchema(Schema):
    """One check and what came of it."""

    check = fields.String(required=True, validate=validate.OneOf([one.value for one in CheckName]))
    result = fields.String(required=True, validate=validate.OneOf([one.value for one in CheckResult]))
    reason = fields.String(required=True, metadata={"description": "A stable code."})
    detail = fields.String(required=True, metadata={"description": "One sentence."})


class VerdictSchema(Schema):
    """Valid only when every check was made and passed."""

    verdict = fields.String(required=True, validate=validate.OneOf([one.value for one in VerdictKind]))
    finding = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Finding]),
        metadata={"description": "The one thing to say first."},
    )
    form = fields.String(
        required=True,
        validate=validate.OneOf([one.value for one in Form]),
        metadata={"description": "How what was presented is secured."},
    )
    carrier = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf([one.value for one in Carrier]),
        metadata={"description": "In what it arrived, by its content; null for what is stored here."},
    )
    checks = fields.List(fields.Nested(CheckSchema), required=True)
    credential = fields.Dict(
        required=True,
        allow_none=True,
        metadata={"description": "What was verified; believe it as far as `verdict` says."},
    )
    parts = fields.List(
        fields.Nested(lambda: VerdictSchema()),  # noqa: PLW0108  # its name is not bound yet
        required=True,
        metadata={"description": "Of a presentation: a verdict on each of its credentials."},
    )
