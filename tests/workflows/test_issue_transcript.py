import json
from io import BytesIO

import pikepdf
import pytest

from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.batches import SheetFormat
from certsvc.domain.identifiers import CredentialId, LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialKind
from certsvc.domain.verdicts import Carrier, CheckName, CheckResult, Finding, Form, VerdictKind
from certsvc.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from certsvc.storage import events
from certsvc.storage.credentials_of_people import list_credentials_of, list_transcripts
from certsvc.workflows import fitting_transcripts
from certsvc.workflows import issue_transcript as module
from certsvc.workflows.export_credential import export_credential
from certsvc.workflows.issue_transcript import issue_transcript, issue_transcript_of_learner
from certsvc.workflows.manage_keys import compromise_key
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code, verify_presented
from tests.conftest import Clock
from tests.transcribing import CENTRE, a_holder, a_person, bind, parts_of
from tests.uploads import a_row, csv_file, upload, upload_rows
from tests.web.stored import alter_stored_bytes


def test_a_person_gets_one_signed_record_of_all_that_she_holds(services: Services) -> None:
    person_id, records = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    assert (transcript.kind, transcript.person_id, transcript.award_id) == (
        CredentialKind.TRANSCRIPT,
        person_id,
        None,
    )
    assert all(record.signed_bytes in transcript.signed_bytes for record in records)
    document = json.loads(transcript.signed_bytes)
    assert document["partial"] is False
    assert document["issuer"]["id"] == services.addresses.secretariat_did()
    verdict = verify_code(services, transcript.code)
    assert (verdict.kind, verdict.finding) == (VerdictKind.VALID, Finding.VALID)
    assert [part.kind for part in verdict.parts] == [VerdictKind.VALID] * 3
    assert list_transcripts(person_id) == (transcript,)
    assert transcript not in list_credentials_of(person_id)


def test_her_certificates_of_several_centres_stand_in_one(services: Services) -> None:
    person_id, _ = a_holder(services, count=1)
    upload(services, csv_file([a_row(9)]), centre="EG")
    bind(person_id, "ABU-0009", centre=PartnerCode("EG"))
    sources = [
        part["credentialSubject"]["source"]["id"]
        for part in parts_of(issue_transcript(services, person_id, by=OPERATOR))
    ]
    assert {source.rpartition(":")[2] for source in sources} == {"NG", "EG"}


def test_what_she_selects_is_said_to_be_a_part(services: Services) -> None:
    person_id, records = a_holder(services)
    transcript = issue_transcript(services, person_id, [records[1].id], by=person_id)
    assert [part["id"] for part in parts_of(transcript)] == [services.addresses.credential(records[1].id)]
    assert json.loads(transcript.signed_bytes)["partial"] is True
    assert verify_code(services, transcript.code).kind is VerdictKind.VALID


def test_the_same_once_more_is_the_same_transcript(services: Services) -> None:
    person_id, records = a_holder(services)
    first = issue_transcript(services, person_id, by=person_id)
    assert issue_transcript(services, person_id, by=OPERATOR) == first
    assert issue_transcript(services, person_id, [one.id for one in records], by=person_id) == first
    revoke_credential(services, first.code, reason="Made by mistake.", by=OPERATOR)
    assert issue_transcript(services, person_id, by=person_id).id != first.id


def test_a_stolen_key_makes_a_new_transcript_of_what_still_stands(services: Services, clock: Clock) -> None:
    person_id, records = a_holder(services)
    first = issue_transcript(services, person_id, [records[0].id], by=person_id)
    clock.advance(days=1)
    compromise_key(services, first.key, since=clock(), by=OPERATOR)
    second = issue_transcript(services, person_id, [records[0].id], by=person_id)
    assert second.key != first.key
    assert verify_code(services, second.code).kind is VerdictKind.VALID


