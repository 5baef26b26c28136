import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certsvc.signing.jwk import jwk_of
from certsvc.signing.multikey import encode_multikey
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import KnownKey, Unavailable
from certsvc.workflows.resolving import Resolver
from tests.fetching.tls_server import Internet, answer, running_server

DID = "did:web:issuer.example"
LIST = "https://issuer.example/status/3"
ONE, TWO = (Ed25519PrivateKey.generate().public_key() for _ in range(2))


@pytest.fixture
def internet() -> Iterator[Internet]:
    with running_server(["issuer.example"]) as server:
        yield Internet(server)


@pytest.fixture
def resolver(internet: Internet) -> Resolver:
    return Resolver(internet.outside(), internet.now)


def method(name: str, key: Any = ONE, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # any key, any JSON
    known = {"id": f"{DID}#{name}", "type": "Multikey", "controller": DID}
    return {**known, "publicKeyMultibase": encode_multikey(key), **members}


def did_document(*methods: dict[str, Any], **members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    listed = [entry["id"] for entry in methods]
    return {"id": DID, "verificationMethod": list(methods), "assertionMethod": listed, **members}


def publish(internet: Internet, document: object, path: str = "/.well-known/did.json") -> None:
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    internet.server.pages[path] = answer(content, Content_Type="text/html")


def reason_of(found: object) -> Reason:
    assert isinstance(found, Unavailable)
    return found.reason


def test_a_key_of_another_issuer_is_found_by_its_full_id(internet: Internet, resolver: Resolver) -> None:
    publish(
        internet, did_document(method("a"), method("b", TWO, id="#b", controller="did:web:other.example"))
    )
    assert resolver.find_key(f"{DID}#a") == KnownKey(f"{DID}#a", DID, ONE, frozenset({"assertionMethod"}))
    found = resolver.find_key(f"{DID}#b")
    assert isinstance(found, KnownKey)
    assert (found.public_key, found.controller) == (TWO, "did:web:other.example")
    assert b"\r\nAccept: application/did+json, application/json\r\n" in internet.server.requests[0]
    assert len(internet.server.requests) == 1


def test_a_did_with_a_path_and_a_port_is_looked_up_where_it_says(
    internet: Internet, resolver: Resolver
) -> None:
    did = f"{DID}%3A8443:centres:NG"
    publish(internet, {"id": did, "verificationMethod": []}, "/centres/NG/did.json")
    assert resolver.find_did_document(did) == {"id": did, "verificationMethod": []}
    assert internet.dialled[0][1] == 8443


def test_a_did_that_is_a_key_needs_no_fetching(internet: Internet) -> None:
    resolver = Resolver(internet.outside(allowed=False), internet.now)
    multibase = encode_multikey(ONE)
    ec_key = generate_private_key(SECP256R1()).public_key()
    encoded = urlsafe_b64encode(json.dumps(jwk_of(ec_key)).encode()).rstrip(b"=").decode()
    for did, fragment, key in (
        (f"did:key:{multibase}", multibase, ONE),
        (f"did:jwk:{encoded}", "0", ec_key),
    ):
        found = resolver.find_key(f"{did}#{fragment}")
        assert isinstance(found, KnownKey)
        assert found.public_key == key
        assert found.controller == did
        assert "assertionMethod" in found.purposes
        assert resolver.find_keys(did) == (found,)
        document = resolver.find_did_document(did)
        assert not isinstance(document, Unavailable)
        assert document["id"] == did
        assert reason_of(resolver.find_key(f"{did}#other")) is Reason.KEY_UNKNOWN
    assert internet.looked_up == []


def test_what_would_have_to_be_fetched_is_said_to_be_off_where_it_is(internet: Internet) -> None:
    resolver = Resolver(internet.outside(allowed=False), internet.now)
    for found in (
        resolver.find_key(f"{DID}#a"),
        resolver.find_keys(DID),
        resolver.find_did_document(DID),
        resolver.find_status_list(LIST),
    ):
        assert isinstance(found, Unavailable)
        assert found.reason is Reason.FETCHING_OFF
        assert "issuer.example" in found.detail
    assert internet.looked_up == []


@pytest.mark.parametrize(
    "did", ["did:ion:abc", "did:webs:issuer.example", "https://issuer.example/key", "", "x"]
)
def test_a_way_to_publish_keys_that_is_not_read_is_called_so(resolver: Resolver, did: str) -> None:
    assert reason_of(resolver.find_key(f"{did}#a")) is Reason.DID_METHOD_UNKNOWN
    assert reason_of(resolver.find_keys(did)) is Reason.DID_METHOD_UNKNOWN
    assert reason_of(resolver.find_did_document(did)) is Reason.DID_METHOD_UNKNOWN


@pytest.mark.parametrize("name", [DID, f"{DID}#", "did:key:z6Mk", ""])
def test_a_method_that_names_no_key_is_not_looked_up(
    internet: Internet, resolver: Resolver, name: str
) -> None:
    assert reason_of(resolver.find_key(name)) is Reason.KEY_NOT_NAMED
    assert internet.looked_up == []


@pytest.mark.parametrize(
    "did",
    [
        "did:key:z6Mk",
        "did:jwk:e30",
        "did:web:127.0.0.1",
        "did:web:issuer.example:..",
        "did:web:issuer.example/did.json?",
        "did:key:z" + "1" * 20_000,
    ],
)
def test_a_did_that_breaks_its_methods_rules_is_malformed(
    internet: Internet, resolver: Resolver, did: str
) -> None:
    assert reason_of(resolver.find_key(f"{did}#a")) is Reason.DID_DOCUMENT_MALFORMED
    assert reason_of(resolver.find_did_document(did)) is Reason.DID_DOCUMENT_MALFORMED
    assert internet.looked_up == []


@pytest.mark.parametrize(
    "document",
    [
        did_document(method("a"), id="did:web:other.example"),
        {"verificationMethod": [method("a")]},
        b"<html></html>",
        b"[]",
        b"",
        b"\xef\xbb\xbf" + json.dumps(did_document(method("a"))).encode(),
        json.dumps(did_document(method("a"))).encode() + b"x",
        json.dumps(did_document(method("a")))[:-1].encode() + b', "id": "did:web:other.example"}',
        did_document(method("a"), method("a", TWO)),
        did_document(*[method(str(number)) for number in range(65)]),
        did_document(method("a"), padding="x" * 256 * 1024),
        b"[" * 100_000,
    ],
)
def test_a_document_that_is_not_the_dids_own_or_no_document_is_malformed(
    internet: Internet, resolver: Resolver, document: object
) -> None:
    publish(internet, document)
    assert reason_of(resolver.find_key(f"{DID}#a")) is Reason.DID_DOCUMENT_MALFORMED
    assert reason_of(resolver.find_keys(DID)) is Reason.DID_DOCUMENT_MALFORMED
    assert reason_of(resolver.find_did_document(DID)) is Reason.DID_DOCUMENT_MALFORMED


def test_a_document_that_was_mended_is_read_a_minute_later(internet: Internet, resolver: Resolver) -> None:
    publish(internet, b"{}")
    assert reason_of(resolver.find_key(f"{DID}#a")) is Reason.DID_DOCUMENT_MALFORMED
    publish(internet, did_document(method("a")))
    internet.advance(minutes=1)
    assert isinstance(resolver.find_key(f"{DID}#a"), KnownKey)


def test_a_key_that_its_document_lacks_causes_one_refetch_a_minute(
    internet: Internet, resolver: Resolver
) -> None:
    publish(internet, did_document(method("a")))
    for _ in range(3):
        assert reason_of(resolver.find_key(f"{DID}#b")) is Reason.KEY_UNKNOWN
    assert len(internet.server.requests) == 1  # it had only just been fetched
    publish(internet, did_document(method("b", TWO)))
    internet.advance(seconds=59)
    assert reason_of(resolver.find_key(f"{DID}#b")) is Reason.KEY_UNKNOWN
    internet.advance(seconds=1)
    assert isinstance(resolver.find_key(f"{DID}#b"), KnownKey)
    assert reason_of(resolver.find_key(f"{DID}#a")) is Reason.KEY_UNKNOWN
    assert len(internet.server.requests) == 2


def test_a_key_that_its_document_has_causes_a_fetch_every_five_minutes(
    internet: Internet, resolver: Resolver
) -> None:
    publish(internet, did_document(method("a")))
    for _ in range(5):
        assert isinstance(resolver.find_key(f"{DID}#a"), KnownKey)
        internet.advance(seconds=59)
    assert len(internet.server.requests) == 1
    publish(internet, did_document(method("a", TWO)))
    internet.advance(seconds=5)
    found = resolver.find_key(f"{DID}#a")
    assert isinstance(found, KnownKey)
    assert found.public_key == TWO


def test_a_refetch_that_fails_takes_no_key_away(internet: Internet, resolver: Resolver) -> None:
    publish(internet, did_document(method("a")))
    assert isinstance(resolver.find_key(f"{DID}#a"), KnownKey)
    internet.server.pages.clear()
    internet.advance(minutes=2)
    assert reason_of(resolver.find_key(f"{DID}#b")) is Reason.ISSUER_UNREACHABLE
    assert isinstance(resolver.find_key(f"{DID}#a"), KnownKey)


@pytest.mark.parametrize(
    "members",
    [
        {"publicKeyMultibase": "z6Mk"},
        {"type": "JsonWebKey", "publicKeyJwk": {"kty": "oct", "k": "AAAA"}},
        {"type": "EcdsaSecp256k1VerificationKey2019"},
        {"revoked": "yesterday"},
    ],
)
def test_a_listed_key_that_cannot_be_read_is_called_so(
    internet: Internet, resolver: Resolver, members: dict[str, Any]
) -> None:
    publish(internet, did_document(method("a", **members), method("b", TWO, id="#b", **members), method("c")))
    assert reason_of(resolver.find_key(f"{DID}#a")) is Reason.KEY_MALFORMED
    assert reason_of(resolver.find_key(f"{DID}#b")) is Reason.KEY_MALFORMED
    assert isinstance(resolver.find_key(f"{DID}#c"), KnownKey)


def test_a_revoked_key_counts_as_stolen_since_then_and_not_before(
    internet: Internet, resolver: Resolver
) -> None:
    past, future = "2026-11-24T08:00:00Z", "2026-11-24T09:04:00Z"
    publish(internet, did_document(method("past", revoked=past), method("future", revoked=future)))
    found = resolver.find_key(f"{DID}#past")
    assert isinstance(found, KnownKey)
    assert found.compromised_since is not None
    assert found.compromised_since.isoformat() == "2026-11-24T08:00:00+00:00"
    found = resolver.find_key(f"{DID}#future")
    assert isinstance(found, KnownKey)
    assert found.compromised_since is None
    internet.advance(minutes=4)  # the document is still kept; the clock goes on
    found = resolver.find_key(f"{DID}#future")
    assert isinstance(found, KnownKey)
    assert found.compromised_since == internet.now()


def test_an_expired_key_verifies_nothing_any_more(internet: Internet, resolver: Resolver) -> None:
    publish(internet, did_document(method("a", expires="2026-11-24T09:04:00Z"), method("b", TWO)))
    assert isinstance(resolver.find_key(f"{DID}#a"), KnownKey)
    internet.advance(minutes=4)
    found = resolver.find_key(f"{DID}#a")
    assert isinstance(found, Unavailable)
    assert found.reason is Reason.KEY_RETIRED
    assert "expire" in found.detail
    keys = resolver.find_keys(DID)
    assert not isinstance(keys, Unavailable)
    assert [key.verification_method for key in keys] == [f"{DID}#b"]


def test_an_issuer_who_does_not_answer_is_unreachable_and_why_is_said(
    internet: Internet, resolver: Resolver
) -> None:
    found = resolver.find_key(f"{DID}#a")
    assert isinstance(found, Unavailable)
    assert found.reason is Reason.ISSUER_UNREACHABLE
    assert found.detail == "issuer.example answered with status 404."
    assert reason_of(resolver.find_status_list(LIST)) is Reason.STATUS_UNREACHABLE


def test_addresses_inside_are_refused_for_documents_and_for_lists(
    internet: Internet, resolver: Resolver
) -> None:
    internet.names["issuer.example"] = ["169.254.169.254"]
    assert reason_of(resolver.find_key(f"{DID}#a")) is Reason.ADDRESS_REFUSED
    assert reason_of(resolver.find_status_list(LIST)) is Reason.ADDRESS_REFUSED
    for url in ("http://issuer.example/s", "file:///etc/passwd", "https://127.0.0.1/", "", "urn:uuid:1"):
        assert reason_of(resolver.find_status_list(url)) is Reason.ADDRESS_REFUSED
    assert internet.dialled == []


def test_a_status_list_comes_as_it_was_served(internet: Internet, resolver: Resolver) -> None:
    publish(internet, b" eyJ.e30.AA\n", "/status/3")
    assert resolver.find_status_list(LIST) == b" eyJ.e30.AA\n"
    assert resolver.find_status_list(f"{LIST}#94") == b" eyJ.e30.AA\n"
    assert len(internet.server.requests) == 1
    assert (
        b"\r\nAccept: application/vc, application/vc+jwt, application/json\r\n" in internet.server.requests[0]
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.one_of(st.text(), st.from_regex(r"did:(web|key|jwk):.{0,40}#.{0,5}", fullmatch=True)))
def test_no_text_whatever_raises_anything(internet: Internet, text: str) -> None:
    def resolve(_: str) -> list[str]:
        raise OSError("no such name")

    for allowed in (True, False):
        resolver = Resolver(internet.outside(allowed=allowed, resolve=resolve), internet.now)
        assert isinstance(resolver.find_key(text), Unavailable | KnownKey)
        assert isinstance(resolver.find_keys(text), Unavailable | tuple)
        assert isinstance(resolver.find_status_list(text), Unavailable)
        resolver.find_did_document(text)


JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.text(max_size=8), st.just(DID), st.just("#a")),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["id", "type", "controller", "publicKeyMultibase", "publicKeyJwk", "revoked", "x"]
            ),
            inner,
            max_size=4,
        ),
    ),
    max_leaves=10,
)
MEMBERS = st.sampled_from(
    ["verificationMethod", "assertionMethod", "keyAgreement", "@context", "alsoKnownAs"]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.dictionaries(MEMBERS, JSON))
def test_no_document_whatever_raises_anything(internet: Internet, members: dict[str, Any]) -> None:
    publish(internet, {"id": DID, **members})
    resolver = Resolver(internet.outside(), internet.now)
    assert isinstance(resolver.find_key(f"{DID}#a"), Unavailable | KnownKey)
    assert isinstance(resolver.find_keys(DID), Unavailable | tuple)
    resolver.find_did_document(DID)
