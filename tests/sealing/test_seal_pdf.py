"""A sealed sheet, as Acrobat, pdfsig, an archive and a forger have it."""

import io
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyhanko.pdf_utils.generic import pdf_string
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from certsvc.errors import CertsvcError, UnavailableError
from certsvc.opening.open import open_presented
from certsvc.sealing.seal_pdf import FIELD, seal_pdf
from certsvc.sealing.seals import OpenedSeal
from certsvc.sealing.time_stamping import ConfiguredAuthority
from tests.sealing.seals_for_tests import (
    AT,
    a_certificate,
    a_ring,
    a_sheet,
    an_authority,
    an_opened_seal,
    as_asn1,
    curve_key,
    rsa_key,
    sheet_content,
)


def status_of(pdf: bytes, *trusted: object) -> PdfSignatureStatus:
    """What pyHanko's own validation says."""
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    context = ValidationContext(trust_roots=[as_asn1(one) for one in trusted], moment=AT)  # type: ignore[arg-type]  # certificates
    return validate_pdf_signature(signature, context, context)


@pytest.fixture
def opened(tmp_path: Path) -> OpenedSeal:
    return an_opened_seal(tmp_path)


def test_the_seal_is_valid_and_covers_the_whole_file(opened: OpenedSeal) -> None:
    status = status_of(seal_pdf(a_sheet(), opened, at=AT), opened.seal.certificate)
    assert status.bottom_line
    assert (status.intact, status.valid, status.trusted, status.docmdp_ok) == (True, True, True, True)
    assert status.coverage is SignatureCoverageLevel.ENTIRE_FILE


def test_pdfsig_says_valid_where_it_is_installed(tmp_path: Path, opened: OpenedSeal) -> None:
    file = tmp_path / "sealed.pdf"
    file.write_bytes(seal_pdf(a_sheet(), opened, at=AT))
    assert status_of(file.read_bytes(), opened.seal.certificate).bottom_line  # always
    pdfsig = shutil.which("pdfsig")
    if pdfsig:
        said = subprocess.run([pdfsig, "-nocert", file], capture_output=True, text=True, check=True).stdout  # noqa: S603  # a fixed command
        assert "Signature is Valid." in said
        assert "Total document signed" in said


def test_the_sheet_itself_is_untouched_and_its_attachment_is_read_as_before(opened: OpenedSeal) -> None:
    sealed = seal_pdf(a_sheet(), opened, at=AT)
    assert sealed.startswith(a_sheet())
    assert open_presented(sealed).document == sheet_content()
    assert PdfReader(io.BytesIO(sealed)).attachments["credential.json"] == [sheet_content()]


def test_nothing_that_pdf_a_and_pdf_ua_ask_for_is_lost(opened: OpenedSeal) -> None:
    with (
        pikepdf.open(io.BytesIO(a_sheet())) as before,
        pikepdf.open(io.BytesIO(seal_pdf(a_sheet(), opened, at=AT))) as after,
    ):
        for name in ("/Metadata", "/OutputIntents", "/StructTreeRoot", "/MarkInfo", "/Lang", "/AF"):
            assert after.Root[name].unparse() == before.Root[name].unparse()
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert after.docinfo == before.docinfo  # as the metadata say
        assert "/Version" not in after.Root
        (widget,) = (one for one in after.pages[0].Annots if one.Subtype == "/Widget")
        left, bottom, right, top = (int(number) for number in widget.Rect)
        assert (left, bottom) == (right, top)  # no extent: no appearance asked for (ISO 19005-3, 6.3.3)
        assert (left, bottom) < (0, 0)  # off the page: no place in the reading order (ISO 14289-1, 7.18.1)
        assert int(widget.F) & 0b111 == 0b100  # printed, neither hidden nor invisible (ISO 19005-3, 6.3.2)
        assert str(widget.TU) == FIELD
        assert after.pages[0].Tabs == "/S"
        assert set(after.Root.Perms.keys()) == {"/DocMDP"}  # ISO 19005-3, 6.1.12
        (reference,) = after.Root.Perms.DocMDP.Reference
        assert reference.TransformParams.P == 1
        assert "/NeedAppearances" not in after.Root.AcroForm


