"""A badge as it is seen: on a profile, in a signature, as a thumbnail of 128 pixels."""

import hashlib
import io
import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import groupby
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from certsvc.errors import InvalidInputError
from certsvc.rendering.badge import badge_png, badge_svg
from certsvc.rendering.badge_face import BadgeFace, read_face, sign_of
from certsvc.rendering.badge_raster import badge_pixels
from certsvc.rendering.baking import bake_png, bake_svg
from certsvc.rendering.document import parse_document
from certsvc.rendering.equipment import PACKAGED
from certsvc.rendering.rosette import rosette
from tests.builders import a_signed_document
from tests.rendering.badge_contents import badge_content, catalogue_contents

FIGURE = rosette(hashlib.sha256(b"one").hexdigest())
LARGEST = 60_000


def picture_of(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGBA")


def face_of(content: bytes) -> BadgeFace:
    return read_face(parse_document(content))


def drawn(face: BadgeFace, size: int = 512) -> Image.Image:
    return picture_of(badge_pixels(face, FIGURE, size, PACKAGED))


def difference(one: Image.Image, other: Image.Image) -> tuple[int, int, int, int] | None:
    """The box around all pixels that are not alike, on grey paper."""
    on_paper = [Image.alpha_composite(Image.new("RGBA", each.size, "#777"), each) for each in (one, other)]
    return ImageChops.difference(*(each.convert("RGB") for each in on_paper)).getbbox()


def title_lines(picture: Image.Image) -> list[int]:
    """The heights of the bands of ink on the plate, above its foot, in pixels at 512 a side."""
    plate = picture.convert("L").crop((40, 356, 472, 458)).point(lambda value: 255 * (value < 160))
    rows = [plate.crop((0, y, plate.width, y + 1)).getbbox() is not None for y in range(plate.height)]
    return [len(list(band)) for inked, band in groupby(rows) if inked]


def test_the_same_bytes_give_the_same_badge_in_any_thread() -> None:
    content = badge_content()
    with ThreadPoolExecutor(4) as pool:
        made = set(pool.map(lambda _: (badge_png(content), badge_svg(content)), range(12)))
    assert len(made) == 1


def test_two_credentials_of_one_micro_certification_differ_in_their_rosette_alone() -> None:
    one, other = badge_content(name="Amina Bello"), badge_content(name="Ngozi Okafor")
    assert face_of(one) == face_of(other)
    changed = difference(picture_of(badge_png(one)), picture_of(badge_png(other)))
    assert changed is not None
    assert changed[3] <= 340  # above the plate


@pytest.mark.parametrize("size", [64, 128, 256, 512, 1024])
def test_a_badge_has_the_size_that_was_asked_for_and_nothing_around_it(size: int) -> None:
    picture = picture_of(badge_png(badge_content(), size=size))
    assert picture.size == (size, size)
    assert {picture.getpixel((x, 0))[3] for x in (0, size - 1)} == {0}  # type: ignore[index]  # four channels
    assert picture.getpixel((size // 2, size // 20))[3] == 255  # type: ignore[index]  # likewise


@pytest.mark.parametrize("size", [0, 63, 1025, -1])
def test_no_other_size_is_drawn(size: int) -> None:
    with pytest.raises(InvalidInputError) as caught:
        badge_png(badge_content(), size=size)
    assert caught.value.code == "badge_size"


def test_every_badge_of_the_catalogue_is_under_60_kb_with_its_credential_in_every_language() -> None:
    for content in catalogue_contents().values():
        assert len(bake_png(badge_png(content), content)) < LARGEST
        assert len(bake_svg(badge_svg(content), content)) < LARGEST


def test_every_title_of_the_catalogue_stands_readably_high_at_128() -> None:
    for (code, language), content in catalogue_contents().items():
        lines = title_lines(drawn(face_of(content)))
        assert lines, (code, language)
        assert max(lines) >= 22, (code, language, lines)


@pytest.mark.parametrize(
    "title",
    [
        "A",
        "W" * 400,
        "Wm " * 133,
        "i" * 400,
        "Разработка " * 36,
        "التدريس الرقمي في التعليم العالي " * 12,
        "微课程本土化与制作" * 44,
        "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
        'quotes " and \\ and #panic() $x$ `raw` <tag> @ref *b* _i_',
        "Ạ̈̈̈̈̈̈̈" * 20,
    ],
)
def test_a_hostile_title_stays_on_its_plate(title: str) -> None:
    face = face_of(badge_content(title=title))
    changed = difference(drawn(face), drawn(replace(face, title="—")))
    assert changed is None or (
        changed[0] >= 28 and changed[1] >= 350 and changed[2] <= 484 and changed[3] <= 468
    )


@settings(max_examples=30)
@given(st.text(st.characters(codec="utf-8"), min_size=1, max_size=120))
def test_any_title_is_drawn_or_refused_with_a_reason(title: str) -> None:
    try:
        picture = picture_of(badge_png(badge_content(title=title), size=64))
    except InvalidInputError as error:
        assert error.code in {"script_not_covered", "malformed_credential", "malformed_text"}  # noqa: PT017  # either is right
    else:
        assert picture.size == (64, 64)


def test_a_script_that_no_font_covers_is_refused() -> None:
    with pytest.raises(InvalidInputError) as caught:
        badge_svg(badge_content(title="𓀀𓁐"))
    assert caught.value.code == "script_not_covered"


@pytest.mark.parametrize(
    ("code", "sign"),
    [
        ("MC-B1", "B1"),
        ("MC-A3", "A3"),
        ("GENAI-1X", "G1X"),
        ("DIGITAL-TEACHING", "DT"),
        ("B1", "B1"),
        ("MC", "MC"),
        ("LEADERSHIP", "L"),
        ("A-B-C-D-E", "ABC"),
        ("", ""),
        ("--", ""),
    ],
)
def test_a_code_has_a_sign_of_three_letters_at_most(code: str, sign: str) -> None:
    assert sign_of(code) == sign


@pytest.mark.parametrize(
    ("levels", "level"), [((1, 1, 2), 1), ((2, 1, 2), 2), ((3,), 3), ((1, 2), 1), ((), 0), ((4, 5), 0)]
)
def test_the_level_is_that_of_most_competencies_and_the_lower_of_two(
    levels: tuple[int, ...], level: int
) -> None:
    assert face_of(badge_content(levels=levels)).level == level


def test_a_framework_that_numbers_otherwise_says_no_level() -> None:
    framework = "European Framework for the Digital Competence of Educators: DigCompEdu"
    assert face_of(badge_content(framework=framework)).level == 0


def test_each_level_each_programme_and_an_award_look_different() -> None:
    faces = [face_of(badge_content(levels=levels)) for levels in ((), (1,), (2,), (3,))]
    faces += [face_of(badge_content(code=code, levels=())) for code in ("MC-B2", "MC-T1", "GENAI-1X")]
    faces += [replace(faces[0], is_award=True)]
    assert len({drawn(face, 128).tobytes() for face in faces}) == len(faces)


def test_the_svg_needs_no_font_and_refers_to_nothing_outside_itself() -> None:
    root = ET.fromstring(badge_svg(badge_content(title="التدريس الرقمي", language="ar")))  # noqa: S314  # of our own making
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {
        *("svg", "title", "g", "path", "circle", "rect", "use", "symbol", "defs"),
    }
    references = [
        value for element in root.iter() for name, value in element.attrib.items() if "href" in name
    ]
    identifiers = {element.get("id") for element in root.iter()}
    assert references
    assert all(value.startswith("#") and value[1:] in identifiers for value in references)


def test_a_title_is_read_aloud_as_it_is_written() -> None:
    title = 'Research & Practice <1> "X"'
    root = ET.fromstring(badge_svg(badge_content(title=title)))  # noqa: S314  # of our own making
    assert root.findtext("{http://www.w3.org/2000/svg}title") == title
    assert root.get("role") == "img"


def test_svg_and_png_show_the_same_rosette() -> None:
    content = badge_content()
    figure = rosette(hashlib.sha256(content).hexdigest())
    drawn_paths = re.findall(r' d="([^"]+)"', badge_svg(content).decode())
    assert {*figure.bands[:2], figure.rim} <= set(drawn_paths)
    # Along the second band the PNG is lit; in another credential's it is not so everywhere.
    lit = picture_of(badge_png(content)).convert("L")
    begins = [(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)", figure.bands[1])]
    for x, y in ((round((110 + 0.78 * x) * 0.512), round((8 + 0.78 * y) * 0.512)) for x, y in begins):
        around = lit.crop((x - 1, y - 1, x + 2, y + 2))
        assert around.getextrema()[1] > 150  # type: ignore[operator]  # one channel


def test_a_name_too_long_for_a_badge_gives_way_to_the_short_one_that_it_ends_with() -> None:
    name = "International Centre for Higher Education Innovation under the auspices of UNESCO (UNESCO-ICHEI)"
    document = a_signed_document()
    document["credentialSubject"]["achievement"]["creator"] = {"type": ["Profile"], "name": name}
    assert read_face(parse_document(json.dumps(document).encode())).foot == "UNESCO-ICHEI · MC-B1"
