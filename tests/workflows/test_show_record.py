"""Her record over centres and years."""

from datetime import date

import pytest
from sqlalchemy import update

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import SheetFormat
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import Finding
from certsvc.errors import NotFoundError
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db, transaction
from certsvc.storage.learners import LearnerRow
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.export_own import export_own, export_own_qr
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.own_transcripts import list_own_transcripts, show_own_transcript
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import (
    Certificate,
    CompletedCourse,
    Standing,
    show_certificate,
    show_record,
)
from certsvc.workflows.verify_credential import verify_presented
from tests.people import ADDRESS, claimed
from tests.uploads import a_row, csv_file, upload, upload_rows

STRANGER = PersonId("00000000-0000-7000-8000-000000000000")


def credential_of(ref: str) -> CredentialRecord:
    (record,) = [one for one in list_credentials(by=OPERATOR).items if one.learner_ref == ref]
    return record


def test_years_come_newest_first_and_a_certificate_before_its_course(services: Services) -> None:
    upload_rows(
        services,
        a_row(1, completed_on="2024-04-22", cohort="2024-04"),
        a_row(1, course_code="GENAI-FND", completed_on="2026-03-01", outcome="failed", score="30"),
        a_row(2),
    )
    record = show_record(services, claimed(services).person_id)
    assert [year.year for year in record.years] == [2026, 2024]
    (failed,) = record.years[0].entries
    assert isinstance(failed, CompletedCourse)
    assert failed.titles is not None
    assert failed.titles.in_language("fr") != failed.titles.in_language("en")
    certificate, course = record.years[1].entries
    assert isinstance(certificate, Certificate)
    assert isinstance(course, CompletedCourse)
    assert certificate.on == course.on == date(2024, 4, 22)
    assert (record.certificates, record.completions) == (1, 2)


def test_centres_join_only_under_the_address_that_was_proven(services: Services) -> None:
    upload_rows(services, a_row(1))
    for ref, address in ((2, ADDRESS.upper()), (3, "other@mail.example"), (4, "")):
        rows = csv_file([a_row(ref, email=address, course_code="A3")])
        upload(services, rows, centre="EG", filename=f"{ref}.csv")
    record = show_record(services, claimed(services).person_id)
    assert [(one.centre.code, one.learner.ref) for one in record.known_as] == [
        ("EG", "ABU-0002"),
        ("NG", "ABU-0001"),
    ]
    assert record.addresses == (ADDRESS,)
    assert record.certificates == 2


def test_a_certificate_says_what_was_signed_whatever_was_recorded_since(services: Services) -> None:
    upload_rows(
        services, a_row(1, full_name="فاطمة محمد", latin_name="Fatima Mohamed", preferred_language="ar")
    )
    upload_rows(services, a_row(1, full_name="Fatima M.", score="95"), amend=True)
    person_id = claimed(services).person_id
    record = show_record(services, person_id)
    shown = show_certificate(services, person_id, credential_of("ABU-0001").code)
    assert (shown.name, shown.latin_name, shown.language) == ("فاطمة محمد", "Fatima Mohamed", "ar")
    assert record.known_as[0].learner.full_name == "Fatima M."


def test_a_revoked_certificate_stays_in_her_record_with_its_reason(services: Services) -> None:
    upload_rows(services, a_row(1))
    person_id = claimed(services).person_id
    credential = credential_of("ABU-0001")
    revoke_credential(services, credential.id, reason="The wrong course.", by=OPERATOR)
    shown = show_certificate(services, person_id, credential.id)
    assert shown.standing is Standing.REVOKED
    assert shown.record.revocation is not None
    assert shown.record.revocation.reason == "The wrong course."
    assert shown.replaced_by is None


def test_another_persons_certificate_is_as_if_it_were_not_there(services: Services) -> None:
    upload_rows(services, a_row(1), a_row(2))
    person_id = claimed(services).person_id
    theirs = credential_of("ABU-0002")
    for reference in (theirs.code, theirs.id, "nothing", "", "%", "x" * 5000):
        with pytest.raises(NotFoundError):
            show_certificate(services, person_id, reference or "-")
        with pytest.raises(NotFoundError):
            export_own(services, person_id, reference or "-", SheetFormat.JSON)
        with pytest.raises(NotFoundError):
            export_own_qr(services, person_id, reference or "-", SheetFormat.PNG)


def test_whom_nobody_knows_has_no_record(services: Services) -> None:
    with pytest.raises(NotFoundError):
        show_record(services, STRANGER)
    with pytest.raises(NotFoundError):
        show_certificate(services, STRANGER, "W18J-XKQJ-38KN-S2JD-1")


@pytest.mark.parametrize("sheet_format", SheetFormat)
def test_every_file_that_she_takes_home_verifies(services: Services, sheet_format: SheetFormat) -> None:
    upload_rows(services, a_row(1))
    person_id = claimed(services).person_id
    file = export_own(services, person_id, credential_of("ABU-0001").code, sheet_format)
    verdict = verify_presented(services, file.content)
    assert verdict.finding is Finding.VALID, verdict.checks
    assert file.filename.endswith(f".{sheet_format}")


@pytest.mark.parametrize("sheet_format", [SheetFormat.JSON, SheetFormat.JWT, SheetFormat.PDF])
def test_a_qr_code_is_a_picture(services: Services, sheet_format: SheetFormat) -> None:
    upload_rows(services, a_row(1))
    person_id = claimed(services).person_id
    with pytest.raises(NotFoundError):
        export_own_qr(services, person_id, credential_of("ABU-0001").code, sheet_format)


def test_what_was_erased_is_not_shown_and_breaks_nothing(services: Services) -> None:
    upload_rows(services, a_row(1))
    person_id = claimed(services).person_id
    transcript = issue_transcript(services, person_id, by=person_id)
    certificate = credential_of("ABU-0001")
    with transaction():
        db.session.execute(update(CredentialRow).values(signed_bytes=b"", erased_at=services.now()))
        db.session.execute(update(LearnerRow).values(full_name=""))
    record = show_record(services, person_id)
    assert (record.certificates, record.known_as) == (0, ())
    assert list_own_transcripts(services, person_id) == ()
    for show, code in ((show_certificate, certificate.code), (show_own_transcript, transcript.code)):
        with pytest.raises(NotFoundError):
            show(services, person_id, code)
