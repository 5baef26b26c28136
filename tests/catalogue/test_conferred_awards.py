"""What nobody earns: how its file says so, how it is stored, and that no completion brings it."""

import json
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.awarding.rules import AwardingRules
from certsvc.catalogue.problems import CatalogueError
from certsvc.catalogue.read import SHIPPED, read_catalogue
from certsvc.domain.catalogue import NEVER, CoursePassed, Requirement
from certsvc.domain.catalogue_codec import decode_micro_certification, encode_micro_certification
from certsvc.domain.identifiers import CourseCode
from certsvc.domain.recipients import RecipientKind
from certsvc.errors import InvalidInputError
from tests.builders import a_completion, a_course, a_micro_certification

FILE = "micro-certifications.toml"
RULE = 'conferred_on = ["organisation", "team"]'
CONFERRED = Requirement(NEVER, conferred_on=(RecipientKind.ORGANISATION, RecipientKind.TEAM))


def problems_with(folder: Path, old: str, new: str) -> list[str]:
    """Of the shipped catalogue after ``old`` was replaced once."""
    copy = folder / "catalogue"
    shutil.copytree(SHIPPED, copy)
    content = (copy / FILE).read_text(encoding="utf-8")
    assert old in content
    (copy / FILE).write_text(content.replace(old, new, 1), encoding="utf-8")
    try:
        read_catalogue(copy)
    except CatalogueError as error:
        return [f"{problem.where} {problem.message}" for problem in error.problems]
    return []


@pytest.mark.parametrize(
    ("new", "where", "said"),
    [
        ('conferred_on = ["person"]', ".conferred_on[1]", "known: organisation, team"),
        ("conferred_on = []", ".conferred_on", "empty list"),
        ('conferred_on = "team"', ".conferred_on", "must be a list"),
        ('conferred_on = ["crowd"]', ".conferred_on[1]", "is not one of its values"),
        ('conferred_on = ["team", "team"]', ".conferred_on[2]", "in this list already"),
        (f'{RULE}\ncourses = ["B1"]', ".conferred_on", "cannot stand beside courses"),
        (f"{RULE}\nminimum_score = 60", ".conferred_on", "cannot stand beside minimum_score"),
        (f"{RULE}\nwhenever = 1", ".whenever", "not known"),
        ("", ".requirement", "or conferred_on"),
    ],
)
def test_a_mistake_in_what_is_conferred_is_named_with_its_place(
    new: str, where: str, said: str, tmp_path: Path
) -> None:
    [problem] = problems_with(tmp_path, RULE, new)
    assert problem.partition(" ")[0].endswith(where)
    assert said in problem


def test_the_secretariat_alone_issues_what_is_conferred(tmp_path: Path) -> None:
    old = f'issued_by = "secretariat"\n[micro_certifications.requirement]\n{RULE}'
    [problem] = problems_with(tmp_path, old, old.replace("secretariat", "centre"))
    assert "issued_by must be 'secretariat'" in problem


def test_what_is_conferred_survives_being_stored() -> None:
    award = a_micro_certification(code="PIONEER-MC", requirement=CONFERRED)
    stored = json.loads(json.dumps(encode_micro_certification(award)))
    assert stored["requirement"]["rule"] == {"conferred_on": ["organisation", "team"]}
    assert decode_micro_certification(stored) == award
    stored["requirement"]["rule"]["conferred_on"] = ["crowd"]
    with pytest.raises(InvalidInputError):
        decode_micro_certification(stored)


def test_what_is_earned_is_stored_as_it_was_before_anything_could_be_conferred() -> None:
    """Else every entry would become a new version when the catalogue is next loaded."""
    requirement = encode_micro_certification(a_micro_certification())["requirement"]
    assert requirement["rule"] == {"course": "B1"}
    assert "conferred_on" not in requirement


@given(st.lists(st.sampled_from(["A", "B", "C"]), max_size=6), st.booleans())
def test_no_completions_bring_what_is_conferred(passed: list[str], beside: bool) -> None:  # noqa: FBT001  # drawn
    awards = [a_micro_certification(code="PIONEER-MC", requirement=CONFERRED)]
    if beside:
        awards.append(
            a_micro_certification(code="MC-A", requirement=Requirement(CoursePassed(CourseCode("A"))))
        )
    rules = AwardingRules({CourseCode(code): a_course(code=code) for code in "ABC"}, awards)
    completions = [a_completion(course=code, cohort=str(number)) for number, code in enumerate(passed)]
    earned = {award.micro_certification.code for award in rules.awards_for(completions)}
    assert earned == ({"MC-A"} if beside and "A" in passed else set())
