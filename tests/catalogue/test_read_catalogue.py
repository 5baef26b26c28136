import tomllib
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from certsvc.catalogue.problems import CatalogueError, CatalogueProblem
from certsvc.catalogue.read import read_catalogue
from certsvc.domain.catalogue import AllOf, AtLeast, CoursePassed, IssuedBy, Mode, Rule
from certsvc.domain.competencies import CompetencyRef
from certsvc.domain.identifiers import CompetencyCode, CourseCode, FrameworkCode
from certsvc.domain.partners import PartnerKind

FILES = {
    "frameworks/dcf.toml": """
code = "DCF"
title = "Digital Framework"
publisher = "A publisher"
published = "2024"
url = "https://publisher.example/dcf"
levels = ["Basic", "Advanced"]
[[competencies]]
code = "1.1"
aspect = "Teaching"
level = "Basic"
names = { en = "Plans lessons" }
[[competencies]]
code = "1.2"
aspect = "Teaching"
names = { en = "Shares lessons" }
""",
    "partners.toml": """
[[partners]]
code = "SEC"
kind = "secretariat"
names = { en = "The secretariat" }
[[partners]]
code = "NG"
kind = "national_centre"
country = "NG"
parent = "UNI"
official = "Dr A. Example, Director"
email = "office@centre.example"
names = { en = "Nigeria National Centre" }
[[partners]]
code = "UNI"
kind = "hei"
url = "https://uni.example/"
names = { en = "A University", ar = "جامعة" }
""",
    "courses.toml": """
[[courses]]
code = "B1"
hours = 24
pass_mark = 60
modes = ["online", "smart_classroom"]
developed_by = ["NG", "UNI"]
competencies = ["DCF:1.1"]
titles = { en = "Micro-courses", uz-Cyrl = "Микрокурслар" }
[[courses]]
code = "A3"
hours = 7.5
pass_mark = 50
modes = ["online"]
developed_by = ["NG"]
titles = { en = "Presentations" }
[[courses]]
code = "T1"
hours = 16
pass_mark = 60
modes = ["blended"]
developed_by = ["NG"]
titles = { en = "Research" }
""",
    "micro-certifications.toml": """
[[micro_certifications]]
code = "MC-B1"
issued_by = "centre"
competencies = ["DCF:1.2"]
valid_for_months = 36
titles = { en = "Micro-courses" }
descriptions = { en = "Makes micro-courses." }
criteria = { en = "Pass B1." }
[micro_certifications.requirement]
courses = ["B1"]
minimum_score = 70
minimum_hours = 20
within_months = 24
completed_from = 2024-01-01
completed_until = 2027-12-31
""",
}


def a_folder(path: Path, *changes: tuple[str, str, str]) -> Path:
    """The files above with ``(file, old, new)`` exchanged; every ``old`` must be there."""
    (path / "frameworks").mkdir()
    files = dict(FILES)
    for file, old, new in changes:
        assert old in files[file]
        files[file] = files[file].replace(old, new, 1)
    for file, content in files.items():
        (path / file).write_text(content, encoding="utf-8")
    return path


def problems_of(folder: Path) -> tuple[CatalogueProblem, ...]:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    return caught.value.problems


def rule_of(folder: Path) -> Rule:
    return read_catalogue(folder).micro_certifications[0].requirement.rule


def with_rule(path: Path, rule: str) -> Path:
    return a_folder(path, ("micro-certifications.toml", 'courses = ["B1"]', rule))


def passed(code: str) -> CoursePassed:
    return CoursePassed(CourseCode(code))


def test_everything_that_the_files_say_is_read(tmp_path: Path) -> None:
    catalogue = read_catalogue(a_folder(tmp_path))

    (framework,) = catalogue.frameworks
    assert framework.levels == ("Basic", "Advanced")
    assert [competency.level for competency in framework.competencies] == ["Basic", ""]
    centre = catalogue.partners[1]
    assert (centre.kind, centre.country, centre.parent) == (PartnerKind.NATIONAL_CENTRE, "NG", "UNI")
    assert (centre.official, centre.email) == ("Dr A. Example, Director", "office@centre.example")
    course = catalogue.courses[0]
    assert (course.code, course.version) == ("B1", 1)
    assert (course.hours, course.pass_mark) == (Decimal(24), Decimal(60))
    assert course.modes == (Mode.ONLINE, Mode.SMART_CLASSROOM)
    assert course.titles.in_language("uz-Cyrl") == "Микрокурслар"
    assert course.competencies == (CompetencyRef(FrameworkCode("DCF"), CompetencyCode("1.1")),)
    assert catalogue.courses[1].hours == Decimal("7.5")
    certification = catalogue.micro_certifications[0]
    assert (certification.issued_by, certification.valid_for_months) == (IssuedBy.CENTRE, 36)
    requirement = certification.requirement
    assert (requirement.minimum_score, requirement.minimum_hours) == (Decimal(70), Decimal(20))
    assert requirement.within_months == 24
    assert (requirement.completed_from, requirement.completed_until) == (date(2024, 1, 1), date(2027, 12, 31))


def test_a_catalogue_without_frameworks_is_one(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path,
        ("courses.toml", 'competencies = ["DCF:1.1"]\n', ""),
        ("micro-certifications.toml", 'competencies = ["DCF:1.2"]\n', ""),
    )
    (folder / "frameworks/dcf.toml").unlink()

    assert read_catalogue(folder).frameworks == ()


