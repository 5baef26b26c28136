"""The part that imports and acts on many credentials share: how far they are."""

from marshmallow import Schema, fields


class ProgressSchema(Schema):
    """``done`` of ``total`` rows or credentials, and when."""

    total = fields.Integer(required=True, metadata={"description": "Rows or credentials in all."})
    done = fields.Integer(required=True, metadata={"description": "Rows or credentials done so far."})
    rate = fields.Float(
        required=True, allow_none=True, metadata={"description": "Done a second; null before the first."}
    )
    seconds_left = fields.Integer(
        required=True, allow_none=True, metadata={"description": "At that rate, while it is running."}
    )
    failure = fields.String(required=True, metadata={"description": "Why it failed, or empty."})
    created_at = fields.DateTime(required=True)
    heartbeat_at = fields.DateTime(
        required=True, allow_none=True, metadata={"description": "The last sign of life of its worker."}
    )
    finished_at = fields.DateTime(required=True, allow_none=True)
