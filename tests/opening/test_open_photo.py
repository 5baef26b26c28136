"""Pictures of QR codes: photographed askew, in bad light, from afar, through bad compression."""

import json
import struct

import pytest
from PIL import Image, ImageChops, ImageEnhance, ImageFilter, ImageOps

from certsvc.domain.verdicts import Carrier
from certsvc.errors import InvalidInputError
from certsvc.opening.open import Opened, open_presented
from tests.opening.carriers import CODE, LINK, a_scene, a_token, picture_bytes, qr_picture, seen_askew

FOUND = Opened(Carrier.PHOTO, None, LINK)
TWELVE_MEGAPIXELS = (4000, 3000)


def code_of(content: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        open_presented(content)
    return caught.value.code


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF", "MPO"])
def test_a_picture_of_any_usual_kind_is_scanned(kind: str) -> None:
    assert open_presented(picture_bytes(a_scene(qr_picture()), kind)) == FOUND


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "YCbCr"])
def test_a_picture_of_any_depth_is_scanned(mode: str) -> None:
    kind = "TIFF" if mode in {"CMYK", "YCbCr"} else "PNG"
    assert open_presented(picture_bytes(a_scene(qr_picture()).convert(mode), kind)) == FOUND


@pytest.mark.parametrize("kind", ["TIFF", "PNG"])
def test_a_picture_of_sixteen_bits_is_scanned(kind: str) -> None:
    grey = a_scene(qr_picture())
    deep = Image.frombytes("I;16", grey.size, b"".join(bytes([0, value]) for value in grey.tobytes()))
    assert open_presented(picture_bytes(deep, kind)) == FOUND


def test_a_code_drawn_on_nothing_is_seen_as_on_white_paper() -> None:
    black = Image.new("LA", (400, 400), (0, 0))
    black.putalpha(ImageOps.invert(qr_picture()))
    assert open_presented(picture_bytes(black, "PNG")) == FOUND


@pytest.mark.parametrize("angle", range(0, 360, 15))
def test_a_turned_code_is_read(angle: float) -> None:
    assert open_presented(picture_bytes(a_scene(qr_picture(), angle=angle))) == FOUND


@pytest.mark.parametrize("share", [0.05, 0.1, 0.15])
@pytest.mark.parametrize("angle", [0, 100])
def test_a_code_seen_askew_is_read(share: float, angle: float) -> None:
    scene = a_scene(seen_askew(qr_picture(), share), angle=angle, ground=255)
    assert open_presented(picture_bytes(scene)) == FOUND


@pytest.mark.parametrize("radius", [1, 2, 3, 4, 5])
def test_a_blurred_code_is_read(radius: float) -> None:
    blurred = a_scene(qr_picture(), angle=3).filter(ImageFilter.GaussianBlur(radius))
    assert open_presented(picture_bytes(blurred)) == FOUND


@pytest.mark.parametrize("amount", [20, 40, 60])
def test_a_code_in_the_noise_of_a_dim_room_is_read(amount: float) -> None:
    scene = a_scene(qr_picture(), angle=8)
    noisy = ImageChops.add(scene, Image.effect_noise(scene.size, amount), 1, -128)
    assert open_presented(picture_bytes(noisy)) == FOUND


@pytest.mark.parametrize("share", [0.5, 0.2, 0.1, 0.05])
def test_a_dark_picture_is_read(share: float) -> None:
    assert (
        open_presented(picture_bytes(ImageEnhance.Brightness(a_scene(qr_picture())).enhance(share))) == FOUND
    )


@pytest.mark.parametrize("share", [0.5, 0.2, 0.1, 0.05])
def test_a_pale_picture_is_read(share: float) -> None:
    assert open_presented(picture_bytes(ImageEnhance.Contrast(a_scene(qr_picture())).enhance(share))) == FOUND


def test_an_inverted_code_is_read() -> None:
    assert open_presented(picture_bytes(ImageOps.invert(a_scene(qr_picture(), angle=12)))) == FOUND


