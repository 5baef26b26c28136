"""Mails that were written as files are taken out of their folder again."""

from collections.abc import Collection
from contextlib import suppress
from email import policy
from email.errors import MessageError
from email.parser import BytesHeaderParser
from pathlib import Path

from certsvc.domain.people import normal_address
from certsvc.errors import UnavailableError

_ENDING = ".eml"


def remove_mails(folder: Path, *, ids: Collection[str], addresses: Collection[str]) -> int:
    """Remove the mails with one of these ids, and those to one of these addresses; returns how many.

    ``addresses`` as addresses are compared. What a killed process left half written goes as well. Raises
    UnavailableError (``outbox_unwritable``).
    """
    wanted = {written for address in addresses for written in _as_written(address)}
    removed = 0
    try:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if path.is_file() and (path.name.lstrip(".").split(".")[0] in ids or _recipient(path) in wanted):
                path.unlink(missing_ok=True)
                removed += path.suffix == _ENDING
    except OSError as error:
        raise UnavailableError(
            f"The outbox cannot be written: {error.strerror}.", code="outbox_unwritable"
        ) from error
    return removed


def _recipient(path: Path) -> str | None:
    """To whom it goes; None for what cannot be read as a mail."""
    try:
        with path.open("rb") as file:
            headers = BytesHeaderParser(policy=policy.SMTPUTF8).parse(file)
        [address] = headers["To"].addresses
        return normal_address(address.addr_spec)
    except (MessageError, AttributeError, ValueError, TypeError, IndexError, LookupError, FileNotFoundError):
        return None


def _as_written(address: str) -> tuple[str, ...]:
    """The address, and with its domain as mails write it (IDNA)."""
    local, _, domain = address.rpartition("@")
    with suppress(UnicodeError):
        return address, f"{local}@{domain.encode('idna').decode('ascii').lower()}"
    return (address,)
