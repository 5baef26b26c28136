"""Names and titles of every script, length and malice on a sheet."""

import json
from contextlib import closing
from io import BytesIO
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium_c
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from certsvc.errors import InvalidInputError
from certsvc.rendering.certificate import certificate_pdf
from certsvc.rendering.labels import languages
from tests.builders import a_signed_document

LETTERS = "abcdefghijklmnopqrstuvwxyz ABCWM áọẹṣǹ ʻʼ’ ЎўҚқҒғҲҳЖщ محمدعبدالرحنيفقسش ﷲ"
MARKUP = "#*_$\\\"'`@<>[](){}=-+/~^&|;:%!?. "
hostile = st.text(LETTERS + MARKUP, min_size=1, max_size=390).filter(lambda text: text.strip() != "")
INSIDE = 41
"""Points between the edge of the paper and any text, at least: text stays inside the frame."""


def pdf_of(**differences: Any) -> bytes:  # noqa: ANN401  # whatever the builder takes
    return certificate_pdf(json.dumps(a_signed_document(**differences)).encode())


def text_of(pdf: bytes) -> str:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        return str(document[0].get_textpage().get_text_range())


def words_of(pdf: bytes) -> set[str]:
    """The words on the page, by a reader that does not guess at the direction of a page."""
    return set(PdfReader(BytesIO(pdf)).pages[0].extract_text().split())


def without_breaks(text: str) -> str:
    return "".join(character for character in text if character.isprintable() and not character.isspace())


def check_all_inside(pdf: bytes) -> None:
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        assert len(document) == 1
        width, height = document[0].get_size()
        texts = document[0].get_textpage()
        boxes = [texts.get_rect(n) for n in range(texts.count_rects())]
    assert len(boxes) > 10
    for left, bottom, right, top in boxes:
        assert INSIDE < left < right < width - INSIDE, (left, right)
        assert INSIDE < bottom < top < height - INSIDE, (bottom, top)


@settings(max_examples=60)
@given(name=hostile, title=hostile, official=hostile, competency=hostile)
@example(name="W" * 390, title="М" * 390, official="W" * 390, competency="W" * 390)
@example(name="WWWWWWWW " * 43, title="Щ" * 390, official="ﷲ" * 390, competency="ش" * 390)
@example(name="ﷺ" * 390, title="م" * 390, official=",", competency="-")
def test_no_text_leaves_its_page(name: str, title: str, official: str, competency: str) -> None:
    check_all_inside(
        pdf_of(
            name=name,
            latin_name=name[::-1],
            title=title,
            issuer=title,
            centre=title,
            issuer_official=official,
            competencies=[competency] * 12,
            scores=[(f"COURSE-{n}", "100") for n in range(9)],
            validUntil="2029-01-01T00:00:00Z",
        )
    )


@settings(max_examples=60)
@given(text=st.text(MARKUP + "abc019", min_size=1, max_size=40).filter(lambda text: text.strip() != ""))
@example(text='#panic("no") *bold* _it_ $x$ \\ `raw` @ref <label>')
@example(text="// not a comment /* nor this */ -- --- ... ~ -?")
def test_markup_in_a_name_or_title_is_printed_as_it_stands(text: str) -> None:
    printed = without_breaks(text_of(pdf_of(name=text, title=f"A{text}Z")))
    assert without_breaks(text) in printed
    assert without_breaks(f"A{text}Z") in printed


@pytest.mark.parametrize("language", ["en", "ar"])
def test_an_arabic_name_can_be_searched_beside_its_latin_form(language: str) -> None:
    words = words_of(pdf_of(name="محمد الشريف", latin_name="Mohamed El-Sherif", language=language))
    assert {"محمد", "الشريف", "Mohamed", "El-Sherif"} <= words


def test_an_arabic_name_is_joined_and_so_narrower_than_its_letters_apart() -> None:
    def width(name: str) -> float:
        with closing(pypdfium2.PdfDocument(pdf_of(name=name))) as document:
            texts = document[0].get_textpage()
            boxes = [texts.get_charbox(n) for n in range(texts.count_chars())]
            letters = [chr(pdfium_c.FPDFText_GetUnicode(texts, n)) for n in range(texts.count_chars())]
        arabic = [box for box, letter in zip(boxes, letters, strict=True) if "\u0600" <= letter <= "\u06ff"]
        return float(max(box[2] for box in arabic) - min(box[0] for box in arabic))

    assert width("سعيد") < 0.8 * width("\u200c".join("سعيد"))


@pytest.mark.parametrize("language", languages())
def test_a_sheet_is_made_in_every_language_with_everything_on_it(language: str) -> None:
    pdf = pdf_of(language=language, base_url="https://certificates.some-long-host.example.org")
    check_all_inside(pdf)
    assert {"Emeka", "Ọlátúnjí", "UNESCO-ICHEI", "7K3M-9PQ2-XR5T-W8HD-N"} <= words_of(pdf)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Name \ue000", "Course"),
        ("ສົມພອນ", "Course"),
        ("😀", "Course"),
    ],
)
def test_a_script_that_no_font_covers_is_an_error_and_no_empty_boxes(name: str, title: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        pdf_of(name=name, title=title)
    assert raised.value.code == "script_not_covered"
    assert name not in str(raised.value)


def test_a_chinese_name_and_title_are_printed_with_chinese_labels() -> None:
    printed = text_of(pdf_of(language="zh-Hans", name="王小明", title="生成式人工智能"))
    for expected in ("兹证明", "王小明", "生成式人工智能", "2026年11月24日"):
        assert expected in printed


def test_direction_overrides_cannot_turn_a_name_around() -> None:
    printed = text_of(pdf_of(name="\u202eolleB inaS\u202c Bello\u2066"))
    assert "olleB inaS Bello" in printed


def test_more_competencies_than_fit_are_counted() -> None:
    printed = text_of(pdf_of(competencies=[f"Competency {n}" for n in range(1, 13)]))
    assert "Competency 6" in printed
    assert "Competency 7" not in printed
    assert "and 6 more on the verification page" in printed


def test_a_name_too_long_to_be_read_is_refused_and_never_cut() -> None:
    with pytest.raises(InvalidInputError) as raised:
        pdf_of(name="a " * 300)
    assert raised.value.code == "too_long_for_a_sheet"
