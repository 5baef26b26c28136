import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from markupsafe import escape

from certsvc.domain.verdicts import Carrier, Check, CheckName, CheckResult, Finding, Form, Verdict
from certsvc.web.pages import wording
from certsvc.web.pages.certified import certified
from certsvc.web.pages.earned import subject_of
from certsvc.web.pages.reading import every_field
from certsvc.web.pages.verdict import verdict_page
from certsvc.workflows.services import Services
from tests.builders import a_certification, a_learner, a_signed_credential, an_award
from tests.conferring import ABU, CITATION, a_team_decision, an_honour
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows
from tests.web.conftest import Headers
from tests.web.stored import alter_stored_bytes, only_credential

FOREIGN: dict[str, Any] = {
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": "did:web:badges.example.edu",
    "validFrom": "2025-05-01T00:00:00Z",
    "credentialSubject": [
        {
            "name": "Amina Yusuf",
            "achievement": [
                {"name": "Teamwork", "criteria": {"narrative": "Three projects were finished."}},
                {
                    "name": [
                        {"@value": "Leadership", "@language": "en"},
                        {"@value": "القيادة", "@language": "ar"},
                    ],
                    "image": {"id": "data:image/png;base64," + "A" * 9000, "type": "Image"},
                },
            ],
        },
        {"id": "mailto:second@example.org", "achievement": {"criteria": {"narrative": "None."}}},
    ],
    "credentialStatus": [
        {"statusListCredential": "https://badges.example.edu/s/1", "statusListIndex": "4"},
    ],
    "proof": [{"cryptosuite": "ecdsa-rdfc-2019", "verificationMethod": "did:web:badges.example.edu#1"}],
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=8), below, max_size=3),
    max_leaves=12,
)
MEMBERS = [
    *("id", "name", "issuer", "credentialSubject", "credentialStatus", "proof", "validFrom", "validUntil"),
    *("awardedDate", "achievement", "identifier", "result", "resultDescription", "alignment", "source"),
    *("criteria", "narrative", "licenseNumber", "official", "url"),
]


def a_verdict(finding: Finding, *, credential: Any = None, reason: str = "It is so.") -> Verdict:  # noqa: ANN401
    result = CheckResult.PASSED if finding is Finding.VALID else CheckResult.FAILED
    return Verdict((Check(CheckName.PROOF, result, "a_reason", reason),), credential, finding)


def shown(app: Flask, verdict: Verdict) -> str:
    with app.test_request_context("/v/X"):
        return verdict_page(verdict).get_data(as_text=True)


def test_the_page_of_a_valid_certificate_shows_who_earned_what_from_whom(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1, full_name="فاطمة الزهراء", latin_name="Fatma Elzahraa"))
    record = only_credential()
    response = client.get(f"/v/{record.code}")
    assert response.status_code == 200
    page = response.text
    for text in ("Valid", "فاطمة الزهراء", "Fatma Elzahraa", record.code, record.key, record.issuer, "89"):
        assert text in page, text
    for name in set(wording.CHECKS.values()) - {"Holder", "Sheet"}:
        assert f"<strong>{name}</strong>" in page
    assert f"position {record.status.index}" in page
    for ending in (".pdf", ".json", ".svg", ".png", "/qr.svg", "/qr.png"):
        assert client.get(f"/credentials/{record.id}{ending}").status_code == 200
        assert f'href="/credentials/{record.id}{ending}"' in page
    assert "stands on <strong" in page
    assert "localhost:8000" in page


