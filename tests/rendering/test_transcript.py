"""Transcripts as their readers have them: every page, every language, hostile content."""

import json
from contextlib import closing
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

from certsvc.errors import InvalidInputError, TooLargeError
from certsvc.opening.open import open_presented
from certsvc.rendering.labels import labels_for, languages
from certsvc.rendering.transcript import holds_transcript, transcript_pdf
from certsvc.rendering.transcript_sheet import read_transcript
from tests.builders import a_signed_credential, a_signed_document
from tests.transcribing import a_signed_transcript, some_credentials

MARGIN = 30.0
CODE = "7K3M-9PQ2-XR5T-W8HD-N"


def a_certificate(number: int = 0, **differences: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever the builder takes
    year = 2020 + number % 5
    return a_signed_document(**{"awardedDate": f"{year}-04-22T00:00:00Z", "code": CODE} | differences)


def a_document(*credentials: dict[str, Any], **members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    document = dict(a_signed_transcript(some_credentials(1)).document)
    subject = document["credentialSubject"] | {"verifiableCredential": list(credentials or [a_certificate()])}
    document = document | {"credentialSubject": subject} | members
    return {name: value for name, value in document.items() if value is not None}


def pdf_of(*credentials: dict[str, Any], **members: Any) -> bytes:  # noqa: ANN401  # any JSON
    return transcript_pdf(json.dumps(a_document(*credentials, **members), ensure_ascii=False).encode())


def named(name: str, **others: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """A subject called so."""
    subject: dict[str, Any] = dict(a_document()["credentialSubject"])
    first = subject["identifier"][0] | {"identityHash": name}
    return subject | {"identifier": [first, *subject["identifier"][1:]]} | others


def texts_of(pdf: bytes) -> list[str]:
    """What stands on each page, on one line."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        pages = [str(document[n].get_textpage().get_text_range()) for n in range(len(document))]
    return [" ".join(page.replace("\u200b", "").split()) for page in pages]


def check_all_inside(pdf: bytes) -> None:
    """No text box of any page leaves it or crosses its margins."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        for number in range(len(document)):
            width, height = document[number].get_size()
            texts = document[number].get_textpage()
            for rectangle in range(texts.count_rects()):
                left, bottom, right, top = texts.get_rect(rectangle)
                assert MARGIN < left < right < width - MARGIN, (number, left, right)
                assert MARGIN < bottom < top < height - MARGIN, (number, bottom, top)


def test_it_says_who_earned_what_where_when_with_what_result_and_code() -> None:
    [page] = texts_of(pdf_of(a_certificate(), name="Transcript of Micro-Certifications", partial=False))
    for text in (
        "Transcript of Micro-Certifications",
        "Ngozi Okafor",
        "All that stood on 24 November 2026",
        "Certificates: 1",
        "22 April 2020",
        "Domestication and",
        "MC-B1 · Learning hours: 24",
        "IIOE National Centre",
        "89%",
        CODE,
        "Page 1 of 1",
        "localhost:8000/v/",
    ):
        assert text in page, text


def test_a_selection_says_so() -> None:
    assert "A selection, made on 24 November 2026" in texts_of(pdf_of(partial=True))[0]
    assert "A selection, made on 24 November 2026" in texts_of(pdf_of(partial=None))[0]


def test_fifty_certificates_take_several_pages_each_with_heads_and_number() -> None:
    pdf = pdf_of(*(a_certificate(number, code=f"7K3M-9PQ2-XR5T-W8{number:02d}-N") for number in range(50)))
    pages = texts_of(pdf)
    assert len(pages) > 2
    for number, page in enumerate(pages, start=1):
        assert f"Page {number} of {len(pages)}" in page
    assert all("Verification code" in page for page in pages[:-1])
    whole = " ".join(pages)
    assert all(whole.count(f"7K3M-9PQ2-XR5T-W8{number:02d}-N") == 1 for number in range(50))
    assert [year for year in range(2024, 2019, -1) if f" {year} 22 April {year}" in whole] == [
        *range(2024, 2019, -1)
    ]
    check_all_inside(pdf)


@pytest.mark.parametrize("language", languages())
def test_every_language_has_its_own_words(language: str) -> None:
    labels = labels_for(language)
    pdf = pdf_of(a_certificate(), a_certificate(1), name=labels["transcript"])
    check_all_inside(pdf)
    with pikepdf.open(BytesIO(pdf)) as opened:
        assert str(opened.Root.Lang).startswith(language.partition("-")[0])
    if language != "ar":  # whose letters a PDF holds in the order in which they are drawn
        page = texts_of(pdf)[0]
        for label in ("transcript", "transcript_what", "centre", "result"):
            assert labels[label].split()[0] in page, label


def test_its_language_is_that_of_its_title_else_of_its_last_certificate() -> None:
    arabic = a_certificate(language="ar")
    titled = read_transcript(a_document(arabic, name=labels_for("zh")["transcript"]))
    untitled = read_transcript(a_document(arabic, name="My record"))
    assert (titled.labels.language, untitled.labels.language) == ("zh", "ar")


def test_no_two_languages_call_it_the_same() -> None:
    assert len({labels_for(language)["transcript"] for language in languages()}) == len(languages())


def test_it_carries_the_signed_bytes() -> None:
    content = a_signed_transcript().content
    opened = open_presented(transcript_pdf(content))
    assert opened.document == content


def test_it_is_an_archive_and_accessible_pdf() -> None:
    with pikepdf.open(BytesIO(pdf_of(*(a_certificate(number) for number in range(20))))) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
            assert metadata["pdfuaid:part"] == "1"
            assert metadata["dc:title"] == "Transcript of Micro-Certifications – Ngozi Okafor"
        assert pdf.Root.MarkInfo.Marked
        kinds = kinds_in(pdf.Root.StructTreeRoot)
    assert {"/H1", "/Table", "/TR", "/TH", "/TD", "/Figure"} <= kinds


def kinds_in(root: Any) -> set[str]:  # noqa: ANN401  # a PDF object
    found: set[str] = set()
    waiting = [root]
    while waiting:
        item = waiting.pop()
        if isinstance(item, pikepdf.Array):
            waiting.extend(item)
        elif isinstance(item, pikepdf.Dictionary):
            if "/S" in item:
                found.add(str(item.S))
            if "/K" in item:
                waiting.append(item.K)
    return found


def test_the_same_bytes_give_the_same_pdf() -> None:
    content = a_signed_transcript().content
    assert transcript_pdf(content) == transcript_pdf(content)


@pytest.mark.parametrize(
    "text",
    [
        "W" * 390,
        "word " * 80,
        '#panic() ] } $x$ \\ " *_<@',
        "محمد عبد الرحمن " * 12,
        "微课程的本土化与制作" * 20,
        "e\u0301" * 100,
    ],
)
def test_no_text_leaves_its_page(text: str) -> None:
    certificate = a_certificate(title=text, centre=text)
    document = a_document(*[certificate] * 3)
    document["credentialSubject"] = named(text.strip(), verifiableCredential=[certificate] * 3)
    check_all_inside(transcript_pdf(json.dumps(document).encode()))


@pytest.mark.parametrize(
    "members",
    [
        {"name": None},
        {"name": 7},
        {"issuer": None},
        {"issuer": "did:web:elsewhere.example"},
        {"id": "urn:uuid:1"},
        {"credentialSubject": None},
        {"credentialSubject": {"verifiableCredential": []}},
        {"credentialSubject": {"verifiableCredential": [7]}},
        {"validFrom": "today", "proof": None},
    ],
)
def test_what_is_missing_or_misshapen_is_named(members: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError) as caught:
        pdf_of(**members)
    assert caught.value.code in {"malformed_credential", "malformed_code"}


@pytest.mark.parametrize("member", ["name", "awardedDate", "credentialSubject"])
def test_a_certificate_in_it_without_what_is_printed_is_refused(member: str) -> None:
    certificate = a_certificate(validFrom=None) | {member: 7}
    with pytest.raises(InvalidInputError):
        pdf_of(certificate)


def test_letters_that_no_font_has_are_refused() -> None:
    document = a_document()
    document["credentialSubject"] = named("\U00012000\U00012001")
    with pytest.raises(InvalidInputError) as caught:
        transcript_pdf(json.dumps(document).encode())
    assert caught.value.code == "script_not_covered"


def test_what_is_larger_than_any_credential_is_refused() -> None:
    with pytest.raises(TooLargeError):
        transcript_pdf(b" " * (1024 * 1024 + 1))


@pytest.mark.parametrize(
    ("content", "holds"),
    [
        (a_signed_transcript().content, True),
        (a_signed_credential().content, False),
        (b'{"name": "ClrCredential"}', False),
        (b'{"type": "ClrCredential"}', False),
        (b"ClrCredential", False),
        (b"\xff ClrCredential", False),
        (b"[" * 100_000 + b"ClrCredential", False),
    ],
)
def test_what_is_a_transcript_its_type_says(content: bytes, *, holds: bool) -> None:
    assert holds_transcript(content) is holds
