"""The passphrase that opens the key files: from a file, else from the environment.

The file's permissions are not judged: secrets mounted into a container are often readable by a
group, and the operator who mounts them knows better than this service.
"""

from pathlib import Path

from certsvc.errors import SettingsError
from certsvc.settings import Settings

FILE_VARIABLE = "CERTSVC_KEYS_PASSPHRASE_FILE"
VALUE_VARIABLE = "CERTSVC_KEYS_PASSPHRASE"
_LARGEST_FILE = 4096


def read_passphrase(settings: Settings) -> bytes:
    """The passphrase, without the line break that an editor leaves at the end of the file.

    Raises SettingsError naming the variables; never shows what was read.
    """
    if settings.keys_passphrase_file is not None:
        return _from_file(settings.keys_passphrase_file)
    if settings.keys_passphrase:
        return settings.keys_passphrase.encode("utf-8", "surrogateescape")
    raise SettingsError(
        f"No passphrase for the key files: neither {FILE_VARIABLE} nor {VALUE_VARIABLE} is set.",
        code="passphrase_missing",
        hint=f"Put the passphrase in a file that only this service reads, and name it in {FILE_VARIABLE}.",
    )


def _from_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        raise SettingsError(
            f"The passphrase file that {FILE_VARIABLE} names cannot be read: {error.strerror}.",
            code="passphrase_unreadable",
            hint=f"Check the path and its permissions, or set {VALUE_VARIABLE} instead.",
        ) from error
    passphrase = content.removesuffix(b"\n").removesuffix(b"\r")
    if not passphrase or len(content) > _LARGEST_FILE:
        raise SettingsError(
            f"The file that {FILE_VARIABLE} names holds no passphrase: it is empty or over 4 KB.",
            code="passphrase_unreadable",
        )
    return passphrase
