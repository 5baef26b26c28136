"""``certsvc corrections`` as an operator uses it."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result
from PIL import Image

from certsvc.domain.corrections import CorrectedField
from certsvc.workflows.ask_correction import Wanted, show_correctable
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.services import Services
from tests.correcting import MISSPELT, NAME, RIGHT, asked, certificates, somebody, standing

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)

Run = Callable[..., Result]


def test_what_waits_is_listed_shown_and_approved(run: Run, services: Services) -> None:
    assert run("corrections", "list").stdout == "No correction waits for a decision.\n"
    person = somebody(services)
    old = standing(person)
    [result] = show_correctable(services, person, old.id).completions
    correction = asked(services, person, Wanted(NAME, RIGHT), Wanted(CorrectedField.SCORE, "90", result.id))
    listed = run("corrections", "list", "--centre", "ng")
    assert correction.id in listed.stdout
    assert "full_name, score" in listed.stdout
    shown = run("corrections", "show", correction.id).stdout
    for text in (MISSPELT, RIGHT, old.code, "score (B1, 2026-04)", "It is spelt with a z.", "ABU-0001"):
        assert text in shown
    transcript = issue_transcript(services, person, by=person)
    approved = run("corrections", "approve", correction.id, "--word", "Sorry!")
    assert approved.exit_code == 0
    assert f"{old.code} → {standing(person).code}" in approved.stdout
    assert "1 certificate and 1 transcript replaced" in approved.stdout
    assert f"{transcript.code} → " in approved.stdout
    again = run("corrections", "approve", correction.id)
    assert (again.exit_code, len(again.stderr.splitlines())) == (1, 1)
    decided = run("corrections", "show", correction.id).stdout
    for text in ("Sorry!", "stood", MISSPELT, "asked for", RIGHT):
        assert text in decided


def test_what_is_declined_needs_a_word(run: Run, services: Services) -> None:
    person = somebody(services)
    correction = asked(services, person)
    assert run("corrections", "decline", correction.id).exit_code == 2
    declined = run("corrections", "decline", correction.id, "--word", "So says your passport.")
    assert declined.stdout == "Declined; she is told.\n"
    assert correction.id in run("corrections", "list", "--state", "declined").stdout
    assert [one.revocation for one in certificates(person)] == [None]


def test_the_document_is_written_to_a_file_and_over_none(run: Run, services: Services) -> None:
    content = io.BytesIO()
    Image.new("L", (30, 30)).save(content, "PNG")
    correction = asked(services, somebody(services), attachment=content.getvalue())
    assert run("corrections", "show", correction.id, "-o", "passport.png").exit_code == 0
    assert Path("passport.png").read_bytes() == content.getvalue()
    assert run("corrections", "show", correction.id, "-o", "passport.png").exit_code == 1


def test_one_that_is_not_there_is_said_in_a_line(run: Run) -> None:
    for arguments in (("show", "nothing"), ("approve", "nothing"), ("decline", "nothing", "--word", "x")):
        result = run("corrections", *arguments)
        assert (result.exit_code, result.stderr) == (1, "certsvc: There is no such correction.\n")
