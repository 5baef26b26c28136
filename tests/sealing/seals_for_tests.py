"""Sheets, seals and certificates to test with; keys are made once a run."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from certsvc.rendering.certificate import certificate_pdf
from certsvc.sealing.seal_ring import SealRing
from certsvc.sealing.seals import OpenedSeal
from tests.builders import a_certification, a_completion, a_learner, a_signed_credential, an_award

AT = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
USAGES = (
    *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
    *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
)
PASSPHRASE = b"a passphrase for tests alone"
DID = "did:web:localhost%3A8000"


@cache
def sheet_content(name: str = "Ngozi Okafor", score: int = 89) -> bytes:
    """A credential that was really signed."""
    learner = a_learner(full_name=name)
    completion = a_completion(learner=learner, score=Decimal(score))
    award = an_award(learner=learner, completions=[completion])
    return a_signed_credential(a_certification(award=award)).content


@cache
def a_sheet() -> bytes:
    return certificate_pdf(sheet_content())


def a_ring(folder: Path, passphrase: bytes = PASSPHRASE) -> SealRing:
    return SealRing(folder / "keys", lambda: passphrase)


def an_opened_seal(folder: Path, label: str = "secretariat") -> OpenedSeal:
    ring = a_ring(folder)
    return ring.open_seal(ring.create_seal(label, name="UNESCO-ICHEI", did=DID, at=AT))


def a_certificate(
    key: Any,  # noqa: ANN401  # a private key of any kind
    *,
    name: str = "A Centre",
    above: tuple[x509.Certificate, Any] | None = None,
    usage: str = "digital_signature",
    begins: datetime = AT - timedelta(days=30),
    days: int = 365,
    is_authority: bool = False,
    is_for_stamps: bool = False,
) -> x509.Certificate:
    """By itself, or by ``above``: a certificate and its key."""
    usages = {each: each == usage or (is_authority and each == "key_cert_sign") for each in USAGES}
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(above[0].subject if above else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usages), critical=True)
    )
    if is_for_stamps:
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True
        )
    signing = above[1] if above else key
    return builder.sign(signing, None if isinstance(signing, ed25519.Ed25519PrivateKey) else SHA256())


@cache
def rsa_key(bits: int = 2048, number: int = 0) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


@cache
def curve_key(curve: type[ec.EllipticCurve] = ec.SECP256R1) -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(curve())


def as_asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))


class Authority:
    """A time-stamping authority on this machine, which counts; ``breaks`` makes it answer nonsense."""

    def __init__(self) -> None:
        key = rsa_key(2048, 9)
        self.certificate = a_certificate(key, name="An Authority", is_for_stamps=True)
        der = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self.stamper = DummyTimeStamper(
            as_asn1(self.certificate), asn1_keys.PrivateKeyInfo.load(der), fixed_dt=AT
        )
        self.asked = 0
        self.breaks = False
        self.url = ""


@contextmanager
def an_authority() -> Iterator[Authority]:
    authority = Authority()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            authority.asked += 1
            answer = b"<html>" if authority.breaks else authority.stamper.request_tsa_response(request).dump()
            self.send_response(200)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None:
            """Nothing on the terminal."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    authority.url = f"http://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield authority
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
