from datetime import UTC, datetime

import pytest

from certsvc.domain.identifiers import Did
from certsvc.domain.recognised_issuers import (
    BY_HAND,
    RecognisedIssuer,
    RecognisedRegistry,
    RegistryEntry,
)
from certsvc.storage import recognised_issuers
from certsvc.storage.database import transaction
from certsvc.storage.storable import is_storable
from certsvc.workflows.services import Services

AT = datetime(2026, 11, 1, tzinfo=UTC)
ONE = RegistryEntry(Did("did:web:one.example"), "École Une", "https://one.example/", "FR")
TWO = RegistryEntry(Did("did:web:two.example"), "جامعة", "", "")


def load(name: str, *entries: RegistryEntry) -> RecognisedRegistry:
    registry = RecognisedRegistry(name, "a file", b"{}", "did:web:registry.example", AT)
    with transaction():
        recognised_issuers.put_registry(registry, entries, by="operator")
    return registry


def recognise(entry: RegistryEntry) -> RecognisedIssuer:
    issuer = RecognisedIssuer(entry, BY_HAND, AT, "operator")
    with transaction():
        recognised_issuers.put_issuer(issuer)
    return issuer


def test_what_a_registry_lists_comes_back_as_it_went_in(services: Services) -> None:
    registry = load("peers", ONE, TWO)
    assert recognised_issuers.find_registry("peers") == registry
    assert recognised_issuers.find_recognised(ONE.did) == RecognisedIssuer(ONE, "peers", AT, "operator")
    assert [one.entry for one in recognised_issuers.list_recognised("peers")] == [ONE, TWO]


def test_loading_again_forgets_who_is_listed_no_more(services: Services) -> None:
    load("peers", ONE, TWO)
    load("others", ONE)
    load("peers", TWO)
    found = recognised_issuers.find_recognised(ONE.did)
    assert found is not None
    assert found.registry == "others"
    assert len(recognised_issuers.list_registries()) == 2


def test_our_own_word_comes_before_that_of_others(services: Services) -> None:
    load("peers", ONE)
    by_hand = recognise(RegistryEntry(ONE.did, "As we call it"))
    load("a registry", ONE)
    assert recognised_issuers.find_recognised(ONE.did) == by_hand
    assert recognised_issuers.list_recognised()[0] == by_hand
    assert recognise(ONE) == recognised_issuers.find_recognised(ONE.did)


def test_removing_says_whether_there_was_anything(services: Services) -> None:
    load("peers", ONE)
    recognise(TWO)
    with transaction():
        assert not recognised_issuers.remove_issuer(ONE.did)
        assert recognised_issuers.remove_issuer(TWO.did)
        assert recognised_issuers.remove_registry("peers")
        assert not recognised_issuers.remove_registry("peers")
    assert recognised_issuers.list_recognised() == ()
    assert recognised_issuers.find_registry("peers") is None


@pytest.mark.parametrize("did", ["", "did:web:one.example\0", "did:web:\ud800", "x" * 10_000, "'; --"])
def test_any_text_may_be_asked_for(services: Services, did: str) -> None:
    load("peers", ONE)
    assert recognised_issuers.find_recognised(did) is None


def test_the_last_change_of_a_kind_is_found(services: Services) -> None:
    assert recognised_issuers.find_last_event("nothing") is None
    assert recognised_issuers.find_last_event("nothing", "catalogue") == services.now()


def test_a_text_that_no_table_can_hold_is_known_as_such() -> None:
    assert is_storable("ordinary, عربي, 😀")
    assert not is_storable("a\0b")
    assert not is_storable("\udfff")
