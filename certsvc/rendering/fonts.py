"""The faces of a sheet and what they can write.

A sheet must look the same on every machine, so the system's fonts are never looked at: faces come from
packages, and then, for scripts that those lack, from the operator's folder.
"""

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from typst import Fonts

from certsvc.errors import InvalidInputError, UnavailableError
from certsvc.rendering.equipment import PACKAGED, Equipment
from certsvc.rendering.opentype import read_metrics

CHINESE = "Noto Sans CJK SC"
_FAMILIES = {
    "EB Garamond": ("fontpkg_eb_garamond", "files/EBGaramond[wght].ttf", 0),
    "Amiri": ("fontpkg_amiri", "files/Amiri-Regular.ttf", 0),
    "Noto Serif": ("fontpkg_noto_serif", "files/NotoSerif[wdth,wght].ttf", 0),
    "Noto Sans": ("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf", 0),
    "IBM Plex Sans Arabic": ("fontpkg_ibm_plex_sans_arabic", "files/IBMPlexSansArabic-Regular.ttf", 0),
    "Noto Sans Arabic": ("fontpkg_noto_sans_arabic", "files/NotoSansArabic[wdth,wght].ttf", 0),
    CHINESE: ("noto_cjk_sans_otc", "NotoSansCJK-Regular.ttc", 2),
}
"""Family: its package, the file whose coverage counts, the face in that file."""

_SONGTI = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN")
"""Chinese with serifs, which sits better beside Garamond: in display where the operator has one."""


class Face(Enum):
    """What a text is set in: packaged families in order of preference."""

    DISPLAY = ("EB Garamond", "Amiri", "Noto Serif", CHINESE)
    # Noto's Arabic puts letters together from stems and dots, which no reader can copy or search: it comes
    # only for letters that Plex lacks.
    PLAIN = ("Noto Sans", "IBM Plex Sans Arabic", "Noto Sans Arabic", "Noto Serif", "Amiri", CHINESE)


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    face: int


def font_folders(equipment: Equipment = PACKAGED) -> list[Path]:
    """The folders of the faces. Raises UnavailableError naming a package that is not installed."""
    packaged = list(dict.fromkeys(_file(family).path.parent for family in _FAMILIES))
    return [*packaged, equipment.fonts_dir] if equipment.fonts_dir else packaged


def families_of(face: Face, equipment: Equipment = PACKAGED) -> tuple[str, ...]:
    """The families of ``face`` in order of preference: packaged ones, then the operator's."""
    own = tuple(family for family in _own_families(equipment.fonts_dir) if family not in _FAMILIES)
    songti = [family for family in _SONGTI if family in own][:1] if face is Face.DISPLAY else []
    return tuple(dict.fromkeys((*face.value[:-1], *songti, CHINESE, *own)))


def check_covered(texts: Iterable[str | None], equipment: Equipment = PACKAGED) -> None:
    """That every sheet can write every letter of ``texts``, in display and in plain type; None is no text.

    To be asked before anything is signed. Raises InvalidInputError (``script_not_covered``).
    """
    known = _letters_known(equipment)
    for text in texts:
        if text and not known.issuperset(text):
            known.update(_letters_covered(unicodedata.normalize("NFC", text), equipment))


def check_coverage(text: str, face: Face, equipment: Equipment = PACKAGED) -> None:
    """That ``face`` can write every letter of ``text``.

    Raises InvalidInputError (``script_not_covered``) naming the first characters that it cannot:
    a sheet with empty boxes in a name is worse than none.
    """
    missing = _missing(text, face, equipment)
    if missing:
        named = ", ".join(f"U+{ord(c):04X}" for c in dict.fromkeys("".join(missing[:3])))
        raise InvalidInputError(
            f"No font of this service can write some of the letters of this certificate ({named}).",
            code="script_not_covered",
            hint="Put a font for its script into the folder of CERTSVC_FONTS_DIR, or use other letters.",
        )


@lru_cache(maxsize=512)
def _letters_covered(text: str, equipment: Equipment) -> frozenset[str]:
    """The letters of ``text`` that stand alone; every face has them. Raises as ``check_coverage``."""
    for face in (Face.DISPLAY, Face.PLAIN):
        check_coverage(text, face, equipment)
    return frozenset(letter for letter in _clusters(text) if _stands_alone(letter))


@cache
def _letters_known(equipment: Equipment) -> set[str]:
    """Letters that every face has been found to have, each by itself: of most names, all are among them.

    No marks: a text with one is looked at letter by letter, for one font must have both.
    """
    _ = equipment
    return set()


def _stands_alone(cluster: str) -> bool:
    return len(cluster) == 1 and not unicodedata.category(cluster).startswith("M")


@lru_cache(maxsize=8192)
def find_advance(character: str, face: Face, equipment: Equipment = PACKAGED) -> float | None:
    """Ems from this letter, standing alone, to the next; None where no family of ``face`` has it."""
    for family in families_of(face, equipment):
        width = _widths(family, equipment.fonts_dir).get(ord(character))
        if width is not None:
            return width
    return None


@lru_cache(maxsize=4096)
def _missing(text: str, face: Face, equipment: Equipment) -> tuple[str, ...]:
    return tuple(cluster for cluster in _clusters(text) if not _is_covered(cluster, face, equipment))


def _clusters(text: str) -> Iterator[str]:
    """Letters with the marks that sit on them: one font must draw both, or neither looks right."""
    if text.isascii():
        yield from text
        return
    cluster = ""
    for character in text:
        if cluster and not unicodedata.category(character).startswith("M"):
            yield cluster
            cluster = ""
        cluster += character
    if cluster:
        yield cluster


@lru_cache(maxsize=8192)
def _is_covered(cluster: str, face: Face, equipment: Equipment) -> bool:
    if any(unicodedata.category(character) == "Co" for character in cluster):
        return False  # Private-use characters mean nothing outside their font (and PDF/A-3a bars them).
    forms = {unicodedata.normalize("NFC", cluster), unicodedata.normalize("NFD", cluster)}
    return any(
        all(
            ord(character) in _widths(family, equipment.fonts_dir) or _is_invisible(character)
            for character in form
        )
        for family in families_of(face, equipment)
        for form in forms
    )


def _is_invisible(character: str) -> bool:
    """Joiners and variation selectors act on their neighbours and need no glyph."""
    return character in "\u200c\u200d" or "\ufe00" <= character <= "\ufe0f"


@cache
def _widths(family: str, folder: Path | None) -> dict[int, float]:
    file = _file(family) if family in _FAMILIES else _own_families(folder)[family]
    return dict(read_metrics(file.path, file.face).widths)


@cache
def _own_families(folder: Path | None) -> dict[str, _File]:
    """The families of the operator's folder by name; their upright face of usual weight stands for them."""
    if folder is None:
        return {}
    if not folder.is_dir():
        raise UnavailableError(f"There is no fonts folder {folder}.", code="font_missing")
    found = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
    faces = sorted(
        found.fonts(), key=lambda face: (face.family, abs(face.weight - 400), face.style != "normal")
    )
    families: dict[str, _File] = {}
    for face in faces:
        if face.path is not None and "Mono" not in face.family:
            families.setdefault(face.family, _File(Path(face.path), face.index))
    return families


@cache
def _file(family: str) -> _File:
    package, path, face = _FAMILIES[family]
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise UnavailableError(
            f"The font package {package.replace('_', '-')} is not installed.",
            code="font_missing",
            hint="Install certsvc with its dependencies.",
        )
    return _File(Path(spec.origin).parent / path, face)
