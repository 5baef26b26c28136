"""Whatever is sent: it is opened, or refused by an error of ours."""

import random
import subprocess
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certsvc.credentials.codes import new_code
from certsvc.errors import InvalidInputError
from certsvc.opening.open import open_presented
from certsvc.opening.pdf_pages import read_pages
from certsvc.opening.pdf_structure import LockedPdf, read_structure
from tests.opening.carriers import (
    LINK,
    SIGNATURE,
    a_chunk,
    a_credential,
    a_pdf,
    a_scene,
    a_text_chunk,
    a_token,
    baked_png,
    baked_svg,
    own_pdf,
    picture_bytes,
    qr_picture,
)

ANSWERS = {"document", "pointer", "not_recognised", "carrier_malformed", "too_large"}
BEGINNINGS = (
    b"{",
    b"[",
    b"<svg xmlns='http://www.w3.org/2000/svg'>",
    b"<",
    SIGNATURE,
    b"\xff\xd8\xff\xe0",
    b"GIF89a",
    b"RIFF\x40\0\0\0WEBPVP8 ",
    b"BM" + bytes(12) + b"\x28\0\0\0",
    b"II*\0\x08\0\0\0",
    b"MM\0*\0\0\0\x08",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"eyJ",
    b"https://",
)


def answer_to(content: bytes) -> str:
    """``document``, ``pointer``, or the code of the error."""
    try:
        opened = open_presented(content)
    except InvalidInputError as error:
        return error.code
    return {(False, True): "document", (True, False): "pointer"}[opened.document is None, not opened.pointer]


@cache
def originals() -> tuple[bytes, ...]:
    scene = a_scene(qr_picture(width=150), size=(200, 160))
    document = a_credential()
    return (
        document,
        a_token(),
        baked_png(a_text_chunk(document)),
        baked_png(a_text_chunk(document, packed=True)),
        baked_svg(body=f"<![CDATA[{document.decode()}]]>").encode(),
        baked_svg(verify=a_token().decode()).encode("utf-16"),
        *(picture_bytes(scene, kind) for kind in ("PNG", "JPEG", "GIF", "WEBP", "BMP", "TIFF")),
    )


def mutated(content: bytes, seed: int) -> bytes:
    """One to four places overwritten, cut out, doubled or filled."""
    chance, changed = random.Random(seed), bytearray(content)
    for _ in range(chance.randint(1, 4)):
        start = chance.randrange(len(changed) + 1)
        length = min(chance.choice((1, 1, 2, 4, 40, 400)), len(changed) - start)
        piece = bytes(changed[start : start + length])
        changed[start : start + length] = chance.choice(
            (chance.randbytes(length), b"", piece * 2, b"\xff" * length, b"\0" * length)
        )
    return bytes(changed)


@given(st.sampled_from(BEGINNINGS), st.binary(max_size=400))
def test_any_bytes_behind_any_beginning_are_opened_or_refused(beginning: bytes, rest: bytes) -> None:
    assert answer_to(beginning + rest) in ANSWERS


@settings(max_examples=600, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 11), st.integers(0, 2**32))
def test_any_damage_to_a_carrier_ends_in_an_answer(which: int, seed: int) -> None:
    assert answer_to(mutated(originals()[which], seed)) in ANSWERS


@pytest.mark.parametrize("seed", range(12))
def test_any_damage_to_a_pdf_ends_in_an_answer(seed: int) -> None:
    assert answer_to(mutated(own_pdf(), seed)) in ANSWERS


def test_any_damage_to_a_pdf_ends_in_an_answer_of_its_parsers() -> None:
    linked = a_pdf(links=[LINK], attached=[("a", a_credential())])
    pictured = a_pdf(picture=qr_picture(width=200))
    for seed in range(150):
        try:
            read_structure(mutated(linked, seed))
        except LockedPdf:
            continue
    for seed in range(25):
        read_pages(mutated(pictured, seed))


