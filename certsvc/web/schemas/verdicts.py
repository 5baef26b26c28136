"""The shape of a verdict, as ``workflows.show_verdict`` writes it."""

from marshmallow import Schema, fields, validate

from certsvc.domain.verdicts import Carrier, CheckName, CheckResult, Finding, Form, VerdictKind
from certsvc.workflows.disclosure import RESULTS


class CheckSchema(Schema):
    """One check and what came of it."""

    check = fields.String(required=True, validate=validate.OneOf([one.value for one in CheckName]))
    result = fields.String(required=True, validate=validate.OneOf([one.value for one in CheckResult]))
    reason = fields.String(required=True, metadata={"description": "A stable code."})
    detail = fields.String(required=True, metadata={"description": "One sentence."})


class SuccessorSchema(Schema):
    """What took the place of a revoked credential; of a chain, its end."""

    code = fields.String(required=True, metadata={"description": "The printed code."})
    url = fields.String(required=True, metadata={"description": "Of the page that verifies it."})
    issued_at = fields.DateTime(required=True)


class RemainsSchema(Schema):
    """What is still known of a credential whose holder has had her data erased."""

    issuer = fields.String(required=True, metadata={"description": "The DID."})
    issued_at = fields.DateTime(required=True)
    valid_until = fields.DateTime(required=True, allow_none=True)


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
    withheld = fields.List(
        fields.String(validate=validate.OneOf([RESULTS])),
        required=True,
        metadata={
            "description": "What its holder does not show: `credential` stands here without it and without "
            "proof, and is no credential itself; a revocation's reason is not given either. What was "
            "presented is shown whole."
        },
    )
    parts = fields.List(
        fields.Nested(lambda: VerdictSchema()),  # noqa: PLW0108  # its name is not bound yet
        required=True,
        metadata={"description": "Of a presentation: a verdict on each of its credentials."},
    )
    superseded_by = fields.Nested(
        SuccessorSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Of a revoked one that was replaced; null for any other."},
    )
    remains = fields.Nested(
        RemainsSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Of one that was erased, and has no `credential` here; else null."},
    )
