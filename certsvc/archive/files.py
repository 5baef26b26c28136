"""Files under the name of their own digest: the same content is kept once, and never half."""

import hashlib
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, BinaryIO

from certsvc.errors import NotFoundError, UnavailableError

_BLOCK = 1024 * 1024
_DIGEST = re.compile(r"[0-9a-f]{64}")
_INCOMING = ".incoming-"


class Archive:
    """The files in ``folder``, two levels deep: ``ab/abcdef…``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, source: IO[bytes]) -> str:
        """Keep all of ``source`` (seekable, left open at its start); returns its SHA-256, hex.

        When this returns the file is on the disk, whole. Raises UnavailableError (``archive_unwritable``).
        """
        source.seek(0)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=self._folder, prefix=_INCOMING, delete=False) as copy:
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
        """The file with that digest, whose content still has it.

        Raises NotFoundError (``archive_missing``, ``archive_damaged``): only sending it again will help;
        and UnavailableError (``archive_unreadable``): it may be readable later.
        """
        path = self._path(digest)
        try:
            content = path.open("rb")
        except FileNotFoundError as error:
            raise NotFoundError(
                "The uploaded file is no longer kept here.",
                code="archive_missing",
                hint="Workers on several machines must share the folder of uploads; else send it again.",
            ) from error
        except OSError as error:
            raise _unreadable(error) from error
        try:
            _check_digest(content, digest)
        except BaseException:
            content.close()
            raise
        return content

    def has(self, digest: str) -> bool:
        """Whether there is a file with that name. Raises UnavailableError (``archive_unreadable``)."""
        try:
            return self._path(digest).is_file()
        except OSError as error:
            raise _unreadable(error) from error

    def remove(self, digest: str) -> bool:
        """The file with that digest is gone for good, also after a crash; whether there was one.

        What shall stand in its place is to be kept before. Raises NotFoundError for what is no digest,
        UnavailableError (``archive_unwritable``).
        """
        path = self._path(digest)
        with _removing():
            try:
                path.unlink()
            except FileNotFoundError:
                return False
            _sync_folder(path.parent)
        return True

    def list_digests(self) -> list[str]:
        """Of every file that is kept, in their order. Raises UnavailableError (``archive_unreadable``)."""
        try:
            found = [path.name for path in self._folder.glob("[0-9a-f][0-9a-f]/*") if path.is_file()]
        except OSError as error:
            raise _unreadable(error) from error
        return sorted(name for name in found if _DIGEST.fullmatch(name))

    def kept_at(self, digest: str) -> datetime | None:
        """When it was kept last (UTC); None when it is not here."""
        try:
            return datetime.fromtimestamp(self._path(digest).stat().st_mtime, UTC)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable(error) from error

    def remove_leftovers(self, before: datetime) -> int:
        """Halves of files that somebody was keeping when he was killed, and that nobody wrote to since then.

        Returns how many. Raises UnavailableError (``archive_unwritable``).
        """
        removed = 0
        with _removing():
            for part in list(self._folder.glob(f"{_INCOMING}*")):
                try:
                    if datetime.fromtimestamp(part.stat().st_mtime, UTC) < before:
                        part.unlink()
                        removed += 1
                except FileNotFoundError:
                    continue  # it has its name now, or somebody else took it away
        return removed

    def _put(self, part: Path, digest: str) -> None:
        """Under its name, over what has it: should that be damaged, it is whole again."""
        path = self._path(digest)
        path.parent.mkdir(exist_ok=True)
        part.replace(path)
        for folder in (path.parent, self._folder):
            _sync_folder(folder)

    def _path(self, digest: str) -> Path:
        """Raises NotFoundError for what is no digest: no name leads out of the folder."""
        if not _DIGEST.fullmatch(digest):
            raise NotFoundError("There is no such file.", code="archive_missing")
        return self._folder / digest[:2] / digest


def _check_digest(content: BinaryIO, digest: str) -> None:
    try:
        found = hashlib.file_digest(content, "sha256").hexdigest()  # type: ignore[arg-type]  # an opened file
        content.seek(0)
    except OSError as error:
        raise _unreadable(error) from error
    if found != digest:
        raise NotFoundError(
            "The uploaded file was damaged where it is kept.", code="archive_damaged", hint="Send it again."
        )


@contextmanager
def _removing() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(
            f"An uploaded file cannot be removed: {error.strerror}.", code="archive_unwritable"
        ) from error


def _unreadable(error: OSError) -> UnavailableError:
    return UnavailableError(
        f"The uploaded file cannot be read now: {error.strerror}.", code="archive_unreadable"
    )


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _copy(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while block := source.read(_BLOCK):
        digest.update(block)
        target.write(block)
    target.flush()
    os.fsync(target.fileno())
    return digest.hexdigest()
