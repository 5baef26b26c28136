"""What a key signed, after it was stolen and before."""

from dataclasses import replace
from datetime import timedelta

from certsvc.domain.keys import KeyState
from certsvc.domain.verdicts import Finding, Verdict
from certsvc.verification.verify import verify_document
from tests.builders import NOW, RegistryInMemory, a_signed_credential, an_issuer_key

SIGNED = a_signed_credential()


def verdict_when_stolen(*, since: timedelta, recorded: bool = True) -> Verdict:
    key = an_issuer_key(state=KeyState.COMPROMISED, compromised_since=NOW + since)
    registry = RegistryInMemory(*([SIGNED] if recorded else []), keys=[key])
    return verify_document(SIGNED.content, registry=registry, now=NOW + timedelta(days=1))


def reasons(verdict: Verdict) -> dict[str, str]:
    return {check.check.value: check.reason for check in verdict.checks}


def test_what_our_record_shows_to_be_older_than_the_theft_stays_valid() -> None:
    verdict = verdict_when_stolen(since=timedelta(seconds=1))
    assert verdict.finding is Finding.VALID


def test_what_was_signed_at_the_theft_or_after_it_fails_with_that_reason() -> None:
    for since in (timedelta(0), timedelta(days=-30)):
        verdict = verdict_when_stolen(since=since)
        assert reasons(verdict)["proof"] == "key_compromised"
        assert verdict.finding is Finding.COMPROMISED


def test_the_documents_own_date_shows_nothing() -> None:
    """Its proof says that it is older; the thief could have written that."""
    verdict = verdict_when_stolen(since=timedelta(seconds=1), recorded=False)
    assert reasons(verdict)["proof"] == "key_compromised"


def test_another_document_under_a_recorded_id_is_not_older_for_that() -> None:
    key = an_issuer_key(state=KeyState.COMPROMISED, compromised_since=NOW + timedelta(seconds=1))
    registry = RegistryInMemory(SIGNED, keys=[key])
    (address,) = registry.records
    forged = a_signed_credential(created=NOW - timedelta(days=3))
    assert forged.document["id"] == address
    verdict = verify_document(forged.content, registry=registry, now=NOW)
    assert reasons(verdict)["proof"] == "key_compromised"
    assert reasons(verdict)["record"] == "record_differs"


def test_a_record_without_a_date_shows_nothing() -> None:
    key = an_issuer_key(state=KeyState.COMPROMISED, compromised_since=NOW + timedelta(seconds=1))
    registry = RegistryInMemory(SIGNED, keys=[key])
    registry.records = {name: replace(copy, issued_at=None) for name, copy in registry.records.items()}
    verdict = verify_document(SIGNED.content, registry=registry, now=NOW)
    assert verdict.finding is Finding.COMPROMISED
