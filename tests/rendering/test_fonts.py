"""What a sheet can write: known before anything is signed, and widened by the operator's folder."""

import struct
import unicodedata
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError, UnavailableError
from certsvc.rendering.equipment import Equipment
from certsvc.rendering.fonts import Face, check_coverage, check_covered, families_of, find_advance
from certsvc.rendering.opentype import read_metrics
from tests.rendering.reading import a_full_document, pdf_of, text_of

LAO = "ສົມພອນ"


def a_lao_font(folder: Path) -> Path:
    """A real font whose table of characters says that some glyphs of its are Lao letters."""
    spec = find_spec("fontpkg_ibm_plex_sans_arabic")
    assert spec is not None
    assert spec.origin is not None
    data = bytearray((Path(spec.origin).parent / "files" / "IBMPlexSansArabic-Regular.ttf").read_bytes())
    group = struct.pack(">HHIII", 12, 0, 28, 0, 1) + struct.pack(">III", 0x0E80, 0x0EFF, 40)
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + group
    for n in range(struct.unpack_from(">H", data, 4)[0]):
        tag, _, offset, length = struct.unpack_from(">4sIII", data, 12 + 16 * n)
        if tag == b"cmap":
            data[offset : offset + length] = cmap.ljust(length, b"\0")
    renamed = bytes(data).replace(
        "IBM Plex Sans Arabic".encode("utf-16-be"), "Lao Plex Sans Letter".encode("utf-16-be")
    )
    (folder / "Lao.ttf").write_bytes(renamed)
    return folder


def test_names_and_titles_can_be_checked_before_anything_is_signed() -> None:
    check_covered(["Emeka Ọlátúnjí", "محمد", "王小明", "Ўктам", "", None])
    with pytest.raises(InvalidInputError) as raised:
        check_covered(["Emeka", LAO])
    assert raised.value.code == "script_not_covered"
    assert "U+0EAA" in raised.value.message


def test_a_folder_of_the_operator_widens_what_can_be_written(tmp_path: Path) -> None:
    equipment = Equipment(fonts_dir=a_lao_font(tmp_path))
    check_covered([LAO], equipment)
    pdf = pdf_of(a_full_document(name=LAO), equipment=equipment)
    assert LAO in text_of(pdf)
    with pytest.raises(InvalidInputError):
        pdf_of(a_full_document(name=LAO))


def test_the_folders_fonts_come_after_the_packaged_ones_so_that_other_sheets_stay(tmp_path: Path) -> None:
    equipment = Equipment(fonts_dir=a_lao_font(tmp_path))
    assert families_of(Face.PLAIN, equipment)[:-1] == families_of(Face.PLAIN)
    assert find_advance("A", Face.PLAIN, equipment) == find_advance("A", Face.PLAIN)


def test_a_folder_that_is_not_there_is_named() -> None:
    with pytest.raises(UnavailableError, match="/nowhere/fonts"):
        check_covered(["x"], Equipment(fonts_dir=Path("/nowhere/fonts")))


def test_a_broken_font_is_an_error_of_ours(tmp_path: Path) -> None:
    for content in (b"", b"\0" * 11, b"ttcf" + b"\xff" * 40, b"\0\1\0\0\0\x09" + b"\0" * 200):
        path = tmp_path / "broken.ttf"
        path.write_bytes(content)
        with pytest.raises(UnavailableError) as raised:
            read_metrics(path)
        assert raised.value.code == "font_broken"


def test_a_character_at_the_private_use_area_means_nothing_on_paper() -> None:
    with pytest.raises(InvalidInputError):
        check_covered(["\ue000"])


LETTERS = st.text(
    st.sampled_from("Nbdó\u0301\u0302\u064fمحمد王ўʻ' \u200c\ue000") | st.sampled_from(LAO) | st.characters(),
    max_size=12,
)


@given(st.lists(LETTERS, max_size=3))
def test_a_letter_that_was_known_before_is_judged_as_at_first(texts: list[str]) -> None:
    """Letters that stand alone are remembered; what is asked of a text stays what each face says of it."""
    expected = all(is_covered(unicodedata.normalize("NFC", text), face) for text in texts for face in Face)
    for _ in range(2):
        try:
            check_covered(texts)
        except InvalidInputError:
            assert not expected
        else:
            assert expected


def is_covered(text: str, face: Face) -> bool:
    try:
        check_coverage(text, face)
    except InvalidInputError:
        return False
    return True


def test_a_mark_on_a_letter_is_looked_at_with_its_letter_though_both_are_known_alone() -> None:
    check_covered(["x", "محمُد", "王"])
    with pytest.raises(InvalidInputError):
        check_covered(["王\u064f"])


def test_what_the_operators_folder_covers_is_known_of_that_folder_alone(tmp_path: Path) -> None:
    check_covered([LAO], Equipment(fonts_dir=a_lao_font(tmp_path)))
    with pytest.raises(InvalidInputError):
        check_covered([LAO])
