"""The shape of courses, micro-certifications and their requirements."""

from typing import Any

from marshmallow import Schema, fields

from certsvc.domain.catalogue import (
    AllOf,
    CoursePassed,
    IssuedBy,
    MicroCertification,
    Mode,
    Requirement,
    Rule,
)
from certsvc.web.services import current_services


def texts_field(attribute: str) -> fields.Function:
    """A text in several languages: tag -> wording."""
    return fields.Function(
        lambda shown: dict(getattr(shown, attribute)),
        required=True,
        metadata={"type": "object", "description": "By language; English is always there."},
    )


def rule_as_json(rule: Rule) -> dict[str, Any]:
    """``{course}``, ``{all_of: [...]}`` or ``{at_least, of: [...]}``."""
    if isinstance(rule, CoursePassed):
        return {"course": rule.course}
    parts = [rule_as_json(part) for part in rule.parts]
    if isinstance(rule, AllOf):
        return {"all_of": parts}
    return {"at_least": rule.count, "of": parts}


class CourseSchema(Schema):
    """The current version of a course."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    titles = texts_field("titles")
    hours = fields.Float(required=True)
    pass_mark = fields.Float(required=True, metadata={"description": "Of 100."})
    modes = fields.List(fields.Enum(Mode, by_value=True), required=True)
    developed_by = fields.List(fields.String(), required=True)
    competencies = fields.List(
        fields.String(), required=True, metadata={"description": "`FRAMEWORK:ITEM` each."}
    )


class RequirementSchema(Schema):
    """What a learner must have completed, or on whom it is conferred."""

    rule = fields.Method("rule_of", required=True, metadata={"type": "object"})
    minimum_score = fields.Float(required=True, allow_none=True)
    minimum_hours = fields.Float(required=True, allow_none=True)
    within_months = fields.Integer(required=True, allow_none=True)
    completed_from = fields.Date(required=True, allow_none=True)
    completed_until = fields.Date(required=True, allow_none=True)

    def rule_of(self, requirement: Requirement) -> dict[str, Any]:
        """The rule as JSON; ``{conferred_on: [...]}`` of what nobody earns."""
        if requirement.conferred_on:
            return {"conferred_on": list(requirement.conferred_on)}
        return rule_as_json(requirement.rule)


class MicroCertificationSchema(Schema):
    """The current version of a micro-certification."""

    code = fields.String(required=True)
    version = fields.Integer(required=True)
    titles = texts_field("titles")
    descriptions = texts_field("descriptions")
    criteria = texts_field("criteria")
    requirement = fields.Nested(RequirementSchema, required=True)
    issued_by = fields.Enum(IssuedBy, by_value=True, required=True)
    competencies = fields.List(fields.String(), required=True)
    valid_for_months = fields.Integer(required=True, allow_none=True)
    links = fields.Method("links_of", required=True, metadata={"type": "object"})

    def links_of(self, micro_certification: MicroCertification) -> dict[str, str]:
        """Its public description, which every credential of this version names."""
        return {"achievement": current_services().addresses.achievement(micro_certification.achievement_id)}


class CourseListSchema(Schema):
    """Every course."""

    items = fields.List(fields.Nested(CourseSchema), required=True)


class MicroCertificationListSchema(Schema):
    """Every micro-certification."""

    items = fields.List(fields.Nested(MicroCertificationSchema), required=True)
