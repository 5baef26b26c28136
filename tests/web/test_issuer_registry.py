import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import Did, PartnerCode
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.domain.recognised_issuers import RegistryEntry
from certsvc.signing.data_integrity import check_proof
from certsvc.signing.multikey import decode_multikey
from certsvc.storage import issuers
from certsvc.workflows.manage_centres import add_centre
from certsvc.workflows.manage_keys import compromise_key, rotate_key
from certsvc.workflows.recognised_issuers import RegistryOffer, load_registry, recognise_issuer
from certsvc.workflows.services import Services
from tests.builders import texts
from tests.conftest import NOW, Clock

PATH = "/registry/issuers.json"
COLLEGE = RegistryEntry(Did("did:web:college.example"), "Un Collège", "https://college.example/", "Dakar")


def fetched(client: FlaskClient) -> dict[str, Any]:
    """The registry as published, its signature checked with the key that the DID document lists."""
    document: dict[str, Any] = client.get(PATH).get_json()
    proof = document["proof"]
    method = proof["verificationMethod"]
    assert proof["cryptosuite"] == "eddsa-jcs-2022"
    assert method in client.get("/.well-known/did.json").get_json()["assertionMethod"]
    check_proof(document, decode_multikey(method.partition("#")[2]), verification_method=method)
    return document


def test_our_issuers_are_listed_in_the_form_of_other_registries(client: FlaskClient) -> None:
    document = fetched(client)
    listed = document["registry"]
    assert set(listed) >= {"did:web:localhost%3A8000", "did:web:localhost%3A8000:centres:NG"}
    for entry in listed.values():
        assert set(entry) == {"name", "url", "location"}
        assert entry["name"]
    assert list(listed) == sorted(listed)
    assert document["meta"] == {"created": "2026-11-24T09:00:00Z", "updated": "2026-11-24T09:00:00Z"}


def test_anyone_may_read_it_and_keep_it(client: FlaskClient) -> None:
    answer = client.get(PATH, headers={"Origin": "https://wallet.example"})
    assert (answer.status_code, answer.mimetype) == (200, "application/json")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    same = client.get(PATH, headers={"If-None-Match": answer.headers["ETag"]})
    assert (same.status_code, same.data) == (304, b"")


def test_it_is_the_same_bytes_until_something_changes(
    client: FlaskClient, services: Services, clock: Clock
) -> None:
    before = client.get(PATH).data
    clock.advance(days=30)
    assert client.get(PATH).data == before
    recognise_issuer(services, COLLEGE, by=OPERATOR)
    after = fetched(client)
    assert after["registry"][COLLEGE.did] == {
        "name": "Un Collège",
        "url": "https://college.example/",
        "location": "Dakar",
    }
    assert after["proof"]["created"] == after["meta"]["updated"] == "2026-12-24T09:00:00Z"


def test_a_new_centre_is_listed_at_once(client: FlaskClient, services: Services, clock: Clock) -> None:
    clock.advance(hours=1)
    add_centre(services, Partner(PartnerCode("GH"), PartnerKind.NATIONAL_CENTRE, texts("Ghana")), by=OPERATOR)
    document = fetched(client)
    assert document["registry"]["did:web:localhost%3A8000:centres:GH"]["name"] == "Ghana"
    assert document["meta"]["updated"] == "2026-11-24T10:00:00Z"


def test_whom_only_others_list_is_not_published_as_ours(client: FlaskClient, services: Services) -> None:
    content = json.dumps({"registry": {COLLEGE.did: {"name": "x"}}}).encode()
    load_registry(services, RegistryOffer(content, "peers", "a file", None), by=OPERATOR)
    assert COLLEGE.did not in fetched(client)["registry"]


@pytest.mark.parametrize("is_stolen", [False, True])
def test_a_new_key_of_the_secretariat_signs_it_at_once(
    client: FlaskClient, services: Services, clock: Clock, *, is_stolen: bool
) -> None:
    before = fetched(client)["proof"]
    old = issuers.get_active_key(services.addresses.secretariat_did())
    clock.advance(hours=1)
    if is_stolen:
        compromise_key(services, old.multibase, since=NOW - timedelta(days=1), by=OPERATOR)
    else:
        rotate_key(services, None, by=OPERATOR)
    after = fetched(client)["proof"]
    assert before["verificationMethod"] != after["verificationMethod"]
    assert after["created"] == "2026-11-24T10:00:00Z"
