"""Sheets of what is conferred: on an institution, on a team, in every language and with many members."""

import random
from collections.abc import Sequence
from typing import Any

import pytest

from certsvc.domain.conferrals import Conferral
from certsvc.rendering.certificate import Template, certificate_pdf
from certsvc.rendering.equipment import PACKAGED
from certsvc.rendering.facts import facts_of
from certsvc.rendering.fonts import Face
from certsvc.rendering.honoured import Team, citation_of, team_of
from certsvc.rendering.labels import labels_for, languages
from certsvc.rendering.setting import set_text
from certsvc.rendering.sheet import read_sheet
from tests.builders import a_signed_credential, a_signed_document
from tests.conferring import ABU, CITATION, MEMBERS, a_decision, a_team_decision, an_honour
from tests.gallery.specimens import specimens
from tests.rendering.reading import check_all_inside, pdf_of, text_of
from tests.rendering.test_hostile_sheets import texts

SPECIMENS = tuple(specimens())


def sheet_text(decision: Conferral, template: Template) -> str:
    pdf = certificate_pdf(a_signed_credential(an_honour(decision)).content, template=template)
    check_all_inside(pdf, template)
    return text_of(pdf)


def a_team_document(members: Sequence[str], **differences: Any) -> dict[str, Any]:  # noqa: ANN401
    document = a_signed_document(**differences)
    document["credentialSubject"]["achievement"]["achievementType"] = "Award"
    document["credentialSubject"]["identifier"] += [
        {"type": "IdentityObject", "hashed": False, "identityHash": name, "identityType": "ext:teamMember"}
        for name in members
    ]
    return document


@pytest.mark.parametrize("template", Template)
def test_an_award_was_awarded_and_has_an_edition(template: Template) -> None:
    shown = sheet_text(a_decision(), template)
    for said in (ABU, CITATION, "is honoured with", "AWARDED 20 November 2026", "EDITION 2026"):
        assert said in shown, said
    for said in ("COMPLETED", "COHORT", "TEAM MEMBERS", "ASSESSING CENTRE"):
        assert said not in shown, said


def test_what_was_earned_was_completed_in_a_cohort() -> None:
    shown = text_of(pdf_of(a_signed_document()))
    assert "COMPLETED" in shown
    assert "COHORT" in shown
    assert "AWARDED" not in shown


@pytest.mark.parametrize("template", Template)
def test_a_teams_institution_and_members_stand_on_its_sheet_once(template: Template) -> None:
    shown = sheet_text(a_team_decision(), template)
    order = ("Micro-Course Studio Zaria", ABU, "is honoured with", CITATION, "TEAM MEMBERS", *MEMBERS)
    assert sorted(order[:4], key=shown.index) == list(order[:4])
    for said in order:
        assert shown.count(said) == 1, said
    assert "Members of the team" not in shown


@pytest.mark.parametrize("template", Template)
def test_fifty_members_are_all_named_beside_the_longest_citation(template: Template) -> None:
    members = tuple(f"Ọláìyá Adébáyọ̀ Okonkwo {n:02}" for n in range(50))
    citation = ("They made short courses for everybody. " * 11)[:400].strip()
    shown = sheet_text(a_team_decision(members=members, citation=citation), template)
    for name in (*members, citation):
        assert name in shown, name
    assert "more on the verification page" not in shown


def test_members_that_no_sheet_holds_are_counted() -> None:
    names = [f"{n:02} " + "x" * 100 for n in range(50)]
    team = team_of(a_team_document(names))
    assert 5 < len(team.members) < 50
    assert len(team.members) + team.left_out == 50
    assert f"and {team.left_out} more on the verification page" in text_of(pdf_of(a_team_document(names)))


@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("seed", range(12))
def test_no_member_however_called_leaves_the_page(template: Template, seed: int) -> None:
    chance = random.Random(seed)
    text = texts(chance)
    members = [next(text)[:200] for _ in range(chance.choice([1, 7, 50]))]
    language = chance.choice(["en", "ar", "zh", "uz-Cyrl"])
    document = a_team_document(members, language=language, name=next(text)[:200], title=next(text)[:120])
    check_all_inside(pdf_of(document, template, bilingual=chance.random() < 0.5), template)


@pytest.mark.parametrize("kind", ["team", "team-of-fifty"])
@pytest.mark.parametrize("language", languages())
def test_an_award_is_worded_in_every_language(language: str, kind: str) -> None:
    (specimen,) = (one for one in SPECIMENS if (one.language, one.kind) == (language, kind))
    labels = labels_for(language)
    for template in Template:
        pdf = certificate_pdf(specimen.content, template=template, bilingual=True)
        check_all_inside(pdf, template)
    if language != "ar":  # whose letters a PDF holds in their joined forms
        shown = text_of(pdf)
        for name in ("awarded", "edition", "members"):
            assert labels[name].upper() in shown, labels[name]
        assert labels["completed"].upper() not in shown


def test_only_a_sentence_that_names_every_member_is_left_out() -> None:
    team = Team(("Amina", "Bola"))
    assert citation_of("For it.\nMembers: Amina, Bola.", team) == "For it."
    assert citation_of("For it.\nMembers: Amina.", team) == "For it.\nMembers: Amina."
    assert citation_of("For Amina, Bola.", team) == ""
    assert citation_of("For it.\nAll of it.", Team()) == "For it.\nAll of it."


def test_an_institution_that_is_honoured_itself_is_named_once() -> None:
    sheet = read_sheet(a_signed_credential(an_honour(a_decision())).document)
    assert (sheet.name, sheet.institution, sheet.team) == (ABU, None, Team())
    team = read_sheet(a_signed_credential(an_honour(a_team_decision())).document)
    assert (team.institution, team.team.members) == (ABU, MEMBERS)


def test_a_hashed_member_is_not_printed() -> None:
    document = a_team_document(["sha256$00"])
    document["credentialSubject"]["identifier"][-1]["hashed"] = True
    assert team_of(document) == Team()


@pytest.mark.parametrize("language", languages())
def test_no_date_of_any_month_needs_a_second_line_beside_another(language: str) -> None:
    """Half of the narrow column of the classic sheet, at the smallest size that dates are set in."""
    half, smallest = (63 - 5) / 2 * 72 / 25.4, 9.6 * 0.8
    for month in range(1, 13):
        document = a_signed_document(language=language, awardedDate=f"2026-{month:02}-24T00:00:00Z")
        (day,) = [
            fact.value
            for fact in facts_of(document, labels_for(language))
            if fact.label == labels_for(language)["completed"]
        ]
        assert set_text(day, Face.PLAIN, PACKAGED)["w"] * smallest <= half, day


def test_kinds_of_recipients_are_all_shown_in_the_gallery() -> None:
    kinds = {one.kind for one in SPECIMENS}
    assert {"institution", "team", "team-of-fifty"} <= kinds
