"""What a forger writes so that people and programs read another document than the one that was signed."""

import json
from typing import Any

import pytest

from certsvc.domain.verdicts import CheckName, Verdict, VerdictKind
from certsvc.errors import CertsvcError
from certsvc.verification.nested import MOST_CREDENTIALS
from tests.builders import a_signed_credential
from tests.tampering.hostile import (
    CONTEXT,
    KEY,
    MEBIBYTE,
    ResolvingRegistry,
    a_badge,
    a_presentation,
    a_proof,
    peak_of,
    reason_of,
    verdict_on,
)
from tests.verification.foreign import a_foreign_badge, a_foreign_key, secured

_THIEF = a_foreign_key(seed=99)
_SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022"]


def genuine(suite: str, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    document: dict[str, Any] = json.loads(
        secured(a_foreign_badge(KEY.issuer, **members), KEY, cryptosuite=suite)
    )
    return document


def shown_of(verdict: Verdict) -> str:
    return json.dumps(verdict.credential)


@pytest.mark.parametrize("suite", _SUITES)
def test_a_strangers_proof_beside_the_issuers_is_not_shown_as_certified(suite: str) -> None:
    document = genuine(suite)
    beside = {"type": "Honours", "verificationMethod": "did:example:x#1", "name": "summa cum laude"}
    for proofs in ([document["proof"], beside], [beside, document["proof"]]):
        verdict = verdict_on({**document, "proof": proofs})
        assert verdict.kind is VerdictKind.VALID
        assert verdict.credential == document
    own = {name: part for name, part in document.items() if name != "proof"}
    theirs = json.loads(secured(own, _THIEF, members={"nonce": "summa cum laude"}))["proof"]
    verdict = verdict_on({**document, "proof": [document["proof"], theirs]})
    assert "summa" not in shown_of(verdict)


def test_contexts_that_a_proof_over_json_does_not_cover_are_not_shown() -> None:
    document = genuine("eddsa-jcs-2022")
    more = [*document["@context"], {"honours": "summa cum laude"}]
    verdict = verdict_on({**document, "@context": more})
    assert verdict.kind is VerdictKind.VALID
    assert verdict.credential == document


@pytest.mark.parametrize("suite", _SUITES)
def test_members_that_nobody_signed_are_not_accepted(suite: str) -> None:
    document = genuine(suite)
    credential = a_signed_credential().document
    for more in (
        {"evidence": [credential]},
        {"verifiableCredential": [credential]},
        {"@graph": [{"id": "did:example:x", "name": "Doctor"}]},
        {"@included": [{"id": document["issuer"]["id"], "name": "Doctor"}]},
        {"@reverse": {"issuer": {"id": "did:example:x"}}},
        {"@type": "Doctor"},
        {"@id": "did:example:x"},
        {"https://www.w3.org/2018/credentials#validUntil": "2099-01-01T00:00:00Z"},
        {"honours": "summa cum laude"},
    ):
        verdict = verdict_on({**document, **more})
        assert verdict.kind is VerdictKind.INVALID, more


@pytest.mark.parametrize("suite", _SUITES)
def test_nobody_becomes_another_issuer_by_how_it_is_written(suite: str) -> None:
    """The thief signs; the university is what a reader would see."""
    did, thief = KEY.issuer, _THIEF.issuer
    for issuer in (
        [did, thief],
        [{"id": did}, {"id": thief}],
        {"id": thief, "@id": did},
        {"id": did, "@id": thief},
        {"@id": did},
        {"id": [did, thief]},
        {"id": did + "#"},
        {"id": did + "#x"},
        {"id": did.upper()},
        {"id": did.replace("did:key:", "did%3Akey%3A")},
        {"id": did + "\u200b"},
        {"id": " " + did},
        {"id": did + "?x"},
        did + "/",
        {"name": "A university"},
        {"id": {"id": did}},
        {"id": thief, "id\u200b": did},
    ):
        badge = {**a_foreign_badge(thief), "issuer": issuer}
        proofs = [
            a_proof(cryptosuite=suite, verificationMethod=method) for method in (f"{did}#", f"{thief}#{did}")
        ]
        for proof in proofs:
            assert verdict_on({**badge, "proof": proof}).kind is not VerdictKind.VALID
        try:
            content = secured(badge, _THIEF, cryptosuite=suite)
        except CertsvcError:  # what cannot even be signed
            continue
        assert verdict_on(content).kind is not VerdictKind.VALID, issuer


def test_a_proof_that_brings_its_own_key_is_by_nobody() -> None:
    document = genuine("eddsa-jcs-2022")
    embedded = {
        "id": KEY.verification_method,
        "controller": KEY.issuer,
        "type": "Multikey",
        "publicKeyMultibase": _THIEF.multibase,
    }
    for method in (embedded, [KEY.verification_method], {"id": KEY.verification_method}, None, 5, ""):
        changed = {**document, "proof": {**document["proof"], "verificationMethod": method}}
        assert reason_of(changed, CheckName.ISSUER) == "key_not_named"


def test_what_is_a_presentation_and_a_credential_at_once_is_neither() -> None:
    """Else a bundle of one true credential would lend its verdict to words that nobody signed."""
    true = a_signed_credential().document
    forged = {**a_foreign_badge(str(true["issuer"]["id"])), "verifiableCredential": [true]}
    forged["type"] = [*forged["type"], "VerifiablePresentation"]
    verdict = verdict_on(forged, ResolvingRegistry())
    assert verdict.kind is VerdictKind.INVALID
    assert {check.reason for check in verdict.checks} >= {"not_a_presentation"}


@pytest.mark.parametrize(
    "members",
    [{"name": "Doctor"}, {"credentialSubject": {"name": "x"}}, {"termsOfUse": [{"type": "x"}]}],
    ids=str,
)
def test_a_bundle_that_says_more_than_its_credentials_needs_a_signature(members: dict[str, Any]) -> None:
    shown = a_presentation(genuine("eddsa-jcs-2022"))
    assert verdict_on(shown).kind is VerdictKind.VALID
    assert reason_of({**shown, **members}, CheckName.PROOF) == "proof_missing"


def test_ten_thousand_credentials_and_presentations_in_presentations_are_refused() -> None:
    registry = ResolvingRegistry()
    verdict = verdict_on(a_presentation(*[a_badge()] * 700), registry)
    assert {check.reason for check in verdict.checks} & {"too_many_credentials", "too_many_proofs"}
    assert len(verdict.parts) <= MOST_CREDENTIALS
    assert registry.asked <= 2 * MOST_CREDENTIALS
    many = a_presentation(*[{}] * 10_000)
    assert reason_of(many) == "too_many_credentials"
    assert peak_of(many) < 16 * MEBIBYTE
    nested = a_presentation(genuine("eddsa-jcs-2022"))
    for _ in range(20):
        nested = a_presentation(nested)
    verdict = verdict_on(nested)
    assert verdict.kind is VerdictKind.INVALID
    assert [part.credential for part in verdict.parts] == [None]
    deep: dict[str, Any] = genuine("eddsa-jcs-2022")
    for _ in range(200):
        deep = a_presentation(deep)
    assert reason_of(deep) == "too_deep"


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z" + "6" * 100_000,
        "did:key:z6Mk" + "1" * 500,
        "did:key:" + "é" * 50,
        "did:key:",
        "did:jwk:" + "e" * 100_000,
        "did:jwk:e30",
        "did:jwk:!!!!",
        "did:web:" + "a" * 900_000,
        "did:web:" + "a:" * 400_000,
        "did:web:..%2F..%2Fetc",
        "did:web:127.0.0.1",
        "did:web:[::1]",
        "did:web:localhost%3A8000@thief.example",
        "did:web:a%00b.example",
        "did:" + "x" * 900_000,
        "https://e.example/" + "%41" * 300_000,
    ],
    ids=lambda did: did[:24],
)
def test_no_identifier_is_too_odd_or_too_long_for_a_reason(did: str) -> None:
    document = a_badge(proof=a_proof(verificationMethod=f"{did}#k"))
    assert reason_of(document, CheckName.ISSUER) == "key_of_another_issuer"
    document = a_badge(issuer=did, proof=a_proof(verificationMethod=f"{did}#k"))
    verdict = verdict_on(document)
    assert verdict.kind is not VerdictKind.VALID
    assert all(len(check.detail) < 500 for check in verdict.checks)
    assert peak_of(document) < 16 * MEBIBYTE
    presented = a_presentation(
        genuine("eddsa-jcs-2022"), holder=did, proof=a_proof(verificationMethod=f"{did}#k")
    )
    assert verdict_on(presented).kind is not VerdictKind.VALID


def test_invisible_characters_make_another_word() -> None:
    document = genuine("eddsa-rdfc-2022")
    for place in ("\u200b", "\u202e", "\u00ad", "\ufeff", "\u2066", "\U000e0041"):
        for changed in (
            {**document, "name": document["name"] + place},
            {**document, "name" + place: document["name"]},
            {**document, "type": [*document["type"], "OpenBadgeCredential" + place]},
        ):
            assert verdict_on(changed).kind is VerdictKind.INVALID
    assert document["@context"][0] == CONTEXT
