"""What others issued, in every form that they use."""

import json
from dataclasses import replace
from typing import Any

import pytest

from certsvc.domain.keys import KeyAlgorithm
from certsvc.domain.verdicts import Finding, Form, Verdict, VerdictKind
from certsvc.signing.data_integrity import UnlintedDocument, sign_document
from certsvc.signing.jwk import jwk_of
from certsvc.verification.registry import KnownKey
from certsvc.verification.verify import verify_document
from tests.builders import RegistryInMemory
from tests.verification.foreign import (
    NOW,
    SUITES,
    a_foreign_badge,
    a_foreign_key,
    a_token,
    a_token_of_the_first_model,
    known,
    known_by_did,
    secured,
    unsigned_token,
)


def verdict_on(content: bytes, *keys: KnownKey, recognised: tuple[str, ...] = ()) -> Verdict:
    return verify_document(content, registry=RegistryInMemory(foreign=keys, recognised=recognised), now=NOW)


def reasons(verdict: Verdict) -> dict[str, str]:
    return {check.check.value: check.reason for check in verdict.checks}


@pytest.mark.parametrize("suite", SUITES)
def test_a_proof_of_every_suite_is_read_and_a_recognised_issuer_is_valid(suite: str) -> None:
    key = a_foreign_key(SUITES[suite])
    content = secured(a_foreign_badge(key.issuer), key, cryptosuite=suite)
    verdict = verdict_on(content, known_by_did(key), recognised=(key.issuer,))
    assert reasons(verdict) == {
        "structure": "well_formed",
        "issuer": "issuer_resolved",
        "proof": "signature_valid",
        "validity": "in_force",
        "status": "no_status",
        "trust": "issuer_recognised",
    }
    assert verdict.kind is VerdictKind.VALID
    assert verdict.form is Form.DATA_INTEGRITY
    changed = content.replace(b"Statistics I", b"Statistics V")
    assert verdict_on(changed, known_by_did(key)).finding is Finding.TAMPERED


@pytest.mark.parametrize("algorithm", KeyAlgorithm)
def test_a_token_of_either_data_model_is_read(algorithm: KeyAlgorithm) -> None:
    key = a_foreign_key(algorithm)
    for content in (a_token(a_foreign_badge(key.issuer), key), a_token_of_the_first_model(key)):
        verdict = verdict_on(content, known_by_did(key), recognised=(key.issuer,))
        assert verdict.finding is Finding.VALID, reasons(verdict)
        assert verdict.form is Form.JWT
        assert verdict.credential is not None
        assert "iss" not in verdict.credential
        head, payload, signature = content.split(b".")
        changed = b".".join((head, payload, signature[:-4] + b"AAAA"))
        assert verdict_on(changed, known_by_did(key)).finding is Finding.TAMPERED


def test_an_envelope_is_opened_and_holds_nothing_of_its_own() -> None:
    key = a_foreign_key()
    token = a_token(a_foreign_badge(key.issuer), key).decode()
    envelope: dict[str, Any] = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token}",
    }
    verdict = verdict_on(json.dumps(envelope).encode(), known_by_did(key), recognised=(key.issuer,))
    assert verdict.finding is Finding.VALID
    assert verdict.credential is not None
    assert verdict.credential["name"] == "Statistics I"
    for wrong in (
        {**envelope, "name": "Another"},
        {**envelope, "id": "data:application/vc+jwt,x"},
        {**envelope, "id": f"data:text/plain,{token}"},
        {**envelope, "id": 5},
    ):
        assert reasons(verdict_on(json.dumps(wrong).encode()))["structure"] == "envelope_malformed"


def test_an_issuer_in_no_registry_is_unrecognised_and_never_a_forgery() -> None:
    key = a_foreign_key()
    verdict = verdict_on(secured(a_foreign_badge(key.issuer), key), known_by_did(key))
    assert verdict.finding is Finding.UNRECOGNISED
    assert verdict.kind is VerdictKind.UNVERIFIED
    assert reasons(verdict)["trust"] == "issuer_not_recognised"


