"""One case for every kind of mistake; each stands alone in an otherwise good catalogue."""

from pathlib import Path

import pytest

from certsvc.catalogue.problems import CatalogueError, CatalogueProblem
from certsvc.catalogue.read import read_catalogue

C, P, M, F = "courses.toml", "partners.toml", "micro-certifications.toml", "frameworks/dcf.toml"

GOOD = {
    F: 'code = "DCF"\ntitle = "T"\npublisher = "P"\npublished = "2024"\nurl = "https://p.example/"\n'
    'levels = ["Basic"]\n'
    '[[competencies]]\ncode = "1.1"\naspect = "A"\nlevel = "Basic"\nnames = { en = "N" }\n'
    '[[competencies]]\ncode = "1.2"\naspect = "A"\nnames = { en = "O" }\n',
    P: '[[partners]]\ncode = "SEC"\nkind = "secretariat"\nnames = { en = "S" }\n'
    '[[partners]]\ncode = "NG"\nkind = "national_centre"\ncountry = "NG"\nnames = { en = "N" }\n',
    C: '[[courses]]\ncode = "B1"\nhours = 24\npass_mark = 60\nmodes = ["online"]\ndeveloped_by = ["NG"]\n'
    'competencies = ["DCF:1.1"]\ntitles = { en = "T" }\n'
    '[[courses]]\ncode = "A3"\nhours = 16\npass_mark = 50\nmodes = ["online"]\ndeveloped_by = ["NG"]\n'
    'titles = { en = "U" }\n',
    M: '[[micro_certifications]]\ncode = "MC"\nissued_by = "centre"\ntitles = { en = "T" }\n'
    'descriptions = { en = "D" }\ncriteria = { en = "C" }\nrequirement = { courses = ["B1"] }\n',
}

NG_AGAIN = '[[partners]]\ncode = "NG"\nkind = "hei"\nnames = { en = "M" }\n'
MC = "micro_certifications[1]"
PRESIDES = '[[presidencies]]\nyear = 2024\npartner = "NG"\n'

