"""The seals in the folder of the keys: added, listed, opened.

One file a seal, ``LABEL.seal.TIME.FINGERPRINT.pem``: its certificate and those above it, readable, and its
key as PKCS#8, encrypted with the operator's passphrase as other keys are. Files are added, never changed: a
sheet that an older seal closed goes on being known. A file that is taken away is a seal known no more.
"""

import os
import re
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InternalError, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from certsvc.errors import ConflictError, InvalidInputError, SettingsError, UnavailableError
from certsvc.sealing.seal_making import make_seal, read_seal
from certsvc.sealing.seals import OpenedSeal, Seal, SealKey
from certsvc.signing.durable_files import write_durably
from certsvc.signing.key_ring import FOLDER_VARIABLE, SHORTEST_PASSPHRASE
from certsvc.signing.passphrase import FILE_VARIABLE, VALUE_VARIABLE

_TIME = "%Y%m%dT%H%M%S.%fZ"
_NAME = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9_-]{0,63})\.seal\.([0-9]{8}T[0-9]{6}\.[0-9]{6}Z)\.([0-9a-f]{64})\.pem"
)
_LABEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_LARGEST_FILE = 64 * 1024
_KEY = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


class SealRing:
    """The seals in ``folder``. ``passphrase`` is asked when a key is opened or kept, not before.

    What was read stays in memory; any thread may ask.
    """

    def __init__(self, folder: Path, passphrase: Callable[[], bytes]) -> None:
        self._folder = folder
        self._passphrase = passphrase
        self._read: dict[str, Seal] = {}
        self._opened: dict[str, OpenedSeal] = {}
        self._lock = threading.Lock()

    def __repr__(self) -> str:
        """The folder, and nothing of what is in it."""
        return f"SealRing({str(self._folder)!r})"

    def create_seal(self, label: str, *, name: str, did: str, at: datetime) -> Seal:
        """A new self-signed seal in ``name``, which seals from now on. It is on the disk before this returns.

        Raises InvalidInputError (``malformed_label``), SettingsError (``passphrase_missing``,
        ``passphrase_unreadable``, ``passphrase_too_short``), UnavailableError (``keys_folder_unwritable``).
        """
        certificate, key = make_seal(name, did, at)
        return self._add(label, certificate, key, (), at)

    def import_seal(self, label: str, content: bytes, *, password: bytes | None, at: datetime) -> Seal:
        """The operator's own, from PKCS#12 or PEM; it seals from now on.

        Raises what ``create_seal`` and ``read_seal`` raise; ConflictError (``seal_exists``).
        """
        certificate, key, chain = read_seal(content, password, at)
        return self._add(label, certificate, key, chain, at)

    def list_seals(self) -> tuple[Seal, ...]:
        """All, by label, the newest first.

        Raises UnavailableError: ``keys_folder_unreadable``, ``seal_damaged``.
        """
        seals = [self._get(name) for name in self._names()]
        return tuple(sorted(seals, key=lambda seal: (seal.label, -seal.added_at.timestamp())))

    def find_current(self, label: str, at: datetime) -> Seal | None:
        """What seals for ``label`` then: the newest that is valid."""
        fitting = (name for name in self._names() if name.startswith(f"{label}.seal."))
        for name in sorted(fitting, reverse=True):
            seal = self._get(name)
            if seal.is_valid_at(at):
                return seal
        return None

    def open_seal(self, seal: Seal) -> OpenedSeal:
        """``seal`` with its key.

        Raises UnavailableError: ``seal_missing``, ``seal_damaged``, ``wrong_passphrase``; SettingsError.
        """
        with self._lock:
            opened = self._opened.get(seal.fingerprint)
            if opened is None:
                opened = OpenedSeal(seal, self._open(_file_name(seal)))
                self._opened[seal.fingerprint] = opened
        return opened

    def _add(
        self,
        label: str,
        certificate: x509.Certificate,
        key: SealKey,
        chain: tuple[x509.Certificate, ...],
        at: datetime,
    ) -> Seal:
        if not _LABEL.fullmatch(label):
            raise InvalidInputError(
                "A seal's label is 1 to 64 letters, digits, '-' and '_'.", code="malformed_label"
            )
        passphrase = self._passphrase()
        if len(passphrase) < SHORTEST_PASSPHRASE:
            raise SettingsError(
                f"The passphrase in {FILE_VARIABLE} or {VALUE_VARIABLE} is too short to protect a seal:"
                f" it needs at least {SHORTEST_PASSPHRASE} bytes.",
                code="passphrase_too_short",
            )
        others = [seal for seal in self.list_seals() if seal.label == label]
        if any(seal.certificate == certificate for seal in others):
            raise ConflictError("This seal is here already.", code="seal_exists")
        newest = max((seal.added_at for seal in others), default=None)
        added_at = at if newest is None or newest < at else newest + timedelta(microseconds=1)
        seal = Seal(label, added_at.astimezone(UTC), certificate, chain)
        kept = [one.public_bytes(Encoding.PEM) for one in (certificate, *chain)]
        kept.append(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(passphrase)))
        self._write(self._folder / _file_name(seal), b"".join(kept))
        with self._lock:
            self._opened[seal.fingerprint] = OpenedSeal(seal, key)
        return seal

    def _write(self, path: Path, content: bytes) -> None:
        """Whole or not at all."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write_durably(path, content)
        except OSError as error:
            raise UnavailableError(
                f"No seal can be written to the folder of {FOLDER_VARIABLE}: {error.strerror}.",
                code="keys_folder_unwritable",
            ) from error

    def _names(self) -> list[str]:
        try:
            names = os.listdir(self._folder)  # noqa: PTH208  # names are compared, no paths are built
        except FileNotFoundError:
            return []
        except OSError as error:
            raise UnavailableError(
                f"The folder that {FOLDER_VARIABLE} names cannot be read: {error.strerror}.",
                code="keys_folder_unreadable",
            ) from error
        return [name for name in names if _NAME.fullmatch(name)]

    def _get(self, name: str) -> Seal:
        seal = self._read.get(name)
        if seal is None:
            seal = _seal_of(name, self._content(name))
            self._read[name] = seal
        return seal

    def _content(self, name: str) -> bytes:
        try:
            with (self._folder / name).open("rb") as file:
                return file.read(_LARGEST_FILE)
        except FileNotFoundError:
            raise UnavailableError(
                f"The seal {name} is not in the folder of {FOLDER_VARIABLE}.",
                code="seal_missing",
                hint="Restore keys/ from its backup, or make a new seal.",
            ) from None
        except OSError as error:
            raise _damaged(name, f"it cannot be read: {error.strerror}") from error

    def _open(self, name: str) -> SealKey:
        content = self._content(name)
        begin = content.find(_KEY)
        if begin < 0:
            raise _damaged(name, "it holds no encrypted key")
        try:
            key = load_pem_private_key(content[begin:], self._passphrase())
        except (ValueError, TypeError, UnsupportedAlgorithm, InternalError):
            # The cause is cut off: what a library says of a passphrase belongs in no log.
            raise UnavailableError(
                f"The passphrase in {FILE_VARIABLE} or {VALUE_VARIABLE} does not open the seal {name}.",
                code="wrong_passphrase",
                hint="Every file is opened with the passphrase that it was made with.",
            ) from None
        if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
            raise _damaged(name, "its key is of a kind that seals nothing")
        if key.public_key() != self._get(name).certificate.public_key():
            raise _damaged(name, "its key is not that of its certificate")
        return key


def _seal_of(name: str, content: bytes) -> Seal:
    found = _NAME.fullmatch(name)
    try:
        certificate, *chain = x509.load_pem_x509_certificates(content)
        added_at = datetime.strptime(found[2] if found else "", _TIME).replace(tzinfo=UTC)
    except ValueError:
        raise _damaged(name, "it is no seal as this service writes it") from None
    seal = Seal(found[1] if found else "", added_at, certificate, tuple(chain))
    if _file_name(seal) != name:
        raise _damaged(name, "it holds another certificate than its name says")
    return seal


def _file_name(seal: Seal) -> str:
    return f"{seal.label}.seal.{seal.added_at.strftime(_TIME)}.{seal.fingerprint}.pem"


def _damaged(name: str, why: str) -> UnavailableError:
    return UnavailableError(
        f"The seal {name} in the folder of {FOLDER_VARIABLE} is damaged: {why}.",
        code="seal_damaged",
        hint="Restore it from its backup, or make a new seal.",
    )
