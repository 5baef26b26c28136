import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.identifiers import Did, PartnerCode
from certsvc.domain.recognised_issuers import BY_HAND, RegistryEntry
from certsvc.errors import (
    CertsvcError,
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    ProofError,
    UnavailableError,
)
from certsvc.storage import events
from certsvc.workflows.manage_keys import compromise_key, rotate_key
from certsvc.workflows.publish import issuer_registry
from certsvc.workflows.recognised_issuers import (
    LoadedRegistry,
    RegistryOffer,
    list_recognised,
    list_registries,
    load_registry,
    recognise_issuer,
    remove_recognised,
)
from certsvc.workflows.registry_documents import read_registry_document
from certsvc.workflows.services import Services
from tests.builders import a_signing_key
from tests.conftest import NOW, Clock
from tests.workflows.registries import COLLEGE, LISTED, SCHOOL, a_peer, a_registry

PEER = a_peer()
CENTRE = Actor(name="Zaria", role=Role.CENTRE, centre=PartnerCode("NG"))


def load(
    services: Services,
    content: bytes,
    *,
    name: str = "peers",
    signed_by: str | None = PEER.issuer,
    by: Actor = OPERATOR,
) -> LoadedRegistry:
    return load_registry(services, RegistryOffer(content, name, "a file", signed_by), by=by)


def names() -> dict[str, str]:
    return {one.entry.did: one.entry.name for one in list_recognised()}


def refusal(services: Services, content: bytes, **said: Any) -> str:  # noqa: ANN401  # arguments of ``load``
    """The code with which it is refused; nothing of it was kept."""
    before = list_recognised(), list_registries()
    with pytest.raises(CertsvcError) as caught:
        load(services, content, **said)
    assert (list_recognised(), list_registries()) == before
    return caught.value.code


def test_whom_a_signed_registry_lists_is_recognised(services: Services) -> None:
    loaded = load(services, a_registry(signer=PEER))
    assert (loaded.listed, loaded.added, loaded.removed) == (2, 2, 0)
    assert loaded.registry.signed_by == PEER.issuer
    assert names() == {COLLEGE: "A College", SCHOOL: "Школа"}
    [event] = events.list_events("registry", "peers")
    assert (event.action, event.actor) == ("loaded", OPERATOR.name)


def test_loading_it_again_forgets_who_is_listed_no_more(services: Services) -> None:
    load(services, a_registry(signer=PEER))
    newer = a_registry(
        {SCHOOL: LISTED[SCHOOL], "did:web:new.example": {"name": "New"}},
        signer=PEER,
        created=NOW + timedelta(days=1),
    )
    loaded = load(services, newer)
    assert (loaded.listed, loaded.added, loaded.removed) == (2, 1, 1)
    assert set(names()) == {SCHOOL, "did:web:new.example"}


def test_an_older_registry_does_not_bring_back_who_was_removed(services: Services) -> None:
    load(services, a_registry({}, signer=PEER))
    older = a_registry(signer=PEER, created=NOW - timedelta(days=1))
    assert refusal(services, older) == "registry_older"
    remove_recognised(services, "peers", by=OPERATOR)
    assert load(services, older).listed == 2


def test_an_unsigned_registry_is_taken_only_when_none_asked_for_a_signature(services: Services) -> None:
    assert refusal(services, a_registry()) == "proof_missing"
    assert load(services, a_registry(), signed_by=None).registry.signed_by == ""


def test_a_signature_is_never_left_unchecked(services: Services) -> None:
    assert refusal(services, a_registry(signer=PEER), signed_by=None) == "registry_signed"
    assert (
        refusal(services, a_registry(signer=PEER).replace(b"A College", b"B College")) == "signature_invalid"
    )


def test_a_signature_of_somebody_else_does_not_count(services: Services) -> None:
    other = a_peer(seed=8)
    assert refusal(services, a_registry(signer=other)) == "key_of_another_issuer"
    stranger = a_signing_key(seed=8, issuer=PEER.issuer)  # claims a key that the peer's DID does not have
    assert refusal(services, a_registry(signer=stranger)) in {"key_unknown", "key_not_for_purpose"}


def test_a_signature_that_was_not_made_to_assert_anything_does_not_count(services: Services) -> None:
    assert refusal(services, a_registry(signer=PEER, purpose="authentication")) == "proof_purpose"


def test_an_expired_signature_does_not_count(services: Services) -> None:
    expired = a_registry(signer=PEER, members={"expires": "2026-11-24T08:00:00Z"})
    assert refusal(services, expired) == "proof_expired"


def test_a_signature_without_a_time_does_not_count(services: Services) -> None:
    assert refusal(services, a_registry(signer=PEER, created=None)) == "proof_created"


def test_a_signer_that_cannot_be_looked_up_is_said(services: Services) -> None:
    stranger = a_signing_key(issuer=Did("did:example:nobody"))
    with pytest.raises(UnavailableError) as caught:
        load(services, a_registry(signer=stranger), signed_by=stranger.issuer)
    assert caught.value.code == "did_method_unknown"


