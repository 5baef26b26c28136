"""What a badge shows, read from the signed credential: title, sign, level, colours. Draws nothing."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from certsvc.rendering.document import Document, find_text, get_text, objects_at
from certsvc.rendering.equipment import PACKAGED, Equipment
from certsvc.rendering.fonts import Face, check_coverage
from certsvc.rendering.palette import Accent, accent_of
from certsvc.rendering.parties import parties_of
from certsvc.rendering.wording import cut, printable, whole

LEVELS = 3
_LEVELLED = ("AI Competency Framework", "ICT Competency Framework")
"""Frameworks whose competencies are numbered ASPECT.LEVEL, level 1 to 3; others number otherwise."""
_ASPECT_AND_LEVEL = re.compile(r"[0-9]{1,2}\.([123])")
_AWARD = "Award"
_ACHIEVEMENT = ("credentialSubject", "achievement")
_WITH_SHORT_NAME = re.compile(r".+[(（]([^()（）]+)[)）]")
_LONGEST_SIGN = 3
_LONGEST_NAME, _LONGEST_CODE = 56, 24


@dataclass(frozen=True, slots=True)
class BadgeFace:
    """The words and signs of one badge; the same for everyone who earned the same in the same language.

    ``is_award``: and no micro-certification; ``sign``: one to three letters of the code, for the emblem;
    ``level``: 1 to 3, 0 where nothing says one; ``foot``: who awards it, and the code; ``language``: BCP 47.
    """

    title: str
    sign: str
    code: str
    level: int
    is_award: bool
    foot: str
    language: str
    accent: Accent


def read_face(document: Document, equipment: Equipment = PACKAGED) -> BadgeFace:
    """The face of the badge of a signed credential.

    Raises InvalidInputError: ``malformed_credential``, ``malformed_text``, ``too_long_for_a_sheet``,
    ``script_not_covered``.
    """
    raw_code = find_text(document, *_ACHIEVEMENT, "humanCode") or ""
    code = printable(raw_code)
    creator, _ = parties_of(document)
    face = BadgeFace(
        title=whole(get_text(document, "name"), "the title"),
        sign=sign_of(code),
        code=code,
        level=_level(document),
        is_award=find_text(document, *_ACHIEVEMENT, "achievementType") == _AWARD,
        foot=" · ".join(part for part in (_short_name(creator.name), cut(code, _LONGEST_CODE)) if part),
        language=find_text(document, *_ACHIEVEMENT, "inLanguage") or "en",
        accent=accent_of(raw_code),
    )
    for text in (face.title, face.sign, face.foot):
        check_coverage(text, Face.PLAIN, equipment)
    return face


def _short_name(name: str) -> str:
    """A name that is too long for a badge gives way to the short one that it ends with: ``Name (NAME)``."""
    found = _WITH_SHORT_NAME.fullmatch(name)
    return found[1] if found and len(name) > _LONGEST_NAME else cut(name, _LONGEST_NAME)


def sign_of(code: str) -> str:
    """Up to three letters for a code: ``B1`` for ``MC-B1``, ``DT`` for ``DIGITAL-TEACHING``."""
    parts: list[str] = re.findall(r"\w+", code.upper())
    if len(parts) > 1 and parts[0] == "MC":  # says no more than that it is one
        parts = parts[1:]
    if not parts:
        return ""
    if len(parts) == 1 and len(parts[0]) <= _LONGEST_SIGN:
        return parts[0]
    *leading, last = parts
    ending = last if leading and len(last) < _LONGEST_SIGN else last[0]
    return ("".join(part[0] for part in leading) + ending)[:_LONGEST_SIGN]


def _level(document: Document) -> int:
    """The level of most competencies; of two that have as many, the lower: a badge does not boast."""
    counted = Counter(_levels(document))
    return min(counted, key=lambda level: (-counted[level], level), default=0)


def _levels(document: Document) -> Iterator[int]:
    for alignment in objects_at(document, *_ACHIEVEMENT, "alignment"):
        framework = find_text(alignment, "targetFramework") or ""
        found = _ASPECT_AND_LEVEL.fullmatch(find_text(alignment, "targetCode") or "")
        if found and framework.startswith(_LEVELLED):
            yield int(found[1])
