"""Frameworks, partners, presidencies, courses, micro-certifications <-> plain dicts that JSON can hold.

Storage keeps every version as such JSON text. Decimals and dates are strings, lists are lists, what
is empty is there all the same, languages are sorted: equal entries have equal dicts.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from certsvc.domain.catalogue import (
    NEVER,
    AllOf,
    AtLeast,
    Course,
    CoursePassed,
    IssuedBy,
    MicroCertification,
    Mode,
    Requirement,
    Rule,
)
from certsvc.domain.competencies import Competency, CompetencyRef, Framework
from certsvc.domain.identifiers import (
    CompetencyCode,
    CourseCode,
    FrameworkCode,
    MicroCertificationCode,
    PartnerCode,
)
from certsvc.domain.partners import Partner, PartnerKind, Presidency
from certsvc.domain.plain_values import (
    encode_number,
    encode_texts,
    or_none,
    read_number,
    read_text,
    read_texts,
    read_whole,
    refusing_malformed,
)
from certsvc.domain.recipients import RecipientKind

Encoded = Mapping[str, Any]


def encode_course(course: Course) -> dict[str, Any]:
    """A dict from which ``decode_course`` makes an equal course."""
    return {
        "code": course.code,
        "version": course.version,
        "titles": encode_texts(course.titles),
        "hours": encode_number(course.hours),
        "pass_mark": encode_number(course.pass_mark),
        "modes": [mode.value for mode in course.modes],
        "developed_by": list(course.developed_by),
        "competencies": [str(ref) for ref in course.competencies],
    }


@refusing_malformed
def decode_course(encoded: Encoded) -> Course:
    """The course. Raises InvalidInputError (``malformed_entry``)."""
    return Course(
        code=CourseCode(read_text(encoded["code"])),
        version=read_whole(encoded["version"]),
        titles=read_texts(encoded["titles"]),
        hours=read_number(encoded["hours"]),
        pass_mark=read_number(encoded["pass_mark"]),
        modes=tuple(Mode(mode) for mode in encoded["modes"]),
        developed_by=tuple(PartnerCode(read_text(code)) for code in encoded["developed_by"]),
        competencies=tuple(_decode_ref(ref) for ref in encoded["competencies"]),
    )


def encode_micro_certification(certification: MicroCertification) -> dict[str, Any]:
    """A dict from which ``decode_micro_certification`` makes an equal micro-certification."""
    return {
        "code": certification.code,
        "version": certification.version,
        "titles": encode_texts(certification.titles),
        "descriptions": encode_texts(certification.descriptions),
        "criteria": encode_texts(certification.criteria),
        "requirement": _encode_requirement(certification.requirement),
        "issued_by": certification.issued_by.value,
        "competencies": [str(ref) for ref in certification.competencies],
        "valid_for_months": certification.valid_for_months,
    }


@refusing_malformed
def decode_micro_certification(encoded: Encoded) -> MicroCertification:
    """The micro-certification. Raises InvalidInputError (``malformed_entry``)."""
    return MicroCertification(
        code=MicroCertificationCode(read_text(encoded["code"])),
        version=read_whole(encoded["version"]),
        titles=read_texts(encoded["titles"]),
        descriptions=read_texts(encoded["descriptions"]),
        criteria=read_texts(encoded["criteria"]),
        requirement=_decode_requirement(encoded["requirement"]),
        issued_by=IssuedBy(encoded["issued_by"]),
        competencies=tuple(_decode_ref(ref) for ref in encoded["competencies"]),
        valid_for_months=or_none(read_whole, encoded["valid_for_months"]),
    )


def encode_framework(framework: Framework) -> dict[str, Any]:
    """A dict from which ``decode_framework`` makes an equal framework, with all its items."""
    return {
        "code": framework.code,
        "title": framework.title,
        "publisher": framework.publisher,
        "published": framework.published,
        "url": framework.url,
        "levels": list(framework.levels),
        "competencies": [
            {
                "ref": str(competency.ref),
                "names": encode_texts(competency.names),
                "aspect": competency.aspect,
                "level": competency.level,
                "description": competency.description,
            }
            for competency in framework.competencies
        ],
    }


@refusing_malformed
def decode_framework(encoded: Encoded) -> Framework:
    """The framework. Raises InvalidInputError (``malformed_entry``)."""
    return Framework(
        code=FrameworkCode(read_text(encoded["code"])),
        title=read_text(encoded["title"]),
        publisher=read_text(encoded["publisher"]),
        published=read_text(encoded["published"]),
        url=read_text(encoded["url"]),
        levels=tuple(read_text(level) for level in encoded["levels"]),
        competencies=tuple(
            Competency(
                ref=_decode_ref(item["ref"]),
                names=read_texts(item["names"]),
                aspect=read_text(item["aspect"]),
                level=read_text(item["level"]),
                description=read_text(item["description"]),
            )
            for item in encoded["competencies"]
        ),
    )


def encode_partner(partner: Partner) -> dict[str, Any]:
    """A dict from which ``decode_partner`` makes an equal partner."""
    return {
        "code": partner.code,
        "kind": partner.kind.value,
        "names": encode_texts(partner.names),
        "country": partner.country,
        "sub_region": partner.sub_region,
        "parent": partner.parent,
        "url": partner.url,
        "email": partner.email,
        "official": partner.official,
    }


@refusing_malformed
def decode_partner(encoded: Encoded) -> Partner:
    """The partner. Raises InvalidInputError (``malformed_entry``)."""
    return Partner(
        code=PartnerCode(read_text(encoded["code"])),
        kind=PartnerKind(encoded["kind"]),
        names=read_texts(encoded["names"]),
        country=read_text(encoded["country"]),
        sub_region=read_text(encoded["sub_region"]),
        parent=None if encoded["parent"] is None else PartnerCode(read_text(encoded["parent"])),
        url=read_text(encoded["url"]),
        email=read_text(encoded["email"]),
        official=read_text(encoded["official"]),
    )


def encode_presidency(presidency: Presidency) -> dict[str, Any]:
    """A dict from which ``decode_presidency`` makes an equal presidency."""
    return {"year": presidency.year, "partner": presidency.partner, "head": presidency.head}


@refusing_malformed
def decode_presidency(encoded: Encoded) -> Presidency:
    """The presidency. Raises InvalidInputError (``malformed_entry``)."""
    return Presidency(
        year=read_whole(encoded["year"]),
        partner=PartnerCode(read_text(encoded["partner"])),
        head=read_text(encoded["head"]),
    )


def _encode_requirement(requirement: Requirement) -> dict[str, Any]:
    first, last = requirement.completed_from, requirement.completed_until
    return {
        "rule": {"conferred_on": list(requirement.conferred_on)}
        if requirement.conferred_on
        else _encode_rule(requirement.rule),
        "minimum_score": or_none(encode_number, requirement.minimum_score),
        "minimum_hours": or_none(encode_number, requirement.minimum_hours),
        "within_months": requirement.within_months,
        "completed_from": or_none(date.isoformat, first),
        "completed_until": or_none(date.isoformat, last),
    }


def _decode_requirement(encoded: Encoded) -> Requirement:
    conferred_on = tuple(RecipientKind(kind) for kind in encoded["rule"].get("conferred_on", ()))
    return Requirement(
        rule=NEVER if conferred_on else _decode_rule(encoded["rule"]),
        minimum_score=or_none(read_number, encoded["minimum_score"]),
        minimum_hours=or_none(read_number, encoded["minimum_hours"]),
        within_months=or_none(read_whole, encoded["within_months"]),
        completed_from=or_none(date.fromisoformat, encoded["completed_from"]),
        completed_until=or_none(date.fromisoformat, encoded["completed_until"]),
        conferred_on=conferred_on,
    )


def _encode_rule(rule: Rule) -> dict[str, Any]:
    if isinstance(rule, CoursePassed):
        return {"course": rule.course}
    parts = [_encode_rule(part) for part in rule.parts]
    return {"all_of": parts} if isinstance(rule, AllOf) else {"at_least": rule.count, "of": parts}


def _decode_rule(encoded: Encoded) -> Rule:
    if "course" in encoded:
        return CoursePassed(CourseCode(read_text(encoded["course"])))
    if "all_of" in encoded:
        return AllOf(tuple(_decode_rule(part) for part in encoded["all_of"]))
    return AtLeast(read_whole(encoded["at_least"]), tuple(_decode_rule(part) for part in encoded["of"]))


def _decode_ref(encoded: str) -> CompetencyRef:
    framework, competency = encoded.split(":", maxsplit=1)
    return CompetencyRef(FrameworkCode(framework), CompetencyCode(competency))
