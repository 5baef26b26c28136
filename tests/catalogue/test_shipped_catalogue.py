import unicodedata
from collections.abc import Iterator

import pytest

from certsvc.catalogue.read import SHIPPED, read_catalogue
from certsvc.domain.catalogue import NEVER, AllOf, AtLeast, CoursePassed, IssuedBy, Requirement, Rule
from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.partners import PartnerKind
from certsvc.domain.recipients import RecipientKind
from certsvc.domain.texts import Texts

LANGUAGES = {"en", "fr", "ar", "id", "uz", "uz-Cyrl", "ru", "es", "zh"}
CATALOGUE = read_catalogue(SHIPPED)


def languages_of(texts: Texts) -> set[LanguageTag]:
    return {tag for tag, _ in texts}


def all_shown_texts() -> Iterator[Texts]:
    for course in CATALOGUE.courses:
        yield course.titles
    for certification in CATALOGUE.micro_certifications:
        yield from (certification.titles, certification.descriptions, certification.criteria)


def test_the_three_frameworks_have_all_their_items() -> None:
    counts = {framework.code: len(framework.competencies) for framework in CATALOGUE.frameworks}

    assert counts == {"AI-CFT": 15, "ICT-CFT": 18, "DIGCOMPEDU": 22}


@pytest.mark.parametrize(("code", "aspects"), [("AI-CFT", 5), ("ICT-CFT", 6)])
def test_unesco_frameworks_have_every_aspect_at_every_level(code: str, aspects: int) -> None:
    (framework,) = (one for one in CATALOGUE.frameworks if one.code == code)

    assert [competency.ref.competency for competency in framework.competencies] == [
        f"{aspect}.{level}" for aspect in range(1, aspects + 1) for level in (1, 2, 3)
    ]
    assert all(
        competency.level == framework.levels[int(competency.ref.competency[-1]) - 1]
        for competency in framework.competencies
    )
    assert len({competency.aspect for competency in framework.competencies}) == aspects


def test_the_six_areas_of_digcompedu_have_their_competences_and_the_levels_of_languages() -> None:
    (framework,) = (one for one in CATALOGUE.frameworks if one.code == "DIGCOMPEDU")
    areas = [competency.ref.competency[0] for competency in framework.competencies]

    assert [areas.count(area) for area in "123456"] == [4, 3, 4, 3, 3, 5]
    assert framework.levels == ("A1", "A2", "B1", "B2", "C1", "C2")


def test_the_courses_are_those_that_centres_report_on() -> None:
    hours = {course.code: int(course.hours) for course in CATALOGUE.courses}

    assert hours == {
        "B1": 24,
        "A3": 16,
        "T1": 16,
        "GENAI-FND": 12,
        "GENAI-PED": 12,
        "GENAI-GOV": 12,
        "GENAI-OPS": 12,
        "GENAI-IND": 12,
    }
    assert all(course.pass_mark == 60 for course in CATALOGUE.courses)
    assert all(course.competencies for course in CATALOGUE.courses)


def test_every_text_of_a_certificate_is_there_in_all_languages_of_the_network() -> None:
    for texts in all_shown_texts():
        assert languages_of(texts) == LANGUAGES, texts.in_language("en")


def scripts_of(text: str) -> set[str]:
    return {
        unicodedata.name(letter).split()[0]
        for letter in text
        if unicodedata.category(letter) in {"Lo", "Lu", "Ll"}
    }


def test_every_text_is_written_in_the_script_of_its_language() -> None:
    for texts in all_shown_texts():
        for tag, script in {"ar": "ARABIC", "zh": "CJK", "ru": "CYRILLIC", "uz-Cyrl": "CYRILLIC"}.items():
            assert script in scripts_of(texts.in_language(tag)) <= {script, "LATIN"}
        for tag in ("en", "fr", "es", "id", "uz"):
            assert scripts_of(texts.in_language(tag)) == {"LATIN"}


def test_uzbek_is_written_with_its_own_letters_and_not_with_apostrophes() -> None:
    for texts in all_shown_texts():
        assert not set("'`‘’") & set(texts.in_language("uz"))


def test_titles_are_short_enough_to_be_printed_large() -> None:
    for certification in CATALOGUE.micro_certifications:
        assert all(len(title) <= 60 for _, title in certification.titles), certification.code


def test_criteria_name_every_course_that_the_requirement_names() -> None:
    for certification in CATALOGUE.micro_certifications:
        for course in courses_of(certification.requirement.rule):
            for tag, criteria in certification.criteria:
                assert course in criteria, (certification.code, tag)


def courses_of(rule: Rule) -> Iterator[str]:
    if isinstance(rule, CoursePassed):
        yield rule.course
    else:
        for part in rule.parts:
            yield from courses_of(part)


def test_one_plus_x_is_the_foundation_and_two_of_four_modules() -> None:
    (certification,) = (one for one in CATALOGUE.micro_certifications if one.code == "GENAI-1X")
    rule = certification.requirement.rule

    assert isinstance(rule, AllOf)
    foundation, modules = rule.parts
    assert foundation == CoursePassed(CATALOGUE.courses[3].code)
    assert isinstance(modules, AtLeast)
    assert (modules.count, len(modules.parts)) == (2, 4)
    assert certification.requirement.minimum_hours == 36
    assert certification.requirement.within_months == 24


def test_the_pioneer_case_award_has_four_categories_that_nobody_earns() -> None:
    conferred = {
        one.code: one.requirement for one in CATALOGUE.micro_certifications if one.requirement.conferred_on
    }

    assert set(conferred) == {"PIONEER-MC", "PIONEER-NC", "PIONEER-SC", "PIONEER-UI"}
    assert set(conferred.values()) == {
        Requirement(NEVER, conferred_on=(RecipientKind.ORGANISATION, RecipientKind.TEAM))
    }
    assert {one.issued_by for one in CATALOGUE.micro_certifications if one.code in conferred} == {
        IssuedBy.SECRETARIAT
    }


def test_centres_and_the_secretariat_both_issue() -> None:
    assert {certification.issued_by for certification in CATALOGUE.micro_certifications} == set(IssuedBy)


def test_the_centres_that_the_demo_speaks_of_are_there_with_their_universities() -> None:
    partners = {partner.code: partner for partner in CATALOGUE.partners}
    centres = {
        code: partner.parent
        for code, partner in partners.items()
        if partner.kind is PartnerKind.NATIONAL_CENTRE
    }

    assert centres == {"NG": "ABU", "EG": "ASU", "ID": "ICEI", "UZ": "TUIT", "PK": None}
    assert all(partners[code].official for code in centres)
    assert [code for code, one in partners.items() if one.kind is PartnerKind.SECRETARIAT] == ["ICHEI"]


def test_the_rotating_presidencies_are_there_and_nobody_is_named_who_presides() -> None:
    presidencies = {one.year: (one.partner, one.head) for one in CATALOGUE.presidencies}

    assert presidencies == {2024: ("ABU", ""), 2025: ("ICEI", "")}
    [secretariat] = [one for one in CATALOGUE.partners if one.kind is PartnerKind.SECRETARIAT]
    [network] = [one for one in CATALOGUE.partners if one.code == secretariat.parent]
    assert network.names.in_language("en").endswith("(IIOE)")


def test_the_layout_is_described_beside_the_files() -> None:
    readme = (SHIPPED / "README.md").read_text(encoding="utf-8")

    for name in ("frameworks/*.toml", "partners.toml", "courses.toml", "micro-certifications.toml"):
        assert name in readme
