"""Several credentials shown together (VC Data Model 2.0, section 4.13)."""

import json
from typing import Any

from certsvc.domain.verdicts import Finding, Form, Verdict, VerdictKind
from certsvc.verification.expectations import Expectations
from certsvc.verification.verify import verify_document
from tests.builders import RegistryInMemory, a_signed_credential
from tests.verification.foreign import (
    NOW,
    a_foreign_badge,
    a_foreign_key,
    a_token,
    known,
    known_by_did,
    secured,
)

HOLDER = a_foreign_key(seed=11)
ISSUER = a_foreign_key()
OURS = a_signed_credential()


def a_presentation(*credentials: Any, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": HOLDER.issuer,
        "verifiableCredential": list(credentials),
    } | members


def enveloped(token: bytes) -> dict[str, Any]:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": "EnvelopedVerifiableCredential",
        "id": f"data:application/vc+jwt,{token.decode()}",
    }


def foreign() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(secured(a_foreign_badge(ISSUER.issuer), ISSUER))
    return document


def verdict_on(content: bytes, expectations: Expectations | None = None) -> Verdict:
    registry = RegistryInMemory(
        OURS, foreign=[known_by_did(HOLDER), known_by_did(ISSUER)], recognised=[ISSUER.issuer]
    )
    return verify_document(content, registry=registry, now=NOW, expectations=expectations)


def reasons(verdict: Verdict) -> dict[str, str]:
    return {check.check.value: check.reason for check in verdict.checks}


def signed(presentation: dict[str, Any], **members: Any) -> bytes:  # noqa: ANN401  # of the proof
    return secured(
        presentation, HOLDER, purpose="authentication", cryptosuite="eddsa-rdfc-2022", members=members or None
    )


def test_a_bundle_that_nobody_signed_says_what_its_credentials_say() -> None:
    token = a_token(a_foreign_badge(ISSUER.issuer), ISSUER)
    bundle = a_presentation(OURS.document, foreign(), enveloped(token), token.decode())
    verdict = verdict_on(json.dumps(bundle).encode())
    assert verdict.form is Form.PRESENTATION
    assert [part.finding for part in verdict.parts] == [Finding.VALID] * 4
    assert [part.form for part in verdict.parts] == [Form.DATA_INTEGRITY] * 2 + [Form.JWT] * 2
    assert verdict.finding is Finding.VALID
    assert verdict.kind is VerdictKind.VALID
    assert reasons(verdict) == {"structure": "well_formed"}
    assert verdict.credential is not None
    assert "holder" not in verdict.credential  # anybody could have written who shows it


def test_a_presentation_that_its_holder_signed_says_who_shows_it() -> None:
    verdict = verdict_on(signed(a_presentation(OURS.document, foreign())))
    assert reasons(verdict) == {
        "structure": "well_formed",
        "holder": "holder_signed",
        "proof": "signature_valid",
    }
    assert verdict.finding is Finding.VALID


def test_a_presentation_as_a_token_is_read() -> None:
    content = a_token(a_presentation(OURS.document), HOLDER, typ="vp+jwt")
    verdict = verdict_on(content)
    assert reasons(verdict)["holder"] == "holder_signed"
    assert verdict.finding is Finding.VALID


def test_one_bad_credential_in_a_bundle_is_told_apart_and_leads() -> None:
    changed = json.loads(OURS.content.replace(b"Ngozi Okafor", b"Somebody Else"))
    verdict = verdict_on(json.dumps(a_presentation(foreign(), changed)).encode())
    assert [part.finding for part in verdict.parts] == [Finding.VALID, Finding.TAMPERED]
    assert verdict.finding is Finding.TAMPERED
    assert verdict.kind is VerdictKind.INVALID


def test_a_credential_that_was_put_in_after_signing_breaks_the_holders_proof() -> None:
    content = json.loads(signed(a_presentation(foreign())))
    content["verifiableCredential"].append(OURS.document)
    verdict = verdict_on(json.dumps(content).encode())
    assert reasons(verdict)["proof"] == "signature_invalid"
    assert [part.finding for part in verdict.parts] == [Finding.VALID, Finding.VALID]
    assert verdict.finding is Finding.TAMPERED


def test_somebody_else_does_not_sign_for_the_holder() -> None:
    other = secured(a_presentation(foreign()), ISSUER, purpose="authentication")
    verdict = verdict_on(other)
    assert reasons(verdict)["holder"] == "key_of_another_issuer"
    assert verdict.kind is VerdictKind.INVALID


def test_a_challenge_and_a_domain_are_held_where_they_were_asked_for() -> None:
    content = signed(a_presentation(foreign()), challenge="c-1", domain="verifier.example")
    asked = Expectations(challenge="c-1", domain="verifier.example")
    assert verdict_on(content, asked).finding is Finding.VALID
    assert reasons(verdict_on(content, Expectations(challenge="c-2")))["proof"] == "proof_challenge"
    assert reasons(verdict_on(content, Expectations(domain="else.example")))["proof"] == "proof_domain"
    assert verdict_on(content).finding is Finding.VALID
    unsigned = json.dumps(a_presentation(foreign())).encode()
    assert verdict_on(unsigned, asked).kind is not VerdictKind.VALID


def test_what_holds_no_credential_or_too_many_or_something_else_is_malformed() -> None:
    for credentials, reason in (([], "nothing_presented"), ([OURS.document] * 129, "too_many_credentials")):
        verdict = verdict_on(json.dumps(a_presentation(*credentials)).encode())
        assert reasons(verdict)["structure"] == reason
        assert verdict.kind is VerdictKind.INVALID
    for part in (5, "no token", {"a": 1}, a_presentation(OURS.document)):
        verdict = verdict_on(json.dumps(a_presentation(part)).encode())
        assert verdict.finding in {Finding.MALFORMED, Finding.TAMPERED}
        assert verdict.kind is VerdictKind.INVALID


def test_a_key_for_assertions_does_not_authenticate() -> None:
    content = signed(a_presentation(foreign()))
    registry = RegistryInMemory(foreign=[known(HOLDER, "assertionMethod"), known_by_did(ISSUER)])
    verdict = verify_document(content, registry=registry, now=NOW)
    assert reasons(verdict)["holder"] == "key_not_for_purpose"
    assert verdict.kind is VerdictKind.INVALID
