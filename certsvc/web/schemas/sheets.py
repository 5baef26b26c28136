"""How a certificate is to look: query parameters of addresses that people share."""

from collections.abc import Mapping

from marshmallow import EXCLUDE, Schema, ValidationError, fields
from webargs.flaskparser import abort

from certsvc.domain.sheets import SheetStyle, Template


class CodeQuery(Schema):
    """What opens a credential that its holder shows on its code alone."""

    class Meta:
        """Messengers hang their own parameters on such addresses."""

        unknown = EXCLUDE

    code = fields.String(
        load_default="",
        metadata={
            "description": "The printed code, as typed: some holders show theirs to nobody without it.",
            "example": "7C9K-M2QX-4T8R-VW3Z-H",
        },
    )


class SheetStyleQuery(CodeQuery):
    """Of a PDF; other formats look one way. What else stands in the address is nobody's concern."""

    template = fields.Enum(
        Template,
        by_value=True,
        load_default=Template.CLASSIC,
        metadata={"description": "How the sheet looks.", "example": "modern"},
    )
    bilingual = fields.Boolean(
        load_default=False,
        metadata={"description": "With English beside the credential's own language.", "example": True},
    )


def read_style(given: Mapping[str, str]) -> SheetStyle:
    """The style that the parameters name. Raises a 422 that names those that are wrong."""
    try:
        style = SheetStyleQuery().load(given)
    except ValidationError as error:
        abort(422, messages={"query": error.messages})
    return SheetStyle(style["template"], bilingual=style["bilingual"])
