"""What is typed, pasted, or given as a bare document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.credentials.codes import new_code
from certsvc.domain.verdicts import Carrier
from certsvc.errors import CertsvcError, InvalidInputError
from certsvc.opening.open import LARGEST_PRESENTED, Opened, open_presented
from tests.opening.carriers import CODE, LINK, a_credential, a_token

UUID_LINK = "https://c.example/credentials/019ab4f2-6c00-7a11-8c22-3d334e445f55"


def refusal(content: bytes) -> CertsvcError:
    with pytest.raises(InvalidInputError) as caught:
        open_presented(content)
    return caught.value


@pytest.mark.parametrize("margin", [b"", b"\n\t  ", b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b" " * 100_000])
def test_json_is_passed_on_exactly_as_carried(margin: bytes) -> None:
    content = margin + a_credential() + b"\n"
    assert open_presented(content) == Opened(Carrier.JSON, content)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_json_in_another_encoding_is_passed_on_for_the_verifier_to_name(encoding: str) -> None:
    content = a_credential().decode().encode(encoding)
    assert open_presented(content) == Opened(Carrier.JSON, content)


def test_a_json_list_is_passed_on_as_json() -> None:
    content = b" [" + a_credential() + b"]"
    assert open_presented(content) == Opened(Carrier.JSON, content)


@pytest.mark.parametrize("around", [(b"", b""), (b"", b"\n"), (b" \r\n", b"\r\n"), (b"\xef\xbb\xbf", b"")])
def test_a_token_is_freed_of_white_space_around_it(around: tuple[bytes, bytes]) -> None:
    token = a_token()
    assert open_presented(around[0] + token + around[1]) == Opened(Carrier.JWT, token)


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        CODE.replace("-", " "),
        CODE.replace("-", ""),
        f"  {CODE}\n",
        f"\u200f{CODE}\u200e",
        f"\ufeff{CODE}",
        LINK,
        f"{LINK}\n",
        UUID_LINK,
        f"{UUID_LINK}.json",
        "HTTPS://CERTIFICATES.EXAMPLE.ORG/v/" + CODE,
        "http://localhost:8000/v/" + CODE,
        f"certificates.example.org/v/{CODE}",
        f"exams.example.org/v/{CODE}",
        f"localhost:8000/v/{CODE}",
        "https://elsewhere.example/badges/7",
    ],
)
def test_a_code_or_link_is_a_pointer(typed: str) -> None:
    opened = open_presented(typed.encode())
    assert opened.carrier is Carrier.TEXT
    assert opened.document is None
    assert opened.pointer == typed.strip("\u200f\u200e\ufeff \n")


def test_a_printed_address_may_hold_its_invisible_break() -> None:
    assert open_presented(f"certificates.example.org/v/\u200b{CODE}".encode()).pointer.endswith(f"/v/{CODE}")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize(
    ("message", "pointer"),
    [
        (f"Dear all, my certificate: {LINK}. Best, Emeka", LINK),
        (f"See https://school.example/about and {LINK}, please.", LINK),
        (f"Mon certificat (code {CODE}) est joint.", CODE),
        ("Look at https://school.example/badge/7!", "https://school.example/badge/7"),
        (f"شهادتي: {LINK}", LINK),
    ],
)
def test_in_a_message_the_link_that_leads_to_a_credential_is_found(
    message: str, pointer: str, encoding: str
) -> None:
    assert open_presented(message.encode(encoding)) == Opened(Carrier.TEXT, None, pointer)


@pytest.mark.parametrize(
    "typed", [CODE[1:2] + CODE[:1] + CODE[2:], CODE[:-2], CODE + "9", "7K3M 9PQ2 XR5T W8HU N"]
)
def test_a_mistyped_code_is_passed_on_so_that_its_mistake_can_be_told(typed: str) -> None:
    assert open_presented(typed.encode()) == Opened(Carrier.TEXT, None, typed)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b" \n\t",
        b"\xef\xbb\xbf",
        b"hello",
        b"www.example.org",
        b"ftp://example.org/v/" + CODE.encode(),
        b"https://",
        b"https://[::1/v/x",
        b"did:web:example.org",
        b"a.b.c",
        b"\x80\x81\x82",
        b"\xff\xfe\x00",
        b"\x00" * 5000,
        b"PK\x03\x04" + bytes(100),
        b"\x1f\x8b\x08" + bytes(100),
        b"results.csv;1;2;3\n" * 100_000,
        b"<html><body>https://example.org/v/</body></html>",
        b"<!DOCTYPE html><html></html>",
        b"<?xml version='1.0'?><rss/>",
        b"<",
        b"\xff\xd8",
    ],
)
def test_what_leads_nowhere_is_not_recognised(content: bytes) -> None:
    assert refusal(content).code == "not_recognised"


@pytest.mark.parametrize(
    "offer",
    [
        "openid-credential-offer://?credential_offer_uri=https%3A%2F%2Fa.example%2Fv%2F" + CODE,
        "openid4vp://authorize?request_uri=https://a.example/" + CODE,
        "haip://?x=https://a.example/",
    ],
)
def test_an_offer_to_a_wallet_is_not_followed(offer: str) -> None:
    found = refusal(offer.encode())
    assert found.code == "not_recognised"
    assert "wallet" in found.message


@pytest.mark.parametrize("brand", [b"heic", b"mif1", b"avif"])
def test_a_picture_in_heic_or_avif_is_refused_with_the_way_out(brand: bytes) -> None:
    found = refusal(b"\0\0\0\x18ftyp" + brand + bytes(64))
    assert found.code == "carrier_malformed"
    assert "Save it as JPEG" in found.hint


def test_more_than_sixteen_megabytes_are_too_large() -> None:
    assert refusal(b"{" + b" " * LARGEST_PRESENTED).code == "too_large"


@given(st.binary(min_size=10, max_size=10).map(new_code))
def test_every_code_of_ours_is_a_pointer_however_it_is_written(code: str) -> None:
    for written in (code, code.lower(), code.replace("-", ""), f"https://h.example/v/{code}"):
        assert open_presented(written.encode()) == Opened(Carrier.TEXT, None, written)


@given(st.text(max_size=300) | st.text("eyJhbG.-_0/v:Z7K\n", max_size=80))
def test_any_text_is_opened_or_refused_by_an_error_of_ours(text: str) -> None:
    try:
        answer = open_presented(text.encode(errors="surrogatepass")).carrier.value
    except InvalidInputError as error:
        answer = error.code
    assert answer in {"text", "json", "jwt", "not_recognised", "carrier_malformed", "too_large"}
