"""The drill: a key is rotated, the next is stolen, and what it signed is put right. Step by step."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BatchState, BulkAct, CredentialFilter
from certsvc.domain.identifiers import Multibase, PartnerCode
from certsvc.domain.keys import IssuerKey, KeyAlgorithm
from certsvc.domain.records import CredentialRecord
from certsvc.domain.verdicts import CheckName, CheckResult, Finding, Verdict, VerdictKind
from certsvc.signing.data_integrity import UnlintedDocument, check_proof, sign_document
from certsvc.signing.json_text import parse_json_object, write_json
from certsvc.signing.multikey import decode_multikey
from certsvc.storage import issuers
from certsvc.workflows.browse_records import get_credential, list_credentials
from certsvc.workflows.bulk_acts import begin_act, get_act, preview_act
from certsvc.workflows.manage_keys import compromise_key, create_key, rotate_key
from certsvc.workflows.publish import did_document, get_status_list
from certsvc.workflows.run_batch import run_batch
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code, verify_presented
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows

NG = PartnerCode("NG")
HOUR = timedelta(hours=1)
ANOTHER_ID = "http://localhost:8000/credentials/019ab4f2-6c00-7a11-8c22-3d334e445f55"


@dataclass
class Drill:
    """A centre's issuer on a day with a clock: every step is an hour after the one before."""

    services: Services
    clock: Clock

    def issue(self, number: int) -> CredentialRecord:
        """A certificate, made an hour later."""
        self.clock.advance(hours=1)
        upload_rows(self.services, a_row(number))
        [record] = list_credentials(by=OPERATOR, learner_ref=f"ABU-{number:04d}").items
        assert record.issuer == self.services.addresses.centre_did(NG)
        return record

    def active(self) -> Multibase:
        return issuers.get_active_key(self.services.addresses.centre_did(NG)).multibase

    def rotate(self) -> IssuerKey:
        self.clock.advance(hours=1)
        return rotate_key(self.services, NG, by=OPERATOR)

    def kind(self, record: CredentialRecord) -> VerdictKind:
        """Of the stored credential; the same as a holder shows it."""
        verdict = verify_code(self.services, record.code)
        assert verify_presented(self.services, record.signed_bytes).kind is verdict.kind
        return verdict.kind

    def asserted(self) -> set[str]:
        """The keys that the published DID document lists for assertions, by their fragments."""
        document = did_document(self.services, NG)
        return {method.partition("#")[2] for method in document["assertionMethod"]}

    def revoked_keys(self) -> dict[str, str]:
        """The keys that the DID document says are revoked, and since when."""
        methods: list[Mapping[str, Any]] = did_document(self.services, NG)["verificationMethod"]
        return {one["publicKeyMultibase"]: one["revoked"] for one in methods if "revoked" in one}

    def key_of_list(self, record: CredentialRecord) -> str:
        """What the credential's status list is signed with now; that proof holds."""
        document = parse_json_object(get_status_list(record.status.list_number))
        method: str = document["proof"]["verificationMethod"]
        key = method.partition("#")[2]
        check_proof(document, decode_multikey(key), verification_method=method)
        return key

    def forged(self, record: CredentialRecord, key: str, created: datetime, **changes: object) -> bytes:
        """What somebody with a key's file would make of a certificate."""
        document = {**parse_json_object(record.signed_bytes), **changes}
        del document["proof"]
        signed = sign_document(
            UnlintedDocument(document),
            key=self.services.keys.get_signing_key(record.issuer, Multibase(key)),
            created=created,
            cryptosuite="eddsa-rdfc-2022",
        )
        return write_json(signed)


@pytest.fixture
def drill(services: Services, clock: Clock) -> Drill:
    return Drill(services, clock)


def reason_of_proof(verdict: Verdict) -> str:
    [check] = [check for check in verdict.checks if check.check is CheckName.PROOF]
    assert check.result is CheckResult.FAILED
    return check.reason


def test_what_a_retired_key_signed_is_valid_and_what_it_signs_afterwards_is_not(drill: Drill) -> None:
    first = drill.active()
    old = drill.issue(1)
    assert (drill.kind(old), drill.asserted()) == (VerdictKind.VALID, {first})
    second = drill.rotate().multibase
    new = drill.issue(2)
    assert new.key == second
    assert drill.asserted() == {first, second}
    assert drill.revoked_keys() == {}
    assert (drill.kind(old), drill.kind(new)) == (VerdictKind.VALID, VerdictKind.VALID)
    late = drill.forged(old, first, drill.clock(), id=ANOTHER_ID)
    assert reason_of_proof(verify_presented(drill.services, late)) == "key_retired"


