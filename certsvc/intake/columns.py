"""The canonical columns of a results file, in their order."""

from collections.abc import Mapping

COLUMNS = (
    "learner_ref",
    "full_name",
    "latin_name",
    "email",
    "institution",
    "gender",
    "preferred_language",
    "course_code",
    "cohort",
    "completed_on",
    "score",
    "hours",
    "outcome",
    "mode",
)
"""``mode`` is an optional extra; only four of the others cannot be done without."""

PROBLEM_COLUMNS = ("problem_line", "problem_column", "problem_code", "problem", "hint")
"""What a file of refused rows carries beside the columns of the uploaded one."""

MAX_COLUMNS = 500

Cells = tuple[str, ...]
Positions = Mapping[str, int]
"""Canonical name -> position in the row as read."""
