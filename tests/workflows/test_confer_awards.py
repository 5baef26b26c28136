import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from flask import Flask

from certsvc.domain.access import OPERATOR, Actor, Role, Scope
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.recipients import RecipientKind
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import Finding, VerdictKind
from certsvc.errors import (
    CertsvcError,
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    ProofError,
)
from certsvc.storage import events
from certsvc.storage.database import db
from certsvc.workflows import confer_awards
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import begin_act, preview_act
from certsvc.workflows.confer_awards import confer_award
from certsvc.workflows.issue_credentials import issue_pending
from certsvc.workflows.load_catalogue import load_catalogue
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.run_batch import run_batch
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.conferring import ABU, CITATION, MEMBERS, a_decision, a_team_decision
from tests.uploads import a_row, upload_rows

REASON = "A member was left out."


def all_records() -> tuple[CredentialRecord, ...]:
    return list_credentials(by=OPERATOR).items


def subject_of(record: CredentialRecord) -> dict[str, Any]:
    subject: dict[str, Any] = json.loads(record.signed_bytes)["credentialSubject"]
    return subject


def identities_of(record: CredentialRecord) -> list[tuple[str, str]]:
    return [(one["identityType"], one["identityHash"]) for one in subject_of(record)["identifier"]]


def test_an_institution_is_honoured_with_a_credential_that_verifies(services: Services) -> None:
    conferred = confer_award(services, a_decision(), by=OPERATOR)
    assert conferred.is_new
    assert all_records() == (conferred.record,)
    assert verify_code(services, conferred.record.code).kind is VerdictKind.VALID
    document, subject = json.loads(conferred.record.signed_bytes), subject_of(conferred.record)
    assert document["awardedDate"] == "2026-11-20T00:00:00Z"
    assert subject["achievement"]["achievementType"] == "Award"
    assert (subject["term"], subject["role"], subject["narrative"]) == ("2026", "Institution", CITATION)
    assert identities_of(conferred.record) == [("name", ABU)]
    assert not {"result", "activityEndDate"} & subject.keys()
    assert subject["source"]["id"] == document["issuer"]["id"] == services.addresses.secretariat_did()


def test_the_members_of_a_team_and_its_institution_stand_in_signed_words(services: Services) -> None:
    record = confer_award(services, a_team_decision(), by=OPERATOR).record
    assert identities_of(record) == [
        ("name", "Micro-Course Studio Zaria"),
        ("ext:institutionName", ABU),
        *(("ext:teamMember", member) for member in MEMBERS),
    ]
    listed = "Members of the team: Amina Yusuf, Chinedu Okoro, Ọláìyá Adébáyọ̀."
    assert subject_of(record)["narrative"] == f"{CITATION}\n{listed}"
    assert verify_code(services, record.code).kind is VerdictKind.VALID


def test_the_same_decision_again_is_the_same_credential(services: Services) -> None:
    first = confer_award(services, a_team_decision(), by=OPERATOR)
    again = confer_award(services, a_team_decision(name=" Micro-Course  Studio Zaria "), by=OPERATOR)
    assert (again.record, again.is_new) == (first.record, False)
    assert len(all_records()) == 1
    assert [event.action for event in events.list_events("credential", first.record.id)] == ["conferred"]


def test_one_recipient_may_be_honoured_for_each_category_and_in_each_edition(services: Services) -> None:
    for decision in (
        a_decision(),
        a_decision(code="PIONEER-SC"),
        a_decision(edition="2024", decided_on=date(2024, 11, 20)),
        a_team_decision(name=ABU),
    ):
        assert confer_award(services, decision, by=OPERATOR).is_new
    assert len(all_records()) == 4


