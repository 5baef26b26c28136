"""What a caller may have signed, and what not: rules 14 to 22."""

import base64
import copy
import hashlib
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certsvc.credentials.compose import compose_credential
from certsvc.credentials.contexts import CREDENTIALS_V2, OPEN_BADGES_V3, get_context
from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.lint import LintedCredential, LintError, lint_plain_credential
from tests.builders import ADDRESSES, a_full_certification

WRONG_SRI = "sha384-" + base64.b64encode(bytes(48)).decode()
RIGHT_SRI = "sha384-" + base64.b64encode(hashlib.sha384(get_context(CREDENTIALS_V2)).digest()).decode()
RIGHT_MULTIBASE = "u" + base64.urlsafe_b64encode(
    b"\x12\x20" + hashlib.sha256(get_context(CREDENTIALS_V2)).digest()
).decode().rstrip("=")
ENTRY = {
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": "https://lists.example/status/3",
}


def a_plain_credential(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """One by the secretariat; ``type_`` and ``context`` for what Python cannot name; None: left out."""
    renamed = {"context": "@context", "type_": "type"}
    document = {
        "@context": [CREDENTIALS_V2],
        "type": ["VerifiableCredential"],
        "issuer": ADDRESSES.secretariat_did(),
        "credentialSubject": {"id": "did:example:subject"},
    } | {renamed.get(name, name): value for name, value in members.items()}
    return {name: value for name, value in document.items() if value is not None}


def lint(document: object) -> LintedCredential:
    return lint_plain_credential(DraftCredential(document), ADDRESSES)  # type: ignore[arg-type]  # any JSON


def numbers_of(document: object) -> set[str]:
    """The rules that a document breaks."""
    try:
        lint(document)
    except LintError as error:
        return {breach.split()[0] for breach in error.breaches}
    return set()


def a_badge() -> dict[str, Any]:
    """A badge without what this service promises of its own alone."""
    document = copy.deepcopy(dict(compose_credential(a_full_certification()).document))
    document["id"] = "urn:uuid:019ab4f2-6c00-7a11-8c22-3d334e445f55"
    del document["credentialStatus"], document["awardedDate"], document["credentialSchema"]
    for member in ("source", "licenseNumber", "narrative", "identifier"):
        del document["credentialSubject"][member]
    return document


GOOD: list[dict[str, Any]] = [
    {},
    {"id": "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008"},
    {"type_": "VerifiableCredential"},
    {"type_": ["https://example.org/#Second", "VerifiableCredential", "https://example.org/#First"]},
    {"issuer": {"id": ADDRESSES.secretariat_did(), "name": "UNESCO-ICHEI"}},
    {"issuer": {"id": ADDRESSES.secretariat_did(), "name": {"@value": "ICHEI", "@language": "en"}}},
    {"name": {"@value": "شهادة", "@language": "ar", "@direction": "rtl"}},
    {"name": [{"@value": "Dog", "@language": "en"}, {"@value": "Chien", "@language": "fr"}]},
    {"description": "Two\nlines."},
    {"credentialSubject": [{"id": "did:example:a"}, {"name": "Alice"}]},
    {"validFrom": "2023-02-26T01:02:58.447Z"},
    {"validFrom": "2023-02-26T01:02:58-05:00"},
    {"validFrom": "2024-01-01T00:00:00Z", "validUntil": "2024-01-01T01:00:00+01:00"},
    {"credentialStatus": ENTRY},
    {"credentialStatus": [ENTRY, {**ENTRY, "statusPurpose": "suspension", "statusListIndex": "0"}]},
    {"credentialStatus": {"type": "https://example.org/#AnotherStatus"}},
    {"credentialStatus": {**ENTRY, "statusReference": "https://lists.example/about"}},
    {
        "credentialStatus": {
            **ENTRY,
            "statusSize": 1,
            "statusMessage": [{"status": "0x0", "message": "yes"}, {"status": "0x1", "message": "no"}],
        }
    },
    {"credentialSchema": {"id": "https://example.org/schema.json", "type": "JsonSchema"}},
    {"termsOfUse": [{"type": "https://example.org/#Policy", "id": "https://example.org/policy"}]},
    {"evidence": {"type": "https://example.org/#Seen"}},
    {"refreshService": {"type": "https://example.org/#Refresh", "id": "did:example:refresh/2"}},
    {"relatedResource": {"id": CREDENTIALS_V2, "digestSRI": RIGHT_SRI}},
    {"relatedResource": [{"id": CREDENTIALS_V2, "digestMultibase": RIGHT_MULTIBASE, "mediaType": "a/b"}]},
    {"relatedResource": {"id": "https://example.org/far", "digestSRI": "sha256-" + "ca" * 32}},
    {
        "context": [CREDENTIALS_V2, {"Word": "https://example.org/#Word"}],
        "type_": ["VerifiableCredential", "Word"],
    },
    {"context": [CREDENTIALS_V2, {"@protected": True, "size": "https://example.org/#size"}], "size": 7},
]


@pytest.mark.parametrize("members", GOOD, ids=str)
def test_what_the_data_model_allows_passes(members: dict[str, Any]) -> None:
    assert numbers_of(a_plain_credential(**members)) == set()


DEEP: Any = {"id": "did:example:deep"}
for _ in range(40):
    DEEP = {"evidence": DEEP}

BAD: list[tuple[dict[str, Any], str]] = [
    ({"id": None, "name": ""} | {"credentialSubject": {"id": "did:example:a", "name": None}}, "14.1"),
    ({"credentialSubject": {"id": "did:example:a", "name": []}}, "14.1"),
    ({"credentialSubject": {"name": [["a"]]}}, "14.1"),
    ({"credentialSubject": {"name": "a\x00b"}}, "14.1"),
    ({"credentialSubject": {"name": "\u202eabc"}}, "14.1"),
    ({"credentialSubject": {"name": "half \ud800"}}, "14.1"),
    ({"credentialSubject": {"name": "x" * 100_001}}, "14.1"),
    ({"evidence": DEEP}, "14.1"),
    ({"type_": ["VerifiableCredential", "Unmapped"]}, "14.2"),
    ({"credentialSubject": {"type": 7, "name": "a"}}, "14.2"),
    ({"credentialSubject": {"unmapped": "a"}}, "14.3"),
    ({"credentialSubject": {"https://schema.org/name": "a"}}, "14.3"),
    ({"credentialSubject": {"@id": "did:example:a"}}, "14.3"),
    ({"credentialSubject": {"@context": {}, "name": "a"}}, "14.3"),
    ({"credentialSubject": {"id": "no url", "name": "a"}}, "14.4"),
    ({"credentialSubject": {"id": ["did:example:a", "did:example:b"]}}, "14.4"),
    ({"name": {"@value": "a", "@language": "en", "url": "did:example:c"}}, "14.5"),
    ({"name": {"@value": 7}}, "14.5"),
    ({"name": {"@value": "a", "@language": "not a language"}}, "14.5"),
    ({"name": {"@value": "a", "@direction": "up"}}, "14.5"),
    ({"name": {"id": "did:example:name"}}, "14.5"),
    ({"context": [CREDENTIALS_V2, {"VerifiableCredential": "https://example.org/#Bad"}]}, "14.6"),
    ({"context": [CREDENTIALS_V2, {"Word": "https ://no-url"}]}, "14.6"),
    ({"context": [CREDENTIALS_V2, {"@vocab": "https://example.org/#"}]}, "14.6"),
    ({"context": [CREDENTIALS_V2, {"until": "https://www.w3.org/2018/credentials#validUntil"}]}, "14.6"),
    ({"context": [CREDENTIALS_V2, {"until": {"@id": "https://example.org/#until"}}]}, "14.6"),
    ({"context": None}, "15.1"),
    ({"context": []}, "15.1"),
    ({"context": CREDENTIALS_V2}, "15.1"),
    ({"context": [OPEN_BADGES_V3, CREDENTIALS_V2]}, "15.1"),
    ({"context": [CREDENTIALS_V2, "https://unknown.example/v1"]}, "15.1"),
    ({"context": [CREDENTIALS_V2, "https ://not-a-url/v1"]}, "15.1"),
    ({"context": [CREDENTIALS_V2, 123192875]}, "15.1"),
    ({"context": [CREDENTIALS_V2, CREDENTIALS_V2]}, "15.1"),
    ({"type_": None}, "15.2"),
    ({"type_": []}, "15.2"),
    ({"type_": ["https://example.org/#Only"]}, "15.2"),
    ({"type_": ["VerifiableCredential", 7]}, "15.2"),
    ({"type_": ["VerifiableCredential", "BitstringStatusListCredential"]}, "15.2"),
    ({"id": "no url"}, "15.3"),
    ({"id": ["urn:a:b", "urn:a:c"]}, "15.3"),
    ({"id": f"{ADDRESSES.base_url}/credentials/019ab4f2-6c00-7a11-8c22-3d334e445f55"}, "15.3"),
    ({"proof": {"type": "DataIntegrityProof"}}, "15.4"),
    ({"issuer": None}, "16.1"),
    ({"issuer": {"name": "Nobody"}}, "16.1"),
    ({"issuer": "fake-issuer"}, "16.1"),
    ({"issuer": {"id": None}}, "16.1"),
    ({"issuer": "did:example:issuer"}, "16.2"),
    ({"credentialSubject": None}, "17.1"),
    ({"credentialSubject": []}, "17.1"),
    ({"credentialSubject": {}}, "17.1"),
    ({"credentialSubject": [{"id": "did:example:a"}, {}]}, "17.1"),
    ({"credentialSubject": "did:example:a"}, "17.1"),
    ({"validFrom": "Sat 25 Feb 2023 07:16:31 PM CST"}, "18.1"),
    ({"validFrom": "2023-02-26T01:02:58"}, "18.1"),
    ({"validUntil": "2023-02-30T01:02:58Z"}, "18.1"),
    ({"validUntil": 7}, "18.1"),
    ({"validFrom": "2025-01-01T00:00:00Z", "validUntil": "2024-01-01T00:00:00Z"}, "18.2"),
    ({"evidence": []}, "19.1"),
    ({"termsOfUse": "https://example.org/policy"}, "19.1"),
    ({"credentialStatus": {"id": "did:example:status"}}, "19.2"),
    ({"termsOfUse": {"id": "https://example.org/policy"}}, "19.2"),
    ({"evidence": {"id": "https://example.org/seen"}}, "19.2"),
    ({"evidence": [{"type": "https://example.org/#Seen", "genre": "ext:Predecessor"}]}, "19.4"),
    ({"refreshService": {"id": "https://example.org/new"}}, "19.2"),
    ({"renderMethod": {"id": "https://example.org/drawn"}}, "19.2"),
    ({"confidenceMethod": {"id": "https://example.org/sure"}}, "19.2"),
    ({"credentialSchema": {"id": "https://example.org/schema.json"}}, "19.2"),
    ({"credentialSchema": {"type": "JsonSchema"}}, "19.3"),
    ({"credentialSchema": {"type": "JsonSchema", "id": "schema.json"}}, "19.3"),
    ({"credentialStatus": {**ENTRY, "type": ["BitstringStatusListEntry", "https://example.org/#B"]}}, "20.1"),
    ({"credentialStatus": {**ENTRY, "statusPurpose": 1}}, "20.2"),
    ({"credentialStatus": {**ENTRY, "statusListIndex": 94567}}, "20.3"),
    ({"credentialStatus": {**ENTRY, "statusListIndex": True}}, "20.3"),
    ({"credentialStatus": {**ENTRY, "statusListIndex": "-1"}}, "20.3"),
    ({"credentialStatus": {**ENTRY, "statusListIndex": "0x10"}}, "20.3"),
    ({"credentialStatus": {**ENTRY, "statusListCredential": "list 3"}}, "20.4"),
    ({"credentialStatus": {**ENTRY, "id": "https://lists.example/status/3"}}, "20.4"),
    ({"credentialStatus": {**ENTRY, "statusSize": 0}}, "20.5"),
    ({"credentialStatus": {**ENTRY, "statusSize": "1"}}, "20.5"),
    ({"credentialStatus": {**ENTRY, "statusSize": 2}}, "20.5"),
    ({"credentialStatus": {**ENTRY, "statusMessage": [{"status": "0x0", "message": "a"}]}}, "20.5"),
    ({"credentialStatus": {**ENTRY, "statusMessage": [{"status": "0", "message": "a"}] * 2}}, "20.5"),
    ({"credentialStatus": {**ENTRY, "statusMessage": [{"status": "0x0"}] * 2}}, "20.5"),
    ({"credentialStatus": {**ENTRY, "statusReference": "about it"}}, "20.6"),
    ({"relatedResource": []}, "21.1"),
    ({"relatedResource": [CREDENTIALS_V2]}, "21.1"),
    ({"relatedResource": {"digestSRI": RIGHT_SRI}}, "21.2"),
    ({"relatedResource": [{"id": CREDENTIALS_V2, "digestSRI": RIGHT_SRI}] * 2}, "21.2"),
    ({"relatedResource": {"id": CREDENTIALS_V2}}, "21.3"),
    ({"relatedResource": {"id": "https://example.org/far", "digestSRI": "md5-abc"}}, "21.4"),
    ({"relatedResource": {"id": "https://example.org/far", "digestSRI": "sha256-abc"}}, "21.4"),
    ({"relatedResource": {"id": "https://example.org/far", "digestMultibase": "zAbc"}}, "21.4"),
    ({"relatedResource": {"id": "https://example.org/far", "digestMultibase": 7}}, "21.4"),
    ({"relatedResource": {"id": CREDENTIALS_V2, "digestSRI": WRONG_SRI}}, "21.5"),
    ({"type_": ["VerifiableCredential", "OpenBadgeCredential"]}, "22.1"),
]


@pytest.mark.parametrize(("members", "rule"), BAD, ids=str)
def test_what_breaks_a_rule_is_refused_by_its_number(members: dict[str, Any], rule: str) -> None:
    assert rule in numbers_of(a_plain_credential(**members))


@pytest.mark.parametrize("document", [None, [], "text", 7])
def test_what_is_no_object_is_refused(document: object) -> None:
    assert numbers_of(document) == {"14.1"}


def test_a_badge_needs_what_the_standard_asks_and_not_what_we_promise_of_our_own() -> None:
    assert numbers_of(a_badge()) == set()


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        (("id",), "22.1"),
        (("validFrom",), "22.1"),
        (("credentialSubject", "type"), "22.2"),
        (("credentialSubject", "achievement"), "22.3"),
        (("credentialSubject", "achievement", "id"), "22.3"),
        (("credentialSubject", "achievement", "type"), "22.3"),
        (("credentialSubject", "achievement", "name"), "22.3"),
        (("credentialSubject", "achievement", "description"), "22.3"),
        (("credentialSubject", "achievement", "criteria"), "22.3"),
        (("credentialSubject", "achievement", "alignment", 0, "targetName"), "22.5"),
        (("credentialSubject", "achievement", "alignment", 0, "type"), "22.5"),
        (("credentialSubject", "achievement", "resultDescription", 0, "id"), "22.6"),
        (("credentialSubject", "achievement", "resultDescription", 0, "resultType"), "22.6"),
        (("credentialSubject", "result", 0, "type"), "22.7"),
    ],
    ids=str,
)
def test_a_badge_without_a_member_that_the_standard_requires_is_refused(
    path: tuple[Any, ...], rule: str
) -> None:
    document: Any = a_badge()
    place = document
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    assert rule in numbers_of(document)


