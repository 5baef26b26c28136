"""Several proofs on one document: sets, and chains of proofs that sign those before them."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from certsvc.domain.identifiers import Did
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import CertsvcError, ProofError
from certsvc.signing.base58 import decode_base58
from certsvc.signing.data_integrity import UnlintedDocument, check_proof, read_proofs, sign_document
from certsvc.signing.signing_key import SigningKey, generate_key, public_multibase
from tests.signing.foreign_documents import a_foreign_badge
from tests.vectors.load import PUBLISHED

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
FOLDER = PUBLISHED / "eddsa" / "proof-set-chain"
PUBLISHED_FILES = [path.name for path in sorted(FOLDER.glob("signedProof*.json"))]
SUITES = {
    "eddsa-rdfc-2022": KeyAlgorithm.ED25519,
    "eddsa-jcs-2022": KeyAlgorithm.ED25519,
    "ecdsa-rdfc-2019": KeyAlgorithm.P384,
    "ecdsa-jcs-2019": KeyAlgorithm.P256,
}
Document = dict[str, Any]


def a_key(algorithm: KeyAlgorithm = KeyAlgorithm.ED25519) -> SigningKey:
    private_key = generate_key(algorithm)
    return SigningKey(Did("did:web:university.example"), public_multibase(private_key), private_key)


KEYS = {algorithm: a_key(algorithm) for algorithm in KeyAlgorithm}


def signed(document: Mapping[str, Any], suite: str = "eddsa-rdfc-2022", **options: Any) -> Document:  # noqa: ANN401  # those of sign_document
    key = KEYS[SUITES[suite]]
    return sign_document(UnlintedDocument(document), key=key, created=NOW, cryptosuite=suite, **options)


def outcome(document: Mapping[str, Any], number: int = 0) -> str:
    try:
        proof = read_proofs(document)[number]
        check_proof(document, KEYS[SUITES[proof["cryptosuite"]]].private_key.public_key(), proof=proof)
    except CertsvcError as error:
        return error.code
    return "holds"


def outcomes(document: Mapping[str, Any]) -> list[str]:
    return [outcome(document, number) for number in range(len(read_proofs(document)))]


def a_chain(*suites: str) -> Document:
    """A document with a proof of each suite, each of which signs the one before it."""
    document = a_foreign_badge()
    for number, suite in enumerate(suites):
        before = f"urn:uuid:{number - 1}" if number else None
        document = signed(document, suite, proof_id=f"urn:uuid:{number}", previous_proof=before)
    return document


def with_proofs(document: Document, change: Callable[[list[Document]], object]) -> Document:
    proofs = json.loads(json.dumps(document["proof"]))
    change(proofs)
    return {**document, "proof": proofs}


def test_the_published_sets_and_chains_are_read_where_their_folder_is() -> None:
    assert len(PUBLISHED_FILES) == 4 or not FOLDER.is_dir()


@pytest.mark.parametrize("name", PUBLISHED_FILES)
def test_every_proof_of_the_published_sets_and_chains_holds(name: str) -> None:
    document = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    for proof in read_proofs(document):
        check_proof(document, published_key(proof).private_key.public_key(), proof=proof)


def published_key(proof: Mapping[str, Any]) -> SigningKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415  # here only

    pairs = json.loads((FOLDER / "multiKeyPairs.json").read_text(encoding="utf-8")).values()
    multibase = proof["verificationMethod"].partition("#")[2]
    (secret,) = [pair["privateKeyMultibase"] for pair in pairs if pair["publicKeyMultibase"] == multibase]
    private_key = Ed25519PrivateKey.from_private_bytes(decode_base58(secret[1:])[2:])
    return SigningKey(Did(f"did:key:{multibase}"), public_multibase(private_key), private_key)


@pytest.mark.parametrize("name", PUBLISHED_FILES)
def test_signing_step_by_step_gives_the_published_sets_and_chains(name: str) -> None:
    published = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    document = {member: value for member, value in published.items() if member != "proof"}
    for proof in read_proofs(published):
        document = sign_document(
            UnlintedDocument(document),
            key=published_key(proof),
            created=datetime.fromisoformat(proof["created"]),
            cryptosuite=proof["cryptosuite"],
            proof_id=proof.get("id"),
            previous_proof=proof.get("previousProof"),
        )
    assert list(read_proofs(document)) == list(read_proofs(published))


def test_one_proof_stands_alone_and_several_in_a_list() -> None:
    one = signed(a_foreign_badge())
    assert isinstance(one["proof"], dict)
    assert [each["cryptosuite"] for each in signed(one, "eddsa-jcs-2022")["proof"]] == [
        "eddsa-rdfc-2022",
        "eddsa-jcs-2022",
    ]


def test_the_proofs_of_a_set_hold_each_for_itself() -> None:
    document = a_foreign_badge()
    for suite in SUITES:
        document = signed(document, suite)
    assert outcomes(document) == ["holds"] * 4
    document["proof"] = document["proof"][::-1]
    assert outcomes(document) == ["holds"] * 4


def test_a_proof_taken_out_of_a_set_is_not_missed_by_the_others() -> None:
    document = signed(signed(a_foreign_badge()), "eddsa-jcs-2022")
    assert outcomes({**document, "proof": document["proof"][1:]}) == ["holds"]


@pytest.mark.parametrize("suite", list(SUITES))
def test_a_changed_document_fails_each_proof_of_a_set(suite: str) -> None:
    document = signed(signed(a_foreign_badge(), suite), "eddsa-jcs-2022")
    assert outcomes({**document, "validFrom": "2024-03-01T00:00:00Z"}) == ["signature_invalid"] * 2


@pytest.mark.parametrize("suites", [list(SUITES), list(SUITES)[::-1]])
def test_the_proofs_of_a_chain_hold(suites: list[str]) -> None:
    assert outcomes(a_chain(*suites)) == ["holds"] * 4


@pytest.mark.parametrize("last", list(SUITES))
@pytest.mark.parametrize("member", ["proofValue", "created", "verificationMethod", "nonce"])
def test_a_proof_that_was_signed_by_a_later_one_cannot_be_changed(last: str, member: str) -> None:
    document = a_chain("eddsa-jcs-2022", last)
    values = {
        "proofValue": signed(a_foreign_badge(2))["proof"]["proofValue"],
        "created": "2026-11-24T09:30:01Z",
        "verificationMethod": "did:web:elsewhere.example#key",
        "nonce": "x",
    }
    changed = with_proofs(document, lambda proofs: proofs[0].update({member: values[member]}))
    assert outcome(changed, 1) == "signature_invalid"


def test_a_chain_whose_first_proof_is_gone_is_refused() -> None:
    document = a_chain("eddsa-rdfc-2022", "eddsa-rdfc-2022")
    assert outcome({**document, "proof": document["proof"][1:]}) == "previous_proof"


def test_a_previous_proof_that_is_there_twice_is_refused() -> None:
    document = a_chain("eddsa-rdfc-2022", "eddsa-rdfc-2022")
    assert outcome({**document, "proof": [document["proof"][0], *document["proof"]]}, 2) == "previous_proof"


def test_a_proof_cannot_build_on_itself_nor_in_a_circle() -> None:
    document = a_chain("eddsa-jcs-2022", "eddsa-jcs-2022")
    own = with_proofs(document, lambda proofs: proofs[1].update(previousProof="urn:uuid:1"))
    assert outcome(own, 1) == "previous_proof"
    circle = with_proofs(document, lambda proofs: proofs[0].update(previousProof=["urn:uuid:1"]))
    assert outcomes(circle) == ["previous_proof"] * 2


@pytest.mark.parametrize("value", [None, [], 5, [5], ["urn:uuid:0", None], {}, ["urn:uuid:0"] * 17])
def test_a_previous_proof_that_names_nothing_is_malformed(value: object) -> None:
    document = a_chain("eddsa-jcs-2022", "eddsa-jcs-2022")
    changed = with_proofs(document, lambda proofs: proofs[1].update(previousProof=value))
    assert outcome(changed, 1) == "proof_malformed"


def test_several_previous_proofs_are_signed_in_the_order_of_the_document() -> None:
    document = signed(signed(a_foreign_badge(), proof_id="urn:uuid:0"), proof_id="urn:uuid:1")
    last = signed(document, "eddsa-jcs-2022", previous_proof=["urn:uuid:1", "urn:uuid:0"])
    assert outcomes(last) == ["holds"] * 3
    turned = with_proofs(last, lambda proofs: proofs.insert(0, proofs.pop(1)))
    assert outcome(turned, 2) == "signature_invalid"


def test_a_proof_that_is_not_the_documents_is_not_checked_for_it() -> None:
    other = signed(a_foreign_badge(2))["proof"]
    with pytest.raises(ProofError) as caught:
        check_proof(
            signed(a_foreign_badge()), KEYS[KeyAlgorithm.ED25519].private_key.public_key(), proof=other
        )
    assert caught.value.code == "proof_missing"


@pytest.mark.parametrize("suite", list(SUITES))
def test_challenge_domain_and_end_are_signed(suite: str) -> None:
    members = {"challenge": "c", "domain": ["a.example", "b.example"], "expires": "2027-01-01T00:00:00Z"}
    document = signed(a_foreign_badge(), suite, purpose="authentication", members=members)
    public_key = KEYS[SUITES[suite]].private_key.public_key()
    check_proof(document, public_key, purpose="authentication")
    for member, value in (("challenge", "d"), ("domain", "a.example"), ("expires", "2028-01-01T00:00:00Z")):
        changed = {**document, "proof": {**document["proof"], member: value}}
        with pytest.raises(ProofError) as caught:
            check_proof(changed, public_key, purpose="authentication")
        assert caught.value.code == "signature_invalid"


@pytest.mark.parametrize("suite", list(SUITES))
def test_a_proof_needs_no_time(suite: str) -> None:
    key = KEYS[SUITES[suite]]
    document = sign_document(UnlintedDocument(a_foreign_badge()), key=key, created=None, cryptosuite=suite)
    assert "created" not in document["proof"]
    assert outcome(document) == "holds"


def test_a_key_that_does_not_fit_the_suite_signs_nothing() -> None:
    with pytest.raises(ProofError) as caught:
        sign_document(
            UnlintedDocument(a_foreign_badge()),
            key=KEYS[KeyAlgorithm.P256],
            created=NOW,
            cryptosuite="eddsa-jcs-2022",
        )
    assert caught.value.code == "proof_key_confusion"


def test_a_document_whose_contexts_do_not_define_proofs_gets_the_one_that_does() -> None:
    document = {"@context": "https://w3id.org/security/multikey/v1", "id": "did:web:x", "type": "Multikey"}
    made = signed(document)
    assert made["@context"] == [document["@context"], "https://w3id.org/security/data-integrity/v2"]
    assert outcome(made) == "holds"
    assert signed(a_foreign_badge())["@context"] == a_foreign_badge()["@context"]


def test_a_jcs_proof_signs_json_that_is_no_linked_data() -> None:
    registry = {"meta": {"title": "Реестр", "n": 1.5, "none": None}, "registry": {"did:web:x": {"name": "x"}}}
    made = signed(registry, "eddsa-jcs-2022")
    assert "@context" not in made["proof"]
    assert outcome(made) == "holds"
    assert outcome({**made, "extra": 1}) == "signature_invalid"


def test_a_jcs_proof_signs_definitions_that_a_document_brings() -> None:
    document = {**a_foreign_badge(), "@context": [{"name": "https://example.org/name"}]}
    made = signed(document, "eddsa-jcs-2022")
    assert outcome(made) == "holds"
    assert outcome({**made, "@context": [{"name": "https://example.org/other"}]}) == "proof_context"


@pytest.mark.parametrize("suite", ["eddsa-jcs-2022", "ecdsa-jcs-2019"])
def test_a_jcs_proof_holds_where_contexts_were_added_after_its_own(suite: str) -> None:
    made = signed(a_foreign_badge(), suite)
    longer = {**made, "@context": [*made["@context"], "https://www.w3.org/ns/credentials/examples/v2"]}
    assert outcome(longer) == "holds"


@pytest.mark.parametrize(
    "change",
    [
        lambda context: context[::-1],
        lambda context: context[:1],
        lambda context: context[0],
        lambda context: ["https://www.w3.org/ns/credentials/examples/v2", *context],
        lambda _: [],
        lambda _: None,
    ],
)
def test_a_jcs_proof_needs_its_contexts_first(change: Callable[[list[str]], object]) -> None:
    made = signed(a_foreign_badge(), "eddsa-jcs-2022")
    assert outcome({**made, "@context": change(made["@context"])}) == "proof_context"


def test_a_jcs_proof_with_no_contexts_at_all_stands_for_none() -> None:
    made = signed(a_foreign_badge(), "eddsa-jcs-2022")
    assert outcome({**made, "proof": {**made["proof"], "@context": []}}) == "proof_context"


@pytest.mark.parametrize("value", [2**53, float("inf"), "\ud800", b"x"])
def test_a_jcs_proof_fits_no_json_that_readers_disagree_on(value: object) -> None:
    made = signed(a_foreign_badge(), "eddsa-jcs-2022")
    assert outcome({**made, "added": value}) in {"number_out_of_range", "lone_surrogate", "not_json"}


@pytest.mark.parametrize("suite", ["eddsa-rdfc-2022", "ecdsa-rdfc-2019"])
def test_a_member_of_a_proof_that_no_context_defines_is_refused(suite: str) -> None:
    made = signed(a_foreign_badge(), suite)
    assert outcome({**made, "proof": {**made["proof"], "undefined": "x"}}) == "unsigned_content"
    with pytest.raises(ProofError):
        signed(a_foreign_badge(), suite, members={"undefined": "x"})
