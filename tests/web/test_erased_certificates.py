"""The certificate of somebody who was forgotten: what is left of it here, and the copy in her hands."""

import json
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import SheetFormat
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import CheckName, CheckResult, Finding, VerdictKind
from certsvc.signing.jcs import canonical_digest
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db, transaction
from certsvc.storage.partners import get_centre
from certsvc.workflows.export_credential import export_credential
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.reissue_credentials import reissue_records
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code, verify_presented
from tests.conftest import Clock
from tests.transcribing import a_holder
from tests.uploads import a_row, upload_rows
from tests.web.stored import only_credential

NAME = "Aisha Yusuf 1"
SHEETS = (SheetFormat.JSON, SheetFormat.JWT, SheetFormat.PNG, SheetFormat.SVG, SheetFormat.PDF)


def erase(*records: CredentialRecord) -> None:
    """As an erasure leaves them: the digest of what was said, and no more."""
    with transaction():
        for one in records:
            digest = canonical_digest(json.loads(one.signed_bytes))
            db.session.execute(
                update(CredentialRow)
                .where(CredentialRow.id == one.id)
                .values(
                    signed_bytes=b"", canonical_digest=digest, erased_at=one.issued_at, learner_ref="erased"
                )
            )


@pytest.fixture
def forgotten(services: Services) -> CredentialRecord:
    """As it was before it was erased."""
    upload_rows(services, a_row(1, full_name=NAME))
    record = only_credential()
    erase(record)
    return record


def test_its_page_says_that_it_was_erased_and_by_whom_and_when_it_was_issued(
    forgotten: CredentialRecord, client: FlaskClient
) -> None:
    page = client.get(f"/v/{forgotten.code}")
    assert page.status_code == 200
    text = page.text
    assert "Erased at its holder" in text
    assert '<a href="/verify">Check a file, a photo or a text instead</a>' in text
    assert "24 November 2026" in text
    assert get_centre(forgotten.centre).names.in_language("en") in text
    assert NAME not in text
    assert "Valid</h1>" not in text
    assert "/credentials/" not in text  # nothing to download, no figure to load


def test_its_verdict_is_neither_valid_nor_invalid_and_has_no_document(
    forgotten: CredentialRecord, client: FlaskClient
) -> None:
    found = client.get(f"/api/v1/verify/{forgotten.code}").get_json()
    assert (found["verdict"], found["finding"], found["credential"]) == ("unverified", "erased", None)
    assert found["remains"] == {
        "issuer": forgotten.issuer,
        "issued_at": "2026-11-24T09:00:00+00:00",
        "valid_until": None,
    }


def test_every_file_in_her_hands_is_valid_until_it_is_revoked(services: Services) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    files = {sheet: export_credential(services, record.id, sheet).content for sheet in SHEETS}
    erase(record)
    for sheet, content in files.items():
        verdict = verify_presented(services, content)
        assert (sheet, verdict.kind, verdict.finding) == (sheet, VerdictKind.VALID, Finding.VALID)
        assert {check.result for check in verdict.checks} == {CheckResult.PASSED}
        made = {check.check for check in verdict.checks}
        assert (CheckName.SHEET in made) is (sheet is SheetFormat.PDF)
    revoke_credential(services, record.id, reason="Issued in error.", by=OPERATOR)
    assert verify_code(services, record.code).finding is Finding.REVOKED
    assert {verify_presented(services, files[sheet]).finding for sheet in SHEETS[:3]} == {Finding.REVOKED}


def test_the_page_of_her_file_shows_what_it_says_with_its_figure(
    forgotten: CredentialRecord, client: FlaskClient
) -> None:
    page = client.post("/verify", data={"text": forgotten.signed_bytes.decode()}).text
    assert '<h1 id="found">Valid</h1>' in page
    assert NAME in page
    figure = f"/credentials/{forgotten.id}/figure.svg"
    assert f'src="{figure}"' in page
    assert client.get(figure).status_code == 200


def test_a_forged_copy_of_an_erased_certificate_is_found(
    services: Services, forgotten: CredentialRecord
) -> None:
    forged = forgotten.signed_bytes.replace(b'"value":"89"', b'"value":"99"')
    assert forged != forgotten.signed_bytes
    assert verify_presented(services, forged).finding is Finding.TAMPERED


def test_an_erased_one_that_was_replaced_still_leads_on(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    old = only_credential()
    with transaction():
        [(_, new)] = reissue_records(services, [old], reason="r", by="x", batch_id=None).made
    erase(old, new)
    verdict = verify_presented(services, old.signed_bytes)
    assert verdict.superseded_by is not None
    page = client.get(f"/v/{old.code}").text
    assert "Replaced by a newer one" in page
    assert f'<a href="/v/{new.code}">' in page
    assert verify_presented(services, new.signed_bytes).finding is Finding.VALID


def test_an_erased_one_expires_as_any_other(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    erase(record)
    with transaction():
        db.session.execute(update(CredentialRow).values(valid_until=clock() + timedelta(days=1)))
    assert verify_code(services, record.code).finding is Finding.ERASED
    clock.advance(days=2)
    assert verify_code(services, record.code).finding is Finding.EXPIRED


def test_a_transcript_and_the_certificates_in_it_stay_valid_in_her_hands(
    services: Services, client: FlaskClient
) -> None:
    person_id, records = a_holder(services, count=2)
    transcript = issue_transcript(services, person_id, by=person_id)
    pdf = export_credential(services, transcript.id, SheetFormat.PDF).content
    erase(transcript, *records)
    for presented in (transcript.signed_bytes, pdf):
        verdict = verify_presented(services, presented)
        assert (verdict.kind, verdict.finding) == (VerdictKind.VALID, Finding.VALID)
        assert [part.finding for part in verdict.parts] == [Finding.VALID] * 2
    assert verify_code(services, transcript.code).finding is Finding.ERASED
    page = client.post("/verify", data={"text": transcript.signed_bytes.decode()}).text
    assert 'href="/v/' not in page  # the pages of the parts have nothing left to show
