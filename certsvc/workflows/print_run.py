"""A print run: certificates of many into a folder, a ZIP or one document, here and now."""

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from certsvc.domain.access import Actor
from certsvc.domain.batches import BulkAct
from certsvc.errors import ConflictError, UnavailableError
from certsvc.storage import credential_selection
from certsvc.storage.database import reading
from certsvc.workflows.bulk_acts import checked_act
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_run import PARTS, SheetRun, bind_sheets, write_step


@dataclass(frozen=True, slots=True)
class PrintReport:
    """``total`` certificates: ``written`` now, the others there already; ``left_out``: codes, and why."""

    total: int
    written: int
    left_out: tuple[tuple[str, str], ...]


def print_run(
    services: Services,
    act: BulkAct,
    target: Path,
    *,
    by: Actor,
    is_folder: bool,
    anew: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> PrintReport:
    """Write a file for each into the folder ``target``; or into one beside it, and bind them into ``target``.

    A run that was killed goes on where it was when it is begun again: whole files are kept, unless ``anew``.
    What is issued meanwhile is not in it. One at a time writes into a folder.
    Raises NotAllowedError, NotFoundError, InvalidInputError (as ``checked_act``), ConflictError
    (``export_running``), UnavailableError (``export_unwritable``; keys).
    """
    act = checked_act(act, by)
    with reading():
        total = credential_selection.count_kept(act.wanted)
        until = credential_selection.last_credential_id()
    if not total:
        return PrintReport(0, 0, ())
    folder = target if is_folder else target.with_name(f"{target.name}.parts")
    run = SheetRun(
        services,
        act.wanted,
        until,
        act.sheet_format,
        act.bundle,
        folder=folder,
        style=act.style,
        anew=anew,
    )
    with _alone_in(folder):
        report = _written(run, total, progress or _show_nothing)
        if not is_folder:
            bind_sheets(run, target)
            shutil.rmtree(folder, ignore_errors=True)
    return report


def _written(run: SheetRun, total: int, show: Callable[[int, int], None]) -> PrintReport:
    after, seen, written = "", 0, 0
    left_out: list[tuple[str, str]] = []
    while step := write_step(run, after=after):
        after, seen, written = step.last, seen + step.seen, written + step.written
        left_out += step.left_out
        show(seen, max(total, seen))
    return PrintReport(seen, written, tuple(left_out))


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Nobody else writes there; what a killed run left half is taken away. The lock goes with its process."""
    held = _locked(folder)
    try:
        for part in folder.glob(PARTS):
            part.unlink(missing_ok=True)
        yield
    finally:
        os.close(held)


def _locked(folder: Path) -> int:
    """A descriptor of the folder, which holds the lock until it is closed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(held)
            raise
    except BlockingIOError:
        raise ConflictError("Another export is writing there.", code="export_running") from None
    except OSError as error:
        raise UnavailableError(
            f"The export cannot be written: {error.strerror}.", code="export_unwritable"
        ) from error
    return held


def _show_nothing(_done: int, _total: int) -> None:
    """For callers who do not look."""
