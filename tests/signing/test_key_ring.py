import os
import stat
import threading
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256K1,
    SECP256R1,
    EllipticCurve,
    generate_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from certsvc.domain.identifiers import Did, Multibase
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import CertsvcError, InvalidInputError, SettingsError, UnavailableError
from certsvc.signing.key_ring import KeyRing
from certsvc.signing.multikey import decode_multikey
from certsvc.signing.signatures import check_signature, sign_bytes

ISSUER = Did("did:web:localhost%3A8000")
PASSPHRASE = b"correct horse battery"


def a_ring(folder: Path, passphrase: bytes = PASSPHRASE) -> KeyRing:
    return KeyRing(folder / "keys", lambda: passphrase)


def the_file(folder: Path) -> Path:
    (path,) = (folder / "keys").iterdir()
    return path


def refused(error: type[CertsvcError], ring: KeyRing, multibase: Multibase) -> CertsvcError:
    with pytest.raises(error) as caught:
        ring.get_signing_key(ISSUER, multibase)
    shown = f"{caught.value!r} {caught.value} {caught.value.__cause__!r}"
    assert PASSPHRASE.decode() not in shown
    return caught.value


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_a_new_key_signs_and_its_public_half_verifies(tmp_path: Path, algorithm: KeyAlgorithm) -> None:
    ring = a_ring(tmp_path)
    multibase = ring.create_key(ISSUER, "secretariat", algorithm)
    key = ring.get_signing_key(ISSUER, multibase)
    check_signature(decode_multikey(multibase), sign_bytes(key, b"text"), b"text")
    assert key.verification_method == f"{ISSUER}#{multibase}"
    assert key.algorithm is algorithm