def test_an_identity_of_a_badge_has_a_type_of_the_standard() -> None:
    document = a_badge()
    identity = {"type": "IdentityObject", "hashed": False, "identityHash": "Ada", "identityType": "name"}
    document["credentialSubject"]["identifier"] = [identity]
    assert numbers_of(document) == set()
    for change in ({"identityType": "nickname"}, {"hashed": "no"}, {"identityHash": ""}, {"type": "Profile"}):
        document["credentialSubject"]["identifier"] = [{**identity, **change}]
        assert "22.4" in numbers_of(document), change


def test_the_linted_document_is_the_draft_member_by_member() -> None:
    document = a_plain_credential(name="A name", validFrom="2024-01-01T00:00:00Z")
    linted = lint(document)
    assert linted.document == document
    assert list(linted.document) == list(document)
    assert linted.context == (CREDENTIALS_V2,)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)
MEMBERS = (
    *("@context", "type", "id", "issuer", "name", "credentialSubject", "validFrom", "validUntil", "proof"),
    *("credentialStatus", "credentialSchema", "relatedResource", "evidence", "termsOfUse", "unknown"),
)


@settings(suppress_health_check=[HealthCheck.too_slow])  # tables of characters are made at first
@given(st.dictionaries(st.sampled_from(MEMBERS), JSON, max_size=4))
def test_no_draft_raises_anything_but_our_own_error(members: dict[str, Any]) -> None:
    document = a_badge() | members
    if not numbers_of(document):
        assert lint(document).document == document
