"""Seals are made, brought, kept, found and opened."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates

from certsvc.errors import CertsvcError, ConflictError, InvalidInputError, SettingsError, UnavailableError
from certsvc.sealing.seal_ring import SealRing
from certsvc.sealing.seals import Seal
from tests.sealing.seals_for_tests import (
    AT,
    DID,
    PASSPHRASE,
    a_certificate,
    a_ring,
    curve_key,
    rsa_key,
)


def pem_of(key: PrivateKeyTypes, *certificates: x509.Certificate, password: bytes | None = None) -> bytes:
    locked = BestAvailableEncryption(password) if password else NoEncryption()
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
    return private + b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def test_a_made_seal_names_its_issuer_for_five_years_and_is_for_signatures(tmp_path: Path) -> None:
    seal = a_ring(tmp_path).create_seal("secretariat", name="UNESCO-ICHEI", did=DID, at=AT)
    certificate = seal.certificate
    assert seal.name == "UNESCO-ICHEI"
    assert seal.is_self_signed
    assert certificate.not_valid_after_utc - AT == timedelta(days=5 * 365)
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage)
    assert (usage.critical, usage.value.digital_signature, usage.value.content_commitment) == (
        True,
        True,
        True,
    )
    assert not usage.value.key_cert_sign
    assert not certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == [DID]
    certificate.verify_directly_issued_by(certificate)


def test_a_name_of_any_length_and_script_is_certified(tmp_path: Path) -> None:
    name = "المركز الوطني للتعليم الرقمي " * 5
    seal = a_ring(tmp_path).create_seal("centre-EG", name=name, did=DID, at=AT)
    assert name.startswith(seal.name)


def test_what_was_made_is_found_and_opened_by_another_process(tmp_path: Path) -> None:
    made = a_ring(tmp_path).create_seal("secretariat", name="ICHEI", did=DID, at=AT)
    again = a_ring(tmp_path)
    assert again.list_seals() == (made,)
    opened = again.open_seal(made)
    assert isinstance(opened.key, RSAPrivateKey)
    assert opened.key.public_key() == made.certificate.public_key()


def test_the_file_is_for_its_owner_alone_and_holds_no_open_key(tmp_path: Path) -> None:
    a_ring(tmp_path).create_seal("secretariat", name="ICHEI", did=DID, at=AT)
    (file,) = (tmp_path / "keys").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in file.read_bytes()


def test_the_newest_valid_seal_of_an_issuer_is_the_current_one(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    first = ring.create_seal("secretariat", name="ICHEI", did=DID, at=AT)
    ring.create_seal("centre-NG", name="Nigeria", did=DID, at=AT + timedelta(days=1))
    second = ring.create_seal("secretariat", name="ICHEI", did=DID, at=AT)  # in the same microsecond
    assert ring.find_current("secretariat", AT) == second
    assert ring.find_current("secretariat", AT + timedelta(days=5 * 365, seconds=1)) is None
    assert ring.find_current("centre-EG", AT) is None
    assert [seal.label for seal in ring.list_seals()] == ["centre-NG", "secretariat", "secretariat"]
    assert ring.list_seals()[1:] == (second, first)


def test_an_expired_seal_gives_way_to_an_older_one_that_is_valid(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    made = ring.create_seal("secretariat", name="ICHEI", did=DID, at=AT)
    brief = a_certificate(curve_key(), begins=AT - timedelta(days=1), days=2)
    brought = ring.import_seal("secretariat", pem_of(curve_key(), brief), password=None, at=AT)
    assert ring.find_current("secretariat", AT) == brought
    assert ring.find_current("secretariat", AT + timedelta(days=2)) == made


@pytest.mark.parametrize("kind", ["pkcs12", "pem", "locked pem"])
def test_the_operators_own_seal_is_taken_over_with_its_chain(tmp_path: Path, kind: str) -> None:
    root = a_certificate(rsa_key(2048, 1), name="Root", is_authority=True)
    middle = a_certificate(rsa_key(2048, 2), name="Middle", above=(root, rsa_key(2048, 1)), is_authority=True)
    own = a_certificate(curve_key(), name="Own", above=(middle, rsa_key(2048, 2)))
    password = None if kind == "pem" else b"another password"
    if kind == "pkcs12":
        locked = BestAvailableEncryption(password or b"")
        content = serialize_key_and_certificates(b"seal", curve_key(), own, [root, middle], locked)
    else:
        content = pem_of(curve_key(), root, own, middle, password=password)
    ring = a_ring(tmp_path)
    seal = ring.import_seal("centre-NG", content, password=password, at=AT)
    assert (seal.certificate, seal.chain) == (own, (middle, root))
    assert not seal.is_self_signed
    again = a_ring(tmp_path).find_current("centre-NG", AT)
    assert again == seal
    assert a_ring(tmp_path).open_seal(seal).key.public_key() == curve_key().public_key()


def test_the_same_seal_is_not_brought_twice(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    content = pem_of(curve_key(), a_certificate(curve_key()))
    ring.import_seal("secretariat", content, password=None, at=AT)
    with pytest.raises(ConflictError) as caught:
        ring.import_seal("secretariat", content, password=None, at=AT)
    assert caught.value.code == "seal_exists"


def unfit_seals() -> dict[str, tuple[bytes, str]]:
    edwards = ed25519.Ed25519PrivateKey.generate()
    large_curve = curve_key(ec.SECP521R1)
    old = dsa.generate_private_key(2048)
    past = a_certificate(curve_key(), begins=AT - timedelta(days=400))
    future = a_certificate(curve_key(), begins=AT + timedelta(days=1))
    stranger = a_certificate(rsa_key())
    return {
        "nothing": (b"", "seal_malformed"),
        "noise": (bytes(range(256)), "seal_malformed"),
        "a certificate alone": (stranger.public_bytes(Encoding.PEM), "seal_malformed"),
        "a key alone": (pem_of(curve_key()), "seal_malformed"),
        "too much": (b"-----BEGIN" + b"A" * 70_000, "seal_malformed"),
        "Ed25519": (pem_of(edwards, a_certificate(edwards)), "seal_key_kind"),
        "P-521": (pem_of(large_curve, a_certificate(large_curve)), "seal_key_kind"),
        "DSA": (pem_of(old, stranger), "seal_key_kind"),
        "another's certificate": (pem_of(curve_key(), stranger), "seal_key_mismatch"),
        "for encryption": (
            pem_of(rsa_key(), a_certificate(rsa_key(), usage="key_encipherment")),
            "seal_usage",
        ),
        "expired": (pem_of(curve_key(), past), "seal_expired"),
        "not yet": (pem_of(curve_key(), future), "seal_expired"),
    }


@pytest.mark.parametrize("name", list(unfit_seals()))
def test_what_is_no_seal_is_refused_and_leaves_nothing_behind(tmp_path: Path, name: str) -> None:
    content, code = unfit_seals()[name]
    with pytest.raises(InvalidInputError) as caught:
        a_ring(tmp_path).import_seal("secretariat", content, password=None, at=AT)
    assert caught.value.code == code
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize("password", [None, b"", b"wrong"])
def test_a_wrong_password_opens_no_file(tmp_path: Path, password: bytes | None) -> None:
    content = pem_of(curve_key(), a_certificate(curve_key()), password=b"right")
    with pytest.raises(InvalidInputError) as caught:
        a_ring(tmp_path).import_seal("secretariat", content, password=password, at=AT)
    assert caught.value.code == "seal_malformed"
    assert "right" not in str(caught.value)


def test_a_wrong_passphrase_opens_no_seal(tmp_path: Path) -> None:
    seal = a_ring(tmp_path).create_seal("secretariat", name="ICHEI", did=DID, at=AT)
    with pytest.raises(UnavailableError) as caught:
        a_ring(tmp_path, b"another passphrase").open_seal(seal)
    assert caught.value.code == "wrong_passphrase"


def test_a_short_passphrase_protects_no_seal(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as caught:
        a_ring(tmp_path, b"short").create_seal("secretariat", name="ICHEI", did=DID, at=AT)
    assert caught.value.code == "passphrase_too_short"


@pytest.mark.parametrize("label", ["", "../x", "a.b", "ä", "a" * 65])
def test_a_label_is_a_name_of_no_other_place(tmp_path: Path, label: str) -> None:
    with pytest.raises(InvalidInputError):
        a_ring(tmp_path).create_seal(label, name="ICHEI", did=DID, at=AT)


def find_damage(ring: SealRing, seal: Seal) -> None:
    ring.list_seals()
    ring.open_seal(seal)


@pytest.mark.parametrize("damage", ["cut", "swapped", "no key", "empty"])
def test_a_damaged_file_is_named(tmp_path: Path, damage: str) -> None:
    ring = a_ring(tmp_path)
    seal = ring.create_seal("secretariat", name="ICHEI", did=DID, at=AT)
    (file,) = (tmp_path / "keys").iterdir()
    content = file.read_bytes()
    other = pem_of(curve_key(), a_certificate(curve_key()), password=PASSPHRASE)
    key_at = content.index(b"-----BEGIN ENCRYPTED")
    file.write_bytes(
        {
            "cut": content[:400],
            "swapped": content[:key_at] + other,
            "no key": content[:key_at],
            "empty": b"",
        }[damage]
    )
    with pytest.raises(CertsvcError) as caught:
        find_damage(a_ring(tmp_path), seal)
    assert caught.value.code == "seal_damaged"
    assert file.name in str(caught.value)


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    ring = a_ring(tmp_path)
    ring.create_seal("secretariat", name="ICHEI", did=DID, at=AT)
    for name in ("README.md", "secretariat.z6Mk.pem", "x.seal.pem", ".hidden.seal.pem"):
        (tmp_path / "keys" / name).write_text("x")
    assert len(ring.list_seals()) == 1
