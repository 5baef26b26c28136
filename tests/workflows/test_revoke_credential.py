import json

import pytest

from certsvc.credentials.status_list import decode_bits
from certsvc.domain.access import OPERATOR, Actor, Role, Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import Finding, VerdictKind
from certsvc.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from certsvc.signing.data_integrity import check_proof
from certsvc.signing.multikey import decode_multikey
from certsvc.storage.issuers import find_key
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.publish import get_status_list
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.uploads import a_row, upload_rows


@pytest.fixture
def issued(services: Services) -> tuple[CredentialRecord, ...]:
    upload_rows(services, a_row(1), a_row(2))
    return list_credentials(by=OPERATOR).items


def bits_as_third_parties_read_them(record: CredentialRecord) -> str:
    """The status list's document, its proof checked."""
    document = json.loads(get_status_list(record.status.list_number))
    did, _, multibase = document["proof"]["verificationMethod"].partition("#")
    assert find_key(did, multibase) is not None
    check_proof(document, decode_multikey(multibase))
    encoded: str = document["credentialSubject"]["encodedList"]
    return encoded


def test_a_revoked_credential_reads_so_with_its_reason(
    services: Services, issued: tuple[CredentialRecord, ...]
) -> None:
    revoked = revoke_credential(services, issued[0].code, reason="Awarded by mistake.", by=OPERATOR)
    verdict = verify_code(services, revoked.code)
    assert (verdict.kind, verdict.finding) == (VerdictKind.INVALID, Finding.REVOKED)
    assert any("Awarded by mistake." in check.detail for check in verdict.checks)


def test_revoking_sets_that_bit_and_no_other_in_the_signed_list(
    services: Services, issued: tuple[CredentialRecord, ...]
) -> None:
    record, other = issued
    before = decode_bits(bits_as_third_parties_read_them(record))
    assert not before.is_set(record.status.index)
    revoke_credential(services, record.id, reason="Awarded by mistake.", by=OPERATOR)
    before.set(record.status.index)
    assert decode_bits(bits_as_third_parties_read_them(record)) == before
    assert verify_code(services, other.code).kind is VerdictKind.VALID


def test_a_credential_is_revoked_once(services: Services, issued: tuple[CredentialRecord, ...]) -> None:
    revoke_credential(services, issued[0].id, reason="Awarded by mistake.", by=OPERATOR)
    with pytest.raises(ConflictError):
        revoke_credential(services, issued[0].id, reason="Again.", by=OPERATOR)


@pytest.mark.parametrize("reason", ["", " \n ", "x" * 501])
def test_a_revocation_needs_a_reason_that_can_be_read(
    services: Services, issued: tuple[CredentialRecord, ...], reason: str
) -> None:
    with pytest.raises(InvalidInputError):
        revoke_credential(services, issued[0].id, reason=reason, by=OPERATOR)


def test_only_who_may_and_sees_it_revokes(services: Services, issued: tuple[CredentialRecord, ...]) -> None:
    egypt = Actor(name="Cairo", role=Role.CENTRE, centre=PartnerCode("EG"))
    with pytest.raises(NotFoundError):
        revoke_credential(services, issued[0].code, reason="Not mine.", by=egypt)
    reader = Actor(name="reader", role=Role.SECRETARIAT, scopes=frozenset({Scope.READ}))
    with pytest.raises(NotAllowedError):
        revoke_credential(services, issued[0].code, reason="May not.", by=reader)
    assert verify_code(services, issued[0].code).kind is VerdictKind.VALID


def test_an_unknown_credential_cannot_be_revoked(services: Services) -> None:
    with pytest.raises(NotFoundError):
        revoke_credential(services, "01a20cdb-f740-7faa-bfbc-48afae00606e", reason="Gone.", by=OPERATOR)