def test_another_decision_on_the_same_needs_a_reason_and_takes_the_place_of_the_first(
    services: Services,
) -> None:
    first = confer_award(services, a_team_decision(members=MEMBERS[:2]), by=OPERATOR).record
    with pytest.raises(ConflictError) as caught:
        confer_award(services, a_team_decision(), by=OPERATOR)
    assert caught.value.code == "conferred_otherwise"
    second = confer_award(services, a_team_decision(), by=OPERATOR, replacing=REASON).record
    assert (second.award_id, second.supersedes) == (first.award_id, first.id)
    verdict = verify_code(services, first.code)
    assert verdict.finding is Finding.REVOKED
    assert verify_code(services, second.code).kind is VerdictKind.VALID
    assert not confer_award(services, a_team_decision(), by=OPERATOR).is_new


def test_what_was_withdrawn_does_not_come_back_by_a_call_that_is_repeated(services: Services) -> None:
    first = confer_award(services, a_decision(), by=OPERATOR).record
    revoke_credential(services, first.code, reason="Conferred by mistake.", by=OPERATOR)
    with pytest.raises(ConflictError) as caught:
        confer_award(services, a_decision(), by=OPERATOR)
    assert caught.value.code == "award_withdrawn"
    anew = confer_award(services, a_decision(), by=OPERATOR, replacing="The mistake was ours.").record
    assert anew.supersedes == first.id
    assert verify_code(services, anew.code).kind is VerdictKind.VALID


def test_calls_at_the_same_moment_confer_once(app: Flask, services: Services) -> None:
    def confer(_: int) -> tuple[str, bool]:
        with app.app_context():
            try:
                conferred = confer_award(services, a_team_decision(), by=OPERATOR)
            finally:
                db.session.remove()
            return conferred.record.id, conferred.is_new

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(confer, range(8)))
    assert len({record_id for record_id, _ in answers}) == 1
    assert sum(is_new for _, is_new in answers) == 1
    assert len(all_records()) == 1


def test_nothing_that_anyone_completes_earns_what_is_conferred(services: Services) -> None:
    courses = ("B1", "A3", "T1", "GENAI-FND", "GENAI-PED", "GENAI-GOV", "GENAI-OPS", "GENAI-IND")
    upload_rows(services, *(a_row(1, course_code=course) for course in courses))
    issue_pending(services, by=OPERATOR)
    earned = {record.micro_certification for record in all_records()}
    assert "MC-B1" in earned
    assert not any(code.startswith("PIONEER") for code in earned)


def test_who_is_honoured_is_never_due_for_what_is_earned(services: Services) -> None:
    confer_award(services, a_decision(partner="NG", name="IIOE Nigeria National Centre"), by=OPERATOR)
    assert issue_pending(services, by=OPERATOR) == ()
    row = a_row(1, learner_ref="@organisation:iioe nigeria national centre")
    report = upload_rows(services, row)
    assert report.counts.refused == 1
    assert len(all_records()) == 1


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"code": "MC-B1"}, "not_conferred"),
        ({"kind": RecipientKind.PERSON}, "not_conferred"),
        ({"members": MEMBERS}, "members_of_no_team"),
        ({"kind": RecipientKind.TEAM, "members": (*MEMBERS, MEMBERS[0])}, "member_twice"),
        (
            {"kind": RecipientKind.TEAM, "members": tuple(f"Member {n}" for n in range(51))},
            "too_many_members",
        ),
        ({"kind": RecipientKind.TEAM, "members": ("",)}, "name_missing"),
        ({"name": ""}, "name_missing"),
        ({"name": "12"}, "no_letters"),
        ({"name": "Univ\u202eersity"}, "bidirectional_controls"),
        ({"name": "x" * 201}, "too_long"),
        ({"name": "\ufdfa" * 30}, "too_long"),
        ({"citation": "x" * 401}, "too_long"),
        ({"latin_name": "Университет"}, "latin_name_not_latin"),
        ({"edition": "this year"}, "edition_malformed"),
        ({"decided_on": date(2026, 11, 25)}, "decided_later"),
    ],
)
def test_a_decision_that_cannot_be_printed_or_makes_no_sense_is_refused(
    services: Services, values: dict[str, Any], code: str
) -> None:
    with pytest.raises(InvalidInputError) as caught:
        confer_award(services, a_decision(**values), by=OPERATOR)
    assert caught.value.code == code
    assert all_records() == ()


