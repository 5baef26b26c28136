"""Every template in every language: what stands on it, in which order, on which paper."""

import io
from contextlib import closing

import pypdfium2
import pytest
import zxingcpp
from pypdf import PdfReader

from certsvc.rendering.certificate import Template
from certsvc.rendering.labels import labels_for, languages
from tests.builders import a_signed_document
from tests.rendering.reading import a_full_document, check_all_inside, pdf_of, text_of

PAPER = {Template.CLASSIC: (841.89, 595.28), Template.MODERN: (595.28, 841.89)}


@pytest.mark.parametrize("template", Template)
@pytest.mark.parametrize("bilingual", [False, True])
@pytest.mark.parametrize("language", languages())
def test_everything_certified_stands_inside_of_the_sheet(
    language: str, template: Template, *, bilingual: bool
) -> None:
    document = a_full_document(language=language, base_url="https://certificates.some-long-host.example.org")
    pdf = pdf_of(document, template, bilingual=bilingual)
    check_all_inside(pdf, template)
    words = set(PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    assert {
        "Emeka",
        "Ọlátúnjí",
        "Olatunji",
        "UNESCO-ICHEI",
        "Nigeria",
        "Zaria",
        "7K3M-9PQ2-XR5T-W8HD-N",
    } <= words
    assert {"Mofan", "Amina", "Halima", "Kabiru", "Domestication", "2024-04"} <= words
    assert any("Curriculum" in word for word in words)
    if bilingual and language != "en":
        assert {"certify", "Competencies", "Completed", "April", "Micro-Course", "National"} <= words


@pytest.mark.parametrize("template", Template)
def test_the_sheet_is_one_page_of_a4_and_its_code_scans(template: Template) -> None:
    with closing(pypdfium2.PdfDocument(pdf_of(a_full_document(), template))) as document:
        assert len(document) == 1
        assert document[0].get_size() == pytest.approx(PAPER[template], abs=0.1)
        (found,) = zxingcpp.read_barcodes(document[0].render(scale=150 / 72).to_pil().copy())
    assert found.text == "http://localhost:8000/v/7K3M-9PQ2-XR5T-W8HD-N"
    assert found.position.top_right.x - found.position.top_left.x >= 24 / 25.4 * 150


@pytest.mark.parametrize("template", Template)
def test_the_reading_order_is_that_of_the_sheet(template: Template) -> None:
    text = text_of(pdf_of(a_full_document(), template))
    order = (
        "UNESCO-ICHEI",
        "National Centre, Nigeria",
        "This is to certify",
        "Emeka",
        "has earned",
        "Domestication",
        "Dr Lin",
    )
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)


@pytest.mark.parametrize("template", Template)
def test_an_arabic_sheet_is_mirrored(template: Template) -> None:
    """The code stands left of the middle on one, right of it on the other."""
    places = {}
    for language in ("en", "ar"):
        with closing(pypdfium2.PdfDocument(pdf_of(a_full_document(language=language), template))) as document:
            picture = document[0].render(scale=100 / 72).to_pil().copy()
            (found,) = zxingcpp.read_barcodes(picture)
            places[language] = (found.position.top_left.x + found.position.top_right.x) / 2 / picture.width
    assert places["en"] + places["ar"] == pytest.approx(1, abs=0.01)


def test_programme_and_centre_stand_at_the_head_whoever_issues() -> None:
    document = a_full_document()
    document["issuer"] = {
        "id": "did:web:localhost%3A8000:centres:NG",
        "name": "IIOE National Centre, Nigeria",
    }
    text = text_of(pdf_of(document))
    assert text.index("IIOE MICRO-CERTIFICATION PROGRAMME UNESCO-ICHEI") < text.index("This is to certify")
    assert text.index("ASSESSING CENTRE IIOE National Centre, Nigeria") < text.index("This is to certify")
    assert "ISSUED BY" not in text


def test_an_issuer_who_is_neither_is_named_among_the_facts() -> None:
    document = a_full_document()
    document["issuer"] = {"id": "did:web:elsewhere.example", "name": "Another House"}
    assert "ISSUED BY Another House" in text_of(pdf_of(document))


def test_a_sheet_without_creator_names_its_issuer_at_the_head() -> None:
    assert "PROGRAMME UNESCO-ICHEI" in text_of(pdf_of(a_signed_document()))


def test_mode_and_developing_partners_come_from_the_signed_bytes() -> None:
    text = text_of(pdf_of(a_full_document()))
    assert "MODE Smart Classroom" in text
    assert "DEVELOPED BY Zaria Digital Press" in text
    plain = text_of(pdf_of(a_signed_document()))
    assert "DEVELOPED BY" not in plain
    assert "MODE" not in plain.replace("MODERN", "")


def test_an_unknown_mode_is_printed_as_it_is_and_a_known_one_in_the_sheets_language() -> None:
    assert labels_for("ru").mode("blended") == "Смешанная"
    assert labels_for("ru").mode("on a ship") == "on a ship"


def test_a_bilingual_sheet_in_english_is_the_english_sheet() -> None:
    assert pdf_of(a_full_document(), bilingual=True) == pdf_of(a_full_document())


def test_an_award_is_not_called_a_micro_certificate() -> None:
    document = a_full_document(name="Team Zaria")
    document["credentialSubject"]["achievement"]["achievementType"] = "Award"
    text = text_of(pdf_of(document))
    assert "AWARD" in text
    assert "is honoured with" in text
    assert "MICRO-CERTIFICATE" not in text


def test_latin_with_signs_keeps_its_order_in_an_arabic_title() -> None:
    pdf = pdf_of(a_full_document(language="ar", title="الذكاء الاصطناعي (1+X)"))
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        texts = document[0].get_textpage()
        found = [
            (chr(pypdfium2.raw.FPDFText_GetUnicode(texts, n)), texts.get_charbox(n))
            for n in range(texts.count_chars())
        ]
    (plus,) = (box for letter, box in found if letter == "+")
    row = {letter: box[0] for letter, box in found if abs(box[1] - plus[1]) < 30 and letter in "1X+"}
    assert row["1"] < row["+"] < row["X"]
