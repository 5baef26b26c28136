"""The shape of acts on many credentials, going in and, as ``workflows.show_batch`` writes it, coming out."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from certsvc.domain.batches import BatchKind, BatchState, BulkAct, Bundle, CredentialFilter, SheetFormat
from certsvc.domain.identifiers import ImportId, Multibase, PartnerCode
from certsvc.domain.sheets import SheetStyle, Template
from certsvc.web.arguments import Text
from certsvc.web.schemas.paging import NextSchema
from certsvc.web.schemas.progress import ProgressSchema
from certsvc.web.schemas.reissue_changes import ReissueChangesSchema

_ACTS = [BatchKind.REVOKE.value, BatchKind.REISSUE.value, BatchKind.EXPORT.value]
_MOST = 2**31 - 1


class CredentialFilterSchema(Schema):
    """Which standing credentials; what is left out does not restrict. A centre's key reaches its own only."""

    centre = Text(longest=40, metadata={"description": "Recorded by this centre.", "example": "NG"})
    course = Text(longest=80, metadata={"description": "Earned with this course.", "example": "B1"})
    cohort = Text(longest=200, metadata={"description": "Earned in this cohort.", "example": "2024-04"})
    micro_certification = Text(longest=80, metadata={"description": "Of this one.", "example": "MC-B1"})
    import_id = Text(longest=40, metadata={"description": "Issued by this import."})
    issued_from = fields.Date(metadata={"description": "Issued on this day (UTC) or later."})
    issued_until = fields.Date(metadata={"description": "Issued on this day (UTC) or earlier."})
    key = Text(longest=128, metadata={"description": "Signed with this key, named as in DID documents."})

    @validates_schema
    def check_days(self, given: Mapping[str, Any], **_: object) -> None:
        """The first day is not after the last."""
        first, last = given.get("issued_from"), given.get("issued_until")
        if first and last and first > last:
            raise ValidationError("Lies before 'issued_from'.", "issued_until")


class NewBatchSchema(Schema):
    """An act on many credentials: previewed, then, with the number that the preview said, begun."""

    act = fields.String(
        required=True,
        validate=validate.OneOf(_ACTS),
        metadata={"description": "What is to be done.", "example": "revoke"},
    )
    filter = fields.Nested(CredentialFilterSchema, required=True, metadata={"description": "To which."})
    reason = Text(
        longest=500,
        load_default="",
        metadata={"description": "Needed to revoke and reissue. Everyone who verifies reads it."},
    )
    format = fields.Enum(
        SheetFormat,
        by_value=True,
        load_default=SheetFormat.JSON,
        metadata={
            "description": "Of an export: what is written of each. `png` and `svg` are its badge, baked.",
            "example": "pdf",
        },
    )
    bundle = fields.Enum(
        Bundle,
        by_value=True,
        load_default=Bundle.FILES,
        metadata={"description": "Of an export: a ZIP of files, or all PDF sheets in one, by name."},
    )
    template = fields.Enum(
        Template,
        by_value=True,
        load_default=Template.CLASSIC,
        metadata={"description": "Of an export: how its PDF sheets look."},
    )
    bilingual = fields.Boolean(
        load_default=False,
        metadata={"description": "Of an export: with English beside the language of each sheet."},
    )
    preview = fields.Boolean(
        load_default=True,
        metadata={"description": "Only say how many; `false` begins the act.", "example": True},
    )
    expected = fields.Integer(
        strict=True,
        validate=validate.Range(0, _MOST),
        metadata={"description": "Needed to begin: the number that the preview said.", "example": 412},
    )
    until = Text(
        longest=40,
        metadata={
            "description": "As the preview of a reissue said. Sent twice, it begins once and answers with "
            "that batch: what was made meanwhile is not replaced again."
        },
    )

    @validates_schema
    def check_expected(self, given: Mapping[str, Any], **_: object) -> None:
        """Nothing is begun that nobody looked at."""
        if not given.get("preview", True) and given.get("expected") is None:
            raise ValidationError("Needed to begin: the number that the preview said.", "expected")


class PreviewSchema(Schema):
    """What an act would be done to."""

    preview = fields.Boolean(required=True)
    credentials = fields.Integer(required=True, metadata={"description": "Standing ones that it is about."})
    until = fields.String(
        required=True,
        allow_none=True,
        metadata={"description": "Of a reissue, the newest credential that was looked at; else null."},
    )
    changes = fields.Nested(
        ReissueChangesSchema,
        required=True,
        allow_none=True,
        metadata={"description": "Of a reissue, what would change; else null."},
    )


class ShownFilterSchema(Schema):
    """Which credentials the act is about; null does not restrict."""

    centre = fields.String(required=True, allow_none=True)
    micro_certification = fields.String(required=True, allow_none=True)
    course = fields.String(required=True, allow_none=True)
    cohort = fields.String(required=True, allow_none=True)
    import_id = fields.String(required=True, allow_none=True)
    issued_from = fields.Date(required=True, allow_none=True)
    issued_until = fields.Date(required=True, allow_none=True)
    key = fields.String(required=True, allow_none=True)


class BatchSchema(ProgressSchema):
    """An act on many credentials, and how far it is."""

    id = fields.String(required=True)
    act = fields.String(required=True, validate=validate.OneOf(_ACTS))
    filter = fields.Nested(ShownFilterSchema, required=True)
    reason = fields.String(required=True)
    format = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf([one.value for one in SheetFormat]),
        metadata={"description": "Of an export; else null."},
    )
    bundle = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf([one.value for one in Bundle]),
        metadata={"description": "Of an export; else null."},
    )
    template = fields.String(
        required=True,
        allow_none=True,
        validate=validate.OneOf([one.value for one in Template]),
        metadata={"description": "Of an export; else null."},
    )
    bilingual = fields.Boolean(
        required=True, allow_none=True, metadata={"description": "Of an export; else null."}
    )
    state = fields.String(required=True, validate=validate.OneOf([one.value for one in BatchState]))
    left_out = fields.Integer(
        required=True, metadata={"description": "Done with, but the act could not be done to them."}
    )
    unchanged = fields.Integer(
        required=True,
        metadata={"description": "Left alone by a reissue, because they would say the same."},
    )
    links = fields.Dict(keys=fields.String(), values=fields.String(), required=True)


class BatchPageSchema(NextSchema):
    """A page of acts on many credentials."""

    items = fields.List(fields.Nested(BatchSchema), required=True)


def bulk_act(given: Mapping[str, Any]) -> BulkAct:
    """The act that a loaded NewBatchSchema describes."""
    wanted = given["filter"]
    return BulkAct(
        kind=BatchKind(given["act"]),
        wanted=CredentialFilter(
            centre=PartnerCode(wanted["centre"]) if wanted.get("centre") else None,
            micro_certification=wanted.get("micro_certification") or None,
            course=wanted.get("course") or None,
            cohort=wanted.get("cohort") or None,
            import_id=ImportId(wanted["import_id"]) if wanted.get("import_id") else None,
            issued_from=wanted.get("issued_from"),
            issued_until=wanted.get("issued_until"),
            key=Multibase(wanted["key"]) if wanted.get("key") else None,
        ),
        reason=given["reason"],
        sheet_format=given["format"],
        bundle=given["bundle"],
        style=SheetStyle(given["template"], bilingual=given["bilingual"]),
    )
