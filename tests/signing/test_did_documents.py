from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.identifiers import Did
from certsvc.domain.keys import IssuerKey, KeyAlgorithm, KeyState
from certsvc.errors import InvalidInputError
from certsvc.signing.did_documents import DidKey, compose_did_document, read_did_document
from certsvc.signing.jwk import jwk_of
from tests.builders import a_signing_key, an_issuer_key
from tests.signing.jose_tokens import a_key_of, a_private_key, an_rsa_key

DID = "did:web:peer.example"
OLD = datetime(2024, 1, 1, tzinfo=UTC)
NEW = datetime(2026, 1, 1, tzinfo=UTC)


def test_active_and_retired_keys_are_both_listed_for_assertions_the_active_first() -> None:
    retired = an_issuer_key(key=a_signing_key(seed=2), state=KeyState.RETIRED, created_at=OLD, retired_at=NEW)
    active = an_issuer_key(key=a_signing_key(seed=1), created_at=NEW)
    document = compose_did_document(active.issuer, [retired, active])
    names = [active.verification_method, retired.verification_method]
    assert document["assertionMethod"] == names
    assert [method["id"] for method in document["verificationMethod"]] == names


def test_a_key_is_a_multikey_controlled_by_its_issuer() -> None:
    key = an_issuer_key()
    document = compose_did_document(key.issuer, [key])
    assert document["@context"] == ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"]
    assert document["id"] == key.issuer
    assert document["verificationMethod"] == [
        {
            "id": f"{key.issuer}#{key.multibase}",
            "type": "Multikey",
            "controller": key.issuer,
            "publicKeyMultibase": key.multibase,
        }
    ]


def test_an_issuer_without_keys_has_a_document_that_verifies_nothing() -> None:
    document = compose_did_document(Did("did:web:example.org"), [])
    assert document["verificationMethod"] == document["assertionMethod"] == []


def test_a_key_of_another_issuer_is_refused() -> None:
    with pytest.raises(InvalidInputError) as caught:
        compose_did_document(Did("did:web:example.org"), [an_issuer_key()])
    assert caught.value.code == "foreign_key"


# keys over time


def of_algorithm(algorithm: KeyAlgorithm, **others: Any) -> IssuerKey:  # noqa: ANN401  # of an issuer's key
    return replace(an_issuer_key(key=a_key_of(algorithm, issuer=Did(DID))), algorithm=algorithm, **others)


def test_keys_of_all_algorithms_stand_side_by_side_and_are_read_back() -> None:
    keys = [of_algorithm(algorithm) for algorithm in KeyAlgorithm]
    read = read_did_document(DID, compose_did_document(Did(DID), keys))
    assert [key.public_key for key in read] == [
        a_private_key(algorithm).public_key() for algorithm in KeyAlgorithm
    ]
    assert {key.purposes for key in read} == {frozenset({"assertionMethod"})}
    assert {key.controller for key in read} == {DID}
    assert [key.id for key in read] == [key.verification_method for key in keys]


def test_a_compromised_key_asserts_nothing_and_says_since_when() -> None:
    stolen = of_algorithm(
        KeyAlgorithm.P256, state=KeyState.COMPROMISED, compromised_since=NEW, created_at=NEW
    )
    retired = of_algorithm(KeyAlgorithm.P384, state=KeyState.RETIRED, retired_at=NEW, created_at=OLD)
    active = of_algorithm(KeyAlgorithm.ED25519, created_at=OLD)
    document = compose_did_document(Did(DID), [stolen, retired, active])
    names = [active.verification_method, retired.verification_method]
    assert document["assertionMethod"] == names
    methods = document["verificationMethod"]
    assert [method["id"] for method in methods] == [*names, stolen.verification_method]
    assert [method.get("revoked") for method in methods] == [None, None, "2026-01-01T00:00:00Z"]
    *_, read = read_did_document(DID, document)
    assert read.purposes == frozenset()
    assert read.revoked == NEW


# documents of others


def a_method(name: str = "#k", seed: int = 1, **others: Any) -> dict[str, Any]:  # noqa: ANN401  # members
    multibase = a_key_of(seed=seed).multibase
    return {"id": name, "type": "Multikey", "controller": DID, "publicKeyMultibase": multibase, **others}


def a_document(*methods: object, **others: Any) -> dict[str, Any]:  # noqa: ANN401  # members
    return {"id": DID, "verificationMethod": list(methods), **others}


def keys_in(*methods: object, **others: Any) -> tuple[DidKey, ...]:  # noqa: ANN401  # members
    return read_did_document(DID, a_document(*methods, **others))


def refused(document: dict[str, Any]) -> str:
    with pytest.raises(InvalidInputError) as caught:
        read_did_document(DID, document)
    assert caught.value.code == "did_document_malformed"
    return caught.value.message


def test_relative_and_absolute_names_are_one() -> None:
    for method in ("#k", f"{DID}#k"):
        for reference in ("#k", f"{DID}#k"):
            (key,) = keys_in(a_method(method), assertionMethod=[reference], authentication=[reference])
            assert key.id == f"{DID}#k"
            assert key.purposes == {"assertionMethod", "authentication"}


def test_a_key_inside_a_relationship_is_for_that_alone() -> None:
    listed, embedded = keys_in(a_method("#a"), assertionMethod=["#a"], keyAgreement=[a_method("#b", seed=2)])
    assert (listed.id, listed.purposes) == (f"{DID}#a", frozenset({"assertionMethod"}))
    assert (embedded.id, embedded.purposes) == (f"{DID}#b", frozenset({"keyAgreement"}))


