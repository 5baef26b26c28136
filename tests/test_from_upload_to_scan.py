"""The whole way, once, for real: upload, issue, scan the QR code of the certificate, read the verdict."""

import io
from collections.abc import Callable
from urllib.parse import urlsplit

import pypdfium2
import zxingcpp
from flask.testing import FlaskClient
from sqlalchemy import update

from certsvc.domain.access import OPERATOR, Role, Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db, transaction
from certsvc.workflows.manage_api_keys import create_api_key
from certsvc.workflows.services import Services
from tests.uploads import DEMO_FILE


def scanned_link(pdf: bytes) -> str:
    """What a phone reads off the printed sheet, at the resolution of a plain office printer."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        image = document[0].render(scale=150 / 72).to_pil()
    finally:
        document.close()
    found = zxingcpp.read_barcodes(image)
    assert len(found) == 1
    return str(found[0].text)


def test_a_results_file_becomes_a_certificate_whose_qr_code_says_valid_until_a_byte_is_changed(
    client: FlaskClient, services: Services, work_off: Callable[[], None]
) -> None:
    key = create_api_key(
        services,
        label="Zaria office",
        role=Role.CENTRE,
        centre=PartnerCode("NG"),
        scopes=frozenset(Scope),
        by=OPERATOR,
    )
    officer = {"Authorization": f"Bearer {key.token}"}

    sent = client.post(
        "/api/v1/imports",
        data={"file": (io.BytesIO(DEMO_FILE.read_bytes()), "nigeria.csv"), "centre": "NG"},
        headers=officer,
    )
    assert sent.status_code == 202, sent.text
    work_off()
    done = client.get(sent.headers["Location"], headers=officer)
    assert done.json is not None
    assert done.json["state"] == "done"
    assert (done.json["counts"]["recorded"], done.json["counts"]["issued"]) == (40, 37)

    listed = client.get("/api/v1/credentials?limit=1", headers=officer)
    assert listed.json is not None
    credential = listed.json["items"][0]

    pdf = client.get(f"/credentials/{credential['id']}.pdf")
    assert pdf.mimetype == "application/pdf"
    link = scanned_link(pdf.data)
    assert link == f"http://localhost:8000/v/{credential['code']}"

    page = client.get(urlsplit(link).path)
    assert page.status_code == 200
    assert "valid" in page.text.lower()
    verdict = client.get(f"/api/v1/verify/{credential['code']}")
    assert verdict.json is not None
    assert verdict.json["verdict"] == "valid"
    assert {check["result"] for check in verdict.json["checks"]} == {"passed"}

    as_issued = client.get(f"/credentials/{credential['id']}.json").data
    presented = client.post("/api/v1/verify", data=as_issued, content_type="application/json")
    assert presented.json is not None
    assert presented.json["verdict"] == "valid"

    with transaction():
        changed = as_issued.replace(b'"value":"', b'"value":"1', 1)
        db.session.execute(
            update(CredentialRow).where(CredentialRow.id == credential["id"]).values(signed_bytes=changed)
        )
    verdict = client.get(f"/api/v1/verify/{credential['code']}")
    assert verdict.json is not None
    assert (verdict.json["verdict"], verdict.json["finding"]) == ("invalid", "tampered")
    assert client.get(urlsplit(link).path).text != "valid"
