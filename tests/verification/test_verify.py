import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from certsvc.domain.identifiers import CredentialId, Did
from certsvc.domain.keys import IssuerKey, KeyState
from certsvc.domain.records import Revocation, StatusEntry
from certsvc.domain.verdicts import CheckName, CheckResult, Finding, Verdict, VerdictKind
from certsvc.signing.base58 import encode_base58
from certsvc.signing.data_integrity import hash_data
from certsvc.signing.signatures import sign_bytes
from certsvc.signing.signed import SignedCredential, digest_of
from certsvc.signing.signing_key import SigningKey
from certsvc.verification.own_keys import known_key
from certsvc.verification.registry import StoredCopy
from certsvc.verification.verify import verify_document
from tests.builders import (
    NOW,
    RegistryInMemory,
    a_certification,
    a_learner,
    a_signed_credential,
    a_signing_key,
    an_award,
    an_issuer_key,
    an_issuer_profile,
)

OF_OURS = [name for name in CheckName if name not in {CheckName.HOLDER, CheckName.SHEET}]
STRANGER = Did("did:web:elsewhere.example")


def verdict_on(
    signed: SignedCredential,
    *,
    registry: RegistryInMemory | None = None,
    content: bytes | None = None,
    now: datetime = NOW,
) -> Verdict:
    """On ``content``, where it is not what was signed; the registry holds what was signed."""
    return verify_document(
        signed.content if content is None else content,
        registry=registry or RegistryInMemory(signed),
        now=now,
    )


def reasons(verdict: Verdict) -> dict[str, str]:
    return {check.check.value: check.reason for check in verdict.checks}


def results(verdict: Verdict) -> dict[str, str]:
    return {check.check.value: check.result.value for check in verdict.checks}


def detail(verdict: Verdict, name: CheckName) -> str:
    return next(check.detail for check in verdict.checks if check.check is name)


def rewritten(signed: SignedCredential, **members: Any) -> bytes:  # noqa: ANN401  # any JSON
    """The document with other members; None takes one away."""
    document = {**signed.document, **members}
    return json.dumps({name: value for name, value in document.items() if value is not None}).encode()


def signed_anyway(document: Mapping[str, Any], *, key: SigningKey | None = None) -> SignedCredential:
    """A document that our lint would have refused, with a true signature all the same."""
    key = key or a_signing_key()
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-24T09:30:00Z",
        "verificationMethod": key.verification_method,
        "proofPurpose": "assertionMethod",
    }
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    value = "z" + encode_base58(sign_bytes(key, hash_data(unsigned, proof)))
    signed = {**unsigned, "proof": {**proof, "proofValue": value}}
    content = json.dumps(signed).encode()
    return SignedCredential(signed, content, digest_of(content))


def test_what_we_issued_is_valid_and_every_check_is_named() -> None:
    verdict = verdict_on(a_signed_credential())
    assert [check.check for check in verdict.checks] == OF_OURS
    assert reasons(verdict) == {
        "structure": "well_formed",
        "issuer": "key_listed",
        "proof": "signature_valid",
        "validity": "in_force",
        "status": "not_revoked",
        "trust": "issuer_is_ours",
        "record": "record_matches",
    }
    assert verdict.kind is VerdictKind.VALID
    assert verdict.finding is Finding.VALID
    assert verdict.credential == a_signed_credential().document


def test_the_details_say_who_signed_and_until_when() -> None:
    verdict = verdict_on(a_signed_credential(a_certification(valid_until=NOW + timedelta(days=365))))
    assert a_signing_key().multibase in detail(verdict, CheckName.PROOF)
    assert "the signature fits what is shown here" in detail(verdict, CheckName.PROOF)
    assert "until 24 November 2027" in detail(verdict, CheckName.VALIDITY)


def test_written_anew_by_a_wallet_it_is_still_valid() -> None:
    signed = a_signed_credential()
    turned = json.dumps(dict(reversed(list(signed.document.items()))), indent=2).encode()
    assert verdict_on(signed, content=turned).finding is Finding.VALID


def test_another_name_is_tampering() -> None:
    signed = a_signed_credential()
    content = signed.content.replace(b"Ngozi Okafor", b"Somebody Else")
    verdict = verdict_on(signed, content=content)
    assert verdict.finding is Finding.TAMPERED
    assert verdict.kind is VerdictKind.INVALID
    assert reasons(verdict)["proof"] == "signature_invalid"
    assert reasons(verdict)["record"] == "record_differs"


def test_after_a_failed_proof_dates_are_shown_and_not_relied_on() -> None:
    signed = a_signed_credential(a_certification(valid_until=NOW + timedelta(days=1)))
    verdict = verdict_on(signed, content=rewritten(signed, validUntil="2099-01-01T00:00:00Z"))
    assert results(verdict)["validity"] == results(verdict)["status"] == "not_checked"
    assert reasons(verdict)["validity"] == "proof_failed"
    assert "1 January 2099" in detail(verdict, CheckName.VALIDITY)