def test_a_key_is_ed25519_unless_another_algorithm_is_asked_for(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    assert ring.get_signing_key(ISSUER, ring.create_key(ISSUER, "x")).algorithm is KeyAlgorithm.ED25519


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_another_process_opens_the_same_key(tmp_path: Path, algorithm: KeyAlgorithm) -> None:
    multibase = a_ring(tmp_path).create_key(ISSUER, "centre-NG", algorithm)
    key = a_ring(tmp_path).get_signing_key(ISSUER, multibase)
    assert key.private_key.public_key() == decode_multikey(multibase)


def test_the_file_is_named_by_label_and_key_encrypted_and_for_its_owner_only(tmp_path: Path) -> None:
    multibase = a_ring(tmp_path).create_key(ISSUER, "centre-NG")
    path = the_file(tmp_path)
    assert path.name == f"centre-NG.{multibase}.pem"
    assert path.read_bytes().startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_no_repr_shows_a_secret(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    multibase = ring.create_key(ISSUER, "secretariat")
    key = ring.get_signing_key(ISSUER, multibase)
    assert isinstance(key.private_key, Ed25519PrivateKey)
    secret = key.private_key.private_bytes_raw()
    for shown in (repr(ring), repr(key), str(key)):
        assert PASSPHRASE.decode() not in shown
        assert secret.hex() not in shown
        assert "private" not in shown.lower()


def test_a_key_is_decrypted_once(tmp_path: Path) -> None:
    multibase = a_ring(tmp_path).create_key(ISSUER, "secretariat")
    asked: list[int] = []

    def passphrase() -> bytes:
        asked.append(1)
        return PASSPHRASE

    ring = KeyRing(tmp_path / "keys", passphrase)
    threads = [threading.Thread(target=ring.get_signing_key, args=(ISSUER, multibase)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(asked) == 1


def test_a_wrong_passphrase_is_told_by_the_name_of_its_variable(tmp_path: Path) -> None:
    multibase = a_ring(tmp_path).create_key(ISSUER, "secretariat")
    for number in range(600):  # one wrong passphrase in 256 decrypts to something that looks padded
        ring = a_ring(tmp_path, b"wrong passphrase %d" % number)
        error = refused(UnavailableError, ring, multibase)
        assert error.code == "wrong_passphrase"
        assert "CERTSVC_KEYS_PASSPHRASE_FILE" in error.message
        assert "wrong passphrase" not in str(error)


def test_a_missing_file_is_told_by_key_and_variable(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    multibase = a_ring(tmp_path).create_key(ISSUER, "secretariat")
    the_file(tmp_path).unlink()
    error = refused(UnavailableError, ring, multibase)
    assert error.code == "key_file_missing"
    assert "CERTSVC_KEYS_DIR" in error.message


def test_a_ring_without_a_folder_has_no_key(tmp_path: Path) -> None:
    error = refused(UnavailableError, a_ring(tmp_path / "nowhere"), Multibase("z6Mk"))
    assert error.code == "key_file_missing"


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
@pytest.mark.parametrize("cut", [0, 10, 60, 200, -40, -20])
def test_a_truncated_file_is_damaged(tmp_path: Path, cut: int, algorithm: KeyAlgorithm) -> None:
    multibase = a_ring(tmp_path).create_key(ISSUER, "secretariat", algorithm)
    path = the_file(tmp_path)
    path.write_bytes(path.read_bytes()[:cut])
    error = refused(UnavailableError, a_ring(tmp_path), multibase)
    assert error.code == "key_file_damaged"
    assert "CERTSVC_KEYS_DIR" in error.message


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_a_file_without_one_of_its_lines_is_damaged(tmp_path: Path, algorithm: KeyAlgorithm) -> None:
    multibase = a_ring(tmp_path).create_key(ISSUER, "secretariat", algorithm)
    path = the_file(tmp_path)
    begin, first, _second, *rest = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join((begin, first, *rest)))
    assert refused(UnavailableError, a_ring(tmp_path), multibase).code == "key_file_damaged"


@pytest.mark.parametrize("algorithm", [KeyAlgorithm.ED25519, KeyAlgorithm.P384])
def test_any_changed_byte_leaves_the_key_or_a_clear_error(tmp_path: Path, algorithm: KeyAlgorithm) -> None:
    multibase = a_ring(tmp_path).create_key(ISSUER, "secretariat", algorithm)
    path = the_file(tmp_path)
    whole = path.read_bytes()
    for position in range(len(whole)):
        path.write_bytes(whole[:position] + bytes([whole[position] ^ 1]) + whole[position + 1 :])
        try:
            key = a_ring(tmp_path).get_signing_key(ISSUER, multibase)
        except UnavailableError as error:
            assert error.code in {"key_file_damaged", "wrong_passphrase"}  # noqa: PT017  # some bytes do not matter
        else:
            assert key.private_key.public_key() == decode_multikey(multibase)


def test_a_file_that_holds_another_key_is_damaged(tmp_path: Path) -> None:
    first = a_ring(tmp_path).create_key(ISSUER, "secretariat")
    path = the_file(tmp_path)
    second = a_ring(tmp_path).create_key(ISSUER, "secretariat")
    path.rename(tmp_path / "keys" / f"secretariat.{second}.pem")
    assert refused(UnavailableError, a_ring(tmp_path), second).code == "key_file_damaged"
    assert refused(UnavailableError, a_ring(tmp_path), first).code == "key_file_missing"


@pytest.mark.parametrize("curve", [SECP256R1(), SECP256K1()])
def test_a_key_of_another_algorithm_or_without_encryption_is_damaged(
    tmp_path: Path, curve: EllipticCurve
) -> None:
    multibase = a_ring(tmp_path).create_key(ISSUER, "secretariat")
    path = the_file(tmp_path)
    other = generate_private_key(curve)
    for encryption in (BestAvailableEncryption(PASSPHRASE), NoEncryption()):
        path.write_bytes(other.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, encryption))
        assert refused(UnavailableError, a_ring(tmp_path), multibase).code == "key_file_damaged"


def test_a_folder_where_a_file_should_be_is_unreadable(tmp_path: Path) -> None:
    multibase = a_ring(tmp_path).create_key(ISSUER, "secretariat")
    path = the_file(tmp_path)
    path.unlink()
    path.mkdir()
    assert refused(UnavailableError, a_ring(tmp_path), multibase).code == "key_file_unreadable"


def test_a_file_where_the_folder_should_be_is_told_by_its_variable(tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("not a folder")
    ring = a_ring(tmp_path)
    error = refused(UnavailableError, ring, Multibase("z6Mk"))
    assert error.code == "keys_folder_unreadable"
    assert "CERTSVC_KEYS_DIR" in error.message
    with pytest.raises(UnavailableError) as caught:
        ring.create_key(ISSUER, "secretariat")
    assert caught.value.code == "keys_folder_unwritable"


@pytest.mark.parametrize("passphrase", [b"", b"elevenbytes"])
def test_a_short_passphrase_protects_no_new_key(tmp_path: Path, passphrase: bytes) -> None:
    with pytest.raises(SettingsError) as caught:
        a_ring(tmp_path, passphrase).create_key(ISSUER, "secretariat")
    assert caught.value.code == "passphrase_too_short"
    assert "CERTSVC_KEYS_PASSPHRASE" in caught.value.message
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("label", ["", "../escape", "a/b", "a.b", "-x", "é", "x" * 65])
def test_a_label_that_is_no_plain_word_is_refused(tmp_path: Path, label: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        a_ring(tmp_path).create_key(ISSUER, label)
    assert caught.value.code == "malformed_label"


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(UnavailableError) as caught:
        a_ring(tmp_path).create_key(ISSUER, "secretariat")
    assert caught.value.code == "keys_folder_unwritable"
    assert "No space left" in caught.value.message
    assert list((tmp_path / "keys").iterdir()) == []