def test_a_revoked_certificate_is_left_out_and_can_not_be_selected(services: Services) -> None:
    person_id, records = a_holder(services)
    revoke_credential(services, records[0].code, reason="A wrong name.", by=OPERATOR)
    transcript = issue_transcript(services, person_id, by=person_id)
    assert len(parts_of(transcript)) == 2
    assert json.loads(transcript.signed_bytes)["partial"] is False  # what was taken back is not hers
    with pytest.raises(ConflictError) as caught:
        issue_transcript(services, person_id, [records[0].id], by=person_id)
    assert caught.value.code == "certificate_not_sound"


def test_what_was_altered_in_storage_never_gets_into_a_transcript(services: Services) -> None:
    person_id, records = a_holder(services)
    alter_stored_bytes(records[0], b'"89"', b'"99"')
    transcript = issue_transcript(services, person_id, by=person_id)
    assert len(parts_of(transcript)) == 2
    assert json.loads(transcript.signed_bytes)["partial"] is True
    with pytest.raises(ConflictError):
        issue_transcript(services, person_id, [records[0].id], by=person_id)


def test_a_certificate_revoked_later_is_told_and_leaves_the_transcripts_own_signature(
    services: Services,
) -> None:
    person_id, records = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    revoke_credential(services, records[0].code, reason="A wrong name.", by=OPERATOR)
    verdict = verify_code(services, transcript.code)
    assert {check.result for check in verdict.checks} == {CheckResult.PASSED}
    assert (verdict.kind, verdict.finding) == (VerdictKind.INVALID, Finding.REVOKED)
    assert sorted(part.finding for part in verdict.parts) == [Finding.REVOKED, Finding.VALID, Finding.VALID]


def test_a_revoked_transcript_says_nothing_against_its_certificates(services: Services) -> None:
    person_id, _ = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    revoke_credential(services, transcript.code, reason="Made by mistake.", by=OPERATOR)
    verdict = verify_code(services, transcript.code)
    assert verdict.finding is Finding.REVOKED
    assert {part.finding for part in verdict.parts} == {Finding.VALID}


def test_nobody_gets_the_certificates_of_others(services: Services) -> None:
    person_id, records = a_holder(services)
    other = a_person(services, number=2)
    with pytest.raises(NotFoundError):
        issue_transcript(services, other, [records[0].id], by=other)
    with pytest.raises(NotFoundError):
        issue_transcript(services, person_id, by=other)
    with pytest.raises(NotFoundError):
        issue_transcript(services, person_id, [CredentialId("no id")], by=person_id)
    with pytest.raises(NotFoundError):
        issue_transcript(services, PersonId("nobody"), by=OPERATOR)
    with pytest.raises(NotAllowedError):
        issue_transcript(services, person_id, by=Actor("a centre", Role.CENTRE, CENTRE))
    with pytest.raises(NotAllowedError):
        issue_transcript(services, person_id, by=Actor("a key", Role.SECRETARIAT, scopes=frozenset()))


def test_who_has_nothing_gets_nothing(services: Services) -> None:
    person_id = a_person(services)
    with pytest.raises(ConflictError) as caught:
        issue_transcript(services, person_id, by=person_id)
    assert caught.value.code == "nothing_earned"
    assert list_transcripts(person_id) == ()


def test_a_person_makes_no_more_than_so_many_a_day(
    services: Services, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_A_DAY", 2)
    person_id, records = a_holder(services)
    for record in records[:2]:
        issue_transcript(services, person_id, [record.id], by=person_id)
    with pytest.raises(ConflictError) as caught:
        issue_transcript(services, person_id, [records[2].id], by=person_id)
    assert caught.value.code == "too_many_transcripts"
    issue_transcript(services, person_id, [records[2].id], by=OPERATOR)
    clock.advance(days=2)
    issue_transcript(services, person_id, by=person_id)


def test_more_certificates_than_one_document_holds_have_to_be_selected(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fitting_transcripts, "MOST_CREDENTIALS", 2)
    person_id, records = a_holder(services)
    for wanted in (None, [record.id for record in records]):
        with pytest.raises(InvalidInputError) as caught:
            issue_transcript(services, person_id, wanted, by=person_id)
        assert caught.value.code == "too_many_credentials"
    assert (
        len(parts_of(issue_transcript(services, person_id, [one.id for one in records[:2]], by=person_id)))
        == 2
    )


def test_the_log_knows_of_it_without_a_name(services: Services) -> None:
    person_id, _ = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    [event] = events.list_events("credential", transcript.id)
    assert (event.actor, event.action) == ("holder", "issued")
    assert event.detail == {"kind": "transcript", "credentials": 3, "partial": False}


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("ar", "كشف الشهادات المصغّرة"),
        ("zh", "微认证成绩单"),
        ("uz-Cyrl", "Микросертификатлар бўйича кўчирма"),
    ],
)
def test_it_is_in_the_language_of_its_holder(services: Services, language: str, title: str) -> None:
    person_id, _ = a_holder(services, count=1, language=language)
    transcript = issue_transcript(services, person_id, by=person_id)
    assert json.loads(transcript.signed_bytes)["name"] == title


