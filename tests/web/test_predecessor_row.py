"""The page of a certificate that took another's place says so, and leads to the other."""

import json

import pytest
from flask.testing import FlaskClient

from certsvc.domain.access import OPERATOR
from certsvc.storage.database import transaction
from certsvc.web.pages.certified import Predecessor, certified
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.reissue_credentials import reissue_records
from certsvc.workflows.services import Services
from tests.builders import a_predecessor, a_signed_credential, a_whole_certification
from tests.transcribing import a_holder
from tests.uploads import a_row, upload_rows

WHY = "The <name> was corrected."
SHOWN_WHY = "The &lt;name&gt; was corrected."


def test_a_certificate_leads_to_the_one_before_and_says_why(client: FlaskClient, services: Services) -> None:
    upload_rows(services, a_row(1))
    [old] = list_credentials(by=OPERATOR).items
    assert "In the place of" not in client.get(f"/v/{old.code}").text
    with transaction():
        [(_, new)] = reissue_records(services, [old], reason=WHY, by="an officer", batch_id=None).made
    page = client.get(f"/v/{new.code}").text
    link = f'<a href="{services.addresses.verification(old.code)}" rel="noopener nofollow">{old.code}</a>'
    assert f"<dt>In the place of</dt><dd><code>{link}</code>" in page
    assert SHOWN_WHY in page


def test_a_transcript_leads_to_the_one_before_too(client: FlaskClient, services: Services) -> None:
    person_id, records = a_holder(services)
    before = issue_transcript(services, person_id, by=person_id)
    with transaction():
        reissued = reissue_records(services, records[:1], reason=WHY, by="an officer", batch_id=None)
    [(_, transcript)] = reissued.transcripts
    page = client.get(f"/v/{transcript.code}").text
    assert f'<a href="{services.addresses.verification(before.code)}" rel' in page


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("https://elsewhere.example/credentials/1", "https://elsewhere.example/v/{code}"),
        ("https://elsewhere.example/", None),
        ("javascript:alert(1)//credentials/1", None),
        ("/credentials/1", None),
        (7, None),
    ],
)
def test_what_leads_nowhere_good_is_no_link(address: object, link: str | None) -> None:
    document = json.loads(a_signed_credential(a_whole_certification()).content)
    document["evidence"][-1]["id"] = address
    code = a_predecessor().code
    assert certified(document).predecessor == Predecessor(
        code, None if link is None else link.format(code=code), a_predecessor().reason
    )
