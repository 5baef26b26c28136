"""PNG images with a credential baked in."""

import zlib

import pytest

from certsvc.domain.verdicts import Carrier
from certsvc.errors import InvalidInputError
from certsvc.opening.open import Opened, open_presented
from tests.opening.carriers import (
    LINK,
    SIGNATURE,
    a_chunk,
    a_credential,
    a_scene,
    a_text_chunk,
    a_token,
    baked_png,
    picture_bytes,
    qr_picture,
)


def code_of(content: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        open_presented(content)
    return caught.value.code


@pytest.mark.parametrize("document", [a_credential(), a_token()])
@pytest.mark.parametrize("packed", [False, True])
def test_the_credential_baked_into_an_image_is_found(document: bytes, packed: bool) -> None:  # noqa: FBT001  # a parameter
    assert open_presented(baked_png(a_text_chunk(document, packed=packed))) == Opened(Carrier.PNG, document)


def test_it_is_found_behind_the_pixels_too() -> None:
    image = baked_png()
    document = a_credential()
    assert open_presented(image[:-12] + a_text_chunk(document) + image[-12:]).document == document


def test_a_baked_credential_counts_and_not_the_code_in_the_picture() -> None:
    image = picture_bytes(a_scene(qr_picture()), "PNG")
    document = a_credential()
    assert open_presented(baked_png(a_text_chunk(document), image=image)) == Opened(Carrier.PNG, document)


def test_a_picture_that_is_cut_off_behind_the_credential_does_not_matter() -> None:
    document = a_credential()
    image = baked_png(a_text_chunk(document))
    assert open_presented(image[:-20]).document == document


def test_a_baked_link_is_a_pointer() -> None:
    assert open_presented(baked_png(a_text_chunk(LINK.encode()))) == Opened(Carrier.PNG, None, LINK)


def test_the_same_credential_twice_is_one() -> None:
    chunk = a_text_chunk(a_credential())
    assert open_presented(baked_png(chunk, chunk)).document == a_credential()


def test_two_different_credentials_in_one_image_are_refused() -> None:
    content = baked_png(a_text_chunk(a_credential()), a_text_chunk(a_credential(name="Someone Else")))
    assert code_of(content) == "carrier_malformed"


def test_other_texts_in_an_image_are_passed_over() -> None:
    chunks = (
        a_text_chunk(b"{}", keyword=b"XML:com.adobe.xmp"),
        a_text_chunk(b"{}", keyword=b"openbadgecredentials"),
    )
    document = a_credential()
    assert open_presented(baked_png(*chunks, a_text_chunk(document))).document == document
    assert code_of(baked_png(*chunks)) == "not_recognised"


def test_a_badge_of_open_badges_2_is_named_as_one() -> None:
    with pytest.raises(InvalidInputError, match=r"Open Badges 2\.0") as caught:
        open_presented(baked_png(a_text_chunk(b"{}", keyword=b"openbadges")))
    assert caught.value.code == "not_recognised"


def test_an_old_badge_with_a_code_on_it_leads_where_the_code_leads() -> None:
    image = picture_bytes(a_scene(qr_picture()), "PNG")
    opened = open_presented(baked_png(a_text_chunk(b"{}", keyword=b"openbadges"), image=image))
    assert opened == Opened(Carrier.PHOTO, None, LINK)


@pytest.mark.parametrize("text", [b"", b"no credential", b"\xff\xfe", b"a.b.c"])
def test_something_else_under_the_keyword_is_refused(text: bytes) -> None:
    assert code_of(baked_png(a_text_chunk(text))) == "carrier_malformed"


def test_a_chunk_with_a_wrong_checksum_is_refused() -> None:
    chunk = bytearray(a_text_chunk(a_credential()))
    chunk[100] ^= 1
    assert code_of(baked_png(bytes(chunk))) == "carrier_malformed"


@pytest.mark.parametrize(
    "data", [b"", b"\0", b"\0\0", b"\0\0en", b"\0\0en\0title", b"\1\0en\0title\0", b"\1\0\0\0x"]
)
def test_a_chunk_that_is_cut_off_is_refused(data: bytes) -> None:
    assert code_of(baked_png(a_chunk(b"iTXt", b"openbadgecredential\0" + data))) == "carrier_malformed"


def test_a_packed_text_that_unpacks_beyond_any_credential_is_too_large() -> None:
    assert code_of(baked_png(a_text_chunk(b"{" + b" " * (64 << 20), packed=True))) == "too_large"
    assert code_of(baked_png(a_text_chunk(b"{" + b" " * (2 << 20)))) == "too_large"


def test_a_packed_text_that_is_cut_off_is_refused() -> None:
    packed = zlib.compress(a_credential())[:-8]
    chunk = a_chunk(b"iTXt", b"openbadgecredential\0\1\0\0\0" + packed)
    assert code_of(baked_png(chunk)) == "carrier_malformed"


def test_an_image_of_too_many_chunks_is_refused() -> None:
    assert code_of(SIGNATURE + a_chunk(b"tEXt", b"") * 70_000) == "carrier_malformed"


@pytest.mark.parametrize("length", range(len(SIGNATURE), 60))
def test_an_image_that_is_cut_off_is_refused(length: int) -> None:
    assert code_of(baked_png()[:length]) == "carrier_malformed"
