"""Her record and her certificates, as she sees them."""

import io
import json
import re
from collections.abc import Callable
from itertools import pairwise
from urllib.parse import parse_qs, urlsplit

import pytest
import zxingcpp
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import refresh  # type: ignore[import-untyped]
from PIL import Image

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.records import CredentialRecord
from certsvc.web.pages.languages import SPOKEN, Language
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import begin_act
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from tests.people import claimed
from tests.uploads import a_row, upload_rows
from tests.web.forms import send_form
from tests.web.stored import only_credential

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)


@pytest.fixture
def her(services: Services, client: FlaskClient) -> FlaskClient:
    """Her browser: she has B1 with its certificate, the foundation and one of two modules."""
    upload_rows(
        services, *(a_row(1, course_code=code, cohort=code) for code in ("B1", "GENAI-FND", "GENAI-PED"))
    )
    client.set_cookie("certsvc-session", claimed(services).session_token)
    return client


def path_of(record: CredentialRecord) -> str:
    return f"/record/certificates/{record.code}"


def pages_of(her: FlaskClient) -> list[str]:
    """Every page of hers, with something on each."""
    certificate = path_of(only_credential())
    transcript = send_form(her, "/record", "/record/transcripts", which="all").location.partition("?")[0]
    asked = send_form(her, f"{certificate}/correct", full_name="Ngozi", why="A mistake.")
    assert asked.status_code in {303, 409}
    [by_name] = re.findall(r'href="(/record/names/[^"?]+/correct)"', her.get("/record/settings").text)
    return [
        "/record",
        certificate,
        f"{certificate}/correct",
        by_name,
        *("/record/settings", "/record/corrections", "/record/data"),
        *("/record/transcripts", transcript),
    ]