def test_every_certified_field_stands_on_the_page(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    code = only_credential().code
    credential = client.get(f"/api/v1/verify/{code}").get_json()["credential"]
    page = client.get(f"/v/{code}").text
    for _, value in every_field(credential):
        assert str(escape(value)) in page, value


def test_the_page_needs_no_script_and_nothing_from_elsewhere(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    response = client.get(f"/v/{only_credential().code}")
    assert "<script" not in response.text
    assert "javascript:" not in response.text
    assert not re.search(r'\sstyle="|\son\w+="', response.text)
    loaded = re.findall(r'(?:\ssrc|<link[^>]*\shref)="([^"]+)"', response.text)
    assert loaded
    own = ("/assets/", "data:", "/credentials/")
    assert all(address.startswith(own) for address in loaded)
    assert response.headers["X-Robots-Tag"].startswith("noindex")
    assert '<meta name="robots" content="noindex' in response.text


def test_each_finding_looks_and_reads_differently(bare_app: Flask) -> None:
    document = dict(a_signed_credential().document)
    pages = {finding: shown(bare_app, a_verdict(finding, credential=document)) for finding in Finding}
    titles = {re.search(r'<h1 id="found">(.*?)</h1>', page)[1] for page in pages.values()}  # type: ignore[index]
    sentences = {re.search(r'class="sentence">(.*?)</p>', page)[1] for page in pages.values()}  # type: ignore[index]
    assert len(titles) == len(sentences) == len(Finding)
    for finding, page in pages.items():
        assert f"tone-{finding.value}" in page


def test_only_a_valid_one_is_called_valid(bare_app: Flask) -> None:
    document = dict(a_signed_credential().document)
    for finding in set(Finding) - {Finding.VALID}:
        page = shown(bare_app, a_verdict(finding, credential=document))
        assert '<h1 id="found">Valid</h1>' not in page


def test_a_revoked_certificate_says_when_and_why_and_is_no_longer_handed_out_as_pdf(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    client.post(
        f"/api/v1/credentials/{record.id}/revocation",
        json={"reason": "Issued to <the> wrong learner."},
        headers=dict(nigeria),
    )
    page = client.get(f"/v/{record.code}").text
    assert "Revoked" in page
    assert "24 November 2026" in page
    assert "Issued to &lt;the&gt; wrong learner." in page
    assert ".pdf" not in page
    assert f"/credentials/{record.id}.json" in page


def test_an_altered_certificate_shows_nothing_of_what_it_says(
    services: Services, client: FlaskClient
) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    alter_stored_bytes(record, b"Person 1", b"Person 9")
    response = client.get(f"/v/{record.code}")
    assert response.status_code == 200
    assert "do not trust" in response.text
    assert "Person" not in response.text
    assert "are withheld" in response.text
    assert "/credentials/" not in response.text


def test_an_unknown_code_is_a_page_with_another_try(client: FlaskClient) -> None:
    response = client.get("/v/0000-0000-0000-0000-0")
    assert response.status_code == 404
    assert "Unknown code" in response.text
    assert 'name="code"' in response.text


def test_what_cannot_be_a_code_is_explained_on_a_page(client: FlaskClient) -> None:
    response = client.get("/v/<script>")
    assert response.status_code == 400
    assert response.mimetype == "text/html"
    assert "This cannot be a code" in response.text
    assert "<script" not in response.text


def test_a_certificate_before_its_time_says_so(services: Services, client: FlaskClient, clock: Clock) -> None:
    upload_rows(services, a_row(1))
    clock.advance(days=-1)
    assert "Not yet valid" in client.get(f"/v/{only_credential().code}").text


def test_text_of_a_credential_is_never_markup(bare_app: Flask) -> None:
    name = "<img src=x onerror=alert(1)>\"'&"
    document = dict(
        a_signed_credential(a_certification(award=an_award(learner=a_learner(full_name=name)))).document
    )
    page = shown(bare_app, a_verdict(Finding.VALID, credential=document, reason="<b>bold</b>"))
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<b>bold" not in page


def test_no_link_of_a_credential_runs_a_script(bare_app: Flask) -> None:
    document = {
        "issuer": {"id": "did:web:x", "name": "X", "url": "javascript:alert(1)"},
        "credentialSubject": {
            "achievement": {"id": "data:text/html,x", "alignment": [{"targetUrl": " javascript:x"}]}
        },
    }
    page = shown(bare_app, a_verdict(Finding.VALID, credential=document))
    hrefs = re.findall(r'href="([^"]*)"', page)
    assert all(href.startswith(("/", "#", "http://", "https://", "data:,")) for href in hrefs)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=150)
@given(
    document=st.dictionaries(
        st.sampled_from(MEMBERS), st.dictionaries(st.sampled_from(MEMBERS), JSON) | JSON
    ),
    finding=st.sampled_from(Finding),
)
def test_a_page_is_made_of_any_document(bare_app: Flask, document: dict[str, Any], finding: Finding) -> None:
    page = shown(bare_app, a_verdict(finding, credential=document))
    assert page.rstrip().endswith("</html>")


def test_what_is_missing_reads_as_empty() -> None:
    nothing = certified({})
    (subject,) = nothing.subjects
    assert subject.name == nothing.title == subject.code == ""
    assert nothing.valid_from is None
    assert not subject.results
    assert not subject.achievements


def test_a_foreign_credential_is_shown_fully_whatever_its_shape(bare_app: Flask) -> None:
    page = shown(bare_app, a_verdict(Finding.UNRECOGNISED, credential=FOREIGN))
    for text in (
        *("Amina Yusuf", "Leadership · القيادة", "Teamwork", "did:web:badges.example.edu", "1 May 2025"),
        *("Three projects were finished.", "mailto:second@example.org", "ecdsa-rdfc-2019", "position 4"),
    ):
        assert text in page, text
    assert page.count('class="name') == 2


def test_no_picture_inside_a_credential_is_loaded_nor_drawn(bare_app: Flask) -> None:
    page = shown(bare_app, a_verdict(Finding.VALID, credential=FOREIGN))
    assert "<img" not in page
    assert re.findall(r'(?:src|srcset|poster|data)="', page) == []
    assert page.count("A" * 5000) == 0  # its bytes are cut in the list of fields


def test_an_issuer_that_is_not_recognised_is_a_fact_and_never_a_forgery(bare_app: Flask) -> None:
    trust = Check(CheckName.TRUST, CheckResult.NOT_CHECKED, "issuer_not_recognised", "Nobody lists it.")
    page = shown(bare_app, Verdict((trust,), FOREIGN, Finding.UNRECOGNISED, Form.DATA_INTEGRITY))
    assert "Genuine, but its issuer is not recognised here" in page
    assert "That says nothing against it." in page
    assert "<strong>Recognition of the issuer</strong>" in page
    assert "do not trust" not in page
    assert "does not vouch for it" in page


@pytest.mark.parametrize("finding", [Finding.UNRECOGNISED, Finding.UNVERIFIED])
def test_words_that_nobody_here_vouches_for_lead_nowhere(bare_app: Flask, finding: Finding) -> None:
    page = shown(bare_app, a_verdict(finding, credential=FOREIGN))
    assert "https://badges.example.edu/s/1" in page
    assert 'href="https://badges.example.edu' not in page
    assert 'href="https://badges.example.edu/s/1"' in shown(
        bare_app, a_verdict(Finding.VALID, credential=FOREIGN)
    )


@pytest.mark.parametrize("finding", [Finding.TAMPERED, Finding.MALFORMED, Finding.COMPROMISED])
def test_what_nobody_can_know_to_be_signed_is_withheld(bare_app: Flask, finding: Finding) -> None:
    page = shown(bare_app, a_verdict(finding, credential=FOREIGN))
    assert "are withheld" in page
    assert "Amina" not in page
    assert "Teamwork" not in page


def test_a_presentation_has_its_own_finding_and_then_one_of_each_credential(bare_app: Flask) -> None:
    own = Check(CheckName.HOLDER, CheckResult.PASSED, "holder_signed", "It is so.")
    parts = (
        a_verdict(Finding.VALID, credential=dict(a_signed_credential().document)),
        a_verdict(Finding.TAMPERED, credential=FOREIGN),
    )
    presentation = Verdict((own,), {"holder": "did:key:z6"}, Finding.TAMPERED, Form.PRESENTATION, parts=parts)
    page = shown(bare_app, presentation)
    assert '<h1 id="found">Not valid as a whole</h1>' in page
    assert page.count("<h1") == 1
    assert '<h2 id="part-1-found">Valid</h2>' in page
    assert '<h2 id="part-2-found">Altered: do not trust it</h2>' in page
    assert "Certificate 2 of 2" in page
    assert "Teamwork" not in page
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_a_reason_that_says_more_than_its_finding_has_a_headline_of_its_own(bare_app: Flask) -> None:
    titles = set()
    for reason in wording.BY_REASON:
        check = Check(CheckName.STRUCTURE, CheckResult.FAILED, reason, "It is so.")
        page = shown(bare_app, Verdict((check,), None, Finding.MALFORMED, carrier=Carrier.PHOTO))
        titles.add(re.search(r'<h1 id="found">(.*?)</h1>', page)[1])  # type: ignore[index]
    assert len(titles) == len(wording.BY_REASON)


def test_the_start_page_asks_for_a_code_and_leads_to_its_page(bare_app: Flask) -> None:
    client = bare_app.test_client()
    assert '<form class="ask" action="/v" method="get">' in client.get("/").text
    found = client.get("/v?code=0000 0000 0000 0000 0")
    assert (found.status_code, found.location) == (303, "/v/0000-0000-0000-0000-0")
    link = client.get("/v?code=http://localhost:8000/v/0000-0000-0000-0000-0")
    assert link.location == "/v/0000-0000-0000-0000-0"
    assert client.get("/v?code=").location == "/"
    malformed = client.get("/v?code=hello")
    assert (malformed.status_code, malformed.mimetype) == (400, "text/html")


@pytest.mark.parametrize("path", ["/", "/verify", "/v/x", "/api/docs"])
def test_pages_have_a_language_a_title_and_one_main(bare_app: Flask, path: str) -> None:
    page = bare_app.test_client().get(path).text
    assert '<html lang="en" dir="ltr">' in page
    assert re.search(r"<title>[^<]+</title>", page)
    assert page.count("<main") == page.count("<h1") == 1
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_the_page_of_an_award_names_the_team_its_institution_and_every_member(bare_app: Flask) -> None:
    document = dict(a_signed_credential(an_honour(a_team_decision())).document)
    page = shown(bare_app, a_verdict(Finding.VALID, credential=document))
    for member in a_team_decision().members:
        assert f"<li><bdi>{member}</bdi></li>" in page
    for said in (
        *("Conferred on", "Awarded on", "Honoured as", "Edition", "Team members", "What for", CITATION),
        f'<p class="latin" dir="auto" translate="no">{ABU}</p>',
    ):
        assert said in page, said
    rest, _, every_field_of_it = page.partition("The signed document, field by field")
    assert "ext:teamMember" in every_field_of_it
    for said in ("ext:", "Earned by", "Earned on", "Cohort", "How it was earned", "Assessing centre"):
        assert said not in rest, said


@pytest.mark.parametrize("language", ["ar", "es", "fr", "id", "ru", "uz", "uz-Cyrl", "zh"])
def test_the_page_of_an_award_is_worded_in_every_language(bare_app: Flask, language: str) -> None:
    document = dict(a_signed_credential(an_honour(a_team_decision())).document)
    with bare_app.test_request_context(f"/v/X?lang={language}"):
        page = verdict_page(a_verdict(Finding.VALID, credential=document)).get_data(as_text=True)
    assert f'lang="{language}"' in page
    for english in ("Conferred on", "Awarded on", "Honoured as", "Edition", "Team members", "Conferred by"):
        assert f">{english}<" not in page, english


def test_of_several_identities_of_a_kind_none_is_lost() -> None:
    kinds = [
        ("name", "A"),
        ("name", "B"),
        ("ext:teamMember", "C"),
        ("ext:teamMember", "C D"),
        ("x", "1"),
        ("x", "2"),
    ]
    subject = subject_of(
        {"identifier": [{"identityType": kind, "identityHash": text} for kind, text in kinds]}
    )
    assert (subject.name, subject.members) == ("A", ("C", "C D"))
    assert subject.other_identifiers == (("name", "B"), ("x", "1"), ("x", "2"))
