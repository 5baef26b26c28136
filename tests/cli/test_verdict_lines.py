from datetime import UTC, datetime

import click
import pytest

from certsvc.cli.verdict_lines import certified_fields, verdict_lines
from certsvc.domain.identifiers import Did, LanguageTag, VerificationCode
from certsvc.domain.texts import Texts
from certsvc.domain.verdicts import (
    Check,
    CheckName,
    CheckResult,
    Finding,
    Remains,
    Successor,
    Verdict,
    Withdrawn,
)
from tests.builders import a_signed_credential
from tests.conferring import ABU, MEMBERS, a_team_decision, an_honour

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_credential_of_any_shape_is_shown_without_failing() -> None:
    values: tuple[object, ...] = (None, 7, "text", [], [[]], {}, {"name": []}, [{"identityType": 1}])
    for value in values:
        document = dict.fromkeys(("credentialSubject", "issuer", "name", "validFrom", "id"), value)
        subject = dict.fromkeys(("identifier", "achievement", "result", "source", "term"), value)
        for shape in (document, {"credentialSubject": subject}):
            assert all(isinstance(text, str) for _, text in certified_fields(shape))


def test_a_hostile_name_cannot_steer_the_terminal() -> None:
    verdict = Verdict(
        checks=(Check(CheckName.PROOF, CheckResult.FAILED, "proof_invalid", "It does not fit.\x1b[2J"),),
        credential={"name": "\x1b]0;owned\x07 VALID\n\nVALID: genuine"},
        finding=Finding.TAMPERED,
    )
    lines = [click.unstyle(line) for line in verdict_lines(verdict)]
    assert not [line for line in lines if "\x1b" in line or "\x07" in line]
    assert not [line for line in lines if line.startswith("VALID")]


@pytest.mark.parametrize("finding", Finding)
def test_every_finding_has_a_headline_of_its_own(finding: Finding) -> None:
    headlines = {
        next(verdict_lines(Verdict(checks=(), credential=None, finding=other)))
        for other in Finding
        if other is not finding
    }
    assert next(verdict_lines(Verdict(checks=(), credential=None, finding=finding))) not in headlines


def test_foreign_shapes_are_shown_with_every_subject_and_achievement() -> None:
    document = {
        "issuer": "did:web:example.org",
        "issuanceDate": "2024-05-01T00:00:00Z",
        "credentialSubject": [
            {
                "name": "Amina",
                "achievement": [{"name": "One"}, {"name": [{"@value": "Two", "@language": "en"}]}],
            },
            {"id": "did:key:z6Mk", "achievement": {"name": "Three"}},
        ],
    }
    fields = list(certified_fields(document))
    for pair in (
        ("name", "Amina"),
        ("name", "did:key:z6Mk"),
        ("certificate", "One"),
        ("certificate", "Two"),
        ("certificate", "Three"),
        ("issuer", "did:web:example.org"),
        ("issued", "2024-05-01"),
    ):
        assert pair in fields


@pytest.mark.parametrize("finding", [finding for finding in Finding if finding is not Finding.VALID])
def test_only_a_valid_one_is_called_valid(finding: Finding) -> None:
    first = click.unstyle(next(verdict_lines(Verdict(checks=(), credential=None, finding=finding))))
    assert not first.startswith("VALID")


def test_an_award_is_told_with_its_team_and_edition() -> None:
    fields = list(certified_fields(a_signed_credential(an_honour(a_team_decision())).document))
    for pair in (
        ("name", "Micro-Course Studio Zaria"),
        ("institution", ABU),
        ("honoured as", "Team"),
        ("edition", "2026"),
        ("awarded", "2026-11-20"),
        *(("team member", member) for member in MEMBERS),
    ):
        assert pair in fields
    assert not {"cohort", "earned", "assessed by", "role"} & {label for label, _ in fields}


def test_what_was_earned_has_a_cohort_and_no_edition() -> None:
    labels = {label for label, value in certified_fields(a_signed_credential().document) if value}
    assert {"cohort", "earned", "assessed by"} <= labels
    assert not {"edition", "awarded", "conferred by", "institution", "team member"} & labels


def test_a_replaced_one_leads_on_and_says_why() -> None:
    newer = Successor(VerificationCode("2J4D-N8TW-6X1S-QY5B-C"), "https://x.example/v/2J4D", AT)
    why = Withdrawn(AT, "The name was\x1b[2J corrected.")
    verdict = Verdict((), None, Finding.REVOKED, superseded_by=newer, withdrawn=why)
    lines = [click.unstyle(line) for line in verdict_lines(verdict)]
    assert "A newer one has taken its place: 2J4D-N8TW-6X1S-QY5B-C" in lines
    assert "  https://x.example/v/2J4D" in lines
    assert not [line for line in lines if "\x1b" in line]
    assert [line for line in lines if line.startswith("The reason given: The name was")]


def test_of_an_erased_one_it_says_who_issued_it_and_when() -> None:
    names = Texts({LanguageTag("en"): "A centre"})
    remains = Remains(Did("did:web:x.example"), names, AT, None)
    lines = list(verdict_lines(Verdict((), None, Finding.ERASED, remains=remains)))
    text = click.unstyle("\n".join(lines))
    for part in ("ERASED", "2026-11-24", "A centre", "did:web:x.example"):
        assert part in text
