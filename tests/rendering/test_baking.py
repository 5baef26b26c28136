"""A credential is baked into an image and read back by who opens it."""

import io
import json
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from certsvc.domain.verdicts import Carrier
from certsvc.errors import InvalidInputError
from certsvc.opening.open import open_presented
from certsvc.rendering.badge import badge_png, badge_svg
from certsvc.rendering.baking import bake_png, bake_svg
from certsvc.signing.vc_jwt import sign_vc_jwt
from tests.builders import NOW, a_signed_credential, a_signing_key
from tests.rendering.badge_contents import badge_content

CONTENT = badge_content(title="Локализация <микрокурсов> & Co ]]> «»")
PNG, SVG = badge_png(CONTENT, size=128), badge_svg(CONTENT)


def chunks_of(png: bytes) -> list[tuple[bytes, bytes]]:
    found, position = [], 8
    while position < len(png):
        length = int.from_bytes(png[position : position + 4])
        kind, data = png[position + 4 : position + 8], png[position + 8 : position + 8 + length]
        assert int.from_bytes(png[position + 8 + length : position + 12 + length]) == zlib.crc32(kind + data)
        found.append((kind, data))
        position += 12 + length
    return found


def test_what_is_baked_into_a_png_is_read_back_byte_for_byte() -> None:
    opened = open_presented(bake_png(PNG, CONTENT))
    assert (opened.carrier, opened.document) == (Carrier.PNG, CONTENT)


def test_what_is_baked_into_an_svg_is_read_back_byte_for_byte() -> None:
    opened = open_presented(bake_svg(SVG, CONTENT))
    assert (opened.carrier, opened.document) == (Carrier.SVG, CONTENT)


def test_a_token_is_baked_into_both() -> None:
    token = sign_vc_jwt(a_signed_credential(), key=a_signing_key(), issued_at=NOW)
    assert open_presented(bake_png(PNG, token)).document == token
    baked = bake_svg(SVG, token)
    assert f'verify="{token.decode()}"'.encode() in baked
    assert open_presented(baked).document == token


def test_the_chunk_is_uncompressed_and_comes_right_after_the_header() -> None:
    (first, _), (kind, data), *_, (last, _) = chunks_of(bake_png(PNG, CONTENT))
    assert (first, kind, last) == (b"IHDR", b"iTXt", b"IEND")
    assert data == b"openbadgecredential\0\0\0\0\0" + CONTENT


def test_what_was_baked_before_is_replaced() -> None:
    other = badge_content(name="Somebody Else")
    baked = bake_png(bake_png(PNG, other), CONTENT)
    assert [kind for kind, _ in chunks_of(baked)].count(b"iTXt") == 1
    assert baked == bake_png(PNG, CONTENT)


def test_baking_changes_no_pixel() -> None:
    before, after = (Image.open(io.BytesIO(png)).convert("RGBA") for png in (PNG, bake_png(PNG, CONTENT)))
    assert before.tobytes() == after.tobytes()


def test_into_an_svg_that_is_baked_nothing_more_is_baked() -> None:
    with pytest.raises(InvalidInputError) as caught:
        bake_svg(bake_svg(SVG, CONTENT), CONTENT)
    assert caught.value.code == "image_malformed"


@pytest.mark.parametrize(
    "image", [b"", b"GIF89a", PNG[:20], PNG[:-3], PNG[:8], PNG[:8] + PNG[-12:], SVG], ids=range(7)
)
def test_what_is_no_whole_png_is_refused(image: bytes) -> None:
    with pytest.raises(InvalidInputError) as caught:
        bake_png(image, CONTENT)
    assert caught.value.code == "image_malformed"


@pytest.mark.parametrize("image", [b"", b"<html></html>", b"\xff\xfe<svg ", PNG], ids=range(4))
def test_what_is_no_svg_of_ours_is_refused(image: bytes) -> None:
    with pytest.raises(InvalidInputError) as caught:
        bake_svg(image, CONTENT)
    assert caught.value.code == "image_malformed"


@pytest.mark.parametrize(
    "credential", [b"", b"[]", b"a.b", b'a.b.c"', b"\xff{}", b'{"a":"\x00"}', "ä.b.c".encode()]
)
def test_what_is_no_credential_is_not_baked(credential: bytes) -> None:
    for bake, image in ((bake_png, PNG), (bake_svg, SVG)):
        with pytest.raises(InvalidInputError) as caught:
            bake(image, credential)
        assert caught.value.code == "credential_malformed"


@settings(max_examples=200)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\ufffe\uffff")))
def test_any_text_of_a_credential_survives_both_ways(text: str) -> None:
    content = json.dumps({**json.loads(CONTENT), "name": text}, ensure_ascii=False).encode()
    for baked in (bake_png(PNG, content), bake_svg(SVG, content)):
        document = open_presented(baked).document
        assert document is not None
        assert json.loads(document)["name"] == text
