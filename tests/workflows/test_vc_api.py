"""Credentials of others over the VC-API, below HTTP: what is kept together, and what is not kept at all."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from certsvc.domain.access import OPERATOR, Actor, Role, Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.keys import KeyAlgorithm
from certsvc.domain.verdicts import VerdictKind
from certsvc.errors import InvalidInputError, NotAllowedError
from certsvc.signing.signed import SignedCredential
from certsvc.storage import issued_documents, status_lists
from certsvc.workflows.manage_keys import create_key
from certsvc.workflows.services import Services
from certsvc.workflows.vc_api import IssueRequest, issue_composed
from certsvc.workflows.vc_api_status import StatusUpdate, revoke_issued
from certsvc.workflows.vc_api_verdicts import VerifyRequest, verify_credential_for
from certsvc.workflows.verify_credential import verify_presented
from tests.credentials.test_lint_plain import a_plain_credential


def issue(
    services: Services, credential: Mapping[str, Any] | None = None, **options: str
) -> SignedCredential:
    return issue_composed(services, IssueRequest(credential or a_plain_credential(), **options), by=OPERATOR)


def test_a_document_its_position_and_its_list_are_kept_together(services: Services) -> None:
    signed = issue(services, a_plain_credential(id="urn:uuid:1"))
    kept = issued_documents.find_by_credential_id("urn:uuid:1")
    assert kept is not None
    assert kept.signed_bytes == signed.content
    assert kept.status is not None
    stored = status_lists.find_status_list(kept.status.list_number)
    assert stored is not None
    assert stored.taken == 1
    assert verify_presented(services, signed.content).kind is VerdictKind.VALID


def test_what_does_not_verify_is_not_kept(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    issue(services)
    monkeypatch.setattr(
        "certsvc.workflows.vc_api.verify_presented",
        lambda given, content: verify_presented(given, content[:-1]),
    )
    with pytest.raises(InvalidInputError, match="nothing was issued"):
        issue(services, a_plain_credential(id="urn:uuid:2"))
    assert issued_documents.find_by_credential_id("urn:uuid:2") is None
    stored = status_lists.find_status_list(1)
    assert stored is not None
    assert stored.taken == 1


@pytest.mark.parametrize(
    ("suite", "algorithm"),
    [
        ("ecdsa-rdfc-2019", KeyAlgorithm.P256),
        ("ecdsa-jcs-2019", KeyAlgorithm.P384),
        ("eddsa-jcs-2022", KeyAlgorithm.ED25519),
    ],
)
def test_the_key_that_fits_the_suite_signs(services: Services, suite: str, algorithm: KeyAlgorithm) -> None:
    if algorithm is not KeyAlgorithm.ED25519:
        create_key(services, None, algorithm, by=OPERATOR)
    signed = issue(services, cryptosuite=suite)
    assert signed.document["proof"]["cryptosuite"] == suite
    assert verify_presented(services, signed.content).kind is VerdictKind.VALID


def test_a_centre_signs_for_itself(services: Services) -> None:
    did = services.addresses.centre_did(PartnerCode("NG"))
    signed = issue(services, a_plain_credential(issuer=did))
    assert signed.document["proof"]["verificationMethod"].startswith(f"{did}#")
    assert verify_presented(services, signed.content).kind is VerdictKind.VALID


def test_a_centre_that_does_not_exist_signs_nothing(services: Services) -> None:
    nowhere = services.addresses.centre_did(PartnerCode("XX"))
    with pytest.raises(InvalidInputError) as caught:
        issue(services, a_plain_credential(issuer=nowhere))
    assert caught.value.code == "unknown_issuer"


def test_the_secretariat_alone_has_things_signed_and_revoked(services: Services) -> None:
    officer = Actor("an officer", Role.CENTRE, PartnerCode("NG"))
    with pytest.raises(NotAllowedError):
        issue_composed(services, IssueRequest(a_plain_credential()), by=officer)
    with pytest.raises(NotAllowedError):
        revoke_issued(services, StatusUpdate("urn:uuid:1"), by=officer)
    reader = Actor("a reader", Role.SECRETARIAT, scopes=frozenset({Scope.READ}))
    with pytest.raises(NotAllowedError):
        issue_composed(services, IssueRequest(a_plain_credential()), by=reader)


def test_two_documents_with_one_id_are_two(services: Services) -> None:
    first = issue(services, a_plain_credential(id="urn:uuid:3", name="First"))
    second = issue(services, a_plain_credential(id="urn:uuid:3", name="Second"))
    for signed in (first, second):
        assert verify_presented(services, signed.content).kind is VerdictKind.VALID


def test_a_document_written_anew_is_still_the_one_that_was_issued(services: Services) -> None:
    signed = issue(services, a_plain_credential(name="Ọláìyá"))
    anew = json.dumps(dict(reversed(list(signed.document.items()))), indent=2).encode()
    assert verify_presented(services, anew).kind is VerdictKind.VALID


def test_a_revoked_document_is_verified_no_more(services: Services) -> None:
    signed = issue(services, a_plain_credential(id="urn:uuid:4"))
    request = VerifyRequest(signed.document)
    assert verify_credential_for(services, request).verified
    revoke_issued(services, StatusUpdate("urn:uuid:4", reason="A test."), by=OPERATOR)
    verdict = verify_credential_for(services, request)
    assert [problem.reason for problem in verdict.problems] == ["revoked"]
    assert "A test." in verdict.problems[0].detail


def test_a_document_that_is_too_large_is_refused(services: Services) -> None:
    subjects = [{"name": "x" * 90_000} for _ in range(7)]
    with pytest.raises(InvalidInputError) as caught:
        issue(services, a_plain_credential(credentialSubject=subjects))
    assert caught.value.code == "too_large"
