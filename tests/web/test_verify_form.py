import base64
import io
import json
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from flask.testing import FlaskClient
from joserfc import jws
from joserfc.jwk import OKPKey
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from certsvc.signing.multikey import encode_multikey
from certsvc.web.presented import MOST_BYTES
from certsvc.workflows.services import Services
from tests.uploads import a_row, upload_rows
from tests.web.stored import only_credential

UNKNOWN = "0000-0000-0000-0000-0"


def give(client: FlaskClient, query: str = "", **form: Any) -> Any:  # noqa: ANN401
    boundary, body = encode_multipart(form)
    kind = f"multipart/form-data; boundary={boundary}"
    return client.post(f"/verify{query}", data=body, content_type=kind)


def a_file(content: bytes, name: str = "photo.heic") -> FileStorage:
    return FileStorage(io.BytesIO(content), filename=name)


def test_the_form_takes_a_code_a_file_and_a_text_without_scripts(bare_app: Flask) -> None:
    page = bare_app.test_client().get("/verify").text
    assert page.count('action="/verify" method="post" enctype="multipart/form-data"') == 3
    for name in ("code", "file", "text"):
        (label,) = re.findall(rf'<label for="{name}">([^<]+)</label>', page)
        assert label
        (hint,) = re.findall(rf'id="{name}"[^>]* aria-describedby="([^"]+)"', page)
        assert f'id="{hint}"' in page
    (accepted,) = re.findall(r'type="file" required accept="([^"]+)"', page)
    assert {"image/*", "application/pdf", "application/json", ".jwt"} <= set(accepted.split(","))
    assert "capture" not in page  # a phone offers its camera and its files
    assert "<script" not in page
    assert "nothing of it is stored" in page