@pytest.mark.parametrize("position", range(0, 4000, 97))
def test_one_changed_byte_of_the_stored_document_is_invalid(position: int) -> None:
    signed = a_signed_credential()
    position %= len(signed.content)
    changed = bytearray(signed.content)
    changed[position] ^= 1
    stored = StoredCopy(bytes(changed), signed.digest)
    registry = RegistryInMemory(signed)
    registry.records[str(signed.document["id"])] = stored
    verdict = verify_document(bytes(changed), registry=registry, now=NOW, stored=stored)
    assert verdict.kind is VerdictKind.INVALID
    assert verdict.finding is Finding.TAMPERED
    assert reasons(verdict)["record"] == "record_altered"


def test_white_space_added_to_the_stored_document_is_an_altered_record() -> None:
    signed = a_signed_credential()
    registry = RegistryInMemory(signed)
    registry.records[str(signed.document["id"])] = StoredCopy(signed.content + b" ", signed.digest)
    verdict = verify_document(signed.content + b" ", registry=registry, now=NOW)
    assert results(verdict)["proof"] == "passed"
    assert reasons(verdict)["record"] == "record_altered"
    assert verdict.finding is Finding.TAMPERED


def test_another_true_credential_put_under_this_code_is_an_altered_record() -> None:
    hers = a_signed_credential()
    other_id = CredentialId("019ab4f2-6c00-7a11-8c22-3d334e445fff")
    his = a_signed_credential(a_certification(credential_id=other_id, status=StatusEntry(1, 5)))
    registry = RegistryInMemory(hers, his)
    under_her_code = StoredCopy(his.content, hers.digest)
    alone = verify_document(his.content, registry=registry, now=NOW)
    assert alone.finding is Finding.VALID
    verdict = verify_document(his.content, registry=registry, now=NOW, stored=under_her_code)
    assert verdict.finding is Finding.TAMPERED
    assert reasons(verdict)["record"] == "record_altered"


def test_revoked_by_the_list_is_revoked() -> None:
    signed = a_signed_credential()
    verdict = verdict_on(signed, registry=RegistryInMemory(signed, revoked=[94_567]))
    assert verdict.finding is Finding.REVOKED
    assert results(verdict)["proof"] == "passed"


def test_revoked_by_our_record_is_revoked_with_its_day_even_before_the_list_says_so() -> None:
    signed = a_signed_credential()
    registry = RegistryInMemory(signed)
    revocation = Revocation(at=NOW, reason="issued in error", by="secretariat")
    registry.records[str(signed.document["id"])] = StoredCopy(signed.content, signed.digest, revocation)
    verdict = verify_document(signed.content, registry=registry, now=NOW)
    assert verdict.finding is Finding.REVOKED
    assert "24 November 2026" in detail(verdict, CheckName.STATUS)


def test_revoked_and_expired_shows_both_and_says_revoked_first() -> None:
    signed = a_signed_credential(a_certification(valid_until=NOW + timedelta(days=1)))
    registry = RegistryInMemory(signed, revoked=[94_567])
    verdict = verdict_on(signed, registry=registry, now=NOW + timedelta(days=2))
    assert reasons(verdict)["validity"] == "expired"
    assert reasons(verdict)["status"] == "revoked"
    assert verdict.finding is Finding.REVOKED


def test_it_expires_after_its_last_moment_and_not_before() -> None:
    end = NOW + timedelta(days=1)
    signed = a_signed_credential(a_certification(valid_until=end))
    assert verdict_on(signed, now=end).finding is Finding.VALID
    assert verdict_on(signed, now=end + timedelta(seconds=1)).finding is Finding.EXPIRED


def test_it_is_not_valid_before_its_first_moment() -> None:
    signed = a_signed_credential()
    assert verdict_on(signed, now=NOW).finding is Finding.VALID
    assert verdict_on(signed, now=NOW - timedelta(seconds=1)).finding is Finding.NOT_YET_VALID


def a_retired_key(retired_at: datetime) -> IssuerKey:
    return an_issuer_key(state=KeyState.RETIRED, retired_at=retired_at)


def test_a_retired_key_still_verifies_what_it_signed_before() -> None:
    signed = a_signed_credential()
    registry = RegistryInMemory(signed, keys=[a_retired_key(NOW)])
    assert verdict_on(signed, registry=registry, now=NOW + timedelta(days=900)).finding is Finding.VALID


