import json

import pytest

from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.keys import KeyState
from certsvc.domain.verdicts import VerdictKind
from certsvc.errors import ConflictError, NotAllowedError, NotFoundError
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.manage_keys import create_key, list_keys, rotate_key
from certsvc.workflows.publish import did_document
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows

NG = PartnerCode("NG")


def test_a_retired_key_still_verifies_what_it_signed(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1))
    clock.advance(hours=1)
    fresh = rotate_key(services, NG, by=OPERATOR)
    clock.advance(hours=1)
    upload_rows(services, a_row(2))
    newer, older = list_credentials(by=OPERATOR).items
    assert older.key != newer.key == fresh.multibase
    assert verify_code(services, older.code).kind is VerdictKind.VALID
    assert verify_code(services, newer.code).kind is VerdictKind.VALID


def test_the_did_document_lists_the_new_key_and_the_retired_one(services: Services) -> None:
    rotate_key(services, NG, by=OPERATOR)
    did = services.addresses.centre_did(NG)
    states = {key.verification_method: key.state for key in list_keys() if key.issuer == did}
    assert sorted(states.values()) == [KeyState.ACTIVE, KeyState.RETIRED]
    document = did_document(services, NG)
    assert {method["id"] for method in document["verificationMethod"]} == set(states)
    assert set(document["assertionMethod"]) == set(states)


def test_an_issuer_has_one_active_key(services: Services) -> None:
    with pytest.raises(ConflictError):
        create_key(services, NG, by=OPERATOR)
    with pytest.raises(ConflictError):
        create_key(services, None, by=OPERATOR)


def test_a_centre_cannot_touch_keys(services: Services) -> None:
    centre = Actor(name="Zaria", role=Role.CENTRE, centre=NG)
    with pytest.raises(NotAllowedError):
        rotate_key(services, NG, by=centre)
    with pytest.raises(NotAllowedError):
        create_key(services, NG, by=centre)


def test_an_unknown_centre_has_no_key_to_rotate(services: Services) -> None:
    with pytest.raises(NotFoundError):
        rotate_key(services, PartnerCode("XX"), by=OPERATOR)


def test_no_private_key_and_no_passphrase_is_in_the_database_or_what_is_published(services: Services) -> None:
    upload_rows(services, a_row(1))
    published = json.dumps(did_document(services, None)) + json.dumps(did_document(services, NG))
    assert "PRIVATE" not in published
    assert "secretKey" not in published
    for path in services.settings.keys_dir.iterdir():
        content = path.read_text("ascii")
        assert content.startswith("-----BEGIN ENCRYPTED PRIVATE KEY-----")
        assert path.stat().st_mode & 0o077 == 0