def test_what_we_publish_can_be_loaded_by_a_peer(services: Services, clock: Clock) -> None:
    """By ourselves, who are a peer as good as any."""
    ours = services.addresses.secretariat_did()
    published = issuer_registry(services)
    clock.advance(hours=1)
    assert load(services, published, signed_by=ours).listed == len(read_registry_document(published).entries)
    rotate_key(services, None, by=OPERATOR)
    assert load(services, published, signed_by=ours).added == 0


def test_a_registry_signed_with_a_stolen_key_does_not_count(services: Services, clock: Clock) -> None:
    ours = services.addresses.secretariat_did()
    published = issuer_registry(services)
    method = json.loads(published)["proof"]["verificationMethod"]
    clock.advance(hours=1)
    compromise_key(services, method.partition("#")[2], since=clock(), by=OPERATOR)
    assert refusal(services, published, signed_by=ours) == "key_compromised"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "not_json"),
        (b"[]", "not_an_object"),
        (b"{}", "registry_malformed"),
        (b'{"registry": {"did:web:a.example": {"name": "A"}, "did:web:a.example": 1}}', "duplicate_member"),
        (b"\xef\xbb\xbf{}", "byte_order_mark"),
        (a_registry([]), "registry_malformed"),
        (a_registry({COLLEGE: "A College"}), "registry_malformed"),
        (a_registry({COLLEGE: {}}), "registry_malformed"),
        (a_registry({COLLEGE: {"name": " "}}), "registry_malformed"),
        (a_registry({COLLEGE: {"name": 7}}), "registry_malformed"),
        (a_registry({COLLEGE: {"name": "x" * 256}}), "registry_malformed"),
        (a_registry({COLLEGE: {"name": "a\u202eb"}}), "registry_malformed"),
        (a_registry({COLLEGE: {"name": "a\u0000b"}}), "registry_malformed"),
        (a_registry({COLLEGE: {"name": "A", "url": None}}), "registry_malformed"),
        (a_registry({"https://college.example": {"name": "A"}}), "malformed_did"),
        (a_registry({"did:web:a b": {"name": "A"}}), "malformed_did"),
        (a_registry({"did:web:" + "a" * 1000: {"name": "A"}}), "malformed_did"),
        (a_registry({"did:web:a#key": {"name": "A"}}), "malformed_did"),
    ],
)
def test_what_is_no_registry_is_refused_whole(services: Services, content: bytes, code: str) -> None:
    assert refusal(services, content, signed_by=None) == code


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://", "//college.example", "x" * 2000])
def test_an_address_that_is_none_is_left_out(url: str) -> None:
    [entry] = read_registry_document(a_registry({COLLEGE: {"name": "A", "url": url}})).entries
    assert entry == RegistryEntry(Did(COLLEGE), "A")


@given(
    st.dictionaries(
        st.sampled_from(["name", "url", "location", "x"]), st.text(max_size=40) | st.none() | st.integers()
    )
)
def test_whatever_is_said_of_an_issuer_is_read_or_refused(said: Mapping[str, Any]) -> None:
    try:
        [entry] = read_registry_document(a_registry({COLLEGE: said})).entries
    except InvalidInputError:
        return
    assert entry.name
    assert (entry.name + entry.url + entry.location).isprintable()


@pytest.mark.parametrize("name", ["", " ", "x" * 65, "a\nb\0", "did:web:registry.example"])
def test_a_registry_needs_a_name_that_is_no_did(services: Services, name: str) -> None:
    assert refusal(services, a_registry(signer=PEER), name=name) == "registry_name"


def test_an_issuer_is_recognised_by_hand_and_again_not(services: Services) -> None:
    recognised = recognise_issuer(services, RegistryEntry(Did(COLLEGE), "A  College"), by=OPERATOR)
    assert (recognised.entry.name, recognised.registry) == ("A College", BY_HAND)
    assert names() == {COLLEGE: "A College"}
    remove_recognised(services, COLLEGE, by=OPERATOR)
    assert names() == {}
    with pytest.raises(NotFoundError):
        remove_recognised(services, COLLEGE, by=OPERATOR)
    assert [event.action for event in events.list_events("registry", COLLEGE)] == ["recognised", "removed"]


def test_our_own_issuers_need_no_recognition(services: Services) -> None:
    entry = RegistryEntry(services.addresses.secretariat_did(), "Ourselves")
    with pytest.raises(ConflictError) as caught:
        recognise_issuer(services, entry, by=OPERATOR)
    assert caught.value.code == "issuer_is_ours"


def test_what_recognises_nobody_is_not_there_to_remove(services: Services) -> None:
    load(services, a_registry(signer=PEER))
    for what in ("others", COLLEGE, ""):
        with pytest.raises(NotFoundError):
            remove_recognised(services, what, by=OPERATOR)
    assert len(names()) == 2


def test_a_centre_recognises_nobody(services: Services) -> None:
    assert refusal(services, a_registry(signer=PEER), by=CENTRE) == "not_allowed"
    with pytest.raises(NotAllowedError):
        recognise_issuer(services, RegistryEntry(Did(COLLEGE), "A College"), by=CENTRE)
    with pytest.raises(NotAllowedError):
        remove_recognised(services, COLLEGE, by=CENTRE)


def test_an_error_is_a_proof_error_where_a_proof_is_at_fault(services: Services) -> None:
    with pytest.raises(ProofError):
        load(services, a_registry(signer=PEER).replace(b"Accra", b"Lagos"))