def test_a_retired_key_signs_no_more() -> None:
    signed = a_signed_credential()
    registry = RegistryInMemory(signed, keys=[a_retired_key(NOW - timedelta(seconds=1))])
    verdict = verdict_on(signed, registry=registry)
    assert reasons(verdict)["proof"] == "key_retired"
    assert verdict.kind is VerdictKind.INVALID


def test_ours_by_name_and_key_but_not_in_our_record_is_unknown() -> None:
    signed = a_signed_credential()
    verdict = verdict_on(signed, registry=RegistryInMemory())
    assert results(verdict)["proof"] == "passed"
    assert reasons(verdict)["record"] == "not_in_record"
    assert verdict.finding is Finding.UNKNOWN
    assert verdict.kind is VerdictKind.INVALID


def test_a_key_that_the_issuer_does_not_list_is_a_forgery() -> None:
    signed = a_signed_credential(key=a_signing_key(seed=2))
    verdict = verdict_on(signed)
    assert reasons(verdict)["issuer"] == "key_unknown"
    assert reasons(verdict)["proof"] == "key_not_known"
    assert verdict.finding is Finding.TAMPERED


def test_the_key_of_one_issuer_of_ours_does_not_sign_for_another() -> None:
    centre = Did("did:web:localhost%3A8000:centres:NG")
    key = a_signing_key(issuer=centre, seed=2)
    signed = a_signed_credential(key=key)
    registry = RegistryInMemory(signed, keys=[an_issuer_key(), an_issuer_key(key=key)], issuers=[centre])
    verdict = verdict_on(signed, registry=registry)
    assert reasons(verdict)["issuer"] == "key_of_another_issuer"
    assert verdict.finding is Finding.TAMPERED


def test_a_centre_signs_for_itself_with_its_own_key() -> None:
    centre = Did("did:web:localhost%3A8000:centres:NG")
    key = a_signing_key(issuer=centre, seed=2)
    issuer = an_issuer_profile(code="NG", did=centre, name="IIOE National Centre, Nigeria")
    signed = a_signed_credential(a_certification(issuer=issuer), key=key)
    registry = RegistryInMemory(signed, keys=[an_issuer_key(key=key)], issuers=[centre])
    assert verdict_on(signed, registry=registry).finding is Finding.VALID


def test_an_issuer_that_we_do_not_know_is_unverified_and_no_forgery() -> None:
    document = dict(a_signed_credential().document)
    document["issuer"] = {**document["issuer"], "id": STRANGER}
    document["id"] = "https://elsewhere.example/credentials/1"
    foreign = signed_anyway(document, key=a_signing_key(issuer=STRANGER, seed=3))
    verdict = verify_document(foreign.content, registry=RegistryInMemory(), now=NOW)
    assert verdict.finding is Finding.UNVERIFIED
    assert verdict.kind is VerdictKind.UNVERIFIED
    assert results(verdict) == {
        "structure": "passed",
        "issuer": "not_checked",
        "proof": "not_checked",
        "validity": "passed",
        "status": "not_checked",
        "trust": "not_checked",
    }


def test_our_document_under_a_strange_issuer_differs_from_the_record() -> None:
    signed = a_signed_credential()
    verdict = verdict_on(signed, content=rewritten(signed, issuer={"id": STRANGER, "type": ["Profile"]}))
    assert reasons(verdict)["record"] == "record_differs"
    assert verdict.finding is Finding.TAMPERED


def test_without_its_proof_it_is_not_what_we_issued() -> None:
    signed = a_signed_credential()
    verdict = verdict_on(signed, content=rewritten(signed, proof=None))
    assert results(verdict)["proof"] == "failed"
    assert verdict.finding is Finding.TAMPERED


def test_a_proof_of_a_kind_we_do_not_read_is_not_checked_and_never_valid() -> None:
    signed = a_signed_credential()
    proof = {**signed.document["proof"], "cryptosuite": "bbs-2023"}
    verdict = verdict_on(signed, content=rewritten(signed, proof=proof))
    assert results(verdict)["proof"] == "not_checked"
    assert reasons(verdict)["proof"] == "unsupported_cryptosuite"
    assert verdict.kind is VerdictKind.INVALID


def test_an_added_member_is_unsigned_content() -> None:
    signed = a_signed_credential()
    verdict = verdict_on(signed, content=rewritten(signed, honours="summa cum laude"))
    assert reasons(verdict)["proof"] == "unsigned_content"
    assert verdict.finding is Finding.TAMPERED


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_json"),
        (b"\x00", "not_json"),
        (b"%PDF-1.7", "not_json"),
        (b"[]", "not_an_object"),
        (b"\xef\xbb\xbf{}", "byte_order_mark"),
        (b"\xff", "not_utf8"),
        (b'{"a":1,"a":2}', "duplicate_member"),
        (b'{"a":"\\ud800"}', "lone_surrogate"),
        (b'{"a":' * 10_000, "too_deep"),
        (b" " * 2_000_000, "too_large"),
    ],
)
def test_what_cannot_be_read_is_malformed_and_nothing_else_is_said(content: bytes, reason: str) -> None:
    verdict = verify_document(content, registry=RegistryInMemory(), now=NOW)
    assert verdict.credential is None
    assert verdict.finding is Finding.MALFORMED
    assert reasons(verdict)["structure"] == reason
    others = {check.result for check in verdict.checks if check.check is not CheckName.STRUCTURE}
    assert others == {CheckResult.NOT_CHECKED}


