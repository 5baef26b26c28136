import base64
import copy
import hashlib
from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from certsvc.credentials.contexts import CLR_V2, CREDENTIALS_V2, OPEN_BADGES_V3, get_context
from certsvc.domain.verdicts import CheckResult
from certsvc.signing.base58 import encode_base58
from certsvc.verification.structure import CREDENTIALS_V1, check_of_structure
from tests.builders import a_signed_credential

Change = Callable[[dict[str, Any]], object]


def reason_after(change: Change) -> str:
    document = copy.deepcopy(dict(a_signed_credential().document))
    change(document)
    check = check_of_structure(document)
    assert (check.result is CheckResult.PASSED) == (check.reason == "well_formed")
    return check.reason


def subject(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["credentialSubject"]
    return found


def achievement(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = subject(document)["achievement"]
    return found


def sri(address: str) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(get_context(address)).digest()).decode()


def multihash(address: str) -> str:
    return "z" + encode_base58(b"\x12\x20" + hashlib.sha256(get_context(address)).digest())


def test_a_resource_at_hand_that_is_not_the_one_described_is_named() -> None:
    for name, value in (("digestSRI", sri(OPEN_BADGES_V3)), ("digestMultibase", multihash(OPEN_BADGES_V3))):
        resource = {"id": CREDENTIALS_V2, name: value}
        assert reason_after(partial(dict.update, relatedResource=resource)) == "related_resource"
        twice = [{"id": OPEN_BADGES_V3, name: value}] * 2
        assert reason_after(partial(dict.update, relatedResource=twice)) == "related_resource"


@pytest.mark.parametrize(
    "change",
    [
        lambda _: None,
        lambda d: d.update({"@context": [*d["@context"], CLR_V2]}),
        lambda d: d.update(type=["VerifiableCredential", "AchievementCredential"]),
        lambda d: d.update(issuer=d["issuer"]["id"]),
        lambda d: d.update(name={"@value": "Titre", "@language": "fr"}),
        lambda d: d.pop("credentialStatus"),
        lambda d: d.pop("name"),
        lambda d: subject(d).pop("identifier"),
        lambda d: d.update(type="VerifiableCredential"),
        lambda d: d.update({"@context": [*d["@context"], {"x": "urn:x"}, "https://x.example/context"]}),
        lambda d: d.update(
            name=[{"@value": "Titre", "@language": "fr"}, {"@value": "x", "@direction": "rtl"}]
        ),
        lambda d: d.update(relatedResource={"id": CREDENTIALS_V2, "digestSRI": sri(CREDENTIALS_V2)}),
        lambda d: d.update(
            relatedResource={"id": CREDENTIALS_V2, "digestMultibase": multihash(CREDENTIALS_V2)}
        ),
        lambda d: subject(d).update(id="did:example:learner"),
    ],
)
def test_other_forms_that_the_standards_allow_are_well_formed(change: Change) -> None:
    assert reason_after(change) == "well_formed"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda d: d.pop("@context"), "context_missing"),
        (lambda d: d.update({"@context": [OPEN_BADGES_V3, CREDENTIALS_V2]}), "context_order"),
        (lambda d: d.update({"@context": {"x": "urn:x"}}), "context_order"),
        (lambda d: d.update({"@context": [CREDENTIALS_V2, 5]}), "member_malformed"),
        (lambda d: d.update({"@context": []}), "context_missing"),
        (lambda d: d.update({"@context": CREDENTIALS_V2}), "not_an_open_badge"),
        (lambda d: d.update(type=["OpenBadgeCredential"]), "not_a_credential"),
        (lambda d: d.update(type=5), "member_malformed"),
        (lambda d: d.update(type=["VerifiableCredential", ""]), "member_malformed"),
        (lambda d: d.update({"@context": [CREDENTIALS_V1, OPEN_BADGES_V3]}), "member_missing"),
        (lambda d: d.update(termsOfUse={"id": "urn:x"}), "member_malformed"),
        (lambda d: d.update(evidence=["x"]), "member_malformed"),
        (lambda d: d.update(refreshService={"type": "R", "id": "no address"}), "member_malformed"),
        (lambda d: d.update(credentialSchema={"type": "JsonSchema"}), "credential_schema"),
        (lambda d: d.update(relatedResource={"id": "urn:x"}), "related_resource"),
        (
            lambda d: d.update(relatedResource=[{"id": "urn:x", "digestSRI": "sha256-AA=="}]),
            "related_resource",
        ),
        (lambda d: d.update(name={"@value": "x", "other": 1}), "member_malformed"),
        (lambda d: d.update(name={"@value": "x", "@direction": "up"}), "member_malformed"),
        (lambda d: d.update(description={"@language": "en"}), "member_malformed"),
        (lambda d: d.pop("id"), "member_missing"),
        (lambda d: d.update(id="no address"), "member_malformed"),
        (lambda d: d.update(id="http://[broken"), "member_malformed"),
        (lambda d: d.pop("issuer"), "member_missing"),
        (lambda d: d.update(issuer=["did:web:x"]), "member_malformed"),
        (lambda d: d["issuer"].pop("id"), "member_missing"),
        (lambda d: d.pop("validFrom"), "member_missing"),
        (lambda d: d.update(validFrom="24 November 2026"), "member_malformed"),
        (lambda d: d.update(validUntil="2026-11-24"), "member_malformed"),
        (lambda d: d.pop("credentialSubject"), "member_missing"),
        (lambda d: d.update(credentialSubject=[subject(d)]), "member_malformed"),
        (lambda d: subject(d).pop("type"), "member_malformed"),
        (lambda d: subject(d).pop("achievement"), "member_missing"),
        (lambda d: subject(d).update(achievement="urn:a"), "member_malformed"),
        (lambda d: subject(d).update(identifier="x"), "member_malformed"),
        (lambda d: subject(d)["identifier"][0].update(hashed="false"), "member_malformed"),
        (lambda d: subject(d)["identifier"][0].pop("identityHash"), "member_missing"),
        (lambda d: subject(d).update(result=["x"]), "member_malformed"),
        (lambda d: subject(d).update(source=5), "member_malformed"),
        (lambda d: achievement(d).pop("name"), "member_missing"),
        (lambda d: achievement(d).update(name=""), "member_malformed"),
        (lambda d: achievement(d).update(description=5), "member_malformed"),
        (lambda d: achievement(d).pop("criteria"), "member_malformed"),
        (lambda d: achievement(d).pop("id"), "member_missing"),
        (lambda d: achievement(d).update(alignment="x"), "member_malformed"),
        (lambda d: d.update(name=5), "member_malformed"),
        (lambda d: d.update(credentialStatus="x"), "member_malformed"),
        (lambda d: d.update(credentialSchema=["x"]), "credential_schema"),
    ],
)
def test_a_broken_form_is_named_by_its_reason(change: Change, reason: str) -> None:
    assert reason_after(change) == reason
