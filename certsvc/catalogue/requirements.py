"""What a micro-certification asks for, as its file says it -> Requirement.

The rule is one of

- ``courses = ["B1", "A3"]`` or ``all_of = [...]``: every one of these;
- ``any_of = [...]``: at least one of these;
- ``at_least = 2`` with ``of = [...]``: at least so many of these.

or ``conferred_on = ["organisation", "team"]``, alone: nobody earns it, a decision honours one of these.

A part in such a list is a course's code or, again, a table with one rule (in ``courses`` only codes).
A list of one part means that part. Conditions on what is counted stand beside the outermost rule.
"""

from enum import StrEnum

from certsvc.catalogue.ledger import Kind, Place
from certsvc.catalogue.scalars import Bounds, code_breach, shown
from certsvc.catalogue.table import Table
from certsvc.domain.catalogue import NEVER, AllOf, AtLeast, CoursePassed, Requirement, Rule
from certsvc.domain.identifiers import CourseCode
from certsvc.domain.recipients import RecipientKind

MAX_DEPTH = 8
"""Lists inside lists, the outermost counted as 1."""
MAX_PARTS = 1_000
"""In one list."""
MAX_MONTHS = 600

_RULES = ("courses", "all_of", "any_of", "at_least")
_FORMS = "courses, all_of, any_of, at_least with of, or conferred_on"
_CONDITIONS = ("minimum_score", "minimum_hours", "within_months", "completed_from", "completed_until")


class _Honoured(StrEnum):
    """Whom a decision can honour: not a person, who earns."""

    ORGANISATION = RecipientKind.ORGANISATION.value
    TEAM = RecipientKind.TEAM.value


_STAND_IN = CoursePassed(CourseCode("?"))


def read_requirement(table: Table) -> Requirement:
    """The table ``requirement`` of a micro-certification; mistakes go to its ledger."""
    if table.has("conferred_on"):
        return _read_conferred(table)
    requirement = Requirement(
        rule=_read_rule(table, depth=1),
        minimum_score=table.find_number("minimum_score", Bounds(0, 100)),
        minimum_hours=table.find_number("minimum_hours", Bounds(0, 100_000, open_low=True)),
        within_months=table.find_whole("within_months", Bounds(1, MAX_MONTHS)),
        completed_from=table.find_date("completed_from"),
        completed_until=table.find_date("completed_until"),
    )
    table.close()
    first, last = requirement.completed_from, requirement.completed_until
    if first and last and first > last:
        table.ledger.note(
            table.place.key("completed_until"), f"must not lie before completed_from ({first}); it is {last}."
        )
    return requirement


def _read_conferred(table: Table) -> Requirement:
    kinds = table.choices("conferred_on", _Honoured)
    beside = [name for name in (*_RULES, "of", *_CONDITIONS) if table.has(name)]
    if beside:
        table.ledger.note(
            table.place.key("conferred_on"),
            f"stands alone: a decision asks for no completions, so it cannot stand beside {beside[0]}.",
        )
    table.close()
    return Requirement(NEVER, conferred_on=tuple(RecipientKind(kind.value) for kind in kinds))


def _read_rule(table: Table, depth: int) -> Rule:
    if depth > MAX_DEPTH:
        table.ledger.note(table.place, f"rules may be nested {MAX_DEPTH} deep, not deeper.")
        for name in (*_RULES, "of"):
            table.has(name)
        return _STAND_IN
    given = [name for name in _RULES if table.has(name)]
    counted = table.has("of")
    if len(given) != 1:
        said = f"not {' and '.join(given)}" if given else "none is there"
        table.ledger.note(table.place, f"must have exactly one rule ({_FORMS}); {said}.")
        return _STAND_IN
    rule = given[0]
    if counted and rule != "at_least":
        table.ledger.note(table.place.key("of"), f"belongs to at_least and cannot stand beside {rule}.")
    if rule == "at_least":
        return _read_at_least(table, depth)
    parts = _read_courses(table) if rule == "courses" else _read_parts(table, rule, depth)
    if len(parts) == 1:
        return parts[0]
    return AtLeast(count=1, parts=parts) if rule == "any_of" else AllOf(parts)


def _read_at_least(table: Table, depth: int) -> Rule:
    count = table.find_whole("at_least", Bounds(1, MAX_PARTS))
    parts = _read_parts(table, "of", depth)
    if count and parts and count > len(parts):
        table.ledger.note(
            table.place.key("at_least"), f"asks for {count} of {len(parts)}; it can be at most {len(parts)}."
        )
    return parts[0] if len(parts) == 1 else AtLeast(count=count or 1, parts=parts)


def _read_courses(table: Table) -> tuple[Rule, ...]:
    codes = table.references("courses", Kind.COURSE, code_breach)
    return tuple(CoursePassed(CourseCode(code)) for code in codes)


def _read_parts(table: Table, name: str, depth: int) -> tuple[Rule, ...]:
    parts: list[Rule] = []
    for value, place in table.items(name):
        if len(parts) == MAX_PARTS:
            table.ledger.note(place, f"is one too many: a list has at most {MAX_PARTS} parts.")
            break
        part = _read_part(table, value, place, depth)
        if part in parts and part != _STAND_IN:
            table.ledger.note(place, "is in this list already; a part is counted once.")
        parts.append(part)
    return tuple(parts)


def _read_part(table: Table, value: object, place: Place, depth: int) -> Rule:
    if isinstance(value, dict):
        inner = Table(value, place, table.ledger)
        rule = _read_rule(inner, depth + 1)
        inner.close()
        return rule
    if not isinstance(value, str):
        table.ledger.note(place, f"must be a course's code or a table with one rule; it is {shown(value)}.")
        return _STAND_IN
    if breach := code_breach(value):
        table.ledger.note(place, f"{breach}; it is {shown(value)}.")
        return _STAND_IN
    table.ledger.refer(Kind.COURSE, value, place)
    return CoursePassed(CourseCode(value))
