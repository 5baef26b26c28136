"""Runs ``sheet_inside`` on PDFs: another process, with little memory and time, and nothing of ours to see."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from threading import BoundedSemaphore

from certsvc.errors import TooLargeError, UnavailableError

LARGEST_SHEET = 4 * 1024 * 1024
"""Bytes. A sheet of ours has some sixty thousand, and a bundle of many pages is not compared."""
_SECONDS = 15
"""On the clock, for a machine that is busy; of the processor's time it gets less."""
_WAITING = 30
_SOURCES = Path(__file__).parents[2]
_LONGEST_SHOWN = 160
_running = BoundedSemaphore(2)


class Difference(StrEnum):
    """In what two sheets differ. ``active``: the presented one may show several things."""

    PAGES = "pages"
    WORDS = "words"
    PICTURE = "picture"
    LINKS = "links"
    ACTIVE = "active"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Likeness:
    """``difference`` is None for two alike; the words from the first that differs, where words differ."""

    difference: Difference | None
    presented: str = ""
    certified: str = ""


def compare_apart(presented: bytes, certified: Sequence[bytes]) -> Likeness:
    """What a reader would see of ``presented``, a stranger's, beside each of ``certified``, drawn here.

    The answer is on the one that it is most like.

    Raises TooLargeError (``too_large``), UnavailableError when too many are being compared at once.
    """
    if len(presented) > LARGEST_SHEET:
        raise TooLargeError(f"A sheet has at most {LARGEST_SHEET >> 20} MB.")
    if not _running.acquire(timeout=_WAITING):
        raise UnavailableError("Too many PDF files are being read at once.", hint="Try again in a minute.")
    try:
        answer = _ask(b"".join(len(pdf).to_bytes(8) + pdf for pdf in (presented, *certified)))
    finally:
        _running.release()
    found = answer.get("difference")
    return Likeness(
        Difference(found) if found else None,
        (answer.get("presented") or "")[:_LONGEST_SHOWN],
        (answer.get("certified") or "")[:_LONGEST_SHOWN],
    )


def _ask(content: bytes) -> dict[str, str | None]:
    # -P: nothing is imported from the folder that the service happens to run in. No environment: no secrets.
    command = [sys.executable, "-P", "-m", "certsvc.sealing.sheet_inside"]
    try:
        ran = subprocess.run(  # noqa: S603  # a fixed command; what a stranger sent goes to its standard input
            command,
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"PYTHONPATH": str(_SOURCES)},
            timeout=_SECONDS,
            check=True,
        )
        answer: dict[str, str | None] = json.loads(ran.stdout)
    except (subprocess.SubprocessError, ValueError):
        return {"difference": Difference.UNREADABLE}
    return answer