def test_a_key_that_no_relationship_lists_is_for_nothing() -> None:
    (key,) = keys_in(a_method(), assertionMethod=["#other", "did:web:other.example#k"])
    assert key.purposes == frozenset()


def test_one_entry_may_stand_without_its_list() -> None:
    document = {"id": DID, "verificationMethod": a_method(), "assertionMethod": "#k"}
    (key,) = read_did_document(DID, document)
    assert key.purposes == {"assertionMethod"}


@pytest.mark.parametrize("kind", ["JsonWebKey", "JsonWebKey2020"])
def test_keys_as_jwk_are_read_rsa_too(kind: str) -> None:
    publics = [
        *(a_private_key(algorithm).public_key() for algorithm in KeyAlgorithm),
        an_rsa_key().public_key(),
    ]
    methods = [
        {"id": f"#{number}", "type": kind, "controller": DID, "publicKeyJwk": jwk_of(public)}
        for number, public in enumerate(publics)
    ]
    assert [key.public_key for key in keys_in(*methods)] == publics


def test_an_older_type_of_ed25519_key_is_read_but_for_other_keys() -> None:
    assert len(keys_in(a_method(type="Ed25519VerificationKey2020"))) == 1
    other = a_key_of(KeyAlgorithm.P256).multibase
    assert keys_in(a_method(type="Ed25519VerificationKey2020", publicKeyMultibase=other)) == ()


def test_times_are_read() -> None:
    (key,) = keys_in(a_method(revoked="2026-01-01T02:00:00+02:00", expires="2027-01-01T00:00:00Z"))
    assert (key.revoked, key.expires) == (NEW, datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "others",
    [
        {"type": "X25519KeyAgreementKey2020"},
        {"type": ["Multikey"]},
        {"type": None},
        {"publicKeyMultibase": "zDnaNonsense"},
        {"publicKeyMultibase": 1},
        {"publicKeyMultibase": None},
        {"publicKeyMultibase": "z" + "1" * 100_000},
        {"type": "JsonWebKey", "publicKeyJwk": {"kty": "EC", "crv": "secp256k1"}},
        {"type": "JsonWebKey", "publicKeyJwk": "key"},
        {"type": "JsonWebKey"},
        {"type": "JsonWebKey", "publicKeyJwk": {**jwk_of(a_private_key().public_key()), "d": "AAAA"}},
        {"secretKeyMultibase": "z1"},
        {"privateKeyJwk": {}},
        {"controller": None},
        {"controller": [DID]},
        {"revoked": "yesterday"},
        {"revoked": None},
        {"revoked": 1},
        {"expires": "2026-01-01"},
        {"id": "did:web:other.example#k"},
        {"id": f"{DID}:sub#k"},
        {"id": f"{DID}?versionId=1#k"},
        {"id": DID},
        {"id": "k"},
    ],
)
def test_a_key_that_cannot_be_read_is_left_out_and_its_neighbour_is_not(others: dict[str, Any]) -> None:
    (key,) = keys_in(a_method(**others), a_method("#good", seed=2))
    assert key.id == f"{DID}#good"


def test_another_controller_is_told_as_it_stands() -> None:
    (key,) = keys_in(a_method(controller="did:web:other.example"))
    assert key.controller == "did:web:other.example"


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"id": None},
        {"id": [DID]},
        {"id": DID + ":sub"},
        {"id": DID.upper()},
        {**a_document(a_method()), "id": "did:web:other.example"},
        a_document(a_method(), a_method(seed=2)),
        a_document(a_method(), a_method(f"{DID}#k", seed=2)),
        a_document(a_method(), assertionMethod=[a_method(seed=2)]),
        a_document("#k"),
        a_document(None),
        a_document([a_method()]),
        a_document(a_method(), assertionMethod=[1]),
        a_document(a_method(), assertionMethod=None),
        a_document(a_method(), assertionMethod=[""]),
        a_document(a_method(None)),  # type: ignore[arg-type]  # a document of strangers
        a_document({"type": "Multikey"}),
        {"id": DID, "verificationMethod": "keys"},
        a_document(*(a_method(f"#{number}") for number in range(65))),
        a_document(assertionMethod=[a_method(f"#{number}") for number in range(65)]),
        a_document(a_method(), assertionMethod=["#k"] * 600),
    ],
)
def test_a_document_that_breaks_the_rules_is_refused(document: dict[str, Any]) -> None:
    refused(document)


def test_sixty_four_keys_are_read() -> None:
    assert len(keys_in(*(a_method(f"#{number}") for number in range(64)))) == 64


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=5)
    | st.sampled_from([DID, "#k", "Multikey"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "controller", "publicKeyMultibase", "publicKeyJwk"]), inner
        )
    ),
    max_leaves=10,
)


@given(
    st.dictionaries(
        st.sampled_from(["id", "verificationMethod", "assertionMethod", "authentication", "keyAgreement"]),
        json_values | st.just(DID) | st.just([a_method()]),
    )
)
def test_any_document_is_read_or_refused_with_our_own_error(document: dict[str, Any]) -> None:
    try:
        keys = read_did_document(DID, document)
    except InvalidInputError as error:
        assert error.code == "did_document_malformed"  # noqa: PT017  # any document
    else:
        assert all(key.id.startswith(f"{DID}#") for key in keys)
