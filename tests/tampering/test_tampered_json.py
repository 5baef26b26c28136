"""Credentials whose proofs cover JSON as it is: the suites of the JSON Canonicalization Scheme."""

import json
from collections.abc import Mapping
from functools import partial
from typing import Any

from certsvc.domain.keys import KeyAlgorithm
from certsvc.domain.verdicts import Verdict, VerdictKind
from tests.tampering.attempts import Trial
from tests.tampering.engine import mutants_of_json
from tests.tampering.formats import in_formats
from tests.tampering.genuine import Genuine, foreign_credential, proof_chain, verify
from tests.tampering.oracles import parsed, same_json

_SUITES = {
    "eddsa-jcs-2022": ("eddsa-jcs-2022", KeyAlgorithm.ED25519),
    "ecdsa-jcs-2019 P-256": ("ecdsa-jcs-2019", KeyAlgorithm.P256),
    "ecdsa-jcs-2019 P-384": ("ecdsa-jcs-2019", KeyAlgorithm.P384),
}


def without_proof(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: part for name, part in document.items() if name != "proof"}


def without_more_contexts(document: Mapping[str, Any], signed: list[str]) -> dict[str, Any]:
    """Contexts behind those that were signed are not signed, nor shown (EdDSA Cryptosuites 1.0, 3.3.2)."""
    return {**document, "@context": document["@context"][: len(signed)]}


def tamper(name: str, genuine: Genuine) -> int:
    """Whatever is accepted is, as JSON, a genuine document."""
    assert verify(json.dumps(genuine.document).encode()).kind is VerdictKind.VALID
    genuine_ones = [without_proof(one) for one in (genuine.document, *genuine.twins)]

    def says_same(content: bytes, verdict: Verdict) -> bool:
        assert verdict.credential is not None
        shown = without_more_contexts(without_proof(parsed(content)), genuine.document["@context"])
        certified = without_proof(verdict.credential)
        return any(same_json(shown, one) and same_json(certified, one) for one in genuine_ones)

    return Trial(name, verify, says_same).run(partial(mutants_of_json, genuine.document, genuine.twins))


@in_formats(*_SUITES)
def test_no_mutant_of_signed_json_says_anything_else(name: str) -> None:
    assert tamper(name, foreign_credential(*_SUITES[name])) > 20  # the oracle was asked


@in_formats("proof chain over JSON")
def test_no_mutant_of_a_chain_over_json_says_anything_else(name: str) -> None:
    assert tamper(name, proof_chain("eddsa-jcs-2022")) > 12
