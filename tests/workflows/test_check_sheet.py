"""A PDF is presented: whether the sheet shows what the credential inside it says."""

import io

import pikepdf
import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import CheckName, CheckResult, Finding, Verdict, VerdictKind
from certsvc.rendering.certificate import certificate_pdf
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.manage_seals import create_seal
from certsvc.workflows.seal_certificate import sealed_pdf
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_presented
from tests.uploads import a_row, upload_rows


@pytest.fixture
def records(services: Services) -> tuple[CredentialRecord, CredentialRecord]:
    upload_rows(services, a_row(1, full_name="Ngozi Okafor"), a_row(2, full_name="Somebody Else"))
    one, other = list_credentials(by=OPERATOR).items
    return one, other


def sheet(verdict: Verdict) -> tuple[CheckResult, str]:
    return next((check.result, check.reason) for check in verdict.checks if check.check is CheckName.SHEET)


def test_a_sheet_as_it_was_handed_out_is_valid(
    services: Services, records: tuple[CredentialRecord, CredentialRecord]
) -> None:
    verdict = verify_presented(services, certificate_pdf(records[0].signed_bytes))
    assert sheet(verdict) == (CheckResult.PASSED, "sheet_matches")
    assert verdict.finding is Finding.VALID


def test_a_sealed_sheet_is_valid_by_its_seal(
    services: Services, records: tuple[CredentialRecord, CredentialRecord]
) -> None:
    create_seal(services, records[0].centre, by=OPERATOR)
    pdf = sealed_pdf(services, records[0].issuer, certificate_pdf(records[0].signed_bytes), at=services.now())
    verdict = verify_presented(services, pdf)
    assert sheet(verdict) == (CheckResult.PASSED, "sheet_sealed")
    assert verdict.finding is Finding.VALID


def test_an_edited_sheet_around_a_true_credential_is_told_and_what_was_certified_is_shown(
    services: Services, records: tuple[CredentialRecord, CredentialRecord]
) -> None:
    hers, his = (certificate_pdf(record.signed_bytes) for record in records)
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(hers)) as shown, pikepdf.open(io.BytesIO(his)) as inside:
        shown.attachments["credential.json"] = pikepdf.AttachedFileSpec(
            shown, inside.attachments["credential.json"].get_file().read_bytes(), mime_type="application/vc"
        )
        shown.save(out)
    verdict = verify_presented(services, out.getvalue())
    assert sheet(verdict) == (CheckResult.FAILED, "sheet_differs")
    assert verdict.finding is Finding.EDITED
    assert verdict.kind is VerdictKind.INVALID
    (said,) = [check.detail for check in verdict.checks if check.check is CheckName.SHEET]
    assert "was certified" in said
    assert verdict.credential is not None


def test_the_sheet_is_no_matter_where_the_credential_itself_is_not_ours(services: Services) -> None:
    verdict = verify_presented(services, b"%PDF-1.7\n%%EOF")
    assert CheckName.SHEET not in {check.check for check in verdict.checks}
