"""What every listing takes and gives."""

from marshmallow import Schema, fields, validate

from certsvc.web.arguments import Text

MAX_PAGE = 200


class PageQuery(Schema):
    """Which page of a listing."""

    limit = fields.Integer(
        load_default=50,
        validate=validate.Range(1, MAX_PAGE),
        metadata={"description": "How many at most.", "example": 50},
    )
    cursor = Text(longest=500, metadata={"description": "`next` of the page before."})


class CentrePageQuery(PageQuery):
    """Which page of a listing that knows centres."""

    centre = Text(
        longest=40,
        metadata={"description": "Only of this centre. A centre's key sees its own only.", "example": "NG"},
    )


class NextSchema(Schema):
    """The part that all pages share."""

    next = fields.String(
        required=True,
        allow_none=True,
        attribute="next_cursor",
        metadata={"description": "Give it as `cursor` for the next page; null on the last."},
    )
