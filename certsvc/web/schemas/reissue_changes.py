"""The shape of what a reissue would change, as ``workflows.show_batch`` writes it."""

from marshmallow import Schema, fields


class DifferenceSchema(Schema):
    """One thing that a new credential would say otherwise."""

    what = fields.String(required=True, metadata={"description": "In English: `Name`, `Title`, `Course`, …"})
    of = fields.String(
        required=True,
        metadata={
            "description": "The code of the course or the place in the document, if there are several."
        },
    )
    before = fields.String(required=True, metadata={"description": "Empty where there is nothing."})
    after = fields.String(required=True, metadata={"description": "Empty where there is nothing."})


class ChangedSampleSchema(Schema):
    """A credential that would say something else."""

    code = fields.String(required=True)
    name = fields.String(required=True, metadata={"description": "Its holder's, as it stands there."})
    differences = fields.List(fields.Nested(DifferenceSchema), required=True)


class ReissueChangesSchema(Schema):
    """What a reissue would change, of as many as one preview draws up."""

    looked_at = fields.Integer(
        required=True, metadata={"description": "How many were drawn up and compared."}
    )
    changed = fields.Integer(required=True, metadata={"description": "Would say something else."})
    unchanged = fields.Integer(
        required=True,
        metadata={"description": "Would say the same: left alone, unless the filter names a key."},
    )
    left_out = fields.Integer(
        required=True, metadata={"description": "No longer earned, expired, or impossible to make anew."}
    )
    transcripts = fields.Integer(
        required=True, metadata={"description": "Among `credentials`; not compared."}
    )
    samples = fields.List(fields.Nested(ChangedSampleSchema), required=True)
