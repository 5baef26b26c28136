"""Bitstring Status List 1.0: entries, lists and how a verifier reads them."""

import base64
import gzip
import json
from typing import Any

import pytest

from certsvc.signing.base58 import encode_base58
from tests.conformance.posting import LEFT_OUT, Caller, a_did_key, foreign_credential, signed

LIST = "https://lists.example/status/3"
ENTRY = {
    "id": f"{LIST}#94567",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": LIST,
}


def packed(content: bytes) -> str:
    return "u" + base64.urlsafe_b64encode(gzip.compress(content)).decode().rstrip("=")


def bits(*indices: int, positions: int = 131_072) -> bytes:
    content = bytearray(positions // 8)
    for index in indices:
        content[index // 8] |= 0x80 >> index % 8
    return bytes(content)


def a_list(encoded: str | None = None, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """A status list by the owner of ``a_did_key()``; ``subject_…`` members are its subject's."""
    subject = {
        "id": f"{LIST}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": encoded or packed(bits()),
    } | {
        name.removeprefix("subject_"): value for name, value in members.items() if name.startswith("subject_")
    }
    own = {name: value for name, value in members.items() if not name.startswith("subject_")}
    subject = {name: value for name, value in subject.items() if value is not LEFT_OUT}
    return foreign_credential(
        **{"id": LIST, "type_": ["VerifiableCredential", "BitstringStatusListCredential"]}
        | {"credentialSubject": subject}
        | own
    )


@pytest.fixture
def entry(house: Caller) -> dict[str, Any]:
    found: dict[str, Any] = house.issued()["credentialStatus"]
    return found


@pytest.fixture
def status_list(house: Caller, entry: dict[str, Any]) -> Any:  # noqa: ANN401  # any JSON
    return house.fetch(entry["statusListCredential"])


def test_an_issued_credential_has_an_entry_of_the_required_form(entry: dict[str, Any]) -> None:
    """2.1: type MUST be BitstringStatusListEntry, statusPurpose and statusListIndex strings, the index in
    base 10 and not negative, statusListCredential a URL; the id MUST NOT be the URL of the list."""
    assert entry["type"] == "BitstringStatusListEntry"
    assert entry["statusPurpose"] == "revocation"
    assert entry["statusListIndex"] == str(int(entry["statusListIndex"]))
    assert 0 <= int(entry["statusListIndex"]) < 131_072
    assert entry["statusListCredential"].startswith("http")
    assert entry["id"] != entry["statusListCredential"]


def test_the_list_is_a_signed_credential_at_its_address(
    house: Caller, entry: dict[str, Any], status_list: dict[str, Any]
) -> None:
    """2.1, 2.2: dereferenced, the URL MUST give a conforming credential whose type includes
    BitstringStatusListCredential, by the issuer that it is for."""
    assert "BitstringStatusListCredential" in status_list["type"]
    assert status_list["id"] == entry["statusListCredential"]
    assert status_list["issuer"] == house.did
    assert {"@context", "type", "issuer", "validFrom", "credentialSubject", "proof"} <= status_list.keys()


def test_the_subject_of_a_list_has_the_required_form(status_list: dict[str, Any]) -> None:
    """2.2: the subject's type MUST be BitstringStatusList, its statusPurpose that of the entries, and
    encodedList MUST be a multibase base64url (no padding) of a GZIP of at least 131,072 bits."""
    subject = status_list["credentialSubject"]
    assert subject["type"] == "BitstringStatusList"
    assert subject["statusPurpose"] == "revocation"
    encoded = subject["encodedList"]
    assert encoded[0] == "u"
    assert "=" not in encoded
    content = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(content) * 8 >= 131_072


def test_entries_of_two_credentials_differ(house: Caller) -> None:
    """3.1: each credential has a position of its own."""
    positions = {
        (found["statusListCredential"], found["statusListIndex"])
        for found in (house.issued()["credentialStatus"] for _ in range(3))
    }
    assert len(positions) == 3


@pytest.mark.parametrize(
    "change",
    [
        *(
            {"statusPurpose": 7},
            {"statusPurpose": LEFT_OUT},
            {"statusListIndex": 94567},
            {"statusListIndex": True},
        ),
        *({"statusListIndex": "-1"}, {"statusListIndex": "1.5"}, {"statusListIndex": LEFT_OUT}),
        *({"statusListCredential": "no url"}, {"statusListCredential": LEFT_OUT}, {"id": LIST}),
        *({"statusSize": 0}, {"statusSize": "1"}, {"statusSize": -1}, {"statusSize": 2}),
        *({"statusMessage": []}, {"statusMessage": [{"status": "0x0", "message": "one of two"}]}),
        {"statusMessage": [{"status": "0x0"}, {"status": "0x1"}]},
        {"statusMessage": [{"message": "a"}, {"message": "b"}]},
        {"statusReference": 7},
    ],
    ids=str,
)
def test_an_entry_that_breaks_a_must_is_not_issued(house: Caller, change: dict[str, Any]) -> None:
    """2.1, 3: a property whose value does not comply with its MUST statements is a MALFORMED_VALUE_ERROR."""
    wrong = {name: value for name, value in {**ENTRY, **change}.items() if value is not LEFT_OUT}
    assert house.issue(house.credential(credentialStatus=wrong)).status == 400


def test_an_entry_in_a_member_that_nobody_defined_is_not_issued(house: Caller) -> None:
    """3: likewise."""
    wrong = {"type": "BitstringStatusListEntry", "statusListIndex": True, "statusListCredential": LIST}
    assert house.issue({**house.credential(), "statusEntry": wrong}).status == 400


def verdict_with(house: Caller, served: object, **entry: Any) -> Any:  # noqa: ANN401  # any JSON
    """The verdict on a credential whose list is served like that."""
    house.served.clear()
    if served is not None:
        house.served[LIST] = json.dumps(served).encode()
    status = {name: value for name, value in {**ENTRY, **entry}.items() if value is not LEFT_OUT}
    return house.verify(signed(foreign_credential(credentialStatus=status)))


def test_a_bit_that_is_not_set_is_read(house: Caller) -> None:
    """3.2: the position in the bitstring, index 0 the left-most bit of the first byte."""
    assert verdict_with(house, signed(a_list(packed(bits(94_566, 94_568, 0))))).is_good


@pytest.mark.parametrize(("purpose", "reason"), [("revocation", "revoked"), ("suspension", "suspended")])
def test_a_bit_that_is_set_is_read(house: Caller, purpose: str, reason: str) -> None:
    """3.2: the status at that index, for that purpose."""
    served = signed(a_list(packed(bits(94_567)), subject_statusPurpose=purpose))
    answer = verdict_with(house, served, statusPurpose=purpose)
    assert (answer.status, answer.reasons) == (400, {reason})


def test_a_list_for_several_purposes_is_read(house: Caller) -> None:
    """2.2: statusPurpose MAY be one or more strings."""
    assert verdict_with(house, signed(a_list(subject_statusPurpose=["refresh", "revocation"]))).is_good


def test_a_list_for_another_purpose_is_refused(house: Caller) -> None:
    """3.2: if the status purposes do not match, a STATUS_VERIFICATION_ERROR MUST be raised."""
    answer = verdict_with(house, signed(a_list(subject_statusPurpose="suspension")))
    assert "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR" in answer.types
    assert answer.status == 400


def test_a_list_that_cannot_be_had_is_said_so(house: Caller) -> None:
    """3.2: if the dereference fails, a STATUS_RETRIEVAL_ERROR MUST be raised."""
    answer = verdict_with(house, None)
    assert "https://www.w3.org/ns/credentials/status-list#STATUS_RETRIEVAL_ERROR" in answer.types
    assert answer.status == 400


def test_a_list_that_is_too_short_is_refused(house: Caller) -> None:
    """3.2: a list of fewer bits than 131,072 MUST raise a STATUS_LIST_LENGTH_ERROR."""
    answer = verdict_with(house, signed(a_list(packed(bits(positions=131_064)))))
    assert "https://www.w3.org/ns/credentials/status-list#STATUS_LIST_LENGTH_ERROR" in answer.types
    assert answer.status == 400


def test_an_index_beyond_the_list_is_a_range_error(house: Caller) -> None:
    """3.2: an index outside of the range of the bitstring MUST raise a RANGE_ERROR."""
    answer = verdict_with(house, signed(a_list()), statusListIndex="131072", id=LEFT_OUT)
    assert "https://www.w3.org/TR/vc-data-model#RANGE_ERROR" in answer.types
    assert answer.status == 400


def test_a_list_whose_proof_does_not_hold_is_refused(house: Caller) -> None:
    """3.2: if verification of the list fails, a STATUS_VERIFICATION_ERROR MUST be raised."""
    altered = signed(a_list(packed(bits(94_567))))
    altered["credentialSubject"]["encodedList"] = packed(bits())
    for served in (altered, a_list()):
        answer = verdict_with(house, served)
        assert "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR" in answer.types
        assert answer.status == 400


def test_a_list_of_another_issuer_is_refused(house: Caller) -> None:
    """2.2, 4: the list is its issuer's own."""
    other = a_did_key(9)
    assert verdict_with(house, signed(a_list(issuer=other.issuer), other)).status == 400


@pytest.mark.parametrize(
    "period", [{"validUntil": "2024-01-01T00:00:00Z"}, {"validFrom": "2033-01-01T00:00:00Z"}]
)
def test_a_list_outside_of_its_period_is_refused(house: Caller, period: dict[str, str]) -> None:
    """2.2: validFrom and validUntil of the list are those of a credential."""
    assert verdict_with(house, signed(a_list(**period))).status == 400


@pytest.mark.parametrize(
    "encoded",
    [
        "z" + encode_base58(gzip.compress(bits())),
        packed(bits())[1:],
        packed(bits()) + "=",
        "u" + base64.urlsafe_b64encode(bits()).decode(),
        "u" + base64.urlsafe_b64encode(gzip.compress(bits())[:-9]).decode().rstrip("="),
        "u!",
        "u",
    ],
    ids=["base58", "no header", "padding", "no GZIP", "cut short", "no base64", "nothing"],
)
def test_a_list_in_another_encoding_is_refused(house: Caller, encoded: str) -> None:
    """2.2: encodedList MUST be a Multibase-encoded base64url (no padding) of a GZIP-compressed bitstring."""
    assert verdict_with(house, signed(a_list(encoded))).status == 400


@pytest.mark.parametrize("served", [[], 7, {}, {"type": "BitstringStatusListCredential"}], ids=str)
def test_what_is_no_list_is_refused(house: Caller, served: object) -> None:
    """2.2: the result MUST be a credential whose type includes BitstringStatusListCredential."""
    assert verdict_with(house, served).status == 400


def test_a_credential_that_is_no_list_is_refused(house: Caller) -> None:
    """2.2: likewise, though it has the bits."""
    assert verdict_with(house, signed(a_list(type_=["VerifiableCredential"]))).status == 400
    bare = {"id": f"{LIST}#list", "type": "https://example.org/#Bits"}
    assert verdict_with(house, signed(a_list(credentialSubject=bare))).status == 400
