"""Verifiable Credentials Data Model 2.0, sections 4.10, 4.11 and 5: the parts that a credential may have."""

import base64
import hashlib
from typing import Any

import pytest

from certsvc.credentials.contexts import CREDENTIALS_V2, get_context
from tests.conformance.posting import Caller, foreign_credential, signed

CONTENT = get_context(CREDENTIALS_V2)
SRI = "sha384-" + base64.b64encode(hashlib.sha384(CONTENT).digest()).decode()
MULTIBASE = "u" + base64.urlsafe_b64encode(b"\x12\x20" + hashlib.sha256(CONTENT).digest()).decode().rstrip(
    "="
)
WRONG_SRI = "sha384-" + base64.b64encode(bytes(48)).decode()
WRONG_MULTIBASE = "u" + base64.urlsafe_b64encode(b"\x12\x20" + bytes(32)).decode().rstrip("=")
FAR = "https://example.org/resource.json"

TYPED = ("credentialStatus", "termsOfUse", "evidence", "refreshService", "credentialSchema")
PART = {"id": "https://example.org/part/1", "type": "https://example.org/#Part"}


@pytest.mark.parametrize("member", TYPED)
def test_one_or_several_parts_with_a_type_are_issued(house: Caller, member: str) -> None:
    """4.10, 4.11, 5.4, 5.5, 5.6: each value MUST specify its type, and MAY have an id."""
    for value in (PART, [PART, {**PART, "id": "https://example.org/part/2"}]):
        assert house.issued(house.credential(**{member: value}))[member] == value


@pytest.mark.parametrize("member", [*TYPED, "renderMethod", "confidenceMethod"])
@pytest.mark.parametrize(
    "part", [{"id": "https://example.org/a"}, {**PART, "type": 2}, "text", 7, [], {}], ids=str
)
def test_a_part_without_a_type_is_not_issued(house: Caller, member: str, part: object) -> None:
    """4.5, 4.10, 4.11, 5.4 to 5.6, 5.10: objects in these members MUST have a type, reserved ones too."""
    assert house.issue(house.credential(**{member: part})).status == 400


@pytest.mark.parametrize("member", TYPED)
@pytest.mark.parametrize("part", [{"id": "https://example.org/a"}, {**PART, "type": 2}, "text", 7], ids=str)
def test_a_part_without_a_type_is_not_verified(house: Caller, member: str, part: object) -> None:
    """The same, of a verifier."""
    document = signed(foreign_credential(**{member: part}), cryptosuite="eddsa-jcs-2022")
    assert house.verify(document).status == 400


def test_a_part_whose_type_is_no_url_and_no_term_is_not_issued(house: Caller) -> None:
    """4.5: types MUST be terms or absolute URLs."""
    for member in TYPED:
        assert house.issue(house.credential(**{member: {**PART, "type": "Unmapped"}})).status == 400


@pytest.mark.parametrize(
    "identifier", ["no-url", 7, None, ["https://a.example", "https://b.example"]], ids=str
)
def test_the_id_of_a_part_is_one_url(house: Caller, identifier: object) -> None:
    """4.4: of credentialStatus and every other part, the id MUST be a single URL if there is one."""
    for member in TYPED:
        assert house.issue(house.credential(**{member: {**PART, "id": identifier}})).status == 400


def test_a_status_may_have_no_id(house: Caller) -> None:
    """4.10: the id of a credentialStatus is optional."""
    part = {"type": "https://example.org/#Part"}
    assert house.issued(house.credential(credentialStatus=part))["credentialStatus"] == part


def test_a_status_that_cannot_be_looked_up_is_not_taken_for_a_good_one(house: Caller) -> None:
    """4.10, 7.1: status is evaluated; where it cannot be, the caller hears of it."""
    document = signed(foreign_credential(credentialStatus=PART))
    answer = house.verify(document)
    assert answer.status == 400
    assert any(error.startswith("status: ") for error in answer.body["errors"])
    asked = house.verify(document, checks=["proof"])
    assert asked.status == 200
    assert any(warning.startswith("status: ") for warning in asked.body["warnings"])


