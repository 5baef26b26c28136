"""No sheet and no badge of what was revoked is handed out: the link to one leads on, or says why."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import SheetFormat
from certsvc.domain.people import Visibility
from certsvc.storage.credentials_of_people import list_transcripts
from certsvc.workflows import sheet_contents
from certsvc.workflows.choices import set_choices
from certsvc.workflows.export_credential import export_credential
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.revoked_sheets import RevokedError
from certsvc.workflows.services import Services
from tests.people import claimed
from tests.web.test_succession import chain, reissued

PICTURES = {"pdf": "application/pdf", "png": "image/png", "svg": "image/svg+xml"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture(autouse=True)
def nothing_is_drawn(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Neither drawn nor sealed, whatever is asked for."""
    drawn: list[object] = []

    def draw(*given: object, **_: object) -> bytes:
        drawn.append(given)
        return b""

    for name in ("drawn_certificate", "sealed_pdf", "badge_png", "badge_svg"):
        monkeypatch.setattr(sheet_contents, name, draw)
    yield
    assert drawn == []


def test_the_sheet_of_a_replaced_one_leads_to_that_of_the_last_in_its_place(
    services: Services, client: FlaskClient
) -> None:
    old, _, new = chain(services, 3)
    for ending, media_type in PICTURES.items():
        for headers in ({}, BROWSER):
            led = client.get(f"/credentials/{old.id}.{ending}", headers=headers)
            assert (led.status_code, led.location) == (303, f"/credentials/{new.id}.{ending}")
            assert led.headers["Cache-Control"] == "public, max-age=60"
        led = client.get(f"/credentials/{old.code}", headers={"Accept": media_type})
        assert (led.status_code, led.location) == (303, f"/credentials/{new.id}.{ending}")
        assert "Accept" in led.vary
    led = client.get(f"/credentials/{old.id}.pdf?template=modern&bilingual=true&lang=ar")
    assert parse_qs(urlsplit(led.location).query) == {
        "template": ["modern"],
        "bilingual": ["true"],
        "lang": ["ar"],
    }
    for ending in ("json", "jwt"):  # a verifier finds that it is revoked
        assert client.get(f"/credentials/{old.id}.{ending}").status_code == 200
    assert client.get(f"/credentials/{old.id}.json").data == old.signed_bytes


def test_of_a_revoked_one_people_see_the_page_and_programs_hear_that_it_is_gone(
    services: Services, client: FlaskClient
) -> None:
    [record] = chain(services, 1)
    etag = client.get(f"/credentials/{record.id}.json").headers["ETag"]
    revoke_credential(services, record.id, reason="The wrong person.", by=OPERATOR)
    for ending, media_type in PICTURES.items():
        path = f"/credentials/{record.id}.{ending}"
        led = client.get(path, headers=BROWSER)
        assert (led.status_code, led.location) == (303, f"/v/{record.code}")
        assert led.headers["Cache-Control"] == "public, max-age=60"
        for gone in (
            client.get(path),
            client.get(path, headers={"If-None-Match": etag}),
            client.get(f"/credentials/{record.id}", headers={"Accept": media_type}),
        ):
            problem = gone.get_json()
            assert (gone.status_code, problem["code"]) == (410, "revoked")
            assert gone.headers["Cache-Control"] == "no-store"
            assert services.addresses.verification(record.code) in problem["hint"]
            assert problem["superseded_by"] is None
        assert "Accept" in led.vary


def test_what_took_its_place_and_was_revoked_too_is_named_and_not_led_to(
    services: Services, client: FlaskClient
) -> None:
    old, new = chain(services, 2)
    revoke_credential(services, new.id, reason="The wrong person.", by=OPERATOR)
    led = client.get(f"/credentials/{old.id}.pdf", headers=BROWSER)
    assert (led.status_code, led.location) == (303, f"/v/{old.code}")
    gone = client.get(f"/credentials/{old.id}.pdf")
    assert gone.status_code == 410
    assert gone.get_json()["superseded_by"] == services.addresses.verification(new.code)