def words(page: str) -> str:
    """What a reader sees, on one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_the_page_shows_what_is_done_what_remains_and_how_she_is_known(her: FlaskClient) -> None:
    page = her.get("/record")
    said = words(page.text)
    assert "Certificates: 1 · Courses: 3" in said
    assert "Generative AI for Higher Education (1+X) IIOE Nigeria National Centre" in said
    assert "Courses that are still needed: 1" in said
    assert "All of these: 1 of 2 done Foundations of Generative AI GENAI-FND passed on 22 April 2026" in said
    assert "Of your choice from these: 1 of 2 done Generative AI in Pedagogy GENAI-PED passed on" in said
    assert "Generative AI in University Governance GENAI-GOV remains" in said
    assert "Certificate Valid Micro-Course Localisation and Production 22 April 2026" in said
    assert (
        "Domestication and Production of Micro-Courses B1 22 April 2026 · IIOE Nigeria National Centre"
        in said
    )
    assert "89 points of 100 · 24 hours" in said
    assert "Name as printed Ọláìyá Person 1" in said
    assert "person1@abu.example" in said
    assert f'href="{path_of(only_credential())}"' in page.text


def test_a_page_needs_no_scripts_and_loads_nothing_from_elsewhere(her: FlaskClient) -> None:
    for path in pages_of(her):
        page = her.get(path)
        assert page.headers["Content-Security-Policy"] == POLICY
        assert page.headers["Referrer-Policy"] == "no-referrer"
        assert "<script" not in page.text
        assert " style=" not in page.text
        assert not re.search(r' on\w+="', page.text)
        assert set(re.findall(r'(?:src|action)="([^"/]*)', page.text)) <= {""}
        assert '<meta name="robots" content="noindex, nofollow">' in page.text


def test_headings_go_down_step_by_step(her: FlaskClient) -> None:
    for path in pages_of(her):
        levels = [int(level) for level in re.findall(r"<h([1-6])", her.get(path).text)]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels))


def test_ids_and_labels_of_a_page_are_its_own(her: FlaskClient) -> None:
    for path in pages_of(her):
        page = her.get(path).text
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        named = re.findall(r' (?:aria-labelledby|aria-describedby|for)="([^"]+)"|href="#([^"]+)"', page)
        assert {name for one, other in named for name in (one or other).split()} <= set(ids)
        boxes = re.findall(r"<(?:input|select|textarea)(?![^>]*hidden)[^>]* id=\"([^\"]+)\"", page)
        assert set(boxes) <= set(re.findall(r' for="([^"]+)"', page))


@pytest.mark.parametrize(
    ("ending", "media_type", "start"),
    [
        ("pdf", "application/pdf", b"%PDF-"),
        ("json", "application/vc", b'{"@context"'),
        ("jwt", "application/vc+jwt", b"ey"),
        ("png", "image/png", b"\x89PNG"),
        ("svg", "image/svg+xml", b"<"),
    ],
)
def test_every_download_on_the_page_is_there_and_is_saved(
    her: FlaskClient, ending: str, media_type: str, start: bytes
) -> None:
    record = only_credential()
    assert f'href="{path_of(record)}.{ending}"' in her.get(path_of(record)).text
    file = her.get(f"{path_of(record)}.{ending}")
    assert file.status_code == 200
    assert file.mimetype == media_type
    assert file.data.startswith(start)
    assert file.headers["Content-Disposition"].startswith("attachment; filename=")
    assert record.code in file.headers["Content-Disposition"]
    assert file.headers["Cache-Control"] == "no-store"


def test_the_json_is_what_was_signed(her: FlaskClient) -> None:
    record = only_credential()
    assert her.get(f"{path_of(record)}.json").data == record.signed_bytes


def test_the_share_link_and_its_qr_code_lead_to_the_public_page(her: FlaskClient, app: Flask) -> None:
    record = only_credential()
    page = her.get(path_of(record)).text
    link = f"http://localhost:8000/v/{record.code}"
    assert f"<code>{link}</code>" in page
    assert f'<img class="qr" src="{path_of(record)}/qr.svg"' in page
    with Image.open(io.BytesIO(her.get(f"{path_of(record)}/qr.png").data)) as picture:
        (found,) = zxingcpp.read_barcodes(picture)
    assert found.text == link
    assert her.get(f"{path_of(record)}/qr.svg").mimetype == "image/svg+xml"
    assert app.test_client().get(urlsplit(link).path).status_code == 200


def test_linkedin_is_offered_a_form_that_is_filled_in(her: FlaskClient) -> None:
    record = only_credential()
    page = her.get(path_of(record)).text
    (link,) = re.findall(r'href="(https://www\.linkedin\.com/[^"]+)" rel="noopener noreferrer"', page)
    parts = urlsplit(link.replace("&amp;", "&"))
    assert parts.path == "/profile/add"
    assert parse_qs(parts.query) == {
        "startTask": ["CERTIFICATION_NAME"],
        "name": ["Micro-Course Localisation and Production"],
        "organizationName": ["IIOE Nigeria National Centre"],
        "issueYear": ["2026"],
        "issueMonth": ["11"],
        "certUrl": [f"http://localhost:8000/v/{record.code}"],
        "certId": [record.code],
    }


def test_a_revoked_certificate_is_shown_with_its_reason_and_no_longer_to_be_framed(
    her: FlaskClient, services: Services
) -> None:
    record = only_credential()
    revoke_credential(services, record.id, reason="The <wrong> course.", by=OPERATOR)
    assert "Certificate Revoked" in words(her.get("/record").text)
    page = her.get(path_of(record)).text
    assert "The &lt;wrong&gt; course." in page
    assert "24 November 2026" in page
    assert re.findall(rf'href="{path_of(record)}\.(\w+)"', page) == ["json"]
    assert "linkedin" not in page
    assert "/qr." not in page


def test_a_replaced_certificate_leads_on_to_the_newer_one(
    her: FlaskClient, services: Services, work_off: Callable[[], None]
) -> None:
    old = only_credential()
    act = BulkAct(BatchKind.REISSUE, CredentialFilter(key=old.key), reason="The key was stolen.")
    begin_act(services, act, expected=1, by=OPERATOR)
    work_off()
    (new,) = [one for one in list_credentials(by=OPERATOR).items if one.id != old.id]
    page = her.get(path_of(old)).text
    assert f'href="{path_of(new)}">Open the newer one</a>' in page
    assert "Replaced by a newer one" in page
    record = words(her.get("/record").text)
    assert "Certificates: 1 ·" in record
    assert "Certificate Replaced by a newer one" in record
    assert "Open the newer one" not in her.get(path_of(new)).text


def test_another_persons_certificate_is_as_if_it_were_not_there(
    her: FlaskClient, services: Services, app: Flask
) -> None:
    upload_rows(services, a_row(2))
    (theirs,) = [one for one in list_credentials(by=OPERATOR).items if one.learner_ref == "ABU-0002"]
    unknown = "/record/certificates/0000-0000-0000-0000-0"
    for ending in ("", ".pdf", ".json", ".jwt", ".png", ".svg", "/qr.png", "/qr.svg"):
        refused, missing = her.get(path_of(theirs) + ending), her.get(unknown + ending)
        assert refused.status_code == missing.status_code == 404
        assert refused.text.replace(path_of(theirs), unknown) == missing.text
        assert her.get(f"/record/certificates/{theirs.id}{ending}").status_code == 404
        assert app.test_client().get(path_of(theirs) + ending).location == "/sign-in"
    assert "Person 2" not in her.get("/record").text


def test_hostile_and_endless_names_stay_text(services: Services, client: FlaskClient) -> None:
    name = "<img src=x onerror=alert(1)> & " + "Ж" * 160
    upload_rows(services, a_row(1, full_name=name, institution="<b>&\"'", preferred_language="ar"))
    signed_in = claimed(services)
    client.set_cookie("certsvc-session", signed_in.session_token)
    pages = [client.get(path).text for path in ("/record", path_of(only_credential()))]
    for page in pages:
        assert "<img src=x" not in page
        assert "<b>&" not in page


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
@pytest.mark.parametrize("language", SPOKEN, ids=lambda one: one.tag)
def test_every_page_speaks_each_language(her: FlaskClient, language: Language) -> None:
    record = only_credential()
    title = json.loads(record.signed_bytes)["credentialSubject"]["achievement"]["name"]
    pages = pages_of(her)
    refresh()  # the context that these tests run in remembers the language of the pages before
    for path in pages:
        page = her.get(f"{path}?lang={language.tag}").text
        assert f'<html lang="{language.tag}" dir="{language.direction}">' in page
        assert title in page or path not in {"/record", path_of(record)}
        assert "%(" not in page
        onward = re.findall(r'(?:href|action)="(/record(?:/[a-z-]+(?:/[0-9A-Z-]+)?)?)([?][^"]*)?"', page)
        assert {query for place, query in onward if place != path} == {f"?lang={language.tag}"}
        if language.tag != "en":
            said = words(re.sub(r"<bdi.*?</bdi>", "", page.replace(title, "")))
            assert not re.search(
                r"\b(the|this|your|remains|done|sign out|passed|valid)\b", said, re.IGNORECASE
            )


def test_a_record_with_nothing_in_it_says_so(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1, outcome="withdrawn", score=""))
    client.set_cookie("certsvc-session", claimed(services).session_token)
    said = words(client.get("/record").text)
    assert "Course not finished" in said
    assert "On the way" not in said
    assert "Certificates: 0 · Courses: 1" in said
