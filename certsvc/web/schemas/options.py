"""How results are to be taken: the options of an upload, whatever form it comes in."""

from collections.abc import Mapping
from typing import Any

from marshmallow import Schema, fields, validate

from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import CourseCode
from certsvc.domain.imports import ImportOptions, OnConflict
from certsvc.web.arguments import Text


class ImportOptionsSchema(Schema):
    """For whom and how; every field may be left out."""

    centre = Text(
        longest=40,
        metadata={"description": "Whose results; a centre's key may leave it out.", "example": "NG"},
    )
    course = Text(
        longest=80,
        metadata={"description": "The course, for files without a course column.", "example": "B1"},
    )
    mode = fields.String(
        load_default="record",
        validate=validate.OneOf(["record", "dry_run"]),
        metadata={"description": "`dry_run` answers the same and records nothing.", "example": "record"},
    )
    delivery = fields.Enum(
        Mode,
        by_value=True,
        load_default=None,
        metadata={"description": "How the course was held, for the whole file.", "example": "online"},
    )
    on_conflict = fields.Enum(
        OnConflict,
        by_value=True,
        load_default=OnConflict.REJECT,
        metadata={
            "description": "A row that contradicts a recorded completion is refused, or amends it; the "
            "earlier version is kept.",
            "example": "reject",
        },
    )
    issue = fields.Boolean(
        load_default=True,
        metadata={"description": "Whether what is earned is issued at once.", "example": True},
    )


def import_options(given: Mapping[str, Any]) -> ImportOptions:
    """The options that a loaded ImportOptionsSchema says."""
    course = given.get("course")
    return ImportOptions(
        course=CourseCode(course) if course else None,
        mode=given["delivery"],
        dry_run=given["mode"] == "dry_run",
        on_conflict=given["on_conflict"],
        issue=given["issue"],
    )
