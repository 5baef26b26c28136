"""Seals in a house: made and brought by its operator, set under sheets, known when a sheet comes back."""

import io
from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pikepdf
import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, PrivateFormat

from certsvc.cli.invocation import Invocation
from certsvc.cli.seals import seal_group
from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.batches import SheetFormat
from certsvc.domain.identifiers import PartnerCode
from certsvc.errors import NotAllowedError, NotFoundError, UnavailableError
from certsvc.rendering.certificate import Template, certificate_pdf
from certsvc.sealing.seal_check import check_sealed
from certsvc.sealing.seal_pdf import seal_pdf
from certsvc.sealing.sheet_apart import Difference
from certsvc.storage.partners import get_centre
from certsvc.workflows.compare_sheet import SheetMatch, compare_sheet
from certsvc.workflows.export_own import export_own, export_own_transcript
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.manage_seals import create_seal, import_seal, list_seals
from certsvc.workflows.seal_certificate import seal_ring_of, sealed_pdf
from certsvc.workflows.services import Services
from tests.people import claimed
from tests.sealing.seals_for_tests import (
    a_certificate,
    a_sheet,
    an_authority,
    an_opened_seal,
    rsa_key,
    sheet_content,
)
from tests.uploads import a_row, upload_rows
from tests.web.stored import only_credential

NG = PartnerCode("NG")


def with_authority(services: Services, url: str) -> Services:
    return replace(services, settings=replace(services.settings, tsa_url=url))


def sealed(services: Services, pdf: bytes | None = None) -> bytes:
    secretariat = services.addresses.secretariat_did()
    return sealed_pdf(services, secretariat, a_sheet() if pdf is None else pdf, at=services.now())


def saved_again(pdf: bytes) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as document:
        document.save(out)
    return out.getvalue()


def test_without_a_seal_a_sheet_leaves_as_it_is(services: Services) -> None:
    assert sealed(services) == a_sheet()


def test_each_issuer_has_a_seal_of_its_own(services: Services) -> None:
    ours, theirs = create_seal(services, None, by=OPERATOR), create_seal(services, NG, by=OPERATOR)
    assert get_centre(NG).names.in_language("en").startswith(theirs.name)
    assert (ours.label, theirs.label) == ("secretariat", "centre-NG")
    centre_did = services.addresses.centre_did(NG)
    for seal, did in ((ours, services.addresses.secretariat_did()), (theirs, centre_did)):
        pdf = sealed_pdf(services, did, a_sheet(), at=services.now())
        assert check_sealed(pdf, [ours, theirs]) == seal


def test_a_new_seal_takes_over_and_the_old_one_goes_on_being_known(services: Services) -> None:
    old = create_seal(services, None, by=OPERATOR)
    before = sealed(services)
    new = create_seal(services, None, by=OPERATOR)
    assert check_sealed(sealed(services), [new]) == new
    assert [(seal, is_current) for seal, is_current in list_seals(services)] == [(new, True), (old, False)]
    found = compare_sheet(services, before, sheet_content())
    assert (found.match, found.seal) == (SheetMatch.SEAL_HOLDS, old)


def test_an_expired_seal_seals_no_more(services: Services) -> None:
    create_seal(services, None, by=OPERATOR)
    did = services.addresses.secretariat_did()
    later = services.now() + timedelta(days=5 * 365 + 1)
    assert sealed_pdf(services, did, a_sheet(), at=later) == a_sheet()


def test_with_an_authority_a_seal_is_stamped_and_without_its_answer_it_is_a_seal_nevertheless(
    services: Services,
) -> None:
    seal = create_seal(services, None, by=OPERATOR)
    with an_authority() as authority:
        stamped = sealed(with_authority(services, authority.url))
        assert authority.asked == 1
        authority.breaks = True
        plain = sealed(with_authority(services, authority.url))
        assert authority.asked == 2
    assert len(stamped) > len(plain)
    assert check_sealed(stamped, [seal]) == check_sealed(plain, [seal]) == seal


def test_a_seal_that_cannot_be_opened_is_no_reason_to_send_an_unsealed_sheet(services: Services) -> None:
    seal = create_seal(services, None, by=OPERATOR)
    (file,) = services.settings.keys_dir.glob(f"*{seal.fingerprint}.pem")
    content = file.read_bytes()
    file.write_bytes(content[: content.index(b"-----BEGIN ENCRYPTED")])
    seal_ring_of(services)._opened.clear()  # noqa: SLF001  # as after a restart
    with pytest.raises(UnavailableError):
        sealed(services)


def test_what_she_takes_home_is_sealed_as_what_anyone_gets(services: Services) -> None:
    seal = create_seal(services, NG, by=OPERATOR)
    upload_rows(services, a_row(1))
    person_id = claimed(services).person_id
    sheet = export_own(services, person_id, only_credential().code, SheetFormat.PDF).content
    assert check_sealed(sheet, [seal]) == seal
    transcript = issue_transcript(services, person_id, by=person_id)
    ours = create_seal(services, None, by=OPERATOR)
    sheet = export_own_transcript(services, person_id, transcript.code, SheetFormat.PDF).content
    assert check_sealed(sheet, [ours]) == ours


def test_a_centre_may_not_make_seals(services: Services) -> None:
    centre = Actor(name="nigeria", role=Role.CENTRE, centre=NG)
    with pytest.raises(NotAllowedError):
        create_seal(services, NG, by=centre)
    with pytest.raises(NotAllowedError):
        import_seal(services, NG, b"", password=None, by=centre)
    assert list_seals(services) == ()


