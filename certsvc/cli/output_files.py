"""Files that a command writes: whole or not at all, and never over another one unasked.

What is in them is about people, or lets somebody in: they are for the eyes of whoever ran it alone.
"""

import io
import os
import secrets
import shutil
import sys
from pathlib import Path
from typing import BinaryIO

from certsvc.errors import ConflictError, InvalidInputError

STDOUT = "-"


def check_free(path: str, *, force: bool) -> None:
    """Raise ConflictError if ``path`` is taken and ``force`` does not allow to write over it.

    Asked before the work begins, so that an officer does not learn of it afterwards. Raises
    InvalidInputError where the folder is missing or the path names one.
    """
    if path == STDOUT:
        return
    target = Path(path)
    if target.is_dir() or not target.absolute().parent.is_dir():
        raise InvalidInputError(
            f"{path} cannot be written: it is, or lies in, no such folder.", code="no_folder"
        )
    if target.exists() and not force:
        raise ConflictError(
            f"{path} exists already.",
            code="file_exists",
            hint="Choose another name, or write over it with --force.",
        )


def write_output(path: str, content: bytes, *, force: bool, binary: bool = False) -> None:
    """Write ``content`` to ``path`` (``-``: stdout). Raises ConflictError, InvalidInputError, OSError.

    ``binary``: not for the eyes; a terminal is spared it.
    """
    if path == STDOUT:
        _write_stdout(content, binary=binary)
        return
    _write_file(path, io.BytesIO(content), force=force)


def _write_file(path: str, content: BinaryIO, *, force: bool) -> None:
    check_free(path, force=force)
    target = Path(path)
    part = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    try:
        with _opened_anew(part) as file:
            shutil.copyfileobj(content, file)
        if force:
            part.replace(target)
        else:
            _put_in_place(part, target)
    finally:
        part.unlink(missing_ok=True)


def _opened_anew(path: Path) -> BinaryIO:
    return open(path, "xb", opener=_for_its_owner)  # a Path takes no opener


def _for_its_owner(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _put_in_place(part: Path, target: Path) -> None:
    """A link refuses what a rename would write over: somebody may have made the file meanwhile."""
    try:
        os.link(part, target)
    except FileExistsError:
        raise ConflictError(f"{target} exists already.", code="file_exists") from None
    except OSError:  # a file system without hard links
        with part.open("rb") as content, _opened_anew(target) as file:
            shutil.copyfileobj(content, file)


def _write_stdout(content: bytes, *, binary: bool) -> None:
    _check_no_terminal(binary=binary)
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def _check_no_terminal(*, binary: bool) -> None:
    if binary and sys.stdout.isatty():
        raise InvalidInputError(
            "This is not for a terminal.", code="terminal", hint="Write it to a file with -o FILE."
        )
