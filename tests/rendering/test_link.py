"""Where the QR code of a credential leads."""

from typing import Any

import pytest

from certsvc.errors import InvalidInputError
from certsvc.rendering.link import link_host, verification_link
from tests.builders import a_signed_credential, a_signed_document


def test_the_link_is_made_of_the_credentials_own_origin_and_code() -> None:
    document = a_signed_document(base_url="https://certs.example.org:8443", code="AAAA-BBBB-CCCC-DDDD-E")
    assert verification_link(document) == "https://certs.example.org:8443/v/AAAA-BBBB-CCCC-DDDD-E"
    assert link_host(verification_link(document)) == "certs.example.org:8443"


def test_a_really_signed_credential_has_its_link() -> None:
    signed = a_signed_credential()
    code = signed.document["credentialSubject"]["licenseNumber"]
    assert verification_link(signed.document) == f"http://localhost:8000/v/{code}"


@pytest.mark.parametrize(
    "identifier",
    [
        None,
        7,
        "",
        "urn:uuid:1",
        "javascript:alert(1)//x/",
        "https:///x",
        "https://a@b/x",
        "https://a b/x",
        "http://[::1",
    ],
)
def test_an_id_that_is_no_web_address_is_refused(identifier: object) -> None:
    with pytest.raises(InvalidInputError):
        verification_link(a_signed_document(id=identifier))


@pytest.mark.parametrize("code", ["", "../admin", "A B", "A/B", "Ä", "-", "A?x", "A\n"])
def test_a_code_that_cannot_stand_in_an_address_as_it_is_is_refused(code: str) -> None:
    with pytest.raises(InvalidInputError):
        verification_link(a_signed_document(code=code))


def test_a_subject_that_is_no_object_is_refused() -> None:
    document: dict[str, Any] = a_signed_document(credentialSubject=["x"])
    with pytest.raises(InvalidInputError):
        verification_link(document)