def test_recognising_a_name_says_nothing_for_who_cannot_sign_for_it() -> None:
    key, thief = a_foreign_key(), a_foreign_key(seed=8)
    forged = secured(a_foreign_badge(key.issuer), thief)
    verdict = verdict_on(forged, known_by_did(key), known_by_did(thief), recognised=(key.issuer,))
    assert verdict.finding is Finding.TAMPERED
    assert reasons(verdict)["issuer"] == "key_of_another_issuer"
    assert reasons(verdict)["trust"] == "proof_failed"


def test_a_key_that_is_not_for_assertions_or_not_the_issuers_own_issues_nothing() -> None:
    key = a_foreign_key(did="did:web:university.example")
    content = secured(a_foreign_badge(key.issuer), key)
    assert reasons(verdict_on(content, known(key, "authentication")))["issuer"] == "key_not_for_purpose"
    stranger = known(key, controller="did:web:elsewhere.example")
    assert reasons(verdict_on(content, stranger))["issuer"] == "key_controller"
    for unfit in (known(key, "authentication"), stranger):
        assert verdict_on(content, unfit, recognised=(key.issuer,)).kind is VerdictKind.INVALID


def test_an_issuer_that_cannot_be_looked_up_is_not_checked() -> None:
    key = a_foreign_key(did="did:web:university.example")
    verdict = verdict_on(secured(a_foreign_badge(key.issuer), key), recognised=(key.issuer,))
    assert verdict.finding is Finding.UNVERIFIED
    assert reasons(verdict)["issuer"] == "issuer_not_resolved"
    assert reasons(verdict)["proof"] == "key_not_known"


def test_a_key_that_its_owner_withdrew_proves_nothing() -> None:
    key = a_foreign_key()
    content = secured(a_foreign_badge(key.issuer), key)
    withdrawn = replace(known_by_did(key), compromised_since=NOW)
    verdict = verdict_on(content, withdrawn, recognised=(key.issuer,))
    assert verdict.finding is Finding.COMPROMISED


def test_in_a_set_of_proofs_all_must_hold_and_one_must_be_the_issuers() -> None:
    issuer, witness = a_foreign_key(), a_foreign_key(KeyAlgorithm.P256, seed=9)
    badge = UnlintedDocument(a_foreign_badge(issuer.issuer))
    once = sign_document(badge, key=issuer, created=NOW, cryptosuite="eddsa-rdfc-2022")
    both = sign_document(UnlintedDocument(once), key=witness, created=NOW, cryptosuite="ecdsa-rdfc-2019")
    keys = (known_by_did(issuer), known_by_did(witness))
    assert verdict_on(json.dumps(both).encode(), *keys).finding is Finding.UNRECOGNISED
    assert verdict_on(json.dumps(both).encode(), keys[0]).finding is Finding.UNRECOGNISED
    proofs = both["proof"]
    for wrong in ([proofs[1]], [proofs[0], {**proofs[1], "created": "2020-01-01T00:00:00Z"}]):
        changed = json.dumps({**both, "proof": wrong}).encode()
        assert verdict_on(changed, *keys).finding is Finding.TAMPERED


def test_a_chained_proof_needs_the_proof_that_it_builds_on() -> None:
    issuer = a_foreign_key()
    badge = UnlintedDocument(a_foreign_badge(issuer.issuer))
    first = sign_document(
        badge, key=issuer, created=NOW, cryptosuite="eddsa-rdfc-2022", proof_id="urn:uuid:a"
    )
    chained = sign_document(
        UnlintedDocument(first),
        key=issuer,
        created=NOW,
        cryptosuite="eddsa-rdfc-2022",
        previous_proof="urn:uuid:a",
    )
    key = known_by_did(issuer)
    assert verdict_on(json.dumps(chained).encode(), key).finding is Finding.UNRECOGNISED
    alone = {**chained, "proof": chained["proof"][1]}
    assert reasons(verdict_on(json.dumps(alone).encode(), key))["proof"] == "previous_proof"


