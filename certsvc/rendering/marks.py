"""Logos and signatures from the operator's folder: what a sheet may show that its signed bytes do not hold.

Law: which mark is drawn depends on the signed bytes alone: on a partner's code or a signatory's name, and on
the day of signing. So that a new logo never changes what was issued, it comes as a new file with its first
day:
``logos/NG.svg`` from the beginning, ``logos/NG@2026-09-01.svg`` for what is signed from that day (UTC) on.
Files are added, never changed or taken away. Signatures go by the name as it stands on the sheet:
``signatures/Dr Lin Mofan.svg`` (or ``.png``), so that a successor never signs what was signed before.

The secretariat's DID ends in no code: its logo is ``logos/secretariat.svg``. A file that cannot be drawn is
left out here and named by ``list_refused_marks``.
"""

import base64
import io
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path

from PIL import Image

from certsvc.errors import CertsvcError, InvalidInputError
from certsvc.rendering.svg_cleaning import LARGEST_SVG, clean_svg

_LARGEST_PNG = 1024 * 1024
_MOST_PIXELS = 4_000_000
_PNG_SIZE = (900, 360)
"""Pixels that a signature is reduced to: 300 dots an inch on the sheet."""


def find_logo(folder: Path | None, code: str, signed_on: date) -> bytes | None:
    """The logo of the partner with that code on that day, as SVG; ``secretariat`` for the secretariat."""
    return _find(folder, "logos", code, signed_on)


def find_signature(folder: Path | None, name: str, signed_on: date) -> bytes | None:
    """The signature of the person whose name is printed so, on that day, as SVG."""
    return _find(folder, "signatures", name, signed_on)


def list_refused_marks(folder: Path) -> Mapping[str, str]:
    """File and reason, for each file of the folder that is never drawn."""
    refused = {}
    for kind in ("logos", "signatures"):
        for path in _files(folder / kind):
            try:
                _read(path)
            except CertsvcError as error:
                refused[f"{kind}/{path.name}"] = error.message
    return refused


def _find(folder: Path | None, kind: str, name: str, signed_on: date) -> bytes | None:
    if folder is None or not name:
        return None
    place = folder / kind
    try:
        index = _index(place, place.stat().st_mtime_ns)
    except OSError:
        return None
    # The name is looked up among the files that are there: never a path is made of it.
    fitting = [mark for since, mark in index.get(_key(name), ()) if since <= signed_on]
    return fitting[-1] if fitting else None


@lru_cache(maxsize=16)
def _index(place: Path, _changed: int) -> Mapping[str, tuple[tuple[date, bytes], ...]]:
    """Every mark by its name, the oldest first; read again when the folder has changed."""
    found: dict[str, list[tuple[date, bytes]]] = {}
    for path in _files(place):
        try:
            name, since = _name_and_day(path)
            found.setdefault(name, []).append((since, _read(path)))
        except CertsvcError:
            continue
    return {name: tuple(sorted(marks, key=lambda entry: entry[0])) for name, marks in found.items()}


def _files(place: Path) -> Iterator[Path]:
    if place.is_dir():
        yield from sorted(
            path for path in place.iterdir() if path.is_file() and not path.name.startswith(".")
        )


def _name_and_day(path: Path) -> tuple[str, date]:
    name, _, day = path.stem.partition("@")
    try:
        return _key(name), date.fromisoformat(day) if day else date.min
    except ValueError:
        raise InvalidInputError("After @ stands a day as in 2026-09-01.", code="mark_refused") from None


def _read(path: Path) -> bytes:
    _name_and_day(path)
    kind = path.suffix.lower()
    largest = {".svg": LARGEST_SVG, ".png": _LARGEST_PNG}.get(kind)
    if largest is None:
        raise InvalidInputError("A mark is an .svg or a .png.", code="mark_refused")
    try:
        if path.stat().st_size > largest:
            raise InvalidInputError(f"A mark has at most {largest // 1024} kB.", code="mark_refused")
        content = path.read_bytes()
    except OSError as error:
        raise InvalidInputError("The file cannot be read.", code="mark_refused") from error
    return clean_svg(content) if kind == ".svg" else _svg_of_png(content)


def _svg_of_png(content: bytes) -> bytes:
    """An SVG around the pixels alone, which are no more than are printed."""
    try:
        with Image.open(io.BytesIO(content), formats=["PNG"]) as picture:
            if picture.width * picture.height > _MOST_PIXELS:
                raise InvalidInputError("The picture has too many pixels.", code="mark_refused")
            reduced = picture.convert("RGBA")
            reduced.thumbnail(_PNG_SIZE)
            out = io.BytesIO()
            reduced.save(out, "PNG", optimize=True)
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise InvalidInputError("The file is no PNG.", code="mark_refused") from error
    width, height = reduced.size
    pixels = base64.b64encode(out.getvalue()).decode()
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}"><image width="{width}" '
        f'height="{height}" href="data:image/png;base64,{pixels}"/></svg>'
    ).encode()


def signing_day(moment: datetime) -> date:
    """The day (UTC) that decides which mark is drawn."""
    return moment.astimezone(UTC).date()


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", " ".join(name.split())).casefold()
