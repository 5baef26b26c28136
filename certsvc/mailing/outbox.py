"""Mails as files in a folder: what the embedded set-up does, where there is no mail server."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from certsvc.errors import InvalidInputError, UnavailableError
from certsvc.mailing.mail import Mail, write_message

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,127}")


@dataclass(frozen=True, slots=True)
class Outbox:
    """One file a mail, ``ID.eml``, whole or not there, for the owner's eyes: links in it open records.

    The name comes from the mail's id, so that a mail sent twice is one file.
    """

    folder: Path
    is_repeatable: bool = True

    @contextmanager
    def open(self) -> Iterator["Outbox"]:
        """Makes the folder. Raises UnavailableError (``outbox_unwritable``)."""
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise _unwritable(error) from error
        yield self

    def send(self, mail: Mail) -> None:
        """As of every post; when this returns the file is on the disk."""
        if not _NAME.fullmatch(mail.id):
            raise InvalidInputError("This mail has an id that cannot name a file.", code="malformed_header")
        content = write_message(mail).content
        part = self.folder / f".{mail.id}.{os.urandom(8).hex()}"
        try:
            try:
                _write(part, content)
                part.replace(self.path_of(mail.id))
                _sync_folder(self.folder)
            finally:
                part.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(error) from error

    def path_of(self, mail_id: str) -> Path:
        """Where the mail with that id is or would be."""
        return self.folder / f"{mail_id}.eml"


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _unwritable(error: OSError) -> UnavailableError:
    return UnavailableError(f"The outbox cannot be written: {error.strerror}.", code="outbox_unwritable")
