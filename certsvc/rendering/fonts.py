"""The faces of a sheet, from packages alone, and what they can write.

A sheet must look the same on every machine, so the system's fonts are never looked at.
"""

import unicodedata
from collections.abc import Iterator
from enum import Enum
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from certsvc.errors import InvalidInputError, UnavailableError
from certsvc.rendering.cmap import characters_of

_FAMILIES = {
    "EB Garamond": ("fontpkg_eb_garamond", "EBGaramond[wght].ttf"),
    "Amiri": ("fontpkg_amiri", "Amiri-Regular.ttf"),
    "Noto Serif": ("fontpkg_noto_serif", "NotoSerif[wdth,wght].ttf"),
    "Noto Sans": ("fontpkg_noto_sans", "NotoSans[wdth,wght].ttf"),
    "IBM Plex Sans Arabic": ("fontpkg_ibm_plex_sans_arabic", "IBMPlexSansArabic-Regular.ttf"),
    "Noto Sans Arabic": ("fontpkg_noto_sans_arabic", "NotoSansArabic[wdth,wght].ttf"),
    "IBM Plex Mono": ("fontpkg_ibm_plex_mono", "IBMPlexMono-Medium.ttf"),
}


class Face(Enum):
    """What a text is set in: families in order of preference, as ``templates/setting.typ`` has them."""

    DISPLAY = ("EB Garamond", "Amiri", "Noto Serif")
    PLAIN = ("Noto Sans", "IBM Plex Sans Arabic", "Noto Sans Arabic", "Noto Serif", "Amiri")


def font_folders() -> list[Path]:
    """The folders of the font packages. Raises UnavailableError naming one that is not installed."""
    return [_folder(package) for package, _ in _FAMILIES.values()]


def check_coverage(text: str, face: Face) -> None:
    """That ``face`` can write every letter of ``text``.

    Raises InvalidInputError (``script_not_covered``) naming the first characters that it cannot:
    a sheet with empty boxes in a name is worse than none.
    """
    missing = [cluster for cluster in _clusters(text) if not _is_covered(cluster, face)]
    if missing:
        named = ", ".join(f"U+{ord(c):04X}" for c in dict.fromkeys("".join(missing[:3])))
        raise InvalidInputError(
            f"No font of this service can write some of the letters of this certificate ({named}).",
            code="script_not_covered",
            hint="Give the name in Latin letters too, or install a font package that covers its script.",
        )


def _clusters(text: str) -> Iterator[str]:
    """Letters with the marks that sit on them: one font must draw both, or neither looks right."""
    cluster = ""
    for character in text:
        if cluster and not unicodedata.category(character).startswith("M"):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


@lru_cache(maxsize=4096)
def _is_covered(cluster: str, face: Face) -> bool:
    if any(unicodedata.category(character) == "Co" for character in cluster):
        return False  # Private-use characters mean nothing outside their font (and PDF/A-3a bars them).
    forms = {unicodedata.normalize("NFC", cluster), unicodedata.normalize("NFD", cluster)}
    return any(
        all(ord(character) in _characters(family) or _is_invisible(character) for character in form)
        for family in face.value
        for form in forms
    )


def _is_invisible(character: str) -> bool:
    """Joiners and variation selectors act on their neighbours and need no glyph."""
    return character in "\u200c\u200d" or "\ufe00" <= character <= "\ufe0f"


@cache
def _characters(family: str) -> frozenset[int]:
    package, file = _FAMILIES[family]
    return characters_of(_folder(package) / file)


def _folder(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise UnavailableError(
            f"The font package {package.replace('_', '-')} is not installed.",
            code="font_missing",
            hint="Install certsvc with its dependencies.",
        )
    return Path(spec.origin).parent / "files"
