"""The shape of an import's report, as ``workflows.show_report`` writes it."""

from marshmallow import Schema, fields, validate

from certsvc.domain.batches import BatchState
from certsvc.domain.catalogue import Mode
from certsvc.domain.imports import OnConflict, Severity
from certsvc.web.schemas.paging import NextSchema
from certsvc.web.schemas.progress import ProgressSchema


class ImportCountsSchema(Schema):
    """recorded + unchanged + amended + refused + skipped = rows."""

    rows = fields.Integer(required=True)
    recorded = fields.Integer(required=True)
    unchanged = fields.Integer(required=True, metadata={"description": "Recorded before, the same."})
    amended = fields.Integer(required=True)
    refused = fields.Integer(required=True)
    skipped = fields.Integer(required=True, metadata={"description": "Say themselves: not completed."})
    issued = fields.Integer(required=True, metadata={"description": "Credentials issued."})


class RowProblemSchema(Schema):
    """What is wrong with one row; no personal data."""

    line = fields.Integer(required=True, metadata={"description": "From 1, as the editor counts."})
    column = fields.String(required=True, metadata={"description": "Canonical name, or empty: the row."})
    code = fields.String(required=True)
    message = fields.String(required=True)
    hint = fields.String(required=True)
    severity = fields.String(required=True, validate=validate.OneOf([one.value for one in Severity]))


class ShownOptionsSchema(Schema):
    """The options as the import was taken."""

    mode = fields.String(required=True, validate=validate.OneOf(["record", "dry_run"]))
    course = fields.String(required=True, allow_none=True)
    delivery = fields.String(
        required=True, allow_none=True, validate=validate.OneOf([one.value for one in Mode])
    )
    on_conflict = fields.String(required=True, validate=validate.OneOf([one.value for one in OnConflict]))
    issue = fields.Boolean(required=True)


class ImportSchema(ProgressSchema):
    """An import as its officer sees it."""

    id = fields.String(required=True)
    state = fields.String(required=True, validate=validate.OneOf([one.value for one in BatchState]))
    centre = fields.String(required=True)
    filename = fields.String(required=True)
    digest = fields.String(required=True, metadata={"description": "SHA-256 of the file, hex."})
    options = fields.Nested(ShownOptionsSchema, required=True)
    counts = fields.Nested(ImportCountsSchema, required=True)
    problems = fields.List(fields.Nested(RowProblemSchema), required=True)
    links = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class ImportPageSchema(NextSchema):
    """A page of imports, without their problems."""

    items = fields.List(fields.Nested(ImportSchema), required=True)
