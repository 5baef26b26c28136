"""A sheet under a seal: a PAdES signature (ETSI EN 319 142-1) that certifies the whole file, by pyHanko.

Baseline B-B, or B-T with a time-stamp. The seal is appended to the file and seen in no picture of it: its
field lies outside the page, so that PDF/A-3a and PDF/UA-1 ask of it neither an appearance nor a place in the
reading order (ISO 19005-3, 6.3.3; ISO 14289-1, 7.18.1). Nothing may be changed after it (DocMDP 1).
"""

import io
from datetime import datetime
from functools import lru_cache

from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.pdf_utils.generic import pdf_name, pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, Signer
from pyhanko.sign.signers.pdf_signer import PdfSigningSession
from pyhanko.sign.timestamps import TimeStamper
from pyhanko.sign.timestamps.common_utils import TimestampRequestError
from pyhanko_certvalidator.registry import SimpleCertificateStore

from certsvc.errors import CertsvcError, UnavailableError
from certsvc.sealing.seals import OpenedSeal, SealKey

FIELD = "Seal"
_OUTSIDE = (-1, -1, -1, -1)
_DIGEST = "sha256"
_ROOM, _ROOM_FOR_STAMP = 4_096, 12_288
"""Bytes for a signature besides its certificates, and for a time-stamp with those of its authority."""


def seal_pdf(pdf: bytes, opened: OpenedSeal, *, at: datetime, authority: TimeStamper | None = None) -> bytes:
    """``pdf`` with the seal appended; ``at``: the time that it claims.

    ``authority``: who says the time as well. Raises UnavailableError (``time_stamp_unavailable``); for a file
    that cannot be extended or is sealed already a plain CertsvcError (``pdf_not_sealable``), a fault of ours:
    nobody else's PDF is ever sealed.
    """
    try:
        writer = _Appending(io.BytesIO(pdf))
        _put_field(writer)
        signer = _At(at, _metadata(opened.seal.name), _signer_of(opened), timestamper=authority)
        out = signer.sign_pdf(
            writer, existing_fields_only=True, bytes_reserved=_room(opened, is_stamped=authority is not None)
        )
    except TimestampRequestError as error:
        raise UnavailableError(
            "No time-stamp can be had for the seal.", code="time_stamp_unavailable"
        ) from error
    except (PdfError, SigningError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CertsvcError("This PDF cannot be sealed.", code="pdf_not_sealable") from error
    out.seek(0)
    content: bytes = out.read()
    return content


class _Appending(IncrementalPdfFileWriter):
    """Appends what it is told to, and nothing about the file, whose metadata stay as they are."""

    def _update_meta(self) -> None:
        """Nothing: pyHanko would write them anew, in a form that PDF/A does not allow."""


class _At(PdfSigner):
    """Seals at a time that it is given."""

    def __init__(
        self,
        at: datetime,
        signature_meta: PdfSignatureMetadata,
        signer: Signer,
        *,
        timestamper: TimeStamper | None,
    ) -> None:
        super().__init__(signature_meta, signer, timestamper=timestamper)
        self._at = at

    def init_signing_session(
        self,
        pdf_out: BasePdfFileWriter,
        existing_fields_only: bool = False,  # noqa: FBT001, FBT002  # pyHanko's signature
    ) -> PdfSigningSession:
        """As pyHanko's, with the given time in place of the clock's."""
        session = super().init_signing_session(pdf_out, existing_fields_only=existing_fields_only)
        session.system_time = self._at
        return session


class _CachedSigner(Signer):
    """Signs with an opened key; pyHanko's own would parse and check it anew for every signature."""

    def __init__(
        self, key: SealKey, certificate: asn1_x509.Certificate, chain: SimpleCertificateStore
    ) -> None:
        super().__init__(signing_cert=certificate, cert_registry=chain, embed_roots=True)
        self._key = key

    async def async_sign_raw(
        self,
        data: bytes,
        digest_algorithm: str,
        dry_run: bool = False,  # noqa: ARG002, FBT001, FBT002  # pyHanko's signature
    ) -> bytes:
        """The signature over ``data``; the digest is always SHA-256."""
        if digest_algorithm != _DIGEST:
            raise SigningError(digest_algorithm)
        if isinstance(self._key, RSAPrivateKey):
            return self._key.sign(data, PKCS1v15(), SHA256())
        return self._key.sign(data, ECDSA(SHA256()))


@lru_cache(maxsize=64)
def _signer_of(opened: OpenedSeal) -> Signer:
    chain = SimpleCertificateStore()  # type: ignore[no-untyped-call]
    for certificate in opened.seal.chain:
        chain.register(asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER)))
    own = asn1_x509.Certificate.load(opened.seal.certificate.public_bytes(Encoding.DER))
    return _CachedSigner(opened.key, own, chain)


@lru_cache(maxsize=64)
def _metadata(name: str) -> PdfSignatureMetadata:
    return PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=_DIGEST,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.NO_CHANGES,
        name=name,
    )


def _put_field(writer: IncrementalPdfFileWriter) -> None:
    """A field that is printed nowhere and has a name to be read aloud (PDF 1.7, 12.7.3.1)."""
    append_signature_field(writer, SigFieldSpec(FIELD, box=_OUTSIDE))
    (field,) = (item.get_object() for item in writer.root["/AcroForm"]["/Fields"])
    field[pdf_name("/TU")] = pdf_string(FIELD)


@lru_cache(maxsize=64)
def _room(opened: OpenedSeal, *, is_stamped: bool) -> int:
    """Hexadecimal digits to keep free for the signature."""
    certificates = (opened.seal.certificate, *opened.seal.chain)
    size = sum(len(one.public_bytes(Encoding.DER)) for one in certificates) + _ROOM
    return 2 * (size + (_ROOM_FOR_STAMP if is_stamped else 0))
