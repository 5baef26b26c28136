from datetime import UTC, datetime

import pytest

from certsvc.domain.identifiers import Did
from certsvc.domain.keys import KeyState
from certsvc.errors import InvalidInputError
from certsvc.signing.did_documents import compose_did_document
from tests.builders import a_signing_key, an_issuer_key

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