def test_a_code_half_in_shadow_is_read() -> None:
    scene = a_scene(qr_picture())
    gradient = Image.linear_gradient("L").rotate(90).resize(scene.size)
    shaded = Image.composite(scene, scene.point([value // 4 for value in range(256)]), gradient)
    assert open_presented(picture_bytes(shaded)) == FOUND


@pytest.mark.parametrize("quality", [50, 20, 5])
def test_a_badly_compressed_picture_is_read(quality: int) -> None:
    assert open_presented(picture_bytes(a_scene(qr_picture(width=250)), quality=quality)) == FOUND


@pytest.mark.parametrize("width", [110, 264, 1000, 2600])
@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_a_code_small_or_large_in_twelve_megapixels_is_read(width: int, kind: str) -> None:
    scene = a_scene(qr_picture(width=width), size=TWELVE_MEGAPIXELS, angle=8)
    assert open_presented(picture_bytes(scene.filter(ImageFilter.GaussianBlur(0.7)), kind)) == FOUND


def test_a_screenshot_of_two_pixels_a_module_is_read() -> None:
    assert open_presented(picture_bytes(a_scene(qr_picture(width=90), size=(120, 120)), "PNG")) == FOUND


def test_a_progressive_jpeg_is_read() -> None:
    picture = a_scene(qr_picture(), size=TWELVE_MEGAPIXELS).convert("RGB")
    assert open_presented(picture_bytes(picture, progressive=True)) == FOUND


@pytest.mark.parametrize("content", [LINK, CODE, f"http://localhost:8000/v/{CODE}", f"c.example/v/{CODE}"])
def test_a_code_may_hold_a_code_or_link(content: str) -> None:
    assert open_presented(picture_bytes(a_scene(qr_picture(content)))) == Opened(Carrier.PHOTO, None, content)


@pytest.mark.parametrize(
    "document",
    [
        a_token(b'{"issuer":"https://a.example"}'),
        json.dumps({"@context": ["https://www.w3.org/ns/credentials/v2"], "name": "Ўткир Ҳакимов"}).encode(),
        '{"@context":[],"name":"Ўткир, 慕课, Ọlátúnjí"}'.encode(),
    ],
)
def test_a_code_may_hold_a_token_or_json(document: bytes) -> None:
    picture = a_scene(qr_picture(document.decode(), width=700))
    assert open_presented(picture_bytes(picture)) == Opened(Carrier.PHOTO, document)


def test_of_several_codes_the_one_that_leads_to_a_credential_counts() -> None:
    for order in (1, -1):
        codes = [qr_picture("WIFI:S:x;;"), qr_picture("https://a.example/about"), qr_picture()][::order]
        assert open_presented(picture_bytes(a_scene(*codes))) == FOUND


def test_a_picture_without_a_code_or_with_another_is_not_recognised() -> None:
    assert code_of(picture_bytes(a_scene())) == "not_recognised"
    assert code_of(picture_bytes(a_scene(qr_picture("WIFI:S:x;;")))) == "not_recognised"


def test_a_picture_that_is_cut_off_is_refused() -> None:
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "TIFF", "BMP"):
        content = picture_bytes(a_scene(qr_picture()), kind)
        assert code_of(content[: len(content) // 3]) == "carrier_malformed", kind


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_decoded() -> None:
    for kind, size in (("PNG", (6_100, 6_000)), ("JPEG", (8_100, 8_000)), ("GIF", (40_000, 40_000))):
        head = picture_bytes(Image.new("1" if kind == "PNG" else "L", (8, 8)), kind)
        small, large = (b"".join(number.to_bytes(4) for number in pair) for pair in ((8, 8), size))
        if kind == "JPEG":
            small, large = (b"".join(number.to_bytes(2) for number in pair[::-1]) for pair in ((8, 8), size))
        if kind == "GIF":
            small, large = (
                b"".join(number.to_bytes(2, "little") for number in pair) for pair in ((8, 8), size)
            )
        content = head.replace(small, large)
        if kind == "PNG":
            content = picture_bytes(Image.new("1", size), kind)
        assert code_of(content) == "too_large", kind


def test_a_jpeg_with_thousands_of_scans_is_refused() -> None:
    picture = picture_bytes(Image.new("L", (4_000, 4_000)), progressive=True)
    start = picture.rindex(b"\xff\xda")
    assert code_of(picture[:start] + picture[start:-2] * 1_000 + picture[-2:]) == "too_large"


def test_a_tiff_with_a_huge_tile_is_refused() -> None:
    entries = {256: 64, 257: 64, 258: 8, 259: 5, 262: 1, 277: 1, 322: 60_000, 323: 60_000, 324: 8, 325: 8}
    table = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in entries.items())
    content = struct.pack("<2sHI8xH", b"II", 42, 16, len(entries)) + table + bytes(4)
    assert code_of(content) == "too_large"