@given(st.binary(max_size=300))
def test_any_text_chunk_is_opened_or_refused(data: bytes) -> None:
    assert answer_to(baked_png(a_chunk(b"iTXt", b"openbadgecredential\0" + data))) in ANSWERS


def test_many_threads_at_once_get_each_its_own_answer() -> None:
    pointed = [f"https://c.example/v/{new_code(bytes([number]) * 10)}" for number in range(8)]
    carriers = [
        *(picture_bytes(a_scene(qr_picture(link))) for link in pointed[:4]),
        *(a_pdf(links=[link]) for link in pointed[4:]),
    ]
    with ThreadPoolExecutor(8) as pool:
        assert [opened.pointer for opened in pool.map(open_presented, carriers)] == pointed


_LOADED = """
import sys
from certsvc.opening.open import open_presented
assert not {"PIL", "zxingcpp"} & set(sys.modules), "loaded before a picture came"
print(open_presented(sys.stdin.buffer.read()).pointer)
assert not {"PIL", "zxingcpp", "pikepdf", "pypdfium2"} & set(sys.modules), "let loose in this process"
"""


def test_pdf_parsers_run_in_another_process_and_the_start_loads_none() -> None:
    ran = subprocess.run(  # noqa: S603  # our own
        [sys.executable, "-c", _LOADED], input=a_pdf(links=[LINK]), capture_output=True, check=True
    )
    assert ran.stdout.decode().strip() == LINK


_BOUNDED = """
import resource, sys
from certsvc.credentials.codes import new_code
from certsvc.errors import InvalidInputError
from certsvc.opening.open import open_presented
import certsvc.opening.photo
content = sys.stdin.buffer.read()
resource.setrlimit(resource.RLIMIT_AS, (1_500_000_000, 1_500_000_000))
try:
    open_presented(content)
except InvalidInputError as error:
    print(error.code)
"""
LARGE = 15 << 20
SVG = (4 << 20) - 64


def a_png_of(width: int, height: int, *, lines: int) -> bytes:
    """A black image in colour that lets through, its lines packed a thousandfold."""
    packing = zlib.compressobj(9)
    line = bytes(1 + width * 4)
    packed = b"".join(packing.compress(line) for _ in range(lines)) + packing.flush()
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 6, 0, 0, 0])
    return SIGNATURE + a_chunk(b"IHDR", head) + a_chunk(b"IDAT", packed) + a_chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("made", "code"),
    [
        (lambda: a_png_of(6_000, 5_990, lines=5_990), "not_recognised"),
        (lambda: a_png_of(60_000, 60_000, lines=10), "too_large"),
        (lambda: baked_png(a_text_chunk(bytes(1 << 28), packed=True)), "too_large"),
        (
            lambda: b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g a='b'/>" * (SVG // 10),
            "carrier_malformed",
        ),
        (lambda: b"<svg " + b" ".join(b"a%d=''" % n for n in range(SVG // 14)) + b"/>", "not_recognised"),
        (lambda: b"<svg xmlns='" + b"x" * SVG, "not_recognised"),
        (lambda: b"%PDF-1.7\n" + b"/EmbeddedFile stream\n" * (LARGE // 21), "carrier_malformed"),
        (
            lambda: b"%PDF-1.7\n" + (b"/EmbeddedFile stream\n" + zlib.compress(bytes(1 << 28))) * 15,
            "carrier_malformed",
        ),
        (lambda: b"<svg " + b"x" * LARGE, "too_large"),
        (lambda: b"a" * LARGE, "not_recognised"),
        (lambda: b"e" + b"y." * (LARGE // 2), "not_recognised"),
        (lambda: b" " * LARGE, "not_recognised"),
        (lambda: b"\x80" * LARGE, "not_recognised"),
    ],
    ids=range(13),
)
def test_the_memory_it_takes_is_bounded(made: Callable[[], bytes], code: str) -> None:
    ran = subprocess.run([sys.executable, "-c", _BOUNDED], input=made(), capture_output=True, check=True)  # noqa: S603  # our own
    assert ran.stdout.decode().strip() == code