def test_a_context_that_is_not_known_leaves_a_proof_over_linked_data_unchecked() -> None:
    signed = a_signed_credential()
    contexts = [*signed.document["@context"], "https://example.org/unknown"]
    verdict = verdict_on(signed, content=rewritten(signed, **{"@context": contexts}))
    assert results(verdict)["proof"] == "not_checked"
    assert reasons(verdict)["proof"] == "unknown_context"
    assert verdict.kind is VerdictKind.INVALID  # for our record has no such document


def test_ours_without_a_status_or_with_one_elsewhere_fails_even_when_signed() -> None:
    document = dict(a_signed_credential().document)
    entry = document["credentialStatus"]
    entries: list[tuple[Any, str]] = [
        (None, "status_absent"),
        ([entry, entry], "status_malformed"),
        ({**entry, "statusListIndex": "007", "id": "http://localhost:8000/status/1#007"}, "status_malformed"),
        ({**entry, "statusListIndex": "5"}, "status_malformed"),
        ({**entry, "statusListIndex": 94567}, "status_malformed"),
        ({**entry, "statusPurpose": "suspension"}, "status_malformed"),
        ({**entry, "id": "https://x.example/1#5", "statusListIndex": "5"}, "status_malformed"),
        (
            {
                **entry,
                "id": "https://x.example/1#5",
                "statusListIndex": "5",
                "statusListCredential": "https://x.example/1",
            },
            "status_unknown",
        ),
        (
            {**entry, "id": "http://localhost:8000/status/1#999999", "statusListIndex": "999999"},
            "status_unknown",
        ),
    ]
    for value, reason in entries:
        changed = {**document, "credentialStatus": value}
        signed = signed_anyway({name: part for name, part in changed.items() if part is not None})
        verdict = verdict_on(signed)
        assert results(verdict)["proof"] == "passed"
        assert (results(verdict)["status"], reasons(verdict)["status"]) == ("failed", reason)
        assert verdict.kind is VerdictKind.INVALID


def test_a_proof_that_has_itself_expired_fails() -> None:
    document = {name: part for name, part in a_signed_credential().document.items() if name != "proof"}
    key = a_signing_key()
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-24T09:30:00Z",
        "expires": "2026-11-25T09:30:00Z",
        "verificationMethod": key.verification_method,
        "proofPurpose": "assertionMethod",
    }
    value = "z" + encode_base58(sign_bytes(key, hash_data(document, proof)))
    content = json.dumps({**document, "proof": {**proof, "proofValue": value}}).encode()
    signed = SignedCredential(document, content, digest_of(content))
    assert verdict_on(signed).finding is Finding.VALID
    late = verdict_on(signed, now=NOW + timedelta(days=2))
    assert reasons(late)["proof"] == "proof_expired"


def test_a_text_of_the_document_never_breaks_the_line_of_a_detail() -> None:
    signed = a_signed_credential()
    issuer = "did:web:x\r\n\x1b[31mVALID" + "x" * 5000
    verdict = verdict_on(signed, content=rewritten(signed, issuer=issuer))
    for check in verdict.checks:
        assert check.detail.isprintable()
        assert len(check.detail) <= 401


def test_names_in_any_script_are_certified_as_written() -> None:
    for name in ("محمد عبد الرحمن", "Gʻayrat Maʼrufov", "Ғайрат Ўткирович", "欧阳𠮷", "Sukarno"):
        signed = a_signed_credential(a_certification(award=an_award(learner=a_learner(full_name=name))))
        verdict = verdict_on(signed)
        assert verdict.finding is Finding.VALID
        assert verdict.credential is not None
        assert verdict.credential["credentialSubject"]["identifier"][0]["identityHash"] == name


def test_a_key_record_that_contradicts_itself_signs_for_nobody() -> None:
    signed = a_signed_credential()
    registry = RegistryInMemory(signed)
    method = a_signing_key().verification_method
    registry.keys[method] = replace(known_key(an_issuer_key()), controller=STRANGER)
    verdict = verdict_on(signed, registry=registry)
    assert reasons(verdict)["issuer"] == "key_controller"
    assert verdict.finding is Finding.TAMPERED