def test_a_stolen_key_counts_only_for_what_our_record_shows_to_be_older(drill: Drill) -> None:
    retired = drill.active()
    by_retired = drill.issue(1)
    stolen = drill.rotate().multibase
    before = drill.issue(2)
    theft = drill.clock() + HOUR / 2
    since = drill.issue(3)
    drill.clock.advance(hours=1)
    found = compromise_key(drill.services, stolen, since=theft, by=OPERATOR)
    assert found.successor is not None
    successor = found.successor.multibase

    assert drill.asserted() == {retired, successor}
    assert drill.revoked_keys() == {stolen: theft.isoformat().replace("+00:00", "Z")}
    assert (found.signed, found.signed_since) == (2, 1)
    assert drill.key_of_list(before) == successor

    assert drill.kind(by_retired) is VerdictKind.VALID
    assert drill.kind(before) is VerdictKind.VALID
    assert drill.kind(since) is VerdictKind.INVALID
    verdict = verify_code(drill.services, since.code)
    assert reason_of_proof(verdict) == "key_compromised"
    assert verdict.finding is Finding.COMPROMISED


@pytest.mark.parametrize("hours", [-3, 0, 5], ids=["backdated", "at the theft", "afterwards"])
def test_nothing_that_a_thief_makes_is_accepted_whatever_time_it_says(drill: Drill, hours: int) -> None:
    genuine = drill.issue(1)
    theft = drill.clock() + HOUR
    drill.clock.advance(hours=6)
    compromise_key(drill.services, genuine.key, since=theft, by=OPERATOR)
    made_at = theft + hours * HOUR
    for changes in ({"id": ANOTHER_ID}, {"name": "Another title"}, {}):
        forged = drill.forged(genuine, genuine.key, made_at, **changes)
        verdict = verify_presented(drill.services, forged)
        assert verdict.kind is VerdictKind.INVALID
        assert reason_of_proof(verdict) == "key_compromised"


def test_a_theft_that_turns_out_to_be_earlier_takes_more_with_it(drill: Drill) -> None:
    first = drill.issue(1)
    second = drill.issue(2)
    compromise_key(drill.services, first.key, since=drill.clock() - HOUR / 2, by=OPERATOR)
    assert (drill.kind(first), drill.kind(second)) == (VerdictKind.VALID, VerdictKind.INVALID)
    compromise_key(drill.services, first.key, since=drill.clock() - 2 * HOUR, by=OPERATOR)
    assert (drill.kind(first), drill.kind(second)) == (VerdictKind.INVALID, VerdictKind.INVALID)


def test_reissuing_puts_right_what_the_stolen_key_signed(drill: Drill) -> None:
    services = drill.services
    untouched = drill.issue(1)
    stolen = drill.rotate().multibase
    before = drill.issue(2)
    theft = drill.clock() + HOUR / 2
    since = drill.issue(3)
    drill.clock.advance(hours=1)
    found = compromise_key(services, stolen, since=theft, by=OPERATOR)
    assert found.successor is not None
    drill.clock.advance(hours=1)

    act = BulkAct(BatchKind.REISSUE, CredentialFilter(key=stolen), reason="The key was stolen.")
    assert preview_act(act, by=OPERATOR) == found.signed == 2
    begun = begin_act(services, act, expected=2, by=OPERATOR)
    run_batch(services, begun.batch.id)
    report = get_act(begun.batch.id, by=OPERATOR)
    assert (report.act, report.batch.state, report.left_out) == (act, BatchState.DONE, 0)

    assert preview_act(act, by=OPERATOR) == 0
    standing = [one for one in list_credentials(by=OPERATOR).items if one.revocation is None]
    assert {one.supersedes: one.key for one in standing if one.supersedes} == dict.fromkeys(
        (before.id, since.id), found.successor.multibase
    )
    assert untouched in standing
    assert len(standing) == 3
    for record in standing:
        assert drill.kind(record) is VerdictKind.VALID
        assert drill.key_of_list(record) == found.successor.multibase
    for old in (before, since):
        revocation = get_credential(old.id, by=OPERATOR).revocation
        assert revocation is not None
        assert revocation.reason == "The key was stolen."
        assert drill.kind(old) is VerdictKind.INVALID
    assert verify_code(services, before.code).finding is Finding.REVOKED


def test_a_stolen_key_of_another_kind_leaves_the_certificates_alone(drill: Drill) -> None:
    record = drill.issue(1)
    other = create_key(drill.services, NG, KeyAlgorithm.P256, by=OPERATOR)
    drill.clock.advance(hours=1)
    found = compromise_key(drill.services, other.multibase, since=drill.clock(), by=OPERATOR)
    assert found.successor is not None
    assert drill.asserted() == {record.key, found.successor.multibase}
    assert set(drill.revoked_keys()) == {other.multibase}
    assert drill.kind(record) is VerdictKind.VALID