def test_whatever_is_given_its_verdict_is_shown_at_once(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    record = only_credential()
    pdf = client.get(f"/credentials/{record.id}.pdf").data
    qr = client.get(f"/credentials/{record.id}.png").data
    for form, carrier in (
        ({"code": record.code.lower()}, "a code or a link"),
        ({"code": f" http://localhost:8000/v/{record.code} "}, "a code or a link"),
        ({"file": a_file(pdf)}, "a PDF file"),
        ({"file": a_file(qr)}, None),
        ({"file": a_file(record.signed_bytes)}, "a JSON document"),
        ({"text": record.signed_bytes.decode()}, "a JSON document"),
        ({"code": record.signed_bytes.decode()}, "a JSON document"),
        ({"file": a_file(b"", ""), "text": record.code}, "a code or a link"),
    ):
        response = give(client, **form)
        assert response.status_code == 200
        assert '<h1 id="found">Valid</h1>' in response.text
        assert "Person 1" in response.text
        assert carrier is None or f"What was presented: {carrier}." in response.text
        assert "/credentials/" not in "".join(re.findall(r'href="([^"]+)"', response.text))
        assert response.headers["Cache-Control"] == "no-store"
        assert "ETag" not in response.headers
        assert response.headers["X-Robots-Tag"].startswith("noindex")


def test_nothing_of_what_is_given_is_kept(services: Services, client: FlaskClient) -> None:
    folder = services.settings.var_dir
    before = sorted(str(path) for path in folder.rglob("*"))
    give(client, file=a_file(b'{"name": "a secret"}'))
    assert sorted(str(path) for path in folder.rglob("*")) == before


def test_an_edited_file_is_shown_as_altered_and_not_quoted(services: Services, client: FlaskClient) -> None:
    upload_rows(services, a_row(1))
    content = only_credential().signed_bytes.replace(b"Person 1", b"Person 9")
    response = give(client, file=a_file(content))
    assert "Altered: do not trust it" in response.text
    assert "Person 9" not in response.text


def test_a_mistyped_code_is_explained_and_an_unknown_one_is_unknown(client: FlaskClient) -> None:
    mistyped = give(client, code="0000-0000-0000-0000-1")
    assert (mistyped.status_code, mistyped.mimetype) == (400, "text/html")
    assert "This cannot be a code" in mistyped.text
    unknown = give(client, code=UNKNOWN)
    assert (unknown.status_code, unknown.headers["Cache-Control"]) == (200, "no-store")
    assert "Unknown code" in unknown.text


def test_a_link_to_elsewhere_is_not_followed(client: FlaskClient) -> None:
    response = give(client, code="https://elsewhere.example/v/x")
    assert response.status_code == 400
    assert "A link to another service" in response.text


@pytest.mark.parametrize("content", [b"holiday", b"\xff\xd8\xff\xe0 no", b"%PDF-1.7", b"{", b"\0" * 99])
def test_what_is_no_certificate_gets_a_page_and_never_a_fault(client: FlaskClient, content: bytes) -> None:
    response = give(client, file=a_file(content))
    assert (response.status_code, response.mimetype) == (200, "text/html")
    assert '<h1 id="found">Valid</h1>' not in response.text


@pytest.mark.parametrize("form", [{}, {"code": " "}, {"file": a_file(b"", "")}, {"other": "x"}])
def test_nothing_given_asks_again(bare_app: Flask, form: dict[str, Any]) -> None:
    response = give(bare_app.test_client(), **form)
    assert response.status_code == 400
    assert 'role="alert"' in response.text
    assert "Nothing was given to check." in response.text
    assert 'type="file"' in response.text


@pytest.mark.parametrize("name", ["file", "text"])
def test_too_much_is_answered_on_the_form_itself(bare_app: Flask, name: str) -> None:
    head = f'--x\r\nContent-Disposition: form-data; name="{name}"; filename="a"\r\n\r\n'
    body = head.encode() + b"x" * MOST_BYTES + b"\r\n--x--\r\n"
    response = bare_app.test_client().post(
        "/verify", data=body, content_type="multipart/form-data; boundary=x"
    )
    assert response.status_code == 413
    assert "larger than the 16 MB" in response.text
    assert 'type="file"' in response.text


def test_a_text_as_long_as_a_credential_may_be_is_read(client: FlaskClient) -> None:
    response = give(client, text="{" + " " * 1_000_000 + "}")
    assert response.status_code == 200


def test_a_hostile_file_name_and_text_stay_out_of_the_page(client: FlaskClient) -> None:
    response = give(client, file=a_file(b'{"name": "<script>alert(1)</script>"}', "<script>.png"))
    assert response.status_code == 200
    assert "<script" not in response.text


def a_foreign_token(name: str) -> str:
    """A VC-JWT (VCDM 2.0) of an issuer that nobody here knows, made with another library."""
    key = OKPKey.generate_key("Ed25519")
    public = Ed25519PublicKey.from_public_bytes(base64.urlsafe_b64decode(str(key.as_dict()["x"]) + "="))
    multikey = encode_multikey(public)
    claims = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": f"did:key:{multikey}",
        "validFrom": "2024-05-01T00:00:00Z",
        "credentialSubject": {"id": "https://example.org/people/7", "name": name},
    }
    header = {"alg": "Ed25519", "typ": "vc+jwt", "cty": "vc", "kid": f"did:key:{multikey}#{multikey}"}
    token: str = jws.serialize_compact(header, json.dumps(claims), key, algorithms=["Ed25519"])
    return token


def test_a_token_of_a_foreign_issuer_is_genuine_and_not_recognised(client: FlaskClient) -> None:
    token = a_foreign_token("Amina Yusuf")
    for form in ({"text": token}, {"code": token}, {"file": a_file(token.encode(), "x.png")}):
        page = give(client, **form).text
        assert "Genuine, but its issuer is not recognised here" in page
        assert "Amina Yusuf" in page
        assert "What was presented: a signed token (JWT)." in page
    head, payload, signature = token.split(".")
    page = give(client, text=f"{head}.{payload[:-8]}{payload[-8:].swapcase()}.{signature}").text
    assert '<h1 id="found">Valid</h1>' not in page
    assert "not recognised here" not in page