CASES = {
    "unknown key": (C, "hours = 24", "hours = 24\nhour = 1", "courses[1].hour", "did you mean 'hours'"),
    "unknown key, nothing close": (C, "hours = 24", "hours = 24\nxyz = 1", "courses[1].xyz", "known: code"),
    "unknown key at the top": (C, "[[courses]]", "a = 1\n[[courses]]", "a", "not known here"),
    "key missing": (C, "hours = 24\n", "", "courses[1].hours", "is missing"),
    "code missing": (C, 'code = "A3"\n', "", "courses[2].code", "is missing"),
    "hours zero": (C, "hours = 24", "hours = 0", "courses[1].hours", "above 0 and at most 10000"),
    "hours negative": (C, "hours = 24", "hours = -0.5", "courses[1].hours", "it is -0.5"),
    "hours not a number": (C, "hours = 24", "hours = nan", "courses[1].hours", "it is NaN"),
    "hours without end": (C, "hours = 24", "hours = inf", "courses[1].hours", "it is Infinity"),
    "hours a truth": (C, "hours = 24", "hours = true", "courses[1].hours", "it is true"),
    "hours a text": (C, "hours = 24", 'hours = "24"', "courses[1].hours", "it is '24'"),
    "hours too fine": (C, "hours = 24", "hours = 1.125", "courses[1].hours", "at most two decimals"),
    "hours beyond all print": (C, "hours = 24", f"hours = 0x{'f' * 9999}", "courses[1].hours", "a huge"),
    "pass mark above 100": (C, "pass_mark = 60", "pass_mark = 100.01", "courses[1].pass_mark", "0 to 100"),
    "pass mark below 0": (C, "pass_mark = 60", "pass_mark = -1", "courses[1].pass_mark", "from 0 to 100"),
    "code in small letters": (C, '"A3"', '"a3"', "courses[2].code", "A-Z, 0-9 and hyphens"),
    "code with hyphen first": (C, '"A3"', '"-A3"', "courses[2].code", "begins with a letter"),
    "code too long": (C, '"A3"', f'"{"A" * 33}"', "courses[2].code", "up to 32"),
    "code with a line end": (C, '"A3"', '"A3\\nB"', "courses[2].code", "U+000A"),
    "code twice": (C, '"A3"', '"B1"', "courses[2]", "there already, at courses.toml: courses[1]"),
    "presidency without a year": (
        P, GOOD[P], GOOD[P] + PRESIDES.replace("year = 2024\n", ""), "presidencies[1].year", "is missing",
    ),
    "presidency before the network": (
        P, GOOD[P], GOOD[P] + PRESIDES.replace("2024", "1924"), "presidencies[1].year", "from 2019 to 2200",
    ),
    "presidency of nobody": (
        P, GOOD[P], GOOD[P] + PRESIDES.replace("NG", "NGO"), "presidencies[1].partner", "no partner 'NGO'",
    ),
    "two in one year": (P, GOOD[P], GOOD[P] + PRESIDES * 2, "presidencies[2]", "'2024' is there already"),
    "head with a role": (
        P, GOOD[P], f'{GOOD[P]}{PRESIDES}head = "A. B., Rector"\n', "presidencies[1].head", "without a role",
    ),
    "presidency with more": (
        P, GOOD[P], f'{GOOD[P]}{PRESIDES}heads = "A. B."\n', "presidencies[1].heads", "did you mean 'head'",
    ),
    "presidencies no list": (
        P, GOOD[P], f'presidencies = "NG"\n{GOOD[P]}', "presidencies", "must be a list",
    ),
    "partner twice": (P, GOOD[P], GOOD[P] + NG_AGAIN, "partners[3]", "the partner 'NG' is there already"),
    "English missing": (C, '{ en = "U" }', '{ fr = "U" }', "courses[2].titles", "no English wording"),
    "English empty": (C, '{ en = "U" }', '{ en = " " }', "courses[2].titles.en", "must not be empty"),
    "title no table": (C, '{ en = "U" }', '"U"', "courses[2].titles", "must be a table; it is 'U'"),
    "title missing": (C, 'titles = { en = "U" }\n', "", "courses[2].titles", "is missing"),
    "language tag": (C, '{ en = "U" }', '{ en = "U", EN-us = "V" }', "courses[2].titles.EN-us", "BCP 47"),
    "title too long": (C, '{ en = "U" }', f'{{ en = "{"x" * 201}" }}', "courses[2].titles.en", "at most 200"),
    "title with a control": (C, '{ en = "U" }', '{ en = "U\\u0000" }', "courses[2].titles.en", "U+0000"),
    "title turned round": (C, '{ en = "U" }', '{ en = "U\\u202E" }', "courses[2].titles.en", "U+202E"),
    "title a number": (C, '{ en = "U" }', "{ en = 1 }", "courses[2].titles.en", "text in quotes; it is 1"),
    "mode unknown": (C, '["online"]', '["on-line"]', "courses[1].modes[1]", "did you mean 'online'"),
    "mode twice": (C, '["online"]', '["online", "online"]', "courses[1].modes[2]", "in this list already"),
    "list empty": (C, '["DCF:1.1"]', "[]", "courses[1].competencies", "empty list"),
    "list no list": (C, '["online"]', '"online"', "courses[1].modes", "must be a list"),
    "list missing": (C, 'developed_by = ["NG"]\ntitles', "titles", "courses[2].developed_by", "is missing"),
    "partner unknown": (C, '["NG"]', '["ABU"]', "courses[1].developed_by[1]", "'ABU'; known: SEC, NG"),
    "competency unknown": (C, '"DCF:1.1"', '"DCF:1.22"', "courses[1].competencies[1]", "mean 'DCF:1.2'"),
    "framework unknown": (C, '"DCF:1.1"', '"DFC:1.1"', "courses[1].competencies[1]", "no framework 'DFC'"),
    "reference malformed": (C, '"DCF:1.1"', '"1.1"', "courses[1].competencies[1]", "FRAMEWORK:ITEM"),
    "entries no tables": (M, GOOD[M], "micro_certifications = [1]", "micro_certifications[1]", "; it is 1"),
    "entries none": (M, GOOD[M], "", "micro_certifications", "is missing"),
    "kind unknown": (P, '"national_centre"', '"centre"', "partners[2].kind", "is not one of its values"),
    "country missing": (P, 'country = "NG"\n', "", "partners[2].country", "has a country"),
    "country malformed": (P, 'country = "NG"', 'country = "Nigeria"', "partners[2].country", "ISO 3166"),
    "url malformed": (P, "country =", 'url = "www.x.example"\ncountry =', "partners[2].url", "https://"),
    "url broken": (P, "country =", 'url = "http://[x"\ncountry =', "partners[2].url", "https://"),
    "email malformed": (P, "country =", 'email = "x"\ncountry =', "partners[2].email", "e-mail address"),
    "parent unknown": (P, "country =", 'parent = "ABU"\ncountry =', "partners[2].parent", "no partner 'ABU'"),
    "parent itself": (P, "country =", 'parent = "NG"\ncountry =', "partners[2].parent", "its own parent"),
    "secretariat missing": (P, '"secretariat"', '"hei"', "", "exactly one partner"),
    "two secretariats": (P, '"national_centre"', '"secretariat"', "", "these are: SEC, NG"),
    "level unknown": (F, 'level = "Basic"', 'level = "X"', "competencies[1].level", "levels: Basic"),
    "competency code": (F, '"1.2"', '"1 2"', "competencies[2].code", "such as 1.1"),
    "issuer unknown": (M, '"centre"', '"me"', f"{MC}.issued_by", "known: secretariat, centre"),
    "validity": (M, "titles", "valid_for_months = 0\ntitles", f"{MC}.valid_for_months", "1 to 600"),
}  # fmt: skip