def test_the_seal_says_its_time_its_name_and_that_it_is_pades(opened: OpenedSeal) -> None:
    (signature,) = PdfFileReader(
        io.BytesIO(seal_pdf(a_sheet(), opened, at=AT + timedelta(hours=3)))
    ).embedded_signatures
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.sig_object["/Name"] == "UNESCO-ICHEI"
    assert signature.self_reported_timestamp == AT + timedelta(hours=3)


def test_a_change_after_the_seal_breaks_it(opened: OpenedSeal) -> None:
    sealed = seal_pdf(a_sheet(), opened, at=AT)
    changed = io.BytesIO(sealed)
    writer = IncrementalPdfFileWriter(changed)
    writer.root["/Lang"] = pdf_string("fr")
    writer.update_root()  # type: ignore[no-untyped-call]
    writer.write_in_place()  # type: ignore[no-untyped-call]
    status = status_of(changed.getvalue(), opened.seal.certificate)
    assert not status.bottom_line


@pytest.mark.parametrize("kind", ["P-256", "RSA"])
def test_a_seal_with_a_chain_is_trusted_by_whoever_trusts_its_root(tmp_path: Path, kind: str) -> None:
    root = a_certificate(rsa_key(2048, 1), name="Root", is_authority=True)
    key = curve_key() if kind == "P-256" else rsa_key(2048, 3)
    own = a_certificate(key, above=(root, rsa_key(2048, 1)), usage="content_commitment")
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    pem += own.public_bytes(Encoding.PEM) + root.public_bytes(Encoding.PEM)
    ring = a_ring(tmp_path)
    seal = ring.import_seal("secretariat", pem, password=None, at=AT)
    opened = ring.open_seal(seal)
    assert isinstance(opened.key, RSAPrivateKey) == (kind == "RSA")
    assert status_of(seal_pdf(a_sheet(), opened, at=AT), root).bottom_line


def test_with_an_authority_the_seal_carries_its_time_stamp(opened: OpenedSeal) -> None:
    with an_authority() as authority:
        sealed = seal_pdf(a_sheet(), opened, at=AT, authority=ConfiguredAuthority(authority.url))
        assert authority.asked >= 1
    status = status_of(sealed, opened.seal.certificate, authority.certificate)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert (status.timestamp_validity.valid, status.timestamp_validity.timestamp) == (True, AT)


def test_an_authority_that_answers_nonsense_or_nothing_gives_no_stamp_and_rests(opened: OpenedSeal) -> None:
    with an_authority() as authority:
        authority.breaks = True
        configured = ConfiguredAuthority(authority.url)
        for _ in range(3):
            with pytest.raises(UnavailableError) as caught:
                seal_pdf(a_sheet(), opened, at=AT, authority=configured)
            assert caught.value.code == "time_stamp_unavailable"
        assert authority.asked == 1
    with pytest.raises(UnavailableError):  # nobody listens there any more
        seal_pdf(a_sheet(), opened, at=AT, authority=ConfiguredAuthority(authority.url))


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7 nothing", b"{}", bytes(2000)])
def test_what_is_no_pdf_is_not_sealed(opened: OpenedSeal, pdf: bytes) -> None:
    with pytest.raises(CertsvcError) as caught:
        seal_pdf(pdf, opened, at=AT)
    assert caught.value.code == "pdf_not_sealable"


def test_what_is_sealed_is_not_sealed_again(opened: OpenedSeal) -> None:
    with pytest.raises(CertsvcError) as caught:
        seal_pdf(seal_pdf(a_sheet(), opened, at=AT), opened, at=AT)
    assert caught.value.code == "pdf_not_sealable"


def test_no_key_is_shown(opened: OpenedSeal) -> None:
    assert "key" not in repr(opened).lower().replace("key_usage", "")
