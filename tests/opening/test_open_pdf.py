"""PDF files: ours, others', printed again, scanned, damaged, locked."""

import io
import os
from collections.abc import Callable
from typing import Any

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from certsvc.domain.verdicts import Carrier
from certsvc.errors import InvalidInputError
from certsvc.opening.open import Opened, open_presented
from certsvc.opening.pdf_structure import read_structure
from tests.opening.carriers import LINK, a_credential, a_pdf, a_scene, a_token, own_pdf, qr_picture

DOCUMENT, TOKEN, OTHER = a_credential(), a_token(), a_credential(name="Someone Else")


def code_of(content: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        open_presented(content)
    return caught.value.code


def saved(pdf: bytes, change: Callable[[pikepdf.Pdf], None], **how: object) -> bytes:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        change(opened)
        out = io.BytesIO()
        opened.save(out, **how)  # type: ignore[arg-type]  # as pikepdf takes them
        return out.getvalue()


def without_attachment(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Names
    del pdf.Root.AF


def without_links(pdf: pikepdf.Pdf) -> None:
    without_attachment(pdf)
    del pdf.pages[0].Annots


def test_our_certificate_gives_its_credential_byte_for_byte() -> None:
    assert open_presented(own_pdf(DOCUMENT)) == Opened(Carrier.PDF, DOCUMENT)


def test_it_does_so_behind_what_a_mail_program_put_before_it() -> None:
    assert open_presented(b"\r\n\r\n" + own_pdf(DOCUMENT)).document == DOCUMENT


def test_it_does_so_when_it_was_saved_again_with_two_megabytes_more() -> None:
    def swell(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Extra = pdf.make_indirect(pdf.make_stream(os.urandom(2_000_000)))

    for mode in (pikepdf.ObjectStreamMode.generate, pikepdf.ObjectStreamMode.disable):
        assert open_presented(saved(own_pdf(DOCUMENT), swell, object_stream_mode=mode)).document == DOCUMENT


def test_without_its_attachment_our_certificate_leads_to_its_code() -> None:
    pdf = saved(own_pdf(), without_attachment)
    assert open_presented(pdf) == Opened(Carrier.PDF, None, LINK)


def test_printed_again_without_links_its_qr_code_is_scanned() -> None:
    pdf = saved(own_pdf(), without_links)
    assert open_presented(pdf) == Opened(Carrier.PDF, None, LINK)


def test_scanned_into_a_picture_its_qr_code_is_scanned_too() -> None:
    sheet: Image.Image = pypdfium2.PdfDocument(own_pdf())[0].render(scale=150 / 72).to_pil()
    out = io.BytesIO()
    sheet.rotate(2, fillcolor="white").save(out, "PDF", quality=60)
    assert open_presented(out.getvalue()) == Opened(Carrier.PDF, None, LINK)


@pytest.mark.parametrize("is_typed", [False, True])
@pytest.mark.parametrize("place", ["attached", "associated"])
@pytest.mark.parametrize(
    ("name", "document"), [("c.json", DOCUMENT), ("c.jwt", TOKEN), ("whatever", DOCUMENT)]
)
def test_a_credential_that_is_attached_or_associated_is_found(
    place: str,
    name: str,
    document: bytes,
    is_typed: bool,  # noqa: FBT001  # a parameter
) -> None:
    files: dict[str, Any] = {place: [(name, document)]}
    assert open_presented(a_pdf(**files, is_typed=is_typed)).document == document


def test_it_is_found_in_object_streams_and_packed() -> None:
    pdf = a_pdf(
        attached=[("credential.json", DOCUMENT)],
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        compress_streams=True,
    )
    assert open_presented(pdf).document == DOCUMENT


def test_it_is_found_among_other_attachments_whatever_their_order() -> None:
    others = [
        ("a.json", b'{"a": 1}'),
        ("b.xml", b"<a/>"),
        ("c.bin", os.urandom(5_000)),
        ("d.txt", LINK.encode()),
    ]
    for is_typed in (False, True):
        pdf = a_pdf(attached=[*others, ("z.json", DOCUMENT)], is_typed=is_typed)
        assert open_presented(pdf) == Opened(Carrier.PDF, DOCUMENT)


def test_of_several_attached_credentials_the_associated_one_counts() -> None:
    pdf = a_pdf(attached=[("a.json", OTHER)], associated=[("b.json", DOCUMENT)], is_typed=True)
    assert open_presented(pdf).document == DOCUMENT


def test_an_attachment_counts_before_a_link_and_a_link_before_a_picture() -> None:
    picture = qr_picture(LINK.replace("certificates", "picture"))
    assert open_presented(a_pdf(attached=[("a", TOKEN)], links=[LINK], picture=picture)).document == TOKEN
    assert open_presented(a_pdf(links=["https://a.example/", LINK], picture=picture)).pointer == LINK
    assert open_presented(a_pdf(links=["https://a.example/"], picture=picture)).pointer != LINK


def test_a_qr_code_on_the_third_page_is_found_and_on_the_fourth_is_not() -> None:
    assert open_presented(a_pdf(picture=qr_picture(), pages=3)).pointer == LINK
    assert code_of(a_pdf(picture=qr_picture(), pages=4)) == "not_recognised"


def test_a_pdf_without_anything_of_it_is_not_recognised() -> None:
    assert code_of(a_pdf()) == "not_recognised"
    assert (
        code_of(a_pdf(attached=[("a.json", b'{"a": 1}')], links=["https://a.example/about"]))
        == "not_recognised"
    )


def test_an_encrypted_pdf_that_anyone_can_open_is_opened() -> None:
    pdf = a_pdf(attached=[("a", DOCUMENT)], is_typed=True, encryption=pikepdf.Encryption(owner="o", user=""))
    assert open_presented(pdf).document == DOCUMENT


def test_a_locked_pdf_says_so() -> None:
    pdf = a_pdf(attached=[("a", DOCUMENT)], is_typed=True, encryption=pikepdf.Encryption(owner="o", user="u"))
    with pytest.raises(InvalidInputError, match="password") as caught:
        open_presented(pdf)
    assert caught.value.code == "carrier_malformed"


@pytest.mark.parametrize("share", [0.02, 0.3, 0.6, 0.9])
def test_a_pdf_that_is_cut_off_is_refused_or_still_gives_the_credential(share: float) -> None:
    pdf = own_pdf(DOCUMENT)
    answer: Opened | str
    try:
        answer = open_presented(pdf[: int(len(pdf) * share)])
    except InvalidInputError as error:
        answer = error.code
    assert answer in {Opened(Carrier.PDF, DOCUMENT), Opened(Carrier.PDF, None, LINK), "carrier_malformed"}


def test_noise_under_the_head_of_a_pdf_is_refused() -> None:
    assert code_of(b"%PDF-1.7\n" + os.urandom(100_000)) == "carrier_malformed"


def test_an_attachment_that_unpacks_beyond_any_credential_is_passed_over() -> None:
    bomb = b'{"@context": "' + b" " * (64 << 20) + b'"}'
    for is_typed in (False, True):
        pdf = a_pdf(attached=[("a", bomb)], links=[LINK], is_typed=is_typed)
        assert open_presented(pdf) == Opened(Carrier.PDF, None, LINK)


def test_thousands_of_attachments_end_in_an_answer() -> None:
    many = [(f"{number:05}", b"{}") for number in range(3_000)]
    for is_typed in (False, True):
        pdf = a_pdf(attached=many, links=[LINK], is_typed=is_typed)
        assert open_presented(pdf).pointer == LINK


def test_the_structure_is_read_the_same_without_a_process_of_its_own() -> None:
    assert read_structure(a_pdf(attached=[("a", DOCUMENT)])) == DOCUMENT
    assert read_structure(a_pdf(links=[LINK])) == LINK.encode()
    assert read_structure(a_pdf(picture=a_scene(qr_picture()))) is None