def test_every_download_of_it_verifies(services: Services) -> None:
    person_id, records = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    for export_format, carrier, form in (
        (SheetFormat.JSON, Carrier.JSON, Form.DATA_INTEGRITY),
        (SheetFormat.JWT, Carrier.JWT, Form.JWT),
        (SheetFormat.PDF, Carrier.PDF, Form.DATA_INTEGRITY),
    ):
        content = export_credential(services, transcript.code, export_format).content
        verdict = verify_presented(services, content)
        assert (verdict.kind, verdict.carrier, verdict.form) == (VerdictKind.VALID, carrier, form), (
            export_format
        )
        assert len(verdict.parts) == len(records)
        sheets = [check for check in verdict.checks if check.check is CheckName.SHEET]
        assert len(sheets) == (export_format is SheetFormat.PDF)


def test_its_qr_code_leads_to_its_page(services: Services) -> None:
    person_id, _ = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    picture = export_credential(services, transcript.code, SheetFormat.PNG).content
    verdict = verify_presented(services, picture)
    assert (verdict.kind, len(verdict.parts)) == (VerdictKind.VALID, 3)


def test_an_edited_sheet_of_it_is_found_out(services: Services) -> None:
    person_id, _ = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    content = export_credential(services, transcript.code, SheetFormat.PDF).content
    saved = BytesIO()
    with pikepdf.open(BytesIO(content)) as pdf:
        page = pdf.pages[0]
        font = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica
            )
        )
        page.add_resource(font, pikepdf.Name.Font, pikepdf.Name.F99)
        page.contents_add(b"q BT /F99 18 Tf 60 400 Td (DOCTOR OF EVERYTHING) Tj ET Q")
        pdf.save(saved)
    assert verify_presented(services, saved.getvalue()).finding is Finding.EDITED


def test_the_secretariat_makes_one_for_a_learner_whom_nobody_has_claimed(services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2))
    ref = LearnerRef("ABU-0001")
    transcript = issue_transcript_of_learner(services, CENTRE, ref, by=OPERATOR)
    assert (transcript.person_id, transcript.centre, transcript.learner_ref) == (None, CENTRE, ref)
    assert len(parts_of(transcript)) == 1
    assert verify_code(services, transcript.code).kind is VerdictKind.VALID
    assert issue_transcript_of_learner(services, CENTRE, ref, by=OPERATOR) == transcript
    with pytest.raises(NotFoundError):
        issue_transcript_of_learner(services, CENTRE, LearnerRef("nobody"), by=OPERATOR)


def test_of_a_learner_who_was_claimed_it_has_what_the_person_holds(services: Services) -> None:
    person_id, _ = a_holder(services)
    transcript = issue_transcript_of_learner(services, CENTRE, LearnerRef("ABU-0001"), by=OPERATOR)
    assert transcript.person_id == person_id
    assert len(parts_of(transcript)) == 3


def test_an_old_transcript_of_a_learner_is_no_certificate_of_the_person(services: Services) -> None:
    upload_rows(services, a_row(1))
    issue_transcript_of_learner(services, CENTRE, LearnerRef("ABU-0001"), by=OPERATOR)
    person_id = a_person(services)
    bind(person_id, "ABU-0001")
    assert len(parts_of(issue_transcript(services, person_id, by=person_id))) == 1
