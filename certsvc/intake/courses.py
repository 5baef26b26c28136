"""The course of a row, by its code in the catalogue."""

import unicodedata
from collections.abc import Callable, Mapping

from certsvc.domain.catalogue import Course
from certsvc.domain.identifiers import CourseCode
from certsvc.intake.fault import Fault, Reading
from certsvc.intake.quoting import quoted, with_code
from certsvc.intake.unreadable import UnreadableFileError

_LOOK_ALIKE = str.maketrans("АВЕКМНОРСТУХІЅЈ", "ABEKMHOPCTYXISJ")
"""Cyrillic capitals that a Russian or Uzbek keyboard puts into a code without anybody seeing it."""


def course_reader(
    courses: Mapping[CourseCode, Course], chosen: CourseCode | None
) -> Callable[[str], Reading[Course]]:
    """A reader of course codes; ``chosen`` stands for a row that names none.

    Case does not count, and Cyrillic letters are taken for the Latin ones that they look like.
    """
    by_code = {_comparable(code): course for code, course in courses.items()}
    default = by_code.get(_comparable(chosen)) if chosen else None

    def read_course(text: str) -> Reading[Course]:
        code = _comparable(text)
        if not code:
            missing = Fault(
                "course_code_missing",
                "The course code is missing.",
                "Fill it in, or name the course of the upload.",
            )
            return (default, None) if default else (None, missing)
        course = by_code.get(code)
        if course is None:
            return None, Fault(
                "unknown_course",
                f"The catalogue has no {with_code('course', code)}.",
                "Correct the course code, or ask the secretariat to load the course.",
            )
        return course, None

    return read_course


def check_course(
    courses: Mapping[CourseCode, Course], chosen: CourseCode | None, *, has_column: bool
) -> None:
    """Raise UnreadableFileError when no row can have a course: none chosen and no column, or unknown."""
    if chosen is not None and _comparable(chosen) not in map(_comparable, courses):
        raise UnreadableFileError(
            f"The catalogue has no course {quoted(chosen)}.",
            code="unknown_course",
            hint="Name a course of the catalogue.",
        )
    if chosen is None and not has_column:
        raise UnreadableFileError(
            "The file has no column with the course, and the upload does not name it.",
            code="course_needed",
            hint="Name the course with --course CODE, or course=CODE over HTTP.",
        )


def _comparable(code: str) -> str:
    return unicodedata.normalize("NFKC", code).strip().upper().translate(_LOOK_ALIKE)
