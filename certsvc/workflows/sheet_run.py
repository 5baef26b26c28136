"""Many credentials are written as files of a folder, then bound into one; at any instant it may be killed.

A file is there whole or not at all. Whoever begins again, after whatever happened, keeps those that are.
"""

import os
import secrets
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path

from certsvc.domain.batches import Bundle, CredentialFilter, SheetFormat
from certsvc.domain.records import CredentialRecord
from certsvc.domain.sheets import USUAL, SheetStyle
from certsvc.errors import InvalidInputError, UnavailableError
from certsvc.rendering.booklet import write_booklet
from certsvc.storage import credential_selection
from certsvc.storage.database import reading
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_contents import sheet_content
from certsvc.workflows.sheet_names import sheet_name

STEP = 50
"""Credentials between two signs of life: under a seal, these take seconds."""
_SIGNS_EVERY = 50
PARTS = ".certsvc-*.part"
"""What files are called while they are being written; after the first dash as they will be called."""
LONGEST_STEM = 36
"""Characters of that: an id, by which what a batch makes is called."""
_PACKED_ALREADY = {SheetFormat.PDF, SheetFormat.PNG, SheetFormat.JWT}


@dataclass(frozen=True, slots=True)
class SheetRun:
    """Which credentials, up to ``until`` (an id), as what, into which folder. ``anew``: nothing is kept."""

    services: Services
    wanted: CredentialFilter
    until: str
    sheet_format: SheetFormat
    bundle: Bundle
    folder: Path
    style: SheetStyle = USUAL
    anew: bool = False


@dataclass(frozen=True, slots=True)
class SheetStep:
    """What a step did: ``last`` is the id to go on after; ``left_out``: codes, and why none is drawn."""

    seen: int
    last: str
    written: int
    left_out: tuple[tuple[str, str], ...]


def write_step(run: SheetRun, *, after: str) -> SheetStep | None:
    """The files of the next credentials, those that are not there yet; None when there are no more.

    Raises UnavailableError (``export_unwritable``), on a full disk for one.
    """
    records = _next(run, after)
    if not records:
        return None
    written, left_out = 0, []
    with _writing():
        run.folder.mkdir(parents=True, exist_ok=True)
        for record in records:
            try:
                written += _write_missing(run, record, anew=run.anew)
            except InvalidInputError as error:
                left_out.append((str(record.code), error.message))
    return SheetStep(len(records), records[-1].id, written, tuple(left_out))


def bind_sheets(run: SheetRun, target: Path, *, sign_of_life: Callable[[], None] = lambda: None) -> None:
    """All that was written becomes one file, which appears whole or not at all; the files stay.

    In the order of names. A sheet of what was revoked meanwhile is not among them; one that is missing,
    because somebody took it away, is written again. ``sign_of_life`` is called now and then; if it raises,
    nothing appears. Raises UnavailableError as ``write_step`` does.
    """
    with _writing():
        target.parent.mkdir(parents=True, exist_ok=True)
        paths = [run.folder / name for _, name in sorted(_names(run, sign_of_life))]
        sheets = _with_signs(paths, sign_of_life)
        with _whole_file(target) as file:
            if run.bundle is Bundle.ONE_DOCUMENT:
                write_booklet(file, sheets)
            else:
                _pack(file, sheets, run.sheet_format)


def _next(run: SheetRun, after: str) -> list[CredentialRecord]:
    with reading():
        return credential_selection.kept_after(run.wanted, after=after, until=run.until, limit=STEP)


def _write_missing(run: SheetRun, record: CredentialRecord, *, anew: bool = False) -> bool:
    path = run.folder / sheet_name(record, run.sheet_format, run.style).file
    if path.exists() and not anew:
        return False
    sealed = run.bundle is Bundle.FILES  # no seal survives being bound with others
    content = sheet_content(run.services, record, run.sheet_format, style=run.style, sealed=sealed)
    with _whole_file(path) as file:
        file.write(content)
    return True


def _names(run: SheetRun, sign_of_life: Callable[[], None]) -> Iterator[tuple[str, str]]:
    after = ""
    while records := _next(run, after):
        sign_of_life()
        for record in records:
            try:
                _write_missing(run, record)
            except InvalidInputError:
                continue  # it was left out, and told
            yield sheet_name(record, run.sheet_format, run.style)
        after = records[-1].id


def _with_signs(paths: list[Path], sign_of_life: Callable[[], None]) -> Iterator[Path]:
    for position, path in enumerate(paths):
        if position % _SIGNS_EVERY == 0:
            sign_of_life()
        yield path


def _pack(file: BufferedWriter, paths: Iterator[Path], sheet_format: SheetFormat) -> None:
    method = zipfile.ZIP_STORED if sheet_format in _PACKED_ALREADY else zipfile.ZIP_DEFLATED
    with zipfile.ZipFile(file, "w", method) as archive:
        for path in paths:
            archive.write(path, path.name)


@contextmanager
def _whole_file(path: Path) -> Iterator[BufferedWriter]:
    """A file that is put in its place when all of it is on the disk.

    Under a name of its own until then: a worker thought dead may be writing the same. It begins as that of
    the file does, so that what a killed run leaves can be told whose it is.
    """
    part = path.with_name(PARTS.replace("*", f"{path.stem[:LONGEST_STEM]}-{secrets.token_hex(8)}"))
    try:
        with part.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def _writing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(
            f"The export cannot be written: {error.strerror}.", code="export_unwritable"
        ) from error