def test_of_an_unknown_centre_there_is_no_seal(services: Services) -> None:
    with pytest.raises(NotFoundError):
        create_seal(services, PartnerCode("XX"), by=OPERATOR)


@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("bilingual", [False, True])
def test_a_sheet_as_it_is_drawn_is_recognised_by_its_bytes(
    services: Services, template: Template, *, bilingual: bool
) -> None:
    pdf = certificate_pdf(sheet_content(), template=template, bilingual=bilingual)
    assert compare_sheet(services, pdf, sheet_content()).match is SheetMatch.SAME_BYTES


def test_a_sheet_that_was_saved_again_reads_and_looks_the_same(services: Services) -> None:
    create_seal(services, None, by=OPERATOR)
    for pdf in (a_sheet(), sealed(services)):
        assert compare_sheet(services, saved_again(pdf), sheet_content()).match is SheetMatch.SAME_TEXT


def test_an_edited_sheet_is_told_from_a_true_one_though_its_attachment_is_true(services: Services) -> None:
    create_seal(services, None, by=OPERATOR)
    edited = certificate_pdf(sheet_content(score=97))
    start = edited.index(b"/EmbeddedFile")
    assert start > 0  # what it carries is exchanged for the true credential:
    with pikepdf.open(io.BytesIO(edited)) as document, pikepdf.open(io.BytesIO(a_sheet())) as true:
        document.attachments["credential.json"] = pikepdf.AttachedFileSpec(
            document, true.attachments["credential.json"].get_file().read_bytes(), mime_type="application/vc"
        )
        out = io.BytesIO()
        document.save(out)
    found = compare_sheet(services, out.getvalue(), sheet_content())
    assert (found.match, found.difference) == (SheetMatch.DIFFERENT, Difference.WORDS)
    assert found.presented.startswith("97")
    assert found.certified.startswith("89")


def test_what_is_appended_to_a_sealed_sheet_is_seen(services: Services) -> None:
    create_seal(services, None, by=OPERATOR)
    whole = sealed(services)
    with pikepdf.open(io.BytesIO(whole)) as document:
        document.pages[0].contents_add(document.make_stream(b"0 0 0 rg 100 100 200 50 re f"))
        out = io.BytesIO()
        document.save(out)
    assert compare_sheet(services, out.getvalue(), sheet_content()).match is SheetMatch.DIFFERENT


def test_a_seal_vouches_for_the_credential_in_the_sheet_and_for_no_other(services: Services) -> None:
    create_seal(services, None, by=OPERATOR)
    assert compare_sheet(services, sealed(services), sheet_content()).match is SheetMatch.SEAL_HOLDS
    other = sheet_content(name="Somebody Else")
    assert compare_sheet(services, sealed(services), other).match is SheetMatch.DIFFERENT


def test_a_seal_of_anybody_else_counts_for_nothing(services: Services, tmp_path: Path) -> None:
    forged = seal_pdf(
        certificate_pdf(sheet_content(score=97)), an_opened_seal(tmp_path / "x"), at=services.now()
    )
    assert compare_sheet(services, forged, sheet_content()).match is SheetMatch.DIFFERENT


@pytest.mark.parametrize("pdf", [b"", b"%PDF-1.7", bytes(9_000_000)], ids=["empty", "cut", "huge"])
def test_what_cannot_be_read_is_not_compared(services: Services, pdf: bytes) -> None:
    assert compare_sheet(services, pdf, sheet_content()).match is SheetMatch.NOT_COMPARED


@pytest.mark.parametrize("credential", [b"", b"{}", b"a.b.c", b'{"id": 1}'])
def test_of_what_no_sheet_is_drawn_none_is_compared(services: Services, credential: bytes) -> None:
    assert compare_sheet(services, a_sheet(), credential).match is SheetMatch.NOT_COMPARED


def run(services: Services, *arguments: str, typed: str | None = None) -> Result:
    return CliRunner().invoke(
        seal_group, arguments, obj=Invocation(lambda: nullcontext(services)), input=typed
    )


def test_the_operator_makes_and_lists_seals(services: Services) -> None:
    assert "There is no seal" in run(services, "list").output
    made = run(services, "create")
    assert made.exit_code == 0, made.output
    assert "Made a seal." in made.output
    listed = run(services, "list").output
    ((seal, _),) = list_seals(services)
    assert seal.fingerprint[:16] in listed
    assert "seals now" in listed


@pytest.mark.parametrize("asks", [True, False])
def test_the_operator_brings_a_seal(services: Services, tmp_path: Path, *, asks: bool) -> None:
    key = rsa_key()
    locked = BestAvailableEncryption(b"of the seal")
    file = tmp_path / "seal.pem"
    file.write_bytes(
        a_certificate(key).public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, locked)
    )
    (tmp_path / "password").write_text("of the seal\n")
    options = [] if asks else ["--password-file", str(tmp_path / "password")]
    brought = run(services, "import", str(file), *options, typed="of the seal\n" if asks else None)
    assert brought.exit_code == 0, brought.output
    assert "A Centre" in brought.output
    assert "of the seal\n" not in brought.output.replace("Password of the seal", "")
    assert [seal.name for seal, is_current in list_seals(services) if is_current] == ["A Centre"]
