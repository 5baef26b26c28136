"""Who holds the link to a certificate that was replaced is led on to the one that stands in its place."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import event

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import SheetFormat
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import Finding, Verdict
from certsvc.storage.database import db, transaction
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.export_credential import export_credential
from certsvc.workflows.reissue_credentials import reissue_records
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.succession import find_successor
from certsvc.workflows.verify_credential import verify_code, verify_presented, verify_stored
from tests.uploads import a_row, upload_rows
from tests.web.stored import only_credential

REASON = "The <name> was corrected."


def reissued(services: Services, old: CredentialRecord) -> CredentialRecord:
    """What takes its place; the clock stands still, so that ids tell nothing of the order."""
    with transaction():
        reissue_records(services, [old], reason=REASON, by="officer", batch_id=None)
    [new] = [one for one in list_credentials(by=OPERATOR).items if one.supersedes == old.id]
    return new


def chain(services: Services, length: int) -> list[CredentialRecord]:
    """The first is the oldest; each but the last was revoked."""
    upload_rows(services, a_row(1))
    made = [only_credential()]
    while len(made) < length:
        made.append(reissued(services, made[-1]))
    return made


@contextmanager
def counted() -> Iterator[list[str]]:
    """The questions that are asked inside."""
    seen: list[str] = []

    def note(_c: object, _k: object, statement: str, *_: object) -> None:
        if statement.startswith(("SELECT", "WITH")):
            seen.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def code_after(verdict: Verdict) -> str | None:
    return None if verdict.superseded_by is None else verdict.superseded_by.code


def test_each_one_in_a_chain_leads_to_its_end(services: Services) -> None:
    *before, last = chain(services, 5)
    for one in before:
        assert code_after(verify_code(services, one.code)) == last.code
        assert code_after(verify_stored(services, one.id)) == last.code
    standing = verify_code(services, last.code)
    assert (standing.finding, standing.superseded_by) == (Finding.VALID, None)
    assert find_successor(last.id) is None
    revoke_credential(services, last.id, reason="Issued in error.", by=OPERATOR)
    assert code_after(verify_code(services, before[0].code)) == last.code
    assert code_after(verify_code(services, last.code)) is None


def test_a_copy_that_is_presented_leads_on_and_one_that_only_has_its_id_does_not(services: Services) -> None:
    [old] = chain(services, 1)
    sheets = (SheetFormat.JSON, SheetFormat.JWT, SheetFormat.PNG, SheetFormat.PDF)
    copies = {sheet: export_credential(services, old.id, sheet).content for sheet in sheets}
    new = reissued(services, reissued(services, old))
    for sheet, copy in copies.items():
        verdict = verify_presented(services, copy)
        assert (sheet, verdict.finding, code_after(verdict)) == (sheet, Finding.REVOKED, new.code)
    forged = json.dumps({**json.loads(old.signed_bytes), "name": "Another"}).encode()
    verdict = verify_presented(services, forged)
    assert verdict.finding is Finding.TAMPERED
    assert verdict.superseded_by is None


def test_only_what_was_revoked_costs_a_question_more(services: Services) -> None:
    old, new = chain(services, 2)

    def statements(act: Callable[[], object]) -> int:
        db.session.rollback()
        with counted() as seen:
            act()
        return len(seen)

    verify_code(services, new.code)
    assert statements(lambda: verify_code(services, new.code)) == 1
    assert statements(lambda: verify_code(services, old.code)) == 2


def test_the_page_of_a_replaced_one_leads_to_the_newer_one_in_every_way(
    services: Services, client: FlaskClient
) -> None:
    old, _, new = chain(services, 3)
    browser = {"Accept": "text/html"}
    page = client.get(f"/credentials/{old.id}", headers=browser, follow_redirects=True)
    assert page.request.path == f"/v/{old.code}"
    finding = page.text.partition('<section class="finding')[2].partition("</section>")[0]
    assert "Replaced by a newer one" in finding
    assert "The reason given: <bdi>The &lt;name&gt; was corrected.</bdi>" in finding
    [address] = re.findall(r'<a href="([^"]+)"', finding)
    assert address == f"/v/{new.code}"
    assert "Open the newer one" in finding
    newer = client.get(address)
    assert '<h1 id="found">Valid</h1>' in newer.text


def test_why_and_when_it_was_replaced_is_said_in_the_readers_language(
    services: Services, client: FlaskClient
) -> None:
    old, new = chain(services, 2)
    page = client.get(f"/v/{old.code}?lang=ar").text
    assert f'<a href="/v/{new.code}?lang=ar">' in page
    assert "24 نوفمبر 2026" in page
    assert page.count("<bdi>The &lt;name&gt; was corrected.</bdi>") == 2  # in the finding, at the check
    assert 'lang="en" dir="ltr">The issuer' not in page


def test_the_interface_names_the_newer_one(services: Services, client: FlaskClient) -> None:
    old, _, new = chain(services, 3)
    expected = {
        "code": new.code,
        "url": services.addresses.verification(new.code),
        "issued_at": new.issued_at.isoformat(),
    }
    assert client.get(f"/api/v1/verify/{old.code}").get_json()["superseded_by"] == expected
    posted = client.post("/api/v1/verify", data=old.signed_bytes, content_type="application/json")
    assert posted.get_json()["superseded_by"] == expected
    assert client.get(f"/api/v1/verify/{new.code}").get_json()["superseded_by"] is None


def test_a_certificate_in_a_presentation_leads_on_too(services: Services, client: FlaskClient) -> None:
    old, new = chain(services, 2)
    bundle = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [json.loads(old.signed_bytes)],
    }
    page = client.post("/verify", data={"text": json.dumps(bundle)}).text
    assert f'<a href="/v/{new.code}">' in page
