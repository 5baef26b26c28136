"""Seals come to be: self-signed in an issuer's name, or brought by the operator."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from cryptography.hazmat.primitives.serialization.pkcs12 import load_pkcs12
from cryptography.x509.oid import NameOID

from certsvc.errors import InvalidInputError
from certsvc.sealing.seals import SealKey

LARGEST_IMPORT = 64 * 1024
"""Bytes: a key and a handful of certificates."""
VALID_FOR = timedelta(days=5 * 365)
_KEY_BITS = 3072
"""RSA, since every reader of PDF checks it, and curves need an extension that PDF 1.7 does not have."""
_FEWEST_BITS, _MOST_BITS = 2048, 4096
_SKEW = timedelta(minutes=5)
"""A seal is valid a little before it was made: other clocks are slow."""
_LONGEST_NAME = 64
"""Bytes: X.520, ub-common-name, as libraries count it."""
_MOST_CERTIFICATES = 8
_PRIVATE = re.compile(rb"-----BEGIN ([A-Z ]*PRIVATE KEY)-----.*?-----END \1-----", re.DOTALL)


def make_seal(name: str, did: str, at: datetime) -> tuple[x509.Certificate, SealKey]:
    """A new key and a self-signed certificate in ``name`` for five years; ``did`` stands in it as a URI.

    For digital signatures and non-repudiation, no authority (RFC 5280, sections 4.2.1.3 and 4.2.1.9).
    """
    key = generate_private_key(public_exponent=65537, key_size=_KEY_BITS)
    short = name.encode()[:_LONGEST_NAME].decode(errors="ignore")
    kinds = (NameOID.ORGANIZATION_NAME, NameOID.COMMON_NAME)
    called = x509.Name([x509.NameAttribute(kind, short) for kind in kinds])
    builder = (
        x509.CertificateBuilder()
        .subject_name(called)
        .issuer_name(called)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _SKEW)
        .not_valid_after(at + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(), critical=True)
        .add_extension(x509.SubjectAlternativeName([x509.UniformResourceIdentifier(did)]), critical=False)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return builder.sign(key, SHA256()), key


def read_seal(
    content: bytes, password: bytes | None, at: datetime
) -> tuple[x509.Certificate, SealKey, tuple[x509.Certificate, ...]]:
    """Certificate, key and chain of a PKCS#12 file, or of PEM with all of them.

    1. it can be read, 2. the key is of a kind that readers of PDF check, 3. it belongs to the certificate,
    4. the certificate is for signatures and 5. valid at ``at``. Raises InvalidInputError: ``seal_malformed``
    (the password may be wrong), ``seal_key_kind``, ``seal_key_mismatch``, ``seal_usage``, ``seal_expired``.
    """
    try:
        key, certificates = _parts(content, password)  # 1
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _refused(
            "seal_malformed", "no key with its certificate can be read in it, or the password is wrong"
        ) from error
    if isinstance(key, RSAPrivateKey):  # 2
        fits = _FEWEST_BITS <= key.key_size <= _MOST_BITS
    else:
        fits = isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1 | SECP384R1)
    if not fits or not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
        raise _refused(
            "seal_key_kind", f"its key is neither RSA of {_FEWEST_BITS} to {_MOST_BITS} bits, P-256 nor P-384"
        )
    own = [one for one in certificates if one.public_key() == key.public_key()]
    if not own:  # 3
        raise _refused("seal_key_mismatch", "the key belongs to none of its certificates")
    if not _is_for_signatures(own[0]):  # 4
        raise _refused("seal_usage", "the certificate is not for signatures")
    if not own[0].not_valid_before_utc <= at <= own[0].not_valid_after_utc:  # 5
        raise _refused("seal_expired", "the certificate is not valid now")
    return own[0], key, tuple(_chain(own[0], certificates))


def _parts(content: bytes, password: bytes | None) -> tuple[object, list[x509.Certificate]]:
    if len(content) > LARGEST_IMPORT:
        raise ValueError(len(content))
    if b"-----BEGIN" not in content:
        store = load_pkcs12(content, password)
        if store.key is None or store.cert is None:
            raise ValueError(content[:0])
        others = [one.certificate for one in store.additional_certs[:_MOST_CERTIFICATES]]
        return store.key, [store.cert.certificate, *others]
    certificates = x509.load_pem_x509_certificates(content)
    found = _PRIVATE.search(content)
    if found is None:
        raise ValueError(content[:0])
    return load_pem_private_key(found[0], password if b"ENCRYPTED" in found[0] else None), certificates


def _chain(certificate: x509.Certificate, others: list[x509.Certificate]) -> Iterator[x509.Certificate]:
    """The certificates above ``certificate`` as far as they are there."""
    below = certificate
    for _ in range(_MOST_CERTIFICATES):
        above = next((one for one in others if one.subject == below.issuer and one != below), None)
        if above is None or below.subject == below.issuer:
            return
        yield above
        below = above


def _is_for_signatures(certificate: x509.Certificate) -> bool:
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except (x509.ExtensionNotFound, x509.DuplicateExtension, ValueError):
        return True  # it restricts nothing
    return usage.digital_signature or usage.content_commitment


def _key_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _refused(code: str, why: str) -> InvalidInputError:
    return InvalidInputError(f"This is no seal: {why}.", code=code)