def test_an_unfit_key_with_a_good_signature_does_not_stand_in_for_a_fit_one_that_is_not_read() -> None:
    """The issuer's listed key stands beside a proof that nobody reads; another key of the DID signed."""
    fit = a_foreign_key(did="did:web:university.example")
    unfit = a_foreign_key(did="did:web:university.example", seed=9)
    signed = sign_document(
        UnlintedDocument(a_foreign_badge(fit.issuer)), key=unfit, created=NOW, cryptosuite="eddsa-jcs-2022"
    )
    unread = {**signed["proof"], "cryptosuite": "bbs-2023", "verificationMethod": fit.verification_method}
    content = json.dumps({**signed, "proof": [unread, signed["proof"]]}).encode()
    verdict = verdict_on(content, known(fit), known(unfit, "authentication"), recognised=(fit.issuer,))
    assert verdict.kind is not VerdictKind.VALID
    assert reasons(verdict)["proof"] == "unsupported_cryptosuite"


def test_a_token_without_a_key_id_is_read_with_the_key_in_it_if_the_issuer_publishes_that() -> None:
    key, thief = a_foreign_key(), a_foreign_key(seed=8)
    badge = a_foreign_badge(key.issuer)
    own = a_token(badge, key, kid=None, jwk=jwk_of(key.private_key.public_key()))
    assert verdict_on(own, known_by_did(key), recognised=(key.issuer,)).finding is Finding.VALID
    stolen_name = a_token(
        badge, replace(thief, issuer=key.issuer), kid=None, jwk=jwk_of(thief.private_key.public_key())
    )
    verdict = verdict_on(stolen_name, known_by_did(key), known_by_did(thief), recognised=(key.issuer,))
    assert verdict.finding is Finding.TAMPERED
    assert reasons(verdict)["issuer"] == "key_unknown"


def test_a_token_that_nobody_signed_or_with_another_key_is_refused() -> None:
    key = a_foreign_key()
    nobody = verdict_on(unsigned_token(a_foreign_badge(key.issuer)), known_by_did(key))
    assert reasons(nobody)["structure"] == "jwt_algorithm"
    assert nobody.kind is VerdictKind.INVALID
    other = a_foreign_key(KeyAlgorithm.P256)
    confused = a_token(
        a_foreign_badge(key.issuer), replace(other, issuer=key.issuer), kid=key.verification_method
    )
    assert reasons(verdict_on(confused, known_by_did(key)))["proof"] == "jwt_key_confusion"


def test_a_tokens_own_claims_may_not_contradict_its_credential() -> None:
    key = a_foreign_key()
    content = a_token_of_the_first_model(key, sub="did:example:somebody-else")
    assert reasons(verdict_on(content, known_by_did(key)))["structure"] == "jwt_claims"


def test_a_token_counts_until_the_first_of_its_ends() -> None:
    key = a_foreign_key()
    past = a_token_of_the_first_model(key, exp=1_767_225_700)
    verdict = verdict_on(past, known_by_did(key), recognised=(key.issuer,))
    assert verdict.finding is Finding.EXPIRED


def test_a_context_that_nobody_pinned_is_no_matter_for_a_signature_over_json() -> None:
    key = a_foreign_key()
    badge = a_foreign_badge(key.issuer)
    badge["@context"] = [*badge["@context"], "https://vendor.example/context.json"]
    verdict = verdict_on(a_token(badge, key), known_by_did(key), recognised=(key.issuer,))
    assert verdict.finding is Finding.VALID
    over_json = secured(badge, key, cryptosuite="eddsa-jcs-2022")
    assert verdict_on(over_json, known_by_did(key), recognised=(key.issuer,)).finding is Finding.VALID


def test_a_credential_that_is_no_badge_is_read_too() -> None:
    key = a_foreign_key()
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiableCredential"],
        "issuer": key.issuer,
        "credentialSubject": {"id": "did:example:student", "name": "A name"},
    }
    verdict = verdict_on(secured(document, key), known_by_did(key), recognised=(key.issuer,))
    assert verdict.finding is Finding.VALID