def test_an_award_or_a_partner_that_is_not_there_is_not_found(services: Services) -> None:
    for decision in (a_decision(code="PIONEER-XX"), a_decision(partner="NOBODY")):
        with pytest.raises(NotFoundError):
            confer_award(services, decision, by=OPERATOR)


def test_the_secretariat_alone_confers(services: Services) -> None:
    centre = Actor(name="Zaria", role=Role.CENTRE, centre=PartnerCode("NG"))
    reader = Actor(name="reader", role=Role.SECRETARIAT, scopes=frozenset({Scope.READ}))
    for actor in (centre, reader):
        with pytest.raises(NotAllowedError):
            confer_award(services, a_decision(partner="NG"), by=actor)


def test_a_credential_that_does_not_verify_is_not_conferred(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forged(*arguments: Any, **options: Any) -> CredentialRecord:  # noqa: ANN401  # whatever it is given
        record = stored(*arguments, **options)
        db.session.execute(
            db.text("UPDATE credential SET signed_bytes = :bytes WHERE id = :id"),
            {"bytes": record.signed_bytes.replace(b"Ahmadu", b"Nobody"), "id": record.id},
        )
        return record

    stored = confer_awards._store  # noqa: SLF001  # the step before the last
    monkeypatch.setattr(confer_awards, "_store", forged)
    with pytest.raises(ProofError):
        confer_award(services, a_decision(), by=OPERATOR)
    assert all_records() == ()


@pytest.mark.parametrize(
    ("language", "role", "title"),
    [
        ("ar", "فريق", "جائزة الحالة الرائدة: الشهادات المصغّرة"),
        ("zh", "团队", "先锋案例奖：微认证"),
        ("uz-Cyrl", "Жамоа", "Илғор тажриба мукофоти: микросертификатлаш"),
    ],
)
def test_an_award_is_written_in_the_language_of_the_decision(
    services: Services, language: str, role: str, title: str
) -> None:
    record = confer_award(services, a_team_decision(language=language, citation=""), by=OPERATOR).record
    subject = subject_of(record)
    assert (subject["role"], subject["achievement"]["name"]) == (role, title)
    assert "2026" in subject["narrative"]
    assert verify_code(services, record.code).kind is VerdictKind.VALID


def test_an_award_is_reissued_from_its_decision(services: Services) -> None:
    old = confer_award(services, a_team_decision(), by=OPERATOR).record
    wanted = CredentialFilter(micro_certification="PIONEER-MC", key=old.key)
    act = BulkAct(BatchKind.REISSUE, wanted, reason="The key was stolen.")
    begun = begin_act(services, act, expected=preview_act(act, by=OPERATOR), by=OPERATOR)
    run_batch(services, begun.batch.id)
    [new] = [record for record in all_records() if record.revocation is None]
    assert (new.supersedes, new.award_id) == (old.id, old.award_id)
    assert subject_of(new)["identifier"] == subject_of(old)["identifier"]
    assert subject_of(new)["narrative"] == subject_of(old)["narrative"]
    assert verify_code(services, new.code).kind is VerdictKind.VALID
    assert verify_code(services, old.code).finding is Finding.REVOKED


def test_loading_the_catalogue_again_does_not_make_new_versions(services: Services) -> None:
    from certsvc.catalogue.read import SHIPPED  # noqa: PLC0415  # only here

    changes = load_catalogue(services, SHIPPED, by=OPERATOR)
    assert (changes.added, changes.changed) == ((), ())


def test_every_refusal_is_an_error_of_ours(services: Services) -> None:
    """Whatever a caller sends as texts."""
    for text in ("\x00", "\ud800", "=1+1", "??", "#REF!", "\u200b"):
        for decision in (
            a_decision(name=text),
            a_decision(citation=text, name="A University"),
            replace(a_team_decision(), members=(text,)),
        ):
            try:
                confer_award(services, decision, by=OPERATOR)
            except CertsvcError:
                continue
            assert decision.citation.strip("\u200b") == ""
