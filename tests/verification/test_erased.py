"""What is said of our own credential whose document is gone, and of the copy in its holder's hands."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from certsvc.credentials.codes import new_code
from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.keys import KeyState
from certsvc.domain.records import Revocation
from certsvc.domain.texts import Texts
from certsvc.domain.verdicts import CheckName, Finding, Remains, Successor, Verdict, VerdictKind
from certsvc.signing.jcs import canonical_digest
from certsvc.signing.signed import SignedCredential
from certsvc.verification.erased import ErasedRecord, verdict_on_erased
from certsvc.verification.own_keys import known_key
from certsvc.verification.registry import StoredCopy
from certsvc.verification.verify import verify_document
from tests.builders import ADDRESSES, NOW, RegistryInMemory, a_signed_credential, an_issuer_key

REVOKED = Revocation(at=NOW, reason="Issued in error.", by="officer")
RECORD = ErasedRecord(
    remains=Remains(
        ADDRESSES.secretariat_did(), Texts({LanguageTag("en"): "ICHEI"}), NOW, NOW + timedelta(days=365)
    ),
    key=known_key(an_issuer_key()),
    revocation=None,
    is_revoked=False,
)


def erased(signed: SignedCredential, **others: object) -> RegistryInMemory:
    """A register that has no more of it than the digest."""
    registry = RegistryInMemory(signed)
    address = str(signed.document["id"])
    kept = StoredCopy(b"", signed.digest, None, address, NOW, canonical_digest(signed.document))
    registry.records[address] = replace(kept, **others)  # type: ignore[arg-type]  # its members
    return registry


def reasons(verdict: Verdict) -> dict[CheckName, tuple[str, str]]:
    return {check.check: (check.result.value, check.reason) for check in verdict.checks}


def test_what_is_left_of_an_erased_one_is_neither_valid_nor_invalid() -> None:
    verdict = verdict_on_erased(RECORD, NOW)
    assert (verdict.kind, verdict.finding) == (VerdictKind.UNVERIFIED, Finding.ERASED)
    assert verdict.credential is None
    assert reasons(verdict) == {
        CheckName.STRUCTURE: ("not_checked", "document_erased"),
        CheckName.ISSUER: ("passed", "key_listed"),
        CheckName.PROOF: ("not_checked", "document_erased"),
        CheckName.VALIDITY: ("passed", "in_force"),
        CheckName.STATUS: ("passed", "not_revoked"),
        CheckName.TRUST: ("passed", "issuer_is_ours"),
        CheckName.RECORD: ("not_checked", "record_erased"),
    }


@pytest.mark.parametrize(
    ("record", "days", "finding", "reason"),
    [
        (replace(RECORD, revocation=REVOKED), 0, Finding.REVOKED, "revoked"),
        (replace(RECORD, is_revoked=True), 0, Finding.REVOKED, "revoked"),
        (RECORD, 366, Finding.EXPIRED, "expired"),
        (replace(RECORD, revocation=REVOKED), 366, Finding.REVOKED, "expired"),
    ],
)
def test_what_the_record_still_says_against_it_counts(
    record: ErasedRecord, days: int, finding: Finding, reason: str
) -> None:
    verdict = verdict_on_erased(record, NOW + timedelta(days=days))
    assert (verdict.kind, verdict.finding) == (VerdictKind.INVALID, finding)
    assert reason in {check.reason for check in verdict.checks}
    assert verdict.withdrawn is None or (verdict.withdrawn.at, verdict.withdrawn.reason) == (
        NOW,
        "Issued in error.",
    )


@pytest.mark.parametrize(("days", "finding"), [(1, Finding.ERASED), (0, Finding.COMPROMISED)])
def test_only_one_issued_before_its_key_was_stolen_is_left_in_peace(days: int, finding: Finding) -> None:
    since = NOW + timedelta(days=days)
    stolen = known_key(an_issuer_key(state=KeyState.COMPROMISED, compromised_since=since, retired_at=since))
    assert verdict_on_erased(replace(RECORD, key=stolen), NOW).finding is finding


def test_her_own_copy_is_valid_however_it_is_written() -> None:
    signed = a_signed_credential()
    written_anew = json.dumps(json.loads(signed.content), indent=3, sort_keys=True).encode()
    for content in (signed.content, written_anew):
        verdict = verify_document(content, registry=erased(signed), now=NOW)
        assert (verdict.kind, verdict.finding) == (VerdictKind.VALID, Finding.VALID)
        assert reasons(verdict)[CheckName.RECORD] == ("passed", "record_digest_matches")


def test_a_copy_that_says_something_else_is_not_the_erased_one() -> None:
    signed = a_signed_credential()
    changed = signed.content.replace(b'"type":["Result"]', b'"type":"Result"', 1)
    assert changed != signed.content
    verdict = verify_document(changed, registry=erased(signed), now=NOW)
    assert reasons(verdict)[CheckName.RECORD] == ("failed", "record_differs")
    assert verdict.finding is Finding.TAMPERED
    moved = erased(signed, address="http://localhost:8000/credentials/another")
    verdict = verify_document(signed.content, registry=moved, now=NOW)
    assert reasons(verdict)[CheckName.RECORD] == ("failed", "record_altered")


def test_an_empty_copy_without_a_digest_is_damage_and_no_erasure() -> None:
    signed = a_signed_credential()
    verdict = verify_document(signed.content, registry=erased(signed, canonical_digest=""), now=NOW)
    assert reasons(verdict)[CheckName.RECORD] == ("failed", "record_altered")


def test_who_knows_no_more_than_an_id_is_not_led_on_to_the_successor() -> None:
    signed = a_signed_credential()
    code = new_code(b"another999")
    newer = Successor(code, ADDRESSES.verification(code), NOW)
    registry = RegistryInMemory(signed)
    address = str(signed.document["id"])
    registry.records[address] = replace(registry.records[address], revocation=REVOKED)
    registry.successors[address] = newer
    assert verify_document(signed.content, registry=registry, now=NOW).superseded_by == newer
    forged = json.dumps({**json.loads(signed.content), "name": "Another"}).encode()
    assert verify_document(forged, registry=registry, now=NOW).superseded_by is None
    registry.records[address] = replace(registry.records[address], revocation=None)
    assert verify_document(signed.content, registry=registry, now=NOW).superseded_by is None
