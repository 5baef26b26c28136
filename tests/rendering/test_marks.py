"""Logos and signatures of the operator's folder: which are drawn; a new one changes nothing issued."""

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pypdf import PdfReader

from certsvc.rendering.certificate import Template
from certsvc.rendering.equipment import Equipment
from certsvc.rendering.marks import find_logo, find_signature, list_refused_marks
from tests.rendering.reading import a_full_document, pdf_of

DAY = date(2026, 11, 24)
SQUARE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><path fill="#c00" d="M0 0h10v10z"/></svg>'
)


def a_png(width: int = 600, height: int = 200) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", (width, height), (0, 0, 120, 90)).save(out, "PNG")
    return out.getvalue()


def put(root: Path, place: str, content: bytes) -> None:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def descriptions(pdf: bytes) -> set[str]:
    """The alternative texts of the pictures on a sheet."""
    tree: Any = PdfReader(io.BytesIO(pdf)).root_object["/StructTreeRoot"].get_object()
    waiting, found = [tree], set()
    while waiting:
        element = waiting.pop()
        if "/Alt" in element:
            found.add(str(element["/Alt"]))
        kids = element.get("/K", [])
        children = (kid.get_object() for kid in (kids if isinstance(kids, list) else [kids]))
        waiting += [child for child in children if isinstance(child, dict)]
    return found


def test_a_logo_goes_by_the_code_of_its_partner(tmp_path: Path) -> None:
    put(tmp_path, "logos/NG.svg", SQUARE)
    assert find_logo(tmp_path, "NG", DAY) is not None
    assert find_logo(tmp_path, "EG", DAY) is None
    assert find_logo(None, "NG", DAY) is None


def test_a_new_logo_holds_from_its_first_day_on_and_changes_nothing_before(tmp_path: Path) -> None:
    put(tmp_path, "logos/NG.svg", SQUARE)
    before = find_logo(tmp_path, "NG", DAY)
    put(tmp_path, "logos/NG@2026-12-01.svg", SQUARE.replace(b"#c00", b"#00c"))
    assert find_logo(tmp_path, "NG", DAY) == before
    after = find_logo(tmp_path, "NG", date(2026, 12, 1))
    assert after is not None
    assert b"#00c" in after


def test_a_sheet_issued_before_a_new_logo_stays_byte_for_byte(tmp_path: Path) -> None:
    put(tmp_path, "logos/NG.svg", SQUARE)
    equipment = Equipment(marks_dir=tmp_path)
    before = pdf_of(a_full_document(), equipment=equipment)
    put(tmp_path, "logos/NG@2027-01-01.svg", SQUARE.replace(b"#c00", b"#00c"))
    put(tmp_path, "signatures/Dr Lin Mofan@2027-01-01.svg", SQUARE)
    assert pdf_of(a_full_document(), equipment=equipment) == before


@pytest.mark.parametrize("template", Template)
def test_logos_and_signatures_stand_on_the_sheet_with_a_description(
    tmp_path: Path, template: Template
) -> None:
    put(tmp_path, "logos/NG.svg", SQUARE)
    put(tmp_path, "logos/secretariat.svg", SQUARE)
    put(tmp_path, "signatures/Dr Lin Mofan.png", a_png())
    put(tmp_path, "signatures/Prof. Halima Misali.svg", SQUARE)
    pdf = pdf_of(a_full_document(), template, equipment=Equipment(marks_dir=tmp_path))
    for expected in (
        "Logo: UNESCO-ICHEI",
        "Logo: IIOE National Centre, Nigeria",
        "Signature: Dr Lin Mofan",
        "Signature: Prof. Halima Misali",
    ):
        assert expected in descriptions(pdf)
    assert not any(
        text.startswith(("Logo", "Signature")) for text in descriptions(pdf_of(a_full_document(), template))
    )


def test_a_name_that_looks_like_a_path_finds_nothing(tmp_path: Path) -> None:
    put(tmp_path, "secret.svg", SQUARE)
    put(tmp_path, "signatures/Dr X.svg", SQUARE)
    for name in ("../secret", "/etc/passwd", "..", ".", "", "Dr X/../Dr X"):
        assert find_signature(tmp_path, name, DAY) is None


def test_a_signature_goes_by_the_name_as_printed(tmp_path: Path) -> None:
    put(tmp_path, "signatures/Dr  Lin Mofan.png", a_png())
    assert find_signature(tmp_path, "Dr Lin Mofan", DAY) is not None
    assert find_signature(tmp_path, "dr lin mofan", DAY) is not None
    assert find_signature(tmp_path, "Lin Mofan", DAY) is None


def test_a_large_picture_is_reduced_and_loses_what_it_says_about_its_maker(tmp_path: Path) -> None:
    put(tmp_path, "signatures/A.png", a_png(1800, 900))
    found = find_signature(tmp_path, "A", DAY)
    assert found is not None
    assert b'viewBox="0 0 720 360"' in found


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("NG.svg", b"<svg/>"),
        ("NG.svg", SQUARE.replace(b"<path", b"<script/><path")),
        ("NG.svg", b"x" * 200_000),
        ("NG.png", b"not a picture"),
        ("NG.png", a_png()[:200]),
        ("NG.jpg", a_png()),
        ("NG@soon.svg", SQUARE),
    ],
)
def test_what_cannot_be_drawn_is_left_out_and_named(tmp_path: Path, name: str, content: bytes) -> None:
    put(tmp_path, f"logos/{name}", content)
    assert find_logo(tmp_path, "NG", DAY) is None
    assert list(list_refused_marks(tmp_path)) == [f"logos/{name}"]
    assert pdf_of(a_full_document(), equipment=Equipment(marks_dir=tmp_path)).startswith(b"%PDF-")
