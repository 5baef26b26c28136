"""Why a certificate was revoked or replaced, in an officer's words, is told as its holder chose."""

import json

import pytest
from flask.testing import FlaskClient

from certsvc.domain.access import OPERATOR
from certsvc.domain.people import PersonId, Visibility
from certsvc.storage.database import transaction
from certsvc.verification.reasons import Reason
from certsvc.workflows.choices import set_choices
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.reissue_credentials import reissue_records
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from tests.people import claimed
from tests.transcribing import a_holder
from tests.uploads import a_row, upload_rows
from tests.web.stored import only_credential

ALONE = "The issuer revoked this credential on 24 November 2026."


@pytest.fixture
def person(services: Services, client: FlaskClient) -> PersonId:
    """She has one certificate, has claimed it and is signed in in ``client``."""
    upload_rows(services, a_row(1))
    signed_in = claimed(services)
    client.set_cookie("certsvc-session", signed_in.session_token)
    return signed_in.person_id


def choose(services: Services, person: PersonId, visibility: Visibility) -> None:
    set_choices(services, person, language=None, visibility=visibility)


def test_without_results_nobody_hears_in_an_officers_words_why_it_was_replaced(
    services: Services, client: FlaskClient
) -> None:
    reason = "She has reached ninety-one points."
    person_id, records = a_holder(services)
    old = records[0]
    transcript = issue_transcript(services, person_id, by=person_id)
    with transaction():
        reissue_records(services, [old], reason=reason, by="officer", batch_id=None)
    new = client.get(f"/api/v1/verify/{old.code}").get_json()["superseded_by"]["code"]
    held = old.signed_bytes

    def told() -> list[bool]:
        codes = (old.code, new, transcript.code)
        pages = [f"/v/{code}?lang={language}" for code in codes for language in ("en", "ar")]
        found = [client.get(path) for path in (*pages, *(f"/api/v1/verify/{code}" for code in codes))]
        found.append(client.post("/api/v1/verify", data=held, content_type="application/json"))
        assert {one.status_code for one in found} == {200}
        return [
            reason in json.dumps(one.get_json(), ensure_ascii=False) or reason in one.text for one in found
        ]

    assert all(told())
    choose(services, person_id, Visibility.WITHOUT_RESULT)
    assert not any(told())
    page = client.get(f"/v/{old.code}").text
    assert f"{ALONE}</" in page
    assert f'href="/v/{new}"' in page


def test_without_results_it_is_told_that_and_when_it_was_revoked_and_by_whom(
    services: Services, person: PersonId, client: FlaskClient
) -> None:
    record = only_credential()
    reason = "Nobody reaches ninety-one there."
    revoke_credential(services, record.id, reason=reason, by=OPERATOR)
    paths = (f"/v/{record.code}", f"/v/{record.code}?lang=zh", f"/api/v1/verify/{record.code}")
    assert all(reason in client.get(path).text for path in paths)
    choose(services, person, Visibility.WITHOUT_RESULT)
    assert not any(reason in client.get(path).text for path in paths)
    for text in ("Revoked", f"{ALONE}</", "The holder does not show results."):
        assert text in client.get(paths[0]).text, text
    found = client.get(paths[-1]).get_json()
    status = next(check for check in found["checks"] if check["check"] == "status")
    assert (found["finding"], status["reason"]) == ("revoked", "revoked")
    assert status["detail"] == ALONE
    assert found["credential"]["issuer"]["id"] == record.issuer
    assert reason in client.get(f"/record/certificates/{record.code}").text


@pytest.mark.parametrize("visibility", list(Visibility))
def test_who_has_nothing_but_its_id_does_not_hear_why_it_was_revoked(
    visibility: Visibility, services: Services, person: PersonId, client: FlaskClient
) -> None:
    record = only_credential()
    reason = "Somebody else sat the test."
    revoke_credential(services, record.id, reason=reason, by=OPERATOR)
    choose(services, person, visibility)
    document = json.loads(record.signed_bytes)
    bare = {name: document[name] for name in ("@context", "type", "id", "issuer", "validFrom")}
    forged = (
        bare | {"credentialSubject": {"id": "did:example:her"}},
        bare | {"credentialSubject": {"id": "did:example:her"}, "issuer": "did:web:elsewhere.example"},
        document | {"name": "Another"},
        {name: value for name, value in document.items() if name != "proof"},
    )
    for one in forged:
        found = client.post("/api/v1/verify", json=one)
        status = next(check for check in found.get_json()["checks"] if check["check"] == "status")
        assert (status["reason"], status["detail"]) == ("revoked", Reason.REVOKED.sentence)
        assert reason not in found.text
        page = client.post("/verify", data={"text": json.dumps(one)})
        assert page.status_code == 200
        assert reason not in page.text
    own = client.post("/api/v1/verify", data=record.signed_bytes, content_type="application/json")
    assert (reason in own.text) is (visibility is not Visibility.WITHOUT_RESULT)


def test_why_one_without_results_took_the_place_of_one_with_them_is_not_told_either(
    services: Services, client: FlaskClient
) -> None:
    reason = "Ninety-one was the result of somebody else."
    upload_rows(services, a_row(1, score="", hours=""))
    choose(services, claimed(services).person_id, Visibility.WITHOUT_RESULT)
    old = only_credential()
    with transaction():
        [(_, new)] = reissue_records(services, [old], reason=reason, by="officer", batch_id=None).made
    for record in (old, new):
        for path in (f"/v/{record.code}", f"/api/v1/verify/{record.code}"):
            assert reason not in client.get(path).text
    assert client.get(f"/api/v1/verify/{new.code}").get_json()["withheld"] == ["results"]
    refused = client.get(f"/credentials/{new.id}.json")
    assert (refused.status_code, refused.get_json()["code"]) == (403, "not_shown")
