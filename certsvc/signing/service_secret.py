"""The secret of this service, which signs cookies and makes the tokens of links: from a file.

Losing it does little harm: people sign in anew, and links that were not used need to be made anew; but who
was erased is no longer known by her mark, and a results file can bring her back.
Whoever reads it and the database could sign in as anybody, so it lies beside neither.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from certsvc.errors import SettingsError
from certsvc.settings import Settings

FILE_VARIABLE = "CERTSVC_SECRET_FILE"
_SHORTEST = 32
_LARGEST_FILE = 4096


def read_secret(settings: Settings, purpose: str) -> bytes:
    """32 bytes for one ``purpose``; they tell nothing of those for another.

    The file of the default set-up is made when it is first asked for, and is only its owner's to read.
    Raises SettingsError (``secret_unreadable``, ``secret_too_short``); never shows what was read.
    """
    content = _content(settings.secret_file, may_make=settings.default_secret_file is not None)
    secret = content.removesuffix(b"\n").removesuffix(b"\r")
    if len(secret) < _SHORTEST or len(content) > _LARGEST_FILE:
        raise SettingsError(
            f"The file that {FILE_VARIABLE} names must hold {_SHORTEST} bytes to 4 KB.",
            code="secret_too_short",
            hint="Such as what 'openssl rand -hex 32' prints.",
        )
    return hmac.digest(secret, purpose.encode(), hashlib.sha256)


def _content(path: Path, *, may_make: bool) -> bytes:
    try:
        if may_make and not path.exists():
            _make(path)
        with path.open("rb") as file:
            return file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise SettingsError(
            f"The file that {FILE_VARIABLE} names cannot be read: {error.strerror}.",
            code="secret_unreadable",
            hint="Check the path and its permissions.",
        ) from error


def _make(path: Path) -> None:
    """Whole or not at all, and only once: two processes that begin together share what the first wrote."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32) + "\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)
        except FileExistsError:
            return
    finally:
        part.unlink(missing_ok=True)
