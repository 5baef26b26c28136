"""What an operator lends to the drawing of sheets: folders of fonts and of marks. Read, never written."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Equipment:
    """Folders, each None where there is none.

    ``fonts_dir``: fonts for scripts that the packaged ones lack. ``marks_dir``: ``logos/`` and
    ``signatures/``, see ``marks.py``.
    """

    fonts_dir: Path | None = None
    marks_dir: Path | None = None


PACKAGED = Equipment()
"""What comes with the service: its fonts, and emblems in place of logos."""