REQUIREMENT = f"{MC}.requirement"
RULE_CASES = {
    "no rule": ("minimum_score = 1", "", "exactly one rule"),
    "two rules": ('courses = ["B1"], any_of = ["A3"]', "", "not courses and any_of"),
    "of without at_least": ('courses = ["B1"], of = ["A3"]', ".of", "cannot stand beside courses"),
    "at_least without of": ("at_least = 1", ".of", "is missing"),
    "at_least too large": ('at_least = 3, of = ["B1", "A3"]', ".at_least", "asks for 3 of 2"),
    "at_least zero": ('at_least = 0, of = ["B1", "A3"]', ".at_least", "from 1 to"),
    "at_least no whole number": ('at_least = 1.5, of = ["B1", "A3"]', ".at_least", "whole number"),
    "no parts": ("all_of = []", ".all_of", "empty list"),
    "unknown course": ('courses = ["B11"]', ".courses[1]", "did you mean 'B1'"),
    "unknown course inside": ('all_of = ["B1", { any_of = ["ZZ", "A3"] }]', ".all_of[2].any_of[1]", "'ZZ'"),
    "part twice": ('at_least = 2, of = ["B1", { all_of = ["B1"] }]', ".of[2]", "in this list already"),
    "course twice": ('courses = ["B1", "B1"]', ".courses[2]", "in this list already"),
    "part a number": ("all_of = [1]", ".all_of[1]", "course's code or a table"),
    "part malformed": ('all_of = ["b1"]', ".all_of[1]", "A-Z"),
    "part without rule": ('all_of = ["B1", {}]', ".all_of[2]", "none is there"),
    "condition inside": (
        'all_of = ["B1", { any_of = ["A3"], within_months = 2 }]',
        ".all_of[2].within_months",
        "not known",
    ),
    "minimum score": ('courses = ["B1"], minimum_score = 101', ".minimum_score", "from 0 to 100"),
    "minimum hours": ('courses = ["B1"], minimum_hours = 0', ".minimum_hours", "above 0"),
    "window": ('courses = ["B1"], within_months = 0', ".within_months", "from 1 to 600"),
    "date a text": ('courses = ["B1"], completed_from = "2024-01-01"', ".completed_from", "without quotes"),
    "date with time": (
        'courses = ["B1"], completed_from = 2024-01-01T00:00:00Z',
        ".completed_from",
        "must be a date",
    ),
    "dates in reverse": (
        'courses = ["B1"], completed_from = 2024-01-02, completed_until = 2024-01-01',
        ".completed_until",
        "must not lie before",
    ),
}


def write(folder: Path, files: dict[str, str]) -> Path:
    (folder / "frameworks").mkdir()
    for file, content in files.items():
        (folder / file).write_text(content, encoding="utf-8")
    return folder


def problems_of(folder: Path) -> tuple[CatalogueProblem, ...]:
    with pytest.raises(CatalogueError) as caught:
        read_catalogue(folder)
    return caught.value.problems


def test_without_a_mistake_these_files_are_read(tmp_path: Path) -> None:
    assert len(read_catalogue(write(tmp_path, GOOD)).courses) == 2


@pytest.mark.parametrize(("file", "old", "new", "where", "message"), CASES.values(), ids=CASES)
def test_a_mistake_is_named_alone_with_its_file_place_and_remedy(
    tmp_path: Path, file: str, old: str, new: str, where: str, message: str
) -> None:
    assert old in GOOD[file]
    folder = write(tmp_path, GOOD | {file: GOOD[file].replace(old, new, 1)})

    (problem,) = problems_of(folder)

    assert (problem.file, problem.where) == (file, where)
    assert message in problem.message
    assert "\n" not in str(problem)
    assert len(str(problem)) < 400


