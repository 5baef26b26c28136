"""Poisoned graphs: linked data whose canonical form would take ages, if it were worked out without bounds."""

from typing import Any

import pytest

from certsvc.domain.keys import KeyAlgorithm
from certsvc.domain.verdicts import CheckName, VerdictKind
from certsvc.signing import labelling
from certsvc.signing.base58 import encode_base58
from certsvc.signing.data_integrity import UnlintedDocument, sign_document
from certsvc.verification.nested import MOST_PROOFS
from tests.tampering.hostile import (
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
from tests.verification.foreign import NOW, a_foreign_key

_X = "https://e.example/x"


def a_tree(depth: int, width: int) -> dict[str, Any]:
    """Blank nodes that all look alike."""
    return {_X: [a_tree(depth - 1, width) for _ in range(width)]} if depth else {_X: "leaf"}


def a_chain(length: int) -> dict[str, Any]:
    return {_X: a_chain(length - 1)} if length else {_X: "end"}


_POISONS = {
    "equal siblings": [a_tree(1, 1) for _ in range(900)],
    "trees": [a_tree(2, 7) for _ in range(3)],
    "deep trees": [a_tree(8, 2)],
    "wide trees": [a_tree(3, 7)],
    "chains": [a_chain(40) for _ in range(20)],
    "a pair of chains": [a_chain(20), a_chain(20)],
    "many blank nodes": [{_X: str(number)} for number in range(1_500)],
}


@pytest.fixture
def steps(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many steps each canonicalization has spent."""
    spent: list[int] = []
    spend = labelling._Labeller._spend  # noqa: SLF001  # nothing else counts the work

    def counted(self: labelling._Labeller, amount: int) -> None:  # likewise
        spent.append(amount)
        spend(self, amount)

    monkeypatch.setattr(labelling._Labeller, "_spend", counted)  # noqa: SLF001  # likewise
    return spent


@pytest.mark.parametrize("poison", _POISONS)
@pytest.mark.parametrize("place", ["document", "proof", "sixteen proofs"])
def test_a_poisoned_graph_is_refused_within_its_bounds(poison: str, place: str, steps: list[int]) -> None:
    nodes = _POISONS[poison]
    if place == "document":
        document = a_badge(evidence=[{"type": ["Evidence"], _X: nodes}])
    elif place == "proof":
        document = a_badge(proof=a_proof(**{_X: nodes}))
    else:
        document = a_badge(proof=[a_proof(nonce=str(number), **{_X: nodes}) for number in range(4)])
    assert reason_of(document, CheckName.PROOF) in {"too_complex", "signature_invalid", "too_large"}
    assert sum(steps) <= 2 * labelling.MOST_STEPS + len(steps)
    assert peak_of(document) < 48 * MEBIBYTE


@pytest.mark.parametrize("algorithm", [KeyAlgorithm.P256, KeyAlgorithm.P384])
def test_a_poisoned_graph_is_refused_for_every_kind_of_key(algorithm: KeyAlgorithm, steps: list[int]) -> None:
    key = a_foreign_key(algorithm)
    size = 96 if algorithm is KeyAlgorithm.P384 else 64
    proof = a_proof(
        cryptosuite="ecdsa-rdfc-2019",
        verificationMethod=key.verification_method,
        proofValue="z" + encode_base58(bytes([1]) * size),
    )
    document = a_badge(issuer=key.issuer, evidence=[{"type": ["Evidence"], _X: [a_tree(2, 7)]}], proof=proof)
    assert reason_of(document, CheckName.PROOF) == "too_complex"
    assert sum(steps) <= labelling.MOST_STEPS + max(steps, default=0)


def test_a_false_proof_ends_the_work_on_a_document(steps: list[int]) -> None:
    """Sixteen false ones cost no more than one."""
    hard = [{"type": ["Evidence"], _X: [a_tree(1, 4) for _ in range(3)]}]
    spent = []
    for number in (1, 16):
        steps.clear()
        document = a_badge(evidence=hard, proof=[a_proof(nonce=str(nonce)) for nonce in range(number)])
        assert reason_of(document, CheckName.PROOF) == "signature_invalid"
        spent.append(sum(steps))
    assert spent[0] == spent[1] > 0


def test_true_proofs_over_hard_graphs_do_not_add_up_over_a_presentation(steps: list[int]) -> None:
    """Who signs everything themselves makes each proof cost: so they are counted over all credentials."""
    badge: dict[str, Any] = {name: part for name, part in a_badge().items() if name != "proof"}
    badge["evidence"] = [{"type": ["Evidence"], _X: [a_tree(1, 3) for _ in range(3)]}]
    for number in range(16):
        how: dict[str, Any] = {"cryptosuite": "eddsa-rdfc-2022", "members": {"nonce": str(number)}}
        badge = sign_document(UnlintedDocument(badge), key=KEY, created=NOW, **how)
    assert verdict_on(badge).kind is VerdictKind.VALID
    steps.clear()
    shown = a_presentation(*[badge] * (MOST_PROOFS // 16 + 1))
    assert reason_of(shown) == "too_many_proofs"
    assert steps == []
    assert verdict_on(a_presentation(*[badge] * 2)).kind is VerdictKind.VALID


def test_ten_thousand_proofs_are_not_looked_at() -> None:
    registry = ResolvingRegistry()
    document = a_badge(proof=[{"type": "DataIntegrityProof", "verificationMethod": "x:y"}] * 10_000)
    verdict = verdict_on(document, registry)
    assert {check.reason for check in verdict.checks} >= {"too_many_proofs"}
    assert registry.asked == 0
    assert peak_of(document) < 24 * MEBIBYTE


@pytest.mark.parametrize(
    "previous",
    [
        lambda _: [f"urn:{other}" for other in range(16)],
        lambda number: [f"urn:{(number + 1) % 16}"],
        lambda number: [f"urn:{number}"],
        lambda _: ["urn:elsewhere"],
        lambda _: ["urn:0"] * 17,
        lambda _: [],
        lambda _: [["urn:0"]],
        lambda _: {"id": "urn:0"},
        lambda _: None,
    ],
    ids=["all of all", "ring", "itself", "missing", "too many", "none", "nested", "object", "null"],
)
def test_circles_and_knots_of_previous_proofs_are_refused(previous: Any) -> None:  # noqa: ANN401  # a function
    proofs = [a_proof(id=f"urn:{number}", previousProof=previous(number)) for number in range(16)]
    assert reason_of(a_badge(proof=proofs), CheckName.PROOF) in {"previous_proof", "proof_malformed"}


def test_a_forest_of_previous_proofs_is_read_within_bounds(steps: list[int]) -> None:
    proofs = [a_proof(id="urn:0")]
    proofs += [
        a_proof(id=f"urn:{number}", previousProof=[f"urn:{other}" for other in range(number)])
        for number in range(1, 16)
    ]
    assert reason_of(a_badge(proof=proofs), CheckName.PROOF) == "signature_invalid"
    assert reason_of(a_badge(proof=proofs[::-1]), CheckName.PROOF) in {"signature_invalid", "too_complex"}
    assert sum(steps) <= 3 * labelling.MOST_STEPS
    two = [a_proof(id="urn:0"), a_proof(id="urn:0"), a_proof(id="urn:1", previousProof="urn:0")]
    assert reason_of(a_badge(proof=two[::-1]), CheckName.PROOF) == "previous_proof"
