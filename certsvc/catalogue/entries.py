"""Tables of catalogue files -> frameworks, partners, presidencies, courses, micro-certifications."""

from dataclasses import replace

from certsvc.catalogue import scalars
from certsvc.catalogue.ledger import Kind
from certsvc.catalogue.requirements import MAX_MONTHS, read_requirement
from certsvc.catalogue.scalars import Bounds
from certsvc.catalogue.table import LONG_TEXT, Table
from certsvc.domain.catalogue import Course, CoursePassed, IssuedBy, MicroCertification, Mode, Requirement
from certsvc.domain.competencies import Competency, CompetencyRef, Framework
from certsvc.domain.identifiers import (
    CompetencyCode,
    CourseCode,
    FrameworkCode,
    MicroCertificationCode,
    PartnerCode,
)
from certsvc.domain.partners import Partner, PartnerKind, Presidency

_YEARS = Bounds(2019, 2200)
"""The network was founded in the first."""
FIRST_VERSION = 1
"""Files carry no version; whoever stores them numbers what has changed."""


def read_framework(table: Table) -> Framework:
    """A whole framework file."""
    code = FrameworkCode(table.code(Kind.FRAMEWORK))
    levels = tuple(text for text, _ in table.text_list("levels"))
    framework = Framework(
        code=code,
        title=table.text("title"),
        publisher=table.text("publisher"),
        published=table.text("published"),
        url=table.text("url", breach=scalars.url_breach),
        levels=levels,
        competencies=tuple(_read_competency(item, code, levels) for item in table.tables("competencies")),
    )
    table.close()
    return framework


def _read_competency(table: Table, framework: FrameworkCode, levels: tuple[str, ...]) -> Competency:
    code = CompetencyCode(table.text("code", breach=scalars.competency_code_breach))
    ref = CompetencyRef(framework, code)
    table.ledger.declare(Kind.COMPETENCY, "" if code == "?" else str(ref), table.place)
    level = table.optional_text("level")
    if level and level not in levels:
        table.ledger.note(
            table.place.key("level"), f"'{level}' is none of the framework's levels: {', '.join(levels)}."
        )
    competency = Competency(
        ref=ref,
        names=table.texts("names"),
        aspect=table.text("aspect"),
        level=level,
        description=table.optional_text("description", limit=LONG_TEXT),
    )
    table.close()
    return competency


def read_partner(table: Table) -> Partner:
    """One of ``[[partners]]``."""
    code = PartnerCode(table.code(Kind.PARTNER))
    kind = table.choice("kind", PartnerKind)
    parent = table.optional_text("parent", breach=scalars.code_breach)
    if parent == code:
        table.ledger.note(table.place.key("parent"), "a partner is not its own parent.")
    elif parent and parent != "?":
        table.ledger.refer(Kind.PARTNER, parent, table.place.key("parent"))
    partner = Partner(
        code=code,
        kind=kind,
        names=table.texts("names"),
        country=table.optional_text("country", breach=scalars.country_breach),
        sub_region=table.optional_text("sub_region"),
        parent=PartnerCode(parent) if parent else None,
        url=table.optional_text("url", breach=scalars.url_breach),
        email=table.optional_text("email", breach=scalars.email_breach),
        official=table.optional_text("official"),
    )
    if kind is PartnerKind.NATIONAL_CENTRE and not partner.country:
        table.ledger.note(table.place.key("country"), "is missing; a national centre has a country.")
    table.close()
    return partner


def read_presidency(table: Table) -> Presidency:
    """One of ``[[presidencies]]``: the year, the partner, and who signs for it, where that is known."""
    if not table.has("year"):
        table.ledger.note(table.place.key("year"), "is missing; it is a year such as 2024.")
    year = table.find_whole("year", _YEARS)
    if year is not None:
        table.place = replace(table.place, entry=str(year))
        table.ledger.declare(Kind.PRESIDENCY, str(year), table.place)
    partner = table.text("partner", breach=scalars.code_breach)
    if partner != "?":
        table.ledger.refer(Kind.PARTNER, partner, table.place.key("partner"))
    presidency = Presidency(
        year=_YEARS.low if year is None else year,
        partner=PartnerCode(partner),
        head=table.optional_text("head", breach=scalars.person_breach),
    )
    table.close()
    return presidency


def read_course(table: Table) -> Course:
    """One of ``[[courses]]``."""
    course = Course(
        code=CourseCode(table.code(Kind.COURSE)),
        version=FIRST_VERSION,
        titles=table.texts("titles"),
        hours=table.number("hours", Bounds(0, 10_000, open_low=True)),
        pass_mark=table.number("pass_mark", Bounds(0, 100)),
        modes=table.choices("modes", Mode),
        developed_by=_partners(table),
        competencies=_competencies(table),
    )
    table.close()
    return course


def read_micro_certification(table: Table) -> MicroCertification:
    """One of ``[[micro_certifications]]``."""
    code = MicroCertificationCode(table.code(Kind.MICRO_CERTIFICATION))
    requirement = table.find_subtable("requirement")
    certification = MicroCertification(
        code=code,
        version=FIRST_VERSION,
        titles=table.texts("titles"),
        descriptions=table.texts("descriptions", limit=LONG_TEXT),
        criteria=table.texts("criteria", limit=LONG_TEXT),
        requirement=read_requirement(requirement)
        if requirement
        else Requirement(CoursePassed(CourseCode("?"))),
        issued_by=table.choice("issued_by", IssuedBy),
        competencies=_competencies(table),
        valid_for_months=table.find_whole("valid_for_months", Bounds(1, MAX_MONTHS)),
    )
    if certification.requirement.conferred_on and certification.issued_by is not IssuedBy.SECRETARIAT:
        table.ledger.note(
            table.place.key("issued_by"), "must be 'secretariat': it decides on what is conferred."
        )
    table.close()
    return certification


def _partners(table: Table) -> tuple[PartnerCode, ...]:
    codes = table.references("developed_by", Kind.PARTNER, scalars.code_breach)
    return tuple(PartnerCode(code) for code in codes)


def _competencies(table: Table) -> tuple[CompetencyRef, ...]:
    if not table.has("competencies"):
        return ()
    refs = table.references("competencies", Kind.COMPETENCY, scalars.competency_ref_breach)
    parts = (ref.partition(":") for ref in refs)
    return tuple(CompetencyRef(FrameworkCode(left), CompetencyCode(right)) for left, _, right in parts)