@pytest.mark.parametrize(
    "schema", [{"type": "JsonSchema"}, {"type": "JsonSchema", "id": 7}, {"id": FAR}], ids=str
)
def test_a_schema_has_a_type_and_a_url(house: Caller, schema: dict[str, Any]) -> None:
    """4.11: each credentialSchema MUST specify its type and an id that MUST be a URL."""
    assert house.issue(house.credential(credentialSchema=schema)).status == 400
    document = signed(foreign_credential(credentialSchema=schema), cryptosuite="eddsa-jcs-2022")
    assert house.verify(document).status == 400


GOOD_RESOURCES: list[Any] = [
    {"id": CREDENTIALS_V2, "digestSRI": SRI},
    {"id": CREDENTIALS_V2, "digestMultibase": MULTIBASE},
    [
        {
            "id": CREDENTIALS_V2,
            "digestSRI": SRI,
            "digestMultibase": MULTIBASE,
            "mediaType": "application/ld+json",
        }
    ],
    [{"id": FAR, "digestSRI": WRONG_SRI}, {"id": f"{FAR}?2", "digestMultibase": WRONG_MULTIBASE}],
]
GOOD_RESOURCES.append(
    {"id": FAR, "digestSRI": "sha256-" + hashlib.sha256(b"far").hexdigest()}
)  # as W3C's own
BAD_RESOURCES: list[Any] = [
    *(["text"], "text", 7, []),
    {"digestSRI": SRI},
    {"id": "no url", "digestSRI": SRI},
    {"id": FAR},
    [{"id": FAR, "digestSRI": SRI}, {"id": FAR, "digestMultibase": MULTIBASE}],
    {"id": FAR, "digestSRI": 7},
    {"id": FAR, "digestSRI": "sha384-short"},
    {"id": FAR, "digestMultibase": "no multibase"},
    {"id": CREDENTIALS_V2, "digestSRI": WRONG_SRI},
    {"id": CREDENTIALS_V2, "digestMultibase": WRONG_MULTIBASE},
]


@pytest.mark.parametrize("resources", GOOD_RESOURCES, ids=str)
def test_related_resources_with_digests_are_issued_and_verified(house: Caller, resources: object) -> None:
    """5.3: relatedResource MUST be one or more objects with an id and a digest; it may have a media type."""
    assert house.verify(house.issued(house.credential(relatedResource=resources))).is_good


@pytest.mark.parametrize("resources", BAD_RESOURCES, ids=str)
def test_related_resources_without_id_digest_or_with_a_wrong_one_are_not_issued(
    house: Caller, resources: object
) -> None:
    """5.3: ids MUST be unique, each object MUST have a digest, which MUST be that of the resource."""
    assert house.issue(house.credential(relatedResource=resources)).status == 400


@pytest.mark.parametrize("resources", [one for one in BAD_RESOURCES if one != []], ids=str)
def test_related_resources_that_are_wrong_are_not_verified(house: Caller, resources: object) -> None:
    """5.3: where the digest does not match, a conforming verifier MUST produce an error."""
    document = signed(foreign_credential(relatedResource=resources), cryptosuite="eddsa-jcs-2022")
    assert house.verify(document).status == 400


def test_problems_are_said_as_the_standard_says_them(house: Caller) -> None:
    """7.2: the type of a problem MUST be a URL; those of the data model begin with its own address."""
    document = house.issued()
    document["credentialSubject"] = {"id": "did:example:another"}
    answer = house.verify(document)
    assert "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR" in answer.types
    for detail in answer.body["problemDetails"]:
        assert {"type", "title", "detail"} <= detail.keys()
    malformed = house.verify(signed(foreign_credential(issuer=7), cryptosuite="eddsa-jcs-2022"))
    assert "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR" in malformed.types
