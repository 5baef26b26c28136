import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.codes import new_code
from certsvc.domain.identifiers import CredentialId, PartnerCode

LOCAL = Addresses("http://localhost:8000")
PUBLIC = Addresses("https://certificates.example.org")
ID = CredentialId("019ab4f2-6c00-7a11-8c22-3d334e445f55")
CODE = new_code(bytes(10))


def test_addresses_stand_under_the_base_url() -> None:
    assert PUBLIC.credential(ID) == f"https://certificates.example.org/credentials/{ID}"
    assert PUBLIC.verification(CODE) == f"https://certificates.example.org/v/{CODE}"
    assert PUBLIC.achievement("MC-B1.v2") == "https://certificates.example.org/achievements/MC-B1.v2"
    assert PUBLIC.status_list(3) == "https://certificates.example.org/status/3"


def test_a_did_encodes_the_port_and_names_the_centre() -> None:
    assert LOCAL.secretariat_did() == "did:web:localhost%3A8000"
    assert PUBLIC.centre_did(PartnerCode("NG")) == "did:web:certificates.example.org:centres:NG"


@pytest.mark.parametrize("addresses", [LOCAL, PUBLIC])
def test_the_secretariat_and_every_centre_are_issuers_here(addresses: Addresses) -> None:
    assert addresses.is_issuer(addresses.secretariat_did())
    assert addresses.is_issuer(addresses.centre_did(PartnerCode("UZ-TUIT")))


@pytest.mark.parametrize(
    "did",
    [
        "",
        "did:web:localhost",
        "did:web:localhost%3A8000:centres:",
        "did:web:localhost%3A8000:centres:NG:more",
        "did:web:localhost%3A8000:centres:N G",
        "did:web:localhost%3A8000#key",
        "did:web:evil.example:did:web:localhost%3A8000:centres:NG",
        "http://localhost:8000",
    ],
)
def test_nobody_else_is_an_issuer_here(did: str) -> None:
    assert not LOCAL.is_issuer(did)


@pytest.mark.parametrize("ending", ["", ".json", ".pdf", ".png", ".svg", "/", "?download=1", "#top"])
def test_a_link_to_any_file_of_a_credential_names_it(ending: str) -> None:
    assert PUBLIC.find_credential_id(f"https://certificates.example.org/credentials/{ID}{ending}") == ID


def test_host_and_default_port_may_be_written_otherwise() -> None:
    assert PUBLIC.find_credential_id(f"HTTPS://Certificates.Example.ORG:443/credentials/{ID.upper()}") == ID
    assert LOCAL.find_code(f" {LOCAL.verification(CODE)}\n") == CODE


def test_a_mistyped_code_in_a_link_of_ours_comes_back_for_the_reader_of_codes() -> None:
    assert LOCAL.find_code("http://localhost:8000/v/0000%200000") == "0000 0000"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "019ab4f2-6c00-7a11-8c22-3d334e445f55",
        f"https://evil.example/credentials/{ID}",
        f"http://certificates.example.org/credentials/{ID}",
        f"https://certificates.example.org:8443/credentials/{ID}",
        f"https://certificates.example.org@evil.example/credentials/{ID}",
        f"https://certificates.example.org/credentials/{ID}/more",
        "https://certificates.example.org/credentials/",
        "https://certificates.example.org/credentials/7",
        "https://certificates.example.org:port/credentials/1",
        "https://[::1/credentials/1",
        "https://certificates.example.org/" + "a" * 5_000,
    ],
)
def test_what_is_no_link_of_ours_names_nothing(url: str) -> None:
    assert PUBLIC.find_credential_id(url) is None
    assert PUBLIC.find_code(url) is None
    assert PUBLIC.find_status_list(url) is None


@given(st.text())
def test_any_text_is_a_link_or_none(text: str) -> None:
    for url in (text, f"http://localhost:8000/v/{text}", f"http://{text}"):
        found = LOCAL.find_code(url)
        assert found is None or found


@given(st.integers(min_value=1, max_value=999_999_999))
def test_the_number_of_a_status_list_comes_back_from_its_address(number: int) -> None:
    assert LOCAL.find_status_list(LOCAL.status_list(number)) == number


@pytest.mark.parametrize("name", ["0", "01", "1.5", "-1", "9999999999", "\u0661"])
def test_what_is_no_number_is_no_status_list(name: str) -> None:
    assert LOCAL.find_status_list(f"http://localhost:8000/status/{name}") is None