def test_texts_are_kept_in_composed_form_and_trimmed(tmp_path: Path) -> None:
    folder = a_folder(tmp_path, ("courses.toml", '"Presentations"', '" Présentations "'))

    assert read_catalogue(folder).courses[1].titles.in_language("en") == "Présentations"


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    path = folder / "courses.toml"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert len(read_catalogue(folder).courses) == 3


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ('courses = ["B1"]', passed("B1")),
        ('all_of = ["B1"]', passed("B1")),
        ('any_of = [{ all_of = ["B1"] }]', passed("B1")),
        ('at_least = 1\nof = ["B1"]', passed("B1")),
        ('courses = ["B1", "A3"]', AllOf((passed("B1"), passed("A3")))),
        ('any_of = ["B1", "A3"]', AtLeast(1, (passed("B1"), passed("A3")))),
        (
            'all_of = ["B1", { at_least = 1, of = ["A3", "T1"] }]',
            AllOf((passed("B1"), AtLeast(1, (passed("A3"), passed("T1"))))),
        ),
    ],
)
def test_a_rule_is_read_as_it_is_written(tmp_path: Path, written: str, rule: Rule) -> None:
    assert rule_of(with_rule(tmp_path, written)) == rule


def nested(depth: int) -> str:
    """``depth`` rules inside each other."""
    inner = '"B1"'
    for _ in range(depth - 1):
        inner = f'{{ any_of = ["A3", {inner}] }}'
    return f'any_of = ["A3", {inner}]'


def test_rules_may_be_nested_eight_deep(tmp_path: Path) -> None:
    rule = rule_of(with_rule(tmp_path, nested(8)))
    depth = 0
    while isinstance(rule, AtLeast):
        rule, depth = rule.parts[1], depth + 1

    assert depth == 8


def test_rules_nested_nine_deep_are_refused(tmp_path: Path) -> None:
    (problem,) = problems_of(with_rule(tmp_path, nested(9)))

    assert "nested 8 deep" in problem.message
    assert problem.where.startswith("micro_certifications[1].requirement.any_of[2].any_of[2]")


def test_a_list_nested_beyond_all_measure_is_a_mistake_and_no_crash(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "courses.toml").write_text("courses = " + "[" * 50_000 + "]" * 50_000, encoding="utf-8")

    (problem,) = problems_of(folder)

    assert (problem.file, problem.where) == ("courses.toml", "")
    assert "nested too deeply" in problem.message


@pytest.mark.parametrize("content", ["a" + ".a" * 490_000 + " = 1", "[" + "a . " * 200_000 + "a]"])
def test_a_key_of_countless_parts_is_a_mistake_and_does_not_eat_the_memory(
    tmp_path: Path, content: str
) -> None:
    folder = a_folder(tmp_path)
    (folder / "courses.toml").write_text("# one\n" + content, encoding="utf-8")

    (problem,) = problems_of(folder)

    assert "line 2 has over 32 dots" in problem.message


def test_dots_in_texts_and_comments_are_no_matter(tmp_path: Path) -> None:
    title = "a" + ".a" * 40
    folder = a_folder(tmp_path, ("courses.toml", '"Presentations" }', f'"{title}" }}  # {title}'))

    assert read_catalogue(folder).courses[1].titles.in_language("en") == title


def test_every_mistake_of_all_files_is_named_at_once_in_the_order_of_the_files(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path,
        ("courses.toml", "hours = 24", "hours = 0"),
        ("courses.toml", "pass_mark = 50", "pass_mark = 101"),
        ("courses.toml", 'competencies = ["DCF:1.1"]', 'competencies = ["DCF:9.9"]'),
        ("micro-certifications.toml", '"centre"', '"university"'),
        ("partners.toml", '"hei"', '"university"'),
    )

    problems = problems_of(folder)

    assert [(problem.file, problem.where, problem.entry) for problem in problems] == [
        ("partners.toml", "partners[3].kind", "UNI"),
        ("courses.toml", "courses[1].hours", "B1"),
        ("courses.toml", "courses[2].pass_mark", "A3"),
        ("courses.toml", "courses[1].competencies[1]", "B1"),
        ("micro-certifications.toml", "micro_certifications[1].issued_by", "MC-B1"),
    ]


def test_the_error_says_the_first_mistake_in_one_line_and_how_many_more(tmp_path: Path) -> None:
    folder = a_folder(
        tmp_path,
        ("courses.toml", "hours = 24", "hours = -2"),
        ("courses.toml", "pass_mark = 50", "pass_mark = 101"),
    )

    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)

    assert str(caught.value) == (
        "courses.toml: courses[1].hours (B1): must be a number above 0 and at most 10000, "
        "with at most two decimals; it is -2. (and 1 more mistake)"
    )
    assert caught.value.code == "catalogue_mistakes"


def test_courses_that_could_not_be_read_are_not_reported_as_unknown_besides(tmp_path: Path) -> None:
    folder = a_folder(tmp_path)
    (folder / "courses.toml").unlink()

    (problem,) = problems_of(folder)

    assert "no such file" in problem.message


def test_the_files_above_are_toml_that_others_read_too() -> None:
    assert all(tomllib.loads(content) for content in FILES.values())
