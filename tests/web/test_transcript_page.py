"""The page of a transcript: what it brings together, and what became of each certificate."""

import json
import re

import pytest
from flask.testing import FlaskClient

from certsvc.domain.access import OPERATOR
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from tests.transcribing import a_holder
from tests.web.stored import alter_stored_bytes

pytestmark = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)


def test_it_shows_whose_it_is_and_leads_to_every_certificate(services: Services, client: FlaskClient) -> None:
    person_id, records = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    response = client.get(f"/v/{transcript.code}")
    assert response.status_code == 200
    page = response.text
    for text in (
        "This transcript is genuine, and every certificate in it stands today.",
        "Ọláìyá Adébáyọ̀",
        "All that stood when it was made.",
        "Transcript, PDF",
        transcript.code,
    ):
        assert text in page, text
    for record in records:
        assert f'href="/v/{record.code}"' in page
        assert client.get(f"/v/{record.code}").status_code == 200
    assert "Certificate 1 of 3" not in page  # each has a page of its own, where all is told


def test_a_selection_says_so(services: Services, client: FlaskClient) -> None:
    person_id, records = a_holder(services)
    transcript = issue_transcript(services, person_id, [records[0].id], by=person_id)
    page = client.get(f"/v/{transcript.code}").text
    assert "A selection: its holder had earned more when it was made." in page
    assert records[1].code not in page


def test_a_revoked_certificate_in_it_is_told_and_the_transcript_stays_genuine(
    services: Services, client: FlaskClient
) -> None:
    person_id, records = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    revoke_credential(services, records[0].code, reason="Somebody else sat the test.", by=OPERATOR)
    page = client.get(f"/v/{transcript.code}").text
    assert "Genuine, but not all of it stands" in page
    assert "Somebody else sat the test." in page
    assert len(re.findall(r"Certificate [123] of 3", page)) == 1
    assert "Transcript, PDF" in page
    assert re.findall(r"<td>(Valid|Revoked)</td>", page) in (
        ["Revoked", "Valid", "Valid"],
        ["Valid", "Revoked", "Valid"],
        ["Valid", "Valid", "Revoked"],
    )


def test_a_revoked_transcript_says_that_it_was_revoked(services: Services, client: FlaskClient) -> None:
    person_id, _ = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    revoke_credential(services, transcript.code, reason="Made by mistake.", by=OPERATOR)
    page = client.get(f"/v/{transcript.code}").text
    assert "Made by mistake." in page
    assert "Transcript, PDF" not in page


def test_of_an_altered_transcript_no_word_of_its_own_is_shown(
    services: Services, client: FlaskClient
) -> None:
    person_id, _ = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    alter_stored_bytes(transcript, b'"partial":false', b'"partial":true')
    page = client.get(f"/v/{transcript.code}").text
    assert "Altered: do not trust it" in page
    assert "Transcript, PDF" not in page
    assert "A selection" not in page


def test_a_browser_that_opens_its_address_is_led_to_its_page(services: Services, client: FlaskClient) -> None:
    person_id, _ = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    response = client.get(f"/credentials/{transcript.id}", headers={"Accept": "text/html"})
    assert (response.status_code, response.location) == (303, f"/v/{transcript.code}")


@pytest.mark.parametrize("ending", ["json", "jwt", "pdf", "png", "svg"])
def test_it_is_downloaded_like_any_credential(ending: str, services: Services, client: FlaskClient) -> None:
    person_id, _ = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    response = client.get(f"/credentials/{transcript.id}.{ending}")
    assert response.status_code == 200
    assert f"transcript-{transcript.code}.{ending}" in response.headers["Content-Disposition"]


def test_the_interface_for_programs_gives_a_verdict_on_each_part(
    services: Services, client: FlaskClient
) -> None:
    person_id, records = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    revoke_credential(services, records[2].code, reason="A wrong name.", by=OPERATOR)
    response = client.post("/api/v1/verify", data=transcript.signed_bytes, content_type="application/vc")
    verdict = json.loads(response.data)
    assert (verdict["verdict"], verdict["finding"]) == ("invalid", "revoked")
    assert {check["result"] for check in verdict["checks"]} == {"passed"}
    assert sorted(part["verdict"] for part in verdict["parts"]) == ["invalid", "valid", "valid"]


@pytest.mark.parametrize("language", ["ar", "fr", "zh"])
def test_it_speaks_the_readers_language(language: str, services: Services, client: FlaskClient) -> None:
    person_id, _ = a_holder(services)
    transcript = issue_transcript(services, person_id, by=person_id)
    page = client.get(f"/v/{transcript.code}?lang={language}").text
    for text in ("Certificates in this transcript", "Found today", "All that stood"):
        assert text not in page
