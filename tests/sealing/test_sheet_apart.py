"""Two sheets side by side: saved again, edited, hostile."""

import io
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, Stream, String
from PIL import Image

from certsvc.errors import TooLargeError
from certsvc.rendering.certificate import Template, certificate_pdf
from certsvc.sealing.seal_pdf import seal_pdf
from certsvc.sealing.sheet_apart import LARGEST_SHEET, Difference, compare_apart
from tests.sealing.seals_for_tests import AT, a_sheet, an_opened_seal, sheet_content


def edited(change: Callable[[pikepdf.Pdf], object], **saving: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(a_sheet())) as pdf:
        change(pdf)
        pdf.save(out, **saving)  # type: ignore[arg-type]  # pikepdf's options
    return out.getvalue()


def place_of(words: str) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of the printed words."""
    with closing(pypdfium2.PdfDocument(a_sheet())) as document:
        text = document[0].get_textpage()
        start = text.get_text_range().index(words)
        boxes = [text.get_charbox(n) for n in range(start, start + len(words))]
    left, bottom = min(box[0] for box in boxes), min(box[1] for box in boxes)
    return left, bottom, max(box[2] for box in boxes) - left, max(box[3] for box in boxes) - bottom


def put_over(pdf: pikepdf.Pdf, drawing: str) -> None:
    pdf.pages[0].contents_add(pdf.make_stream(b"q"), prepend=True)
    pdf.pages[0].contents_add(pdf.make_stream(f"Q {drawing}".encode()))


def paint_over(pdf: pikepdf.Pdf, words: str) -> None:
    put_over(pdf, "1 1 1 rg {} {} {} {} re f".format(*place_of(words)))


def put_annotation(pdf: pikepdf.Pdf, **members: Any) -> None:  # noqa: ANN401  # of any annotation
    picture = Stream(pdf, b"1 0 0 rg 0 0 200 40 re f")
    picture.Type, picture.Subtype, picture.BBox = Name.XObject, Name.Form, Array([0, 0, 200, 40])
    annotation = Dictionary(
        Type=Name.Annot, Rect=Array([200, 300, 400, 340]), F=4, AP=Dictionary(N=picture), **members
    )
    pdf.pages[0].Annots.append(pdf.make_indirect(annotation))


def put_picture(pdf: pikepdf.Pdf) -> None:
    """Another name as a picture over the true one: no word of the text changes."""
    pixels = Image.new("RGB", (60, 10), "white").tobytes()
    image = Stream(pdf, zlib.compress(pixels), Filter=Name.FlateDecode)
    image.Type, image.Subtype, image.Width, image.Height = Name.XObject, Name.Image, 60, 10
    image.ColorSpace, image.BitsPerComponent = Name.DeviceRGB, 8
    name = pdf.pages[0].add_resource(image, Name.XObject)
    left, bottom, width, height = place_of("Okafor")
    put_over(pdf, f"q {width} 0 0 {height} {left} {bottom} cm {name} Do Q")


def test_a_sheet_is_like_itself_sealed_or_not(tmp_path: Path) -> None:
    sealed = seal_pdf(a_sheet(), an_opened_seal(tmp_path), at=AT)
    for presented in (a_sheet(), sealed):
        assert compare_apart(presented, [a_sheet()]).difference is None


@pytest.mark.parametrize(
    "saving",
    [
        {},
        {"linearize": True},
        {
            "object_stream_mode": pikepdf.ObjectStreamMode.generate,
            "recompress_flate": True,
            "compress_streams": True,
        },
        {"qdf": True},
    ],
    ids=["plain", "linearized", "packed", "unpacked"],
)
def test_a_sheet_that_was_saved_again_is_alike(saving: dict[str, object]) -> None:
    again = edited(lambda _: None, **saving)
    assert again != a_sheet()
    assert compare_apart(again, [a_sheet()]).difference is None


def test_metadata_do_not_count() -> None:
    def tell(pdf: pikepdf.Pdf) -> None:
        pdf.docinfo["/Producer"] = "A gateway"

    assert compare_apart(edited(tell), [a_sheet()]).difference is None


def test_the_likest_of_several_is_compared() -> None:
    content = sheet_content()
    modern = certificate_pdf(content, template=Template.MODERN)
    assert compare_apart(modern, [a_sheet(), modern]).difference is None
    other = certificate_pdf(sheet_content(score=97), template=Template.MODERN)
    found = compare_apart(other, [a_sheet(), modern])
    assert found.difference is Difference.WORDS
    assert found.presented.startswith("97")
    assert found.certified.startswith("89")


def test_another_name_is_told_in_words() -> None:
    found = compare_apart(certificate_pdf(sheet_content(name="Ngozi Okonkwo")), [a_sheet()])
    assert found.difference is Difference.WORDS
    assert "Okonkwo" in found.presented
    assert "Okafor" in found.certified


@pytest.mark.parametrize(
    "change",
    [
        put_picture,
        lambda pdf: paint_over(pdf, "89"),
        lambda pdf: paint_over(pdf, "9"),
        lambda pdf: put_over(pdf, "0.07 0.27 0.36 rg 400 260 3 3 re f"),
        lambda pdf: setattr(pdf.pages[0], "Rotate", 180),
    ],
    ids=["a picture", "white paint", "on one digit", "a dot", "turned"],
)
def test_a_change_of_the_picture_alone_is_seen(change: Callable[[pikepdf.Pdf], object]) -> None:
    assert compare_apart(edited(change), [a_sheet()]).difference is not None


@pytest.mark.parametrize(
    "members",
    [
        {"Subtype": Name.Stamp},
        {"Subtype": Name.FreeText, "Contents": String("x"), "DA": String("")},
        {"Subtype": Name.Stamp, "OC": Dictionary()},
        {"Subtype": Name.Link},
    ],
    ids=["stamp", "note", "layer", "link"],
)
def test_what_is_laid_over_a_sheet_is_seen(members: dict[str, object]) -> None:
    found = compare_apart(edited(lambda pdf: put_annotation(pdf, **members)), [a_sheet()])
    assert found.difference is Difference.ACTIVE


def test_a_field_that_is_filled_in_is_seen() -> None:
    def put_field(pdf: pikepdf.Pdf) -> None:
        put_annotation(pdf, Subtype=Name.Widget, FT=Name.Tx, T=String("x"), V=String("y"))
        pdf.Root.AcroForm = Dictionary(Fields=Array([pdf.pages[0].Annots[-1]]))

    assert compare_apart(edited(put_field), [a_sheet()]).difference is Difference.ACTIVE


@pytest.mark.parametrize("member", ["OCProperties", "OpenAction", "AA"])
def test_a_file_that_may_show_several_things_is_no_sheet(member: str) -> None:
    found = compare_apart(
        edited(lambda pdf: pdf.Root.__setitem__(f"/{member}", Dictionary(OCGs=Array()))), [a_sheet()]
    )
    assert found.difference is Difference.ACTIVE


def test_a_link_to_another_address_is_seen() -> None:
    def mislead(pdf: pikepdf.Pdf) -> None:
        (link,) = (one for one in pdf.pages[0].Annots if one.Subtype == "/Link")
        link.A.URI = String("https://elsewhere.example/v/000G-40R4-0M30-E209-J")

    assert compare_apart(edited(mislead), [a_sheet()]).difference is Difference.LINKS


@pytest.mark.parametrize(
    "action", [{"S": Name.Launch}, {"S": Name.URI, "URI": String("x"), "Next": Dictionary()}]
)
def test_a_link_that_does_something_is_seen(action: dict[str, Any]) -> None:
    def arm(pdf: pikepdf.Pdf) -> None:
        (link,) = (one for one in pdf.pages[0].Annots if one.Subtype == "/Link")
        link.A = Dictionary(**action)

    assert compare_apart(edited(arm), [a_sheet()]).difference is Difference.ACTIVE


def test_a_page_more_is_seen() -> None:
    found = compare_apart(edited(lambda pdf: pdf.add_blank_page()), [a_sheet()])
    assert found.difference is Difference.PAGES


def test_what_cannot_be_read_is_said_to_be_unreadable() -> None:
    bomb = zlib.compress(bytes(1 << 30), 9)
    hostile = [
        b"",
        b"%PDF-1.7",
        bytes(5000),
        a_sheet()[:2000],
        edited(lambda pdf: setattr(pdf.pages[0], "MediaBox", Array([0, 0, 10**6, 10**6]))),
        edited(
            lambda pdf: setattr(pdf.pages[0], "Contents", Stream(pdf, bomb, Filter=Name.FlateDecode)),
            compress_streams=False,
        ),
    ]
    for presented in hostile:
        found = compare_apart(presented, [a_sheet()])
        assert found.difference in {Difference.UNREADABLE, Difference.WORDS, Difference.PAGES}


def test_a_large_file_is_not_looked_at() -> None:
    with pytest.raises(TooLargeError):
        compare_apart(bytes(LARGEST_SHEET + 1), [a_sheet()])
