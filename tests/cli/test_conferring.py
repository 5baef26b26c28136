from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from certsvc.domain.access import OPERATOR
from certsvc.workflows.browse_records import list_credentials
from tests.conferring import CITATION, MEMBERS

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]
WHEN = ("--on", "2026-11-20", "--edition", "2026")
TEAM = ("--to", "Micro-Course Studio Zaria", "--kind", "team", "--partner", "abu")
HEAD = "award,name,kind,partner,decided_on,edition,members,citation\n"
LINE = f'PIONEER-MC,Micro-Course Studio Zaria,team,ABU,2026-11-20,2026,{"; ".join(MEMBERS)},"{CITATION}"\n'


def codes() -> list[str]:
    return [record.code for record in list_credentials(by=OPERATOR).items]


def test_a_team_is_honoured_and_the_code_is_told(run: Run) -> None:
    members = [option for member in MEMBERS for option in ("--member", member)]
    result = run("confer", "pioneer-mc", *TEAM, *WHEN, *members, "--citation", CITATION, "--language", "fr")
    assert (result.exit_code, result.stderr) == (0, "")
    [code] = codes()
    assert result.stdout == f"Conferred PIONEER-MC 2026 on Micro-Course Studio Zaria: {code}\n"
    [record] = list_credentials(by=OPERATOR).items
    for text in (*MEMBERS, CITATION, "Équipe"):
        assert text in record.signed_bytes.decode()


def test_said_again_it_is_conferred_once(run: Run) -> None:
    first, again = (run("confer", "PIONEER-MC", *TEAM, *WHEN) for _ in range(2))
    assert (first.exit_code, again.exit_code) == (0, 0)
    assert again.stdout.startswith("Conferred before: PIONEER-MC 2026 on Micro-Course Studio Zaria: ")
    assert len(codes()) == 1


def test_in_other_words_it_is_refused_until_a_reason_is_given(run: Run) -> None:
    assert run("confer", "PIONEER-MC", *TEAM, *WHEN).exit_code == 0
    other = ("confer", "PIONEER-MC", *TEAM, *WHEN, "--member", MEMBERS[0])
    refused = run(*other)
    assert (refused.exit_code, refused.stdout, refused.stderr.count("\n")) == (1, "", 1)
    assert run(*other, "--replacing", "A member was left out.").exit_code == 0
    assert len(codes()) == 2


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("PIONEER-MC",),
        ("PIONEER-MC", *TEAM),
        (*TEAM, *WHEN),
        ("PIONEER-MC", *TEAM, "--on", "tomorrow", "--edition", "2026"),
        ("PIONEER-MC", *TEAM[:2], "--kind", "crowd", "--partner", "ABU", *WHEN),
        ("--file", "missing.csv"),
    ],
)
def test_a_decision_that_is_not_whole_is_not_understood(run: Run, arguments: tuple[str, ...]) -> None:
    result = run("confer", *arguments)
    assert (result.exit_code, result.stdout) == (2, "")
    assert codes() == []


def test_a_file_stands_alone(run: Run) -> None:
    Path("awards.csv").write_text(HEAD + LINE)
    assert run("confer", "PIONEER-MC", "--file", "awards.csv").exit_code == 2
    assert run("confer", *TEAM, "--file", "awards.csv").exit_code == 2


def test_a_file_of_several_is_conferred_line_by_line_and_what_is_refused_is_told(run: Run) -> None:
    others = (
        "PIONEER-NC,IIOE Egypt National Centre,organisation,EG,2026-11-20,2026,,\n"
        "MC-B1,Somebody,organisation,EG,2026-11-20,2026,,\n"
        "\n"
        "PIONEER-UI,Somebody,crowd,EG,2026-11-20,2026,,\n"
    )
    Path("awards.csv").write_text(HEAD + LINE + others)
    result = run("confer", "--file", "awards.csv")
    assert result.exit_code == 4
    assert result.stdout.count("Conferred ") == len(codes()) == 2
    assert "Line 4: MC-B1 is not conferred on an organisation." in result.stderr
    assert "Line 6: 'kind' is organisation or team" in result.stderr
    assert "Refused 2 lines of 4" in result.stderr
    again = run("confer", "--file", "awards.csv")
    assert (again.exit_code, again.stdout.count("Conferred before: "), len(codes())) == (1 + 3, 2, 2)


def test_a_file_of_which_nothing_is_conferred_failed(run: Run) -> None:
    Path("awards.csv").write_text(HEAD + "MC-B1,Somebody,organisation,EG,2026-11-20,2026,,\n")
    assert run("confer", "--file", "awards.csv").exit_code == 1
