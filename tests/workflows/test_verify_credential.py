import json
import random

import pytest
from sqlalchemy import update

from certsvc.domain.access import OPERATOR
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import CheckName, CheckResult, Finding, VerdictKind
from certsvc.errors import InvalidInputError
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db, transaction
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_anything, verify_code, verify_presented
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows


@pytest.fixture
def record(services: Services) -> CredentialRecord:
    upload_rows(services, a_row())
    return list_credentials(by=OPERATOR).items[0]


def store(record: CredentialRecord, content: bytes) -> None:
    """What somebody with access to the database could do."""
    with transaction():
        db.session.execute(
            update(CredentialRow).where(CredentialRow.id == record.id).values(signed_bytes=content)
        )


def test_one_changed_byte_of_the_stored_document_makes_it_invalid(
    services: Services, record: CredentialRecord
) -> None:
    assert verify_code(services, record.code).kind is VerdictKind.VALID
    content = record.signed_bytes
    for position in random.Random(7).sample(range(len(content)), 60):
        changed = bytes([content[position] ^ 1])
        store(record, content[:position] + changed + content[position + 1 :])
        verdict = verify_code(services, record.code)
        assert verdict.kind is VerdictKind.INVALID, position
    store(record, content)
    assert verify_code(services, record.code).kind is VerdictKind.VALID


def test_white_space_added_to_the_stored_document_is_found(
    services: Services, record: CredentialRecord
) -> None:
    store(record, record.signed_bytes.replace(b'":', b'": ', 1))
    verdict = verify_code(services, record.code)
    assert (verdict.kind, verdict.finding) == (VerdictKind.INVALID, Finding.TAMPERED)


def test_a_score_edited_in_the_database_reads_as_tampered(
    services: Services, record: CredentialRecord
) -> None:
    store(record, record.signed_bytes.replace(b'"value":"89"', b'"value":"99"'))
    verdict = verify_code(services, record.code)
    assert verdict.finding is Finding.TAMPERED
    results = {check.check: check.result for check in verdict.checks}
    assert results[CheckName.PROOF] is CheckResult.FAILED
    assert results[CheckName.RECORD] is CheckResult.FAILED


def test_another_true_credential_put_under_this_code_is_found_even_with_its_digest(
    services: Services, record: CredentialRecord
) -> None:
    upload_rows(services, a_row(2))
    other = next(one for one in list_credentials(by=OPERATOR).items if one.id != record.id)
    with transaction():
        db.session.execute(
            update(CredentialRow)
            .where(CredentialRow.id == record.id)
            .values(signed_bytes=other.signed_bytes, digest=other.digest)
        )
    verdict = verify_code(services, record.code)
    assert (verdict.kind, verdict.finding) == (VerdictKind.INVALID, Finding.TAMPERED)
    assert verify_code(services, other.code).kind is VerdictKind.VALID


def test_the_presented_credential_is_valid_also_when_a_wallet_formatted_it_anew(
    services: Services, record: CredentialRecord
) -> None:
    assert verify_presented(services, record.signed_bytes).kind is VerdictKind.VALID
    pretty = json.dumps(json.loads(record.signed_bytes), indent=2).encode()
    assert verify_presented(services, pretty).kind is VerdictKind.VALID


def test_a_code_no_certificate_has_is_unknown(services: Services, record: CredentialRecord) -> None:
    verdict = verify_code(services, "0000-0000-0000-0000-0")
    assert (verdict.kind, verdict.finding) == (VerdictKind.INVALID, Finding.UNKNOWN)
    assert verdict.credential is None


def test_code_link_and_address_lead_to_the_same_verdict(services: Services, record: CredentialRecord) -> None:
    addresses = services.addresses
    for text in (
        record.code,
        record.code.lower().replace("-", " "),
        addresses.verification(record.code),
        addresses.credential(record.id),
        addresses.credential(record.id) + ".pdf",
    ):
        assert verify_anything(services, text).kind is VerdictKind.VALID, text


def test_what_is_neither_code_nor_link_of_ours_is_said(services: Services) -> None:
    for text, code in (
        ("", "malformed_code"),
        ("hello", "malformed_code"),
        ("https://elsewhere.example/v/0000-0000-0000-0000-0", "foreign_link"),
    ):
        with pytest.raises(InvalidInputError) as caught:
            verify_anything(services, text)
        assert caught.value.code == code


def test_a_credential_reads_as_not_yet_valid_before_its_time(
    services: Services, record: CredentialRecord, clock: Clock
) -> None:
    clock.advance(days=-1)
    verdict = verify_code(services, record.code)
    assert (verdict.kind, verdict.finding) == (VerdictKind.INVALID, Finding.NOT_YET_VALID)
