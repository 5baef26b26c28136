"""A certificate as its reader has it: scanned, read, opened, searched for what is inside."""

import hashlib
import io
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from certsvc.rendering.certificate import certificate_pdf
from tests.builders import a_full_certification, a_signed_credential, a_signed_document

A4_LANDSCAPE = (841.89, 595.28)


def content_of(**differences: Any) -> bytes:  # noqa: ANN401  # whatever the builder takes
    return json.dumps(a_signed_document(**differences), ensure_ascii=False, separators=(",", ":")).encode()


def text_of(pdf: bytes) -> str:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return str(document[0].get_textpage().get_text_range()).replace("\u200b", "")


def picture_of(pdf: bytes, dots_per_inch: int) -> Image.Image:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        picture: Image.Image = document[0].render(scale=dots_per_inch / 72).to_pil().copy()
        return picture


def test_the_code_on_a_printed_sheet_scans_as_the_verification_link() -> None:
    pdf = certificate_pdf(content_of(base_url="https://certificates.example.org"))
    (found,) = zxingcpp.read_barcodes(picture_of(pdf, 150))
    assert found.text == "https://certificates.example.org/v/7K3M-9PQ2-XR5T-W8HD-N"


def test_the_printed_code_is_at_least_24_millimetres_wide() -> None:
    (found,) = zxingcpp.read_barcodes(picture_of(certificate_pdf(content_of()), 300))
    width = found.position.top_right.x - found.position.top_left.x
    assert width / 300 * 25.4 >= 24


def test_both_names_can_be_read_and_searched() -> None:
    text = text_of(certificate_pdf(content_of(name="Ўткир Ҳакимов", latin_name="Oʻtkir Hakimov")))
    assert "Ўткир Ҳакимов" in text
    assert "Oʻtkir Hakimov" in text


def test_a_latin_name_that_is_the_name_is_printed_once() -> None:
    text = text_of(certificate_pdf(content_of(name="Sutrisno", latin_name="SUTRISNO")))
    assert text.casefold().count("sutrisno") == 1


def test_everything_certified_stands_on_the_sheet() -> None:
    text = text_of(certificate_pdf(content_of(validUntil="2029-11-24T09:30:00Z")))
    for expected in (
        "UNESCO-ICHEI",
        "Emeka Ọlátúnjí",
        "Domestication and Production of Micro-Courses",
        "Completed the course, on site.",
        "Curriculum design",
        "Accessibility and inclusion",
        "89%",
        "24",
        "22 April 2024",
        "24 November 2026",
        "24 November 2029",
        "2024-04",
        "IIOE National Centre, Nigeria",
        "Dr Lin Mofan",
        "Director",
        "Prof. Halima Misali",
        "Vice-Chancellor",
        "7K3M-9PQ2-XR5T-W8HD-N",
        "Only the page at",
        "localhost:8000",
    ):
        assert expected in " ".join(text.split()), expected


def test_the_signed_credential_is_inside_byte_for_byte() -> None:
    content = a_signed_credential(a_full_certification()).content
    reader = PdfReader(io.BytesIO(certificate_pdf(content)))
    assert {name: list(files) for name, files in reader.attachments.items()} == {"credential.json": [content]}
    (attached,) = reader.attachment_list
    assert attached.subtype == "/application/vc"
    assert str(attached.associated_file_relationship) == "/Source"
    assert attached.description == "The signed credential that this certificate was made from"


@pytest.mark.parametrize("odd", ['"\\#$*_`@<', "\\u{0}\\", "a\r\nb\tc\x7f\u2028\u0085", '")) #panic("x'])
def test_an_attachment_with_odd_characters_is_still_byte_for_byte(odd: str) -> None:
    content = (
        json.dumps(a_signed_document(extra=odd), ensure_ascii=False, indent=1).replace("\n", "\r\n").encode()
    )
    reader = PdfReader(io.BytesIO(certificate_pdf(content)))
    assert reader.attachments["credential.json"] == [content]


