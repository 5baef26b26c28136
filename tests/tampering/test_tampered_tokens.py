"""Credentials as tokens, bare and in an envelope: ours, and those of others in both data models."""

import json
from functools import partial

from certsvc.domain.keys import KeyAlgorithm
from certsvc.domain.verdicts import Verdict, VerdictKind
from tests.tampering.attempts import Trial
from tests.tampering.engine import mutants_of_json
from tests.tampering.formats import in_formats
from tests.tampering.genuine import FORGER, verify
from tests.tampering.genuine_tokens import (
    GenuineToken,
    enveloped,
    foreign_token,
    own_token,
    token_of_the_first_model,
)
from tests.tampering.oracles import same_json
from tests.tampering.tokens import mutants_of_token


def trial_of(name: str, genuine: GenuineToken) -> Trial:
    """Whatever is accepted carries what a genuine token carries."""
    verdicts = [verify(token) for token in (genuine.token, genuine.twin)]
    assert {verdict.kind for verdict in verdicts} == {VerdictKind.VALID}

    def says_same(_: bytes, verdict: Verdict) -> bool:
        return any(same_json(verdict.credential, one.credential) for one in verdicts)

    return Trial(name, verify, says_same)


def tamper(name: str, genuine: GenuineToken) -> int:
    mutants = partial(mutants_of_token, genuine.token, genuine.twin, genuine.key, FORGER)
    return trial_of(name, genuine).run(mutants)


@in_formats("own token")
def test_no_mutant_of_our_token_says_anything_else(name: str) -> None:
    assert tamper(name, own_token()) > 3  # the oracle was asked


@in_formats(*(f"token {algorithm.value}" for algorithm in KeyAlgorithm))
def test_no_mutant_of_a_foreign_token_says_anything_else(name: str) -> None:
    assert tamper(name, foreign_token(KeyAlgorithm(name.removeprefix("token ")))) > 2


@in_formats("token of model 1.1")
def test_no_mutant_of_a_token_of_the_first_data_model_says_anything_else(name: str) -> None:
    assert tamper(name, token_of_the_first_model()) > 2


@in_formats("own envelope", "envelope")
def test_no_mutant_of_an_envelope_says_anything_else(name: str) -> None:
    """What the envelope itself says is not signed: it may hold the token, and nothing else."""
    genuine = foreign_token(KeyAlgorithm.P256) if name == "envelope" else own_token()
    document, twin = enveloped(genuine.token), enveloped(genuine.twin)
    assert verify(json.dumps(document).encode()).kind is VerdictKind.VALID
    assert trial_of(name, genuine).run(partial(mutants_of_json, document, [twin])) > 7
