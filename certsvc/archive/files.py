"""Files under the name of their own digest: the same content is kept once, and never half."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO, BinaryIO

from certsvc.errors import UnavailableError

_BLOCK = 1024 * 1024


class Archive:
    """The files in ``folder``, two levels deep: ``ab/abcdef…``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, source: BinaryIO) -> str:
        """Keep all of ``source`` (seekable, left open at its start); returns its SHA-256, hex.

        When this returns the file is on the disk, whole. Raises UnavailableError (``archive_unwritable``).
        """
        source.seek(0)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".incoming-", delete=False) as copy:
                part = Path(copy.name)
                try:
                    digest = _copy(source, copy)
                    self._put(part, digest)
                finally:
                    part.unlink(missing_ok=True)
        except OSError as error:
            raise UnavailableError(
                f"The uploaded file cannot be kept: {error.strerror}.", code="archive_unwritable"
            ) from error
        source.seek(0)
        return digest

    def open(self, digest: str) -> BinaryIO:
        """The file with that digest. Raises UnavailableError (``archive_missing``)."""
        try:
            return self._path(digest).open("rb")
        except OSError as error:
            raise UnavailableError(
                "The uploaded file is no longer kept here.",
                code="archive_missing",
                hint="Workers on several machines must share the folder of uploads; else send it again.",
            ) from error

    def _put(self, part: Path, digest: str) -> None:
        path = self._path(digest)
        if path.exists():
            return
        path.parent.mkdir(exist_ok=True)
        part.replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)

    def _path(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


def _copy(source: BinaryIO, target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
        target.write(block)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest()
