"""Presentations: signed by their holder as JSON and as a token, and bundles that nobody signed."""

import json
from functools import cache, partial
from typing import Any

from certsvc.domain.keys import KeyAlgorithm
from certsvc.domain.verdicts import CheckName, Verdict, VerdictKind
from tests.tampering.attempts import Trial, is_accepted
from tests.tampering.engine import mutants_of_json
from tests.tampering.formats import in_formats
from tests.tampering.genuine import EMPLOYER, FORGER, foreign_credential, own_credential, own_twin, verify
from tests.tampering.genuine_tokens import enveloped, foreign_token
from tests.tampering.oracles import parsed, same_json, same_linked_data
from tests.tampering.tokens import mutants_of_token
from tests.verification.foreign import a_token, secured

_CONTEXT = "https://www.w3.org/ns/credentials/v2"
_OF_A_BUNDLE = {"@context", "id", "type", "holder", "verifiableCredential"}


@cache
def _genuine_credentials() -> tuple[dict[str, Any], ...]:
    suites = (("eddsa-jcs-2022", KeyAlgorithm.ED25519), ("eddsa-rdfc-2022", KeyAlgorithm.ED25519))
    foreign = [foreign_credential(*suite) for suite in suites]
    tokens = [verify(token).credential for token in foreign_token(KeyAlgorithm.ED25519)[1:]]
    return (
        json.loads(own_credential().content),
        json.loads(own_twin().content),
        *(document for one in foreign for document in (one.document, *one.twins)),
        *(dict(token) for token in tokens if token is not None),
    )


def a_bundle(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    foreign = foreign_credential("eddsa-jcs-2022", KeyAlgorithm.ED25519).document
    token = foreign_token(KeyAlgorithm.ED25519).token
    credentials = [json.loads(own_credential().content), foreign, enveloped(token)]
    return {
        "@context": [_CONTEXT],
        "type": ["VerifiablePresentation"],
        "holder": EMPLOYER.issuer,
        "verifiableCredential": credentials,
    } | members


def _signed(presentation: dict[str, Any]) -> dict[str, Any]:
    content = secured(presentation, EMPLOYER, purpose="authentication", cryptosuite="eddsa-rdfc-2022")
    document: dict[str, Any] = json.loads(content)
    return document


def _are_genuine(verdict: Verdict) -> bool:
    """Each part that is accepted is one of the genuine credentials."""
    return all(
        any(same_linked_data(part.credential, one) for one in _genuine_credentials())
        for part in verdict.parts
        if part.credential is not None and is_accepted(part)
    )


def says_same(genuine_ones: list[dict[str, Any]], content: bytes, verdict: Verdict) -> bool:
    """A signed one is a genuine one. A bundle holds genuine credentials, and says nothing of its own."""
    assert verdict.credential is not None
    if verdict.kind is VerdictKind.VALID:
        assert verdict.parts or "VerifiablePresentation" not in str(verdict.credential["type"])
        assert all(is_accepted(part) for part in verdict.parts)
    if not verdict.parts and "verifiableCredential" not in verdict.credential:
        return any(same_linked_data(verdict.credential, one) for one in _genuine_credentials())
    if CheckName.PROOF in {check.check for check in verdict.checks}:
        return _are_genuine(verdict) and any(same_linked_data(parsed(content), one) for one in genuine_ones)
    return _are_genuine(verdict) and parsed(content).keys() <= _OF_A_BUNDLE


def tamper(name: str, genuine: dict[str, Any], twin: dict[str, Any]) -> int:
    assert verify(json.dumps(genuine).encode()).kind is VerdictKind.VALID
    trial = Trial(name, verify, partial(says_same, [genuine, twin]))
    return trial.run(partial(mutants_of_json, genuine, [twin]))


@in_formats("signed presentation")
def test_no_mutant_of_a_signed_presentation_says_anything_else(name: str) -> None:
    twin = _signed(a_bundle(verifiableCredential=[json.loads(own_twin().content)]))
    assert tamper(name, _signed(a_bundle()), twin) > 15  # the oracle was asked


@in_formats("bundle")
def test_no_mutant_of_a_bundle_says_anything_that_nobody_signed(name: str) -> None:
    twin = a_bundle(verifiableCredential=[json.loads(own_twin().content)])
    assert tamper(name, a_bundle(), twin) > 15


@in_formats("presentation token")
def test_no_mutant_of_a_presentation_as_a_token_says_anything_else(name: str) -> None:
    token, twin = (
        a_token(a_bundle(verifiableCredential=[json.loads(one.content)]), EMPLOYER, typ="vp+jwt")
        for one in (own_credential(), own_twin())
    )
    verdicts = [verify(one) for one in (token, twin)]
    assert {verdict.kind for verdict in verdicts} == {VerdictKind.VALID}

    def is_one_of_them(_: bytes, verdict: Verdict) -> bool:
        if verdict.credential is not None and verdict.credential.get("holder") == FORGER.issuer:
            return _are_genuine(verdict)  # shown by the forger in their own name
        return any(same_json(verdict.credential, one.credential) for one in verdicts)

    trial = Trial(name, verify, is_one_of_them)
    assert trial.run(partial(mutants_of_token, token, twin, EMPLOYER, FORGER)) > 1
