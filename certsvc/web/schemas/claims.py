"""The shape of claim links, asked for and shown."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from certsvc.web.arguments import Text

MAX_REFS = 1000
MAX_LINKS = 5000


class NewClaimsSchema(Schema):
    """For whom, and whether the links are shown or mailed."""

    centre = Text(
        longest=40,
        metadata={"description": "Whose learners; a centre's key may leave it out.", "example": "NG"},
    )
    learner_refs = fields.List(
        Text(longest=255, validate=[validate.Length(min=1)]),
        validate=validate.Length(1, MAX_REFS),
        metadata={"description": "Only for these, by the centre's own references."},
    )
    replace = fields.Boolean(
        load_default=False,
        metadata={
            "description": "Also for those of learner_refs that have a link: it opens nothing any more."
        },
    )
    deliver = fields.String(
        required=True,
        validate=validate.OneOf(["show", "mail"]),
        metadata={"description": "Show the links here, or mail each to its learner and show none."},
    )

    @validates_schema
    def check_replacing(self, data: Mapping[str, Any], **_: object) -> None:
        """A slip must not take the links of a whole centre back."""
        if data["replace"] and not data.get("learner_refs"):
            raise ValidationError("To replace links, name their learners in learner_refs.", "replace")


class ClaimLinkSchema(Schema):
    """A link for one learner."""

    learner_ref = fields.String(required=True)
    link = fields.String(
        required=True,
        attribute="url",
        metadata={"description": "For her alone: whoever has it can take the record. Shown this once."},
    )
    expires_at = fields.AwareDateTime(required=True, format="iso")


class ClaimsSchema(Schema):
    """What was made."""

    items = fields.List(fields.Nested(ClaimLinkSchema), required=True)
    queued = fields.Integer(required=True, metadata={"description": "Mails that a worker sends now."})
    without_address = fields.Integer(
        required=True,
        metadata={"description": "Learners without a record of their own whom no mail reaches."},
    )
    more = fields.Boolean(
        required=True,
        metadata={"description": f"Whether to ask again: no more than {MAX_LINKS} links come at once."},
    )


NEW_CLAIMS: dict[str, Any] = {"centre": "NG", "learner_refs": ["ABU/24/001"], "deliver": "show"}
CLAIMS: dict[str, Any] = {
    "items": [
        {
            "learner_ref": "ABU/24/001",
            "link": "https://certificates.example.org/claim/0m3Xv0uYb4pYy8mJt2cC1yKf7rQzWnXeGdVhSaLbNcA",
            "expires_at": "2027-02-22T09:00:00+00:00",
        }
    ],
    "queued": 0,
    "without_address": 0,
    "more": False,
}
"""Examples of the documentation; tests hold them against the schemas."""