def test_whom_its_holder_shows_nothing_is_led_nowhere(services: Services, client: FlaskClient) -> None:
    [old] = chain(services, 1)
    person_id = claimed(services).person_id
    new = reissued(services, old)
    set_choices(services, person_id, language=None, visibility=Visibility.CODE_ONLY)
    for headers in ({}, BROWSER):
        refused = client.get(f"/credentials/{old.id}.pdf", headers=headers)
        assert refused.status_code == 403
        assert new.code not in f"{refused.headers}{refused.text}"
        for asked in (f"{old.id}.pdf?code={old.code}", f"{old.code}.pdf"):
            led = client.get(f"/credentials/{asked}", headers=headers)
            assert (led.status_code, led.location) == (303, f"/credentials/{new.id}.pdf?code={new.code}")
    set_choices(services, person_id, language=None, visibility=Visibility.WITHOUT_RESULT)
    led = client.get(f"/credentials/{old.id}.pdf", headers=BROWSER)
    assert (led.status_code, led.location) == (303, f"/v/{old.code}")
    gone = client.get(f"/credentials/{old.id}.pdf")
    assert (gone.status_code, gone.get_json()["code"]) == (410, "revoked")


def test_in_her_own_record_the_sheet_leads_on_as_well(services: Services, client: FlaskClient) -> None:
    [old] = chain(services, 1)
    client.set_cookie("certsvc-session", claimed(services).session_token)
    new = reissued(services, old)
    path = "/record/certificates"
    for ending in PICTURES:
        led = client.get(f"{path}/{old.code}.{ending}?lang=ar")
        assert (led.status_code, led.location) == (303, f"{path}/{new.code}.{ending}?lang=ar")
    revoke_credential(services, new.id, reason="The wrong person.", by=OPERATOR)
    for one in (old, new):
        led = client.get(f"{path}/{one.code}.pdf")
        assert (led.status_code, led.location) == (303, f"{path}/{one.code}")
        assert {client.get(f"{path}/{one.code}.{ending}").status_code for ending in ("json", "jwt")} == {200}


def test_her_transcripts_sheet_leads_on_too(services: Services, client: FlaskClient) -> None:
    [certificate] = chain(services, 1)
    signed_in = claimed(services)
    client.set_cookie("certsvc-session", signed_in.session_token)
    old = issue_transcript(services, signed_in.person_id, by=signed_in.person_id)
    reissued(services, certificate)
    [new] = [one for one in list_transcripts(signed_in.person_id) if one.supersedes == old.id]
    path = "/record/transcripts"
    led = client.get(f"{path}/{old.code}.pdf")
    assert (led.status_code, led.location) == (303, f"{path}/{new.code}.pdf")
    led = client.get(f"/credentials/{old.id}.pdf")
    assert (led.status_code, led.location) == (303, f"/credentials/{new.id}.pdf")
    revoke_credential(services, new.id, reason="Made in error.", by=OPERATOR)
    led = client.get(f"{path}/{old.code}.pdf")
    assert (led.status_code, led.location) == (303, f"{path}/{old.code}")


def test_who_keeps_the_records_makes_none_either(services: Services) -> None:
    old, new = chain(services, 2)
    for sheet_format in (SheetFormat.PDF, SheetFormat.PNG, SheetFormat.SVG):
        with pytest.raises(RevokedError) as caught:
            export_credential(services, old.id, sheet_format)
        assert services.addresses.verification(new.code) in str(caught.value)
    assert export_credential(services, old.id, SheetFormat.JSON).content == old.signed_bytes


def test_one_that_stands_is_drawn(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    """Or the tests above would say nothing."""
    [record] = chain(services, 1)
    monkeypatch.setattr(sheet_contents, "drawn_certificate", lambda *_: b"%PDF")
    monkeypatch.setattr(sheet_contents, "sealed_pdf", lambda _services, _issuer, pdf, *, at: pdf)  # noqa: ARG005
    assert export_credential(services, record.id, SheetFormat.PDF).content == b"%PDF"
