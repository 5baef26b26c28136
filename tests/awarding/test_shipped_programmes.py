"""The shipped programmes on results as the Egyptian centre reports them (spring 2025)."""

from datetime import date
from decimal import Decimal

import pytest

from certsvc.awarding.rules import AwardingRules
from certsvc.catalogue.read import SHIPPED, read_catalogue
from certsvc.domain.awards import Award
from certsvc.domain.completions import Outcome
from tests.builders import a_completion, a_learner

CATALOGUE = read_catalogue(SHIPPED)
RULES = AwardingRules({course.code: course for course in CATALOGUE.courses}, CATALOGUE.micro_certifications)

Result = tuple[str, str, int]
ONE_PLUS_X: dict[str, tuple[list[Result], str, list[str]]] = {
    "foundation and modules failed": (
        [
            ("FND", "2025-03-07", 51),
            ("IND", "2025-04-03", 52),
            ("PED", "2025-04-10", 95),
            ("GOV", "2025-03-14", 84),
        ],
        "",
        [],
    ),
    "one module only": ([("FND", "2025-06-25", 93), ("OPS", "2025-03-19", 83)], "", []),
    "second module failed": (
        [("FND", "2025-03-28", 68), ("OPS", "2025-03-11", 75), ("PED", "2025-04-22", 54)],
        "",
        [],
    ),
    "foundation last": (
        [
            ("FND", "2025-04-19", 82),
            ("PED", "2025-02-15", 65),
            ("GOV", "2025-02-26", 50),
            ("OPS", "2025-04-01", 87),
        ],
        "2025-04-19",
        ["PED", "OPS", "FND"],
    ),
    "two modules": (
        [("FND", "2025-02-27", 65), ("GOV", "2025-05-03", 89), ("PED", "2025-04-08", 72)],
        "2025-05-03",
        ["FND", "PED", "GOV"],
    ),
    "a third module later": (
        [
            ("FND", "2025-03-27", 68),
            ("GOV", "2025-04-04", 93),
            ("PED", "2025-06-27", 86),
            ("OPS", "2025-04-05", 61),
        ],
        "2025-04-05",
        ["FND", "GOV", "OPS"],
    ),
}


def awards(results: list[Result], prefix: str = "") -> tuple[Award, ...]:
    learner = a_learner(
        centre="EG", ref="ASU1000", full_name="طارق إبراهيم حسن", latin_name="Tarek Ibrahim Hassan"
    )
    return RULES.awards_for(
        [
            a_completion(
                learner=learner,
                course=prefix + course,
                cohort="2025-1",
                completed_on=date.fromisoformat(day),
                score=Decimal(score),
                hours=None,
            )
            for course, day, score in results
        ]
    )


@pytest.mark.parametrize(("results", "earned_on", "counted"), ONE_PLUS_X.values(), ids=ONE_PLUS_X)
def test_one_plus_x_is_earned_by_the_foundation_and_two_modules(
    results: list[Result], earned_on: str, counted: list[str]
) -> None:
    earned = [award for award in awards(results, "GENAI-") if award.micro_certification.code == "GENAI-1X"]

    assert [award.earned_on.isoformat() for award in earned] == ([earned_on] if earned_on else [])
    for award in earned:
        assert [completion.course for completion in award.completions] == [
            f"GENAI-{code}" for code in counted
        ]


def test_one_course_earns_its_own_micro_certification_and_three_the_programme_too() -> None:
    first = [("B1", "2024-04-22", 89)]
    all_three = [*first, ("A3", "2024-09-01", 60), ("T1", "2025-02-01", 75)]

    assert [award.micro_certification.code for award in awards(first)] == ["MC-B1"]
    assert [award.micro_certification.code for award in awards(all_three)] == [
        "MC-B1",
        "MC-A3",
        "MC-T1",
        "DIGITAL-TEACHING",
    ]


def test_a_course_completed_without_a_score_earns_its_micro_certification() -> None:
    completion = a_completion(course="A3", score=None, hours=None, outcome=Outcome.COMPLETED)

    (award,) = RULES.awards_for([completion])

    assert award.micro_certification.code == "MC-A3"