def catalog_of(reader: PdfReader) -> dict[str, Any]:
    """The document's catalogue with what it refers to in place."""
    return {name: value.get_object() for name, value in reader.root_object.items()}


def test_the_sheet_says_that_it_is_pdf_a_3a_and_pdf_ua_1() -> None:
    reader = PdfReader(io.BytesIO(certificate_pdf(content_of())))
    catalog = catalog_of(reader)
    metadata = catalog["/Metadata"].get_data().decode()
    assert "<pdfaid:part>3</pdfaid:part>" in metadata
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in metadata
    assert "<pdfuaid:part>1</pdfuaid:part>" in metadata
    assert bool(catalog["/MarkInfo"]["/Marked"])
    assert bool(catalog["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert reader.metadata.title == "Domestication and Production of Micro-Courses – Emeka Ọlátúnjí"


@pytest.mark.parametrize(
    ("language", "expected"), [("en", "en"), ("ar", "ar"), ("uz-Cyrl", "uz"), ("zh", "zh"), ("sw", "en")]
)
def test_the_document_names_its_language(language: str, expected: str) -> None:
    reader = PdfReader(io.BytesIO(certificate_pdf(content_of(language=language))))
    assert str(catalog_of(reader)["/Lang"]).partition("-")[0] == expected


def tags_of(element: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401  # a PDF object
    """Every structure element below ``element``, in the order in which it is read aloud."""
    kids = element.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        child = kid.get_object()
        if isinstance(child, dict) and "/S" in child:
            yield child
            yield from tags_of(child)


def test_the_sheet_is_tagged_with_one_heading_lists_and_described_figures() -> None:
    reader = PdfReader(io.BytesIO(certificate_pdf(content_of())))
    tags = list(tags_of(catalog_of(reader)["/StructTreeRoot"]))
    kinds = [tag["/S"] for tag in tags]
    assert kinds.count("/H1") == 1
    assert "/L" in kinds
    figures = [tag["/Alt"] for tag in tags if tag["/S"] == "/Figure"]
    assert sorted(figures) == [
        "Engraved figure drawn from this certificate; the verification page shows the same one",
        "QR code that leads to the verification page",
    ]


def test_what_is_read_aloud_comes_in_the_order_of_the_sheet() -> None:
    text = " ".join(text_of(certificate_pdf(content_of())).split())
    order = (
        "UNESCO-ICHEI",
        "This is to certify",
        "Emeka",
        "has earned",
        "Domestication",
        "Dr Lin Mofan",
        "89%",
        "Scan",
    )
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


def test_it_is_one_page_of_a4_landscape() -> None:
    with closing(pypdfium2.PdfDocument(certificate_pdf(content_of()))) as document:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx(A4_LANDSCAPE, abs=0.1)


def test_the_same_bytes_give_the_same_sheet_and_others_another() -> None:
    content = content_of()
    first = hashlib.sha256(certificate_pdf(content)).hexdigest()
    certificate_pdf(content_of(name="Somebody Else"))
    assert hashlib.sha256(certificate_pdf(content)).hexdigest() == first
    assert hashlib.sha256(certificate_pdf(content_of(name="Somebody Else"))).hexdigest() != first


def test_the_sheet_is_dated_by_its_proof() -> None:
    proof = {"created": "2025-03-04T05:06:07Z"}
    reader = PdfReader(io.BytesIO(certificate_pdf(content_of(proof=proof))))
    assert reader.metadata is not None
    assert reader.metadata.creation_date is not None
    assert reader.metadata.creation_date.isoformat().startswith("2025-03-04T05:06:07")


def test_several_threads_may_ask_at_once() -> None:
    contents = [content_of(name=f"Trainee {n}") for n in range(8)]
    with ThreadPoolExecutor(4) as pool:
        sheets = list(pool.map(certificate_pdf, contents))
    for n, sheet in enumerate(sheets):
        assert f"Trainee {n}" in text_of(sheet)