@pytest.mark.parametrize(("rule", "where", "message"), RULE_CASES.values(), ids=RULE_CASES)
def test_a_mistake_in_a_requirement_is_named_alone_with_its_place_and_remedy(
    tmp_path: Path, rule: str, where: str, message: str
) -> None:
    content = GOOD[M].replace('{ courses = ["B1"] }', f"{{ {rule} }}")

    (problem,) = problems_of(write(tmp_path, GOOD | {M: content}))

    assert (problem.file, problem.where, problem.entry) == (M, REQUIREMENT + where, "MC")
    assert message in problem.message


@pytest.mark.parametrize("file", [F, P, C, M])
@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"code = \xff\xfe", "is not UTF-8 (first at line 1)"),
        (b"\n\ncode = '\xe9'", "is not UTF-8 (first at line 3)"),
        (b"code = ", "is not valid TOML: Invalid value (at end of document)"),
        (b"a = 1\na = 2", "is not valid TOML"),
        (b"a = " + b"1" * 5_000, "is not valid TOML: a number is out of all range"),
        (b"a = 1e999999999999999999999999", "is not valid TOML: a number is out of all range"),
        (b"#" * 1_000_001, "larger than 1 MB"),
        (b"\x00", "is not valid TOML"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_mistake_and_says_why(
    tmp_path: Path, file: str, content: bytes, message: str
) -> None:
    folder = write(tmp_path, GOOD)
    (folder / file).write_bytes(content)

    (problem,) = problems_of(folder)

    assert (problem.file, problem.where) == (file, "")
    assert message in problem.message


@pytest.mark.parametrize("file", [P, C, M])
def test_a_missing_file_is_one_mistake(tmp_path: Path, file: str) -> None:
    folder = write(tmp_path, GOOD)
    (folder / file).unlink()

    assert [(problem.file, problem.where) for problem in problems_of(folder)] == [(file, "")]


def test_a_folder_in_the_place_of_a_file_is_a_mistake(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD)
    (folder / C).unlink()
    (folder / C).mkdir()

    (problem,) = problems_of(folder)

    assert problem.file == C


def test_a_misspelt_file_is_not_overlooked(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD)
    (folder / "course.toml").write_text("", encoding="utf-8")

    (problem,) = problems_of(folder)

    assert problem.file == "course.toml"
    assert "did you mean 'courses.toml'" in problem.message


def test_partners_above_each_other_in_a_circle_are_a_mistake(tmp_path: Path) -> None:
    circle = "".join(
        f'[[partners]]\ncode = "{code}"\nkind = "hei"\nparent = "{parent}"\nnames = {{ en = "N" }}\n'
        for code, parent in (("X", "Y"), ("Y", "Z"), ("Z", "X"))
    )

    problems = problems_of(write(tmp_path, GOOD | {P: GOOD[P] + circle}))

    assert [problem.where for problem in problems] == [f"partners[{number}].parent" for number in (3, 4, 5)]


@pytest.mark.parametrize("name", ["nowhere", "x" * 300, "a\x00b"])
def test_a_folder_that_is_not_there_is_a_mistake(tmp_path: Path, name: str) -> None:
    (problem,) = problems_of(tmp_path / name)

    assert "is not a folder" in problem.message


def test_a_list_of_too_many_parts_is_cut_off_with_a_word(tmp_path: Path) -> None:
    parts = ", ".join(f'"X{number}"' for number in range(1_001))
    content = GOOD[M].replace('courses = ["B1"]', f"any_of = [{parts}]")

    problems = problems_of(write(tmp_path, GOOD | {M: content}))

    assert len(problems) == 1 + 1_000
    assert problems[0].where == f"{REQUIREMENT}.any_of[1001]"
    assert "at most 1000 parts" in problems[0].message


def test_a_framework_declared_in_two_files_is_a_mistake(tmp_path: Path) -> None:
    folder = write(tmp_path, GOOD | {"frameworks/other.toml": GOOD[F]})

    first, *items = problems_of(folder)

    assert (first.file, first.where) == ("frameworks/other.toml", "")
    assert "the framework 'DCF' is there already, at frameworks/dcf.toml" in first.message
    assert [item.where for item in items] == ["competencies[1]", "competencies[2]"]
