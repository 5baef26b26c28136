"""Credentials whose proofs cover linked data: ours, and those of others by every suite of that kind."""

import json
from functools import partial

from certsvc.domain.keys import KeyAlgorithm
from certsvc.domain.verdicts import Verdict, VerdictKind
from tests.builders import a_signing_key
from tests.tampering.attempts import Trial
from tests.tampering.engine import mutants_of_json
from tests.tampering.formats import in_formats
from tests.tampering.genuine import (
    Genuine,
    foreign_credential,
    own_credential,
    own_twin,
    proof_chain,
    proof_set,
    verify,
)
from tests.tampering.oracles import parsed, same_json, same_linked_data

_FOREIGN = {
    "eddsa-rdfc-2022": ("eddsa-rdfc-2022", KeyAlgorithm.ED25519),
    "ecdsa-rdfc-2019 P-256": ("ecdsa-rdfc-2019", KeyAlgorithm.P256),
    "ecdsa-rdfc-2019 P-384": ("ecdsa-rdfc-2019", KeyAlgorithm.P384),
}


def tamper(name: str, genuine: Genuine, *, is_ours: bool = False) -> int:
    """Whatever is accepted is a genuine document in the eyes of PyLD, and is what was shown."""
    assert verify(json.dumps(genuine.document).encode()).kind is VerdictKind.VALID
    genuine_ones = (genuine.document, *genuine.twins)

    def says_same(content: bytes, verdict: Verdict) -> bool:
        assert verdict.credential is not None
        shown = parsed(content)
        if is_ours and verdict.kind is VerdictKind.VALID:
            return any(same_json(shown, one) for one in genuine_ones)
        return any(same_linked_data(shown, one) for one in genuine_ones)

    return Trial(name, verify, says_same).run(partial(mutants_of_json, genuine.document, genuine.twins))


@in_formats("own eddsa-rdfc-2022")
def test_no_mutant_of_what_we_issued_says_anything_else(name: str) -> None:
    """Our record knows every word; and without it, the proof alone would do."""
    own, twin = (json.loads(one.content) for one in (own_credential(), own_twin()))
    assert tamper(name, Genuine(a_signing_key(), own, (twin,)), is_ours=True) > 50  # the oracle was asked


@in_formats(*_FOREIGN)
def test_no_mutant_of_a_foreign_credential_says_anything_else(name: str) -> None:
    assert tamper(name, foreign_credential(*_FOREIGN[name])) > 25


@in_formats("proof set")
def test_no_mutant_of_a_set_of_proofs_says_anything_else(name: str) -> None:
    assert tamper(name, proof_set()) > 18


@in_formats("proof chain")
def test_no_mutant_of_a_chain_of_proofs_says_anything_else(name: str) -> None:
    assert tamper(name, proof_chain("eddsa-rdfc-2022")) > 18
