"""The key files: made, found and opened.

One file a key, ``<label>.<multibase>.pem``: PKCS#8, encrypted with the operator's passphrase. The
label is for the operator's eyes; the public key in the name is what finds the file.
"""

import base64
import os
import re
import threading
from collections.abc import Callable
from pathlib import Path

from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from certsvc.domain.identifiers import Did, Multibase
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError, SettingsError, UnavailableError
from certsvc.signing.durable_files import write_durably
from certsvc.signing.passphrase import FILE_VARIABLE, VALUE_VARIABLE, read_passphrase
from certsvc.signing.signing_key import PrivateKey, SigningKey, generate_key, public_multibase

__all__ = ["FOLDER_VARIABLE", "KeyRing", "read_passphrase"]

FOLDER_VARIABLE = "CERTSVC_KEYS_DIR"
SHORTEST_PASSPHRASE = 12
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_LARGEST_FILE = 16 * 1024
_ENVELOPE = re.compile(
    rb"-----BEGIN ENCRYPTED PRIVATE KEY-----\n([A-Za-z0-9+/=\n]+)-----END ENCRYPTED PRIVATE KEY-----\n?"
)


class KeyRing:
    """The keys in ``folder``. ``passphrase`` is asked when a file is opened or made, not before.

    Opened keys stay in memory; any thread may ask.
    """

    def __init__(self, folder: Path, passphrase: Callable[[], bytes]) -> None:
        self._folder = folder
        self._passphrase = passphrase
        self._opened: dict[Multibase, PrivateKey] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """The folder, and nothing of what is in it."""
        return f"KeyRing({str(self._folder)!r})"

    def create_key(
        self, issuer: Did, label: str, algorithm: KeyAlgorithm = KeyAlgorithm.ED25519
    ) -> Multibase:
        """Make a key for ``issuer``; its file is on the disk, whole, before this returns.

        Raises InvalidInputError (``malformed_label``), SettingsError (``passphrase_missing``,
        ``passphrase_unreadable``, ``passphrase_too_short``), UnavailableError (``keys_folder_unwritable``).
        """
        if not _LABEL.fullmatch(label):
            raise InvalidInputError(
                "A key's label is 1 to 64 letters, digits, '-' and '_'.", code="malformed_label"
            )
        passphrase = self._passphrase_for_new_key(issuer)
        private_key = generate_key(algorithm)
        multibase = public_multibase(private_key)
        content = private_key.private_bytes(
            Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase)
        )
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(self._folder / f"{label}.{multibase}.pem", content)
        except OSError as error:
            raise UnavailableError(
                f"No key file can be written to the folder of {FOLDER_VARIABLE}: {error.strerror}.",
                code="keys_folder_unwritable",
            ) from error
        with self._lock:
            self._opened[multibase] = private_key
        return multibase

    def _passphrase_for_new_key(self, issuer: Did) -> bytes:
        passphrase = self._passphrase()
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise SettingsError(
                f"The passphrase in {FILE_VARIABLE} or {VALUE_VARIABLE} is too short to protect a key of"
                f" {issuer}: it needs at least {SHORTEST_PASSPHRASE} bytes.",
                code="passphrase_too_short",
            )
        return passphrase

    def get_signing_key(self, issuer: Did, multibase: Multibase) -> SigningKey:
        """The key ``multibase``, to sign for ``issuer``.

        Raises UnavailableError: ``key_file_missing``, ``key_file_unreadable``, ``key_file_damaged``,
        ``wrong_passphrase``, ``keys_folder_unreadable``; SettingsError when there is no passphrase.
        """
        with self._lock:
            private_key = self._opened.get(multibase)
            if private_key is None:
                private_key = self._open(multibase)
                self._opened[multibase] = private_key
        return SigningKey(issuer=issuer, multibase=multibase, private_key=private_key)

    def _find_file(self, multibase: Multibase) -> Path | None:
        ending = f".{multibase}.pem"
        try:
            names = sorted(os.listdir(self._folder))  # noqa: PTH208  # a name is compared, no path is built
        except FileNotFoundError:
            return None
        except OSError as error:
            raise UnavailableError(
                f"The key folder that {FOLDER_VARIABLE} names cannot be read: {error.strerror}.",
                code="keys_folder_unreadable",
            ) from error
        return next((self._folder / name for name in names if name.endswith(ending)), None)

    def _open(self, multibase: Multibase) -> PrivateKey:
        path = self._find_file(multibase)
        if path is None:
            raise UnavailableError(
                f"There is no file of key {multibase} in the folder that {FOLDER_VARIABLE} names.",
                code="key_file_missing",
                hint="Restore keys/ from its backup, or rotate the key.",
            )
        try:
            with path.open("rb") as file:
                content = file.read(_LARGEST_FILE)
        except OSError as error:
            raise UnavailableError(
                f"The file of key {multibase} in {FOLDER_VARIABLE} cannot be read: {error.strerror}.",
                code="key_file_unreadable",
            ) from error
        private_key = _decrypt(content, self._passphrase(), multibase)
        if _find_multibase(private_key) != multibase:
            raise _damaged(multibase, "it holds another key than its name says")
        return private_key


def _decrypt(content: bytes, passphrase: bytes, multibase: Multibase) -> PrivateKey:
    if not _is_whole(content):
        raise _damaged(multibase, "it is no PKCS#8 file as this service writes it")
    try:
        private_key = load_pem_private_key(content, passphrase)
    except (ValueError, TypeError, UnsupportedAlgorithm, InternalError):
        # A whole envelope that does not open: almost always the passphrase, and no library can tell.
        # The cause is cut off: what a library says of a passphrase belongs in no log.
        raise UnavailableError(
            f"The passphrase in {FILE_VARIABLE} or {VALUE_VARIABLE} does not open the file of key"
            f" {multibase}.",
            code="wrong_passphrase",
            hint="Every key file is opened with the passphrase that it was made with.",
        ) from None
    if not isinstance(private_key, Ed25519PrivateKey | EllipticCurvePrivateKey):
        raise _damaged(multibase, "it holds a key of a kind that signs nothing here")
    return private_key


def _is_whole(content: bytes) -> bool:
    """Whether the PEM envelope is complete, so that only the passphrase can be wrong."""
    found = _ENVELOPE.fullmatch(content)
    if found is None:
        return False
    try:
        data = base64.b64decode(b"".join(found[1].split()), validate=True)
    except ValueError:
        return False
    # DER: a SEQUENCE whose length takes one byte after 0x81, or two after 0x82, and reaches to the end.
    if data[:2] == b"\x30\x81":
        return len(data) == int.from_bytes(data[2:3], "big") + 3
    return data[:2] == b"\x30\x82" and len(data) == int.from_bytes(data[2:4], "big") + 4


def _find_multibase(private_key: PrivateKey) -> Multibase | None:
    try:
        return public_multibase(private_key)
    except InvalidInputError:
        return None  # a curve that no key of an issuer has


def _damaged(multibase: Multibase, why: str) -> UnavailableError:
    return UnavailableError(
        f"The file of key {multibase} in the folder of {FOLDER_VARIABLE} is damaged: {why}.",
        code="key_file_damaged",
        hint="Restore it from its backup, or rotate the key.",
    )
