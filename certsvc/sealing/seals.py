"""A seal: an X.509 certificate in an issuer's name, and the key that belongs to it."""

from dataclasses import dataclass, field
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.x509 import Certificate
from cryptography.x509.oid import NameOID

SealKey = RSAPrivateKey | EllipticCurvePrivateKey


@dataclass(frozen=True, slots=True)
class Seal:
    """The public half. ``label``: whose it is, as in key files (``secretariat``, ``centre-NG``).

    ``added_at``: since when it is here (UTC): the newest that is valid seals. ``chain``: the certificates
    above it, its issuer's first; none for a self-signed one.
    """

    label: str
    added_at: datetime
    certificate: Certificate
    chain: tuple[Certificate, ...] = ()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, in hexadecimal."""
        return self.certificate.fingerprint(SHA256()).hex()

    @property
    def name(self) -> str:
        """Whom the certificate names: its common name, else all of its subject (RFC 4514)."""
        found = self.certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
        return str(found[0].value) if found else self.certificate.subject.rfc4514_string()

    @property
    def is_self_signed(self) -> bool:
        """Whether nobody else vouches for it."""
        return self.certificate.subject == self.certificate.issuer

    def is_valid_at(self, moment: datetime) -> bool:
        """Whether the certificate says so of itself."""
        return self.certificate.not_valid_before_utc <= moment <= self.certificate.not_valid_after_utc


@dataclass(frozen=True, slots=True)
class OpenedSeal:
    """A seal with its key; its repr shows the public half only."""

    seal: Seal
    key: SealKey = field(repr=False)
