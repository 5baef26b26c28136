import json
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.identifiers import Did, Multibase, PartnerCode
from certsvc.domain.keys import IssuerKey, KeyAlgorithm, KeyState
from certsvc.domain.verdicts import VerdictKind
from certsvc.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from certsvc.signing.data_integrity import check_proof
from certsvc.signing.json_text import parse_json_object
from certsvc.signing.multikey import decode_multikey
from certsvc.storage import events, issuers, status_lists
from certsvc.storage.database import db, transaction
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import preview_act
from certsvc.workflows.manage_keys import (
    compromise_key,
    create_key,
    get_active_key,
    list_keys,
    rotate_key,
)
from certsvc.workflows.publish import did_document, get_status_list
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.status_positions import reserve_positions
from certsvc.workflows.verify_credential import verify_code
from tests.conftest import NOW, Clock
from tests.uploads import a_row, upload_rows

NG = PartnerCode("NG")
BLOCKED_SECONDS = 0.5
"""What has not ended after that waits for somebody: alone it takes a tenth."""


def key_of_list(number: int) -> str:
    """The fragment of the key that a status list is signed with; the proof holds."""
    document = parse_json_object(get_status_list(number))
    method: str = document["proof"]["verificationMethod"]
    multibase = method.partition("#")[2]
    check_proof(document, decode_multikey(multibase), verification_method=method)
    return multibase


def centre_key(services: Services, algorithm: KeyAlgorithm = KeyAlgorithm.ED25519) -> IssuerKey:
    return get_active_key(services, NG, algorithm)


def state_of(key: IssuerKey) -> KeyState:
    found = issuers.find_key(key.issuer, key.multibase)
    assert found is not None
    return found.state


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


def test_an_issuer_has_one_active_key_of_a_kind(services: Services) -> None:
    for centre in (NG, None):
        with pytest.raises(ConflictError) as caught:
            create_key(services, centre, by=OPERATOR)
        assert caught.value.code == "active_key_exists"
    made = create_key(services, NG, KeyAlgorithm.P256, by=OPERATOR)
    assert (made.algorithm, made.state) == (KeyAlgorithm.P256, KeyState.ACTIVE)
    assert centre_key(services).algorithm is KeyAlgorithm.ED25519
    with pytest.raises(ConflictError):
        create_key(services, NG, KeyAlgorithm.P256, by=OPERATOR)


def test_rotating_one_kind_leaves_the_other(services: Services) -> None:
    first = create_key(services, NG, KeyAlgorithm.P384, by=OPERATOR)
    ordinary = centre_key(services)
    second = rotate_key(services, NG, KeyAlgorithm.P384, by=OPERATOR)
    assert (state_of(first), second.algorithm) == (KeyState.RETIRED, KeyAlgorithm.P384)
    assert centre_key(services) == ordinary
    with pytest.raises(NotFoundError):
        rotate_key(services, NG, KeyAlgorithm.P256, by=OPERATOR)


def test_a_centre_cannot_touch_keys(services: Services) -> None:
    centre = Actor(name="Zaria", role=Role.CENTRE, centre=NG)
    with pytest.raises(NotAllowedError):
        rotate_key(services, NG, by=centre)
    with pytest.raises(NotAllowedError):
        create_key(services, NG, by=centre)
    with pytest.raises(NotAllowedError):
        compromise_key(services, centre_key(services).multibase, since=NOW, by=centre)


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


def test_rotating_signs_the_status_lists_anew_and_changes_no_bit(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1), a_row(2))
    first, second = list_credentials(by=OPERATOR).items
    revoke_credential(services, first.id, reason="r", by=OPERATOR)
    number = first.status.list_number
    before = status_lists.find_status_list(number)
    clock.advance(hours=1)
    made = {key.issuer: key for key in (rotate_key(services, one, by=OPERATOR) for one in (None, NG))}
    after = status_lists.find_status_list(number)
    assert before is not None
    assert after is not None
    assert (after.bits, after.taken, after.version) == (before.bits, before.taken, before.version + 1)
    assert key_of_list(number) == made[first.issuer].multibase
    clock.advance(hours=1)
    assert verify_code(services, second.code).kind is VerdictKind.VALID


def test_a_compromised_key_gets_a_successor_that_signs_the_lists_too(
    services: Services, clock: Clock
) -> None:
    upload_rows(services, a_row(1))
    [record] = list_credentials(by=OPERATOR).items
    clock.advance(hours=1)
    found = compromise_key(services, record.key, since=NOW - timedelta(days=1), by=OPERATOR)
    assert (found.key.state, found.key.compromised_since) == (KeyState.COMPROMISED, NOW - timedelta(days=1))
    assert found.key.retired_at == clock()
    assert found.successor is not None
    assert issuers.get_active_key(record.issuer) == found.successor
    assert key_of_list(record.status.list_number) == found.successor.multibase
    assert [event.action for event in events.list_events("key", record.key)] == ["made", "compromised"]


def test_it_is_said_how_many_credentials_it_signed_and_how_many_since_the_theft(
    services: Services, clock: Clock
) -> None:
    upload_rows(services, a_row(1))
    clock.advance(hours=1)
    theft = clock()
    clock.advance(hours=1)
    upload_rows(services, a_row(2), a_row(3))
    key = list_credentials(by=OPERATOR).items[0].key
    found = compromise_key(services, key, since=theft, by=OPERATOR)
    assert (found.signed, found.signed_since, found.documents) == (3, 2, 0)


def test_the_bulk_acts_find_what_a_key_signed(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1), a_row(2))
    key = list_credentials(by=OPERATOR).items[0].key
    clock.advance(hours=1)
    found = compromise_key(services, key, since=NOW, by=OPERATOR)
    assert found.successor is not None
    upload_rows(services, a_row(3))
    for signed_by, number in ((key, 2), (found.successor.multibase, 1), (Multibase("z6MkNone"), 0)):
        act = BulkAct(BatchKind.REISSUE, CredentialFilter(key=signed_by), reason="r")
        assert preview_act(act, by=OPERATOR) == number


def test_a_theft_can_turn_out_to_be_earlier_and_never_later(services: Services) -> None:
    key = centre_key(services)
    for since, kept in ((2, 2), (1, 2), (5, 5), (3, 5)):
        found = compromise_key(services, key.multibase, since=NOW - timedelta(days=since), by=OPERATOR)
        assert found.key.compromised_since == NOW - timedelta(days=kept)
        assert (found.successor is None) is (since != 2)
    assert [one.action for one in events.list_events("key", key.multibase)].count("compromised") == 2


def test_a_retired_key_can_be_compromised_and_gets_no_successor(services: Services, clock: Clock) -> None:
    retired = centre_key(services)
    clock.advance(hours=1)
    active = rotate_key(services, NG, by=OPERATOR)
    at = clock()
    clock.advance(hours=1)
    found = compromise_key(services, retired.multibase, since=NOW, by=OPERATOR)
    assert (found.key.state, found.key.retired_at, found.successor) == (KeyState.COMPROMISED, at, None)
    assert centre_key(services) == active


def test_a_theft_in_the_future_is_refused(services: Services) -> None:
    key = centre_key(services)
    with pytest.raises(InvalidInputError) as caught:
        compromise_key(services, key.multibase, since=NOW + timedelta(seconds=1), by=OPERATOR)
    assert caught.value.code == "since_in_future"
    assert state_of(key) is KeyState.ACTIVE


@pytest.mark.parametrize("multibase", ["z6MkNobody", "", "\0", "z" * 1000])
def test_a_key_that_nobody_knows_cannot_be_compromised(services: Services, multibase: str) -> None:
    with pytest.raises(NotFoundError) as caught:
        compromise_key(services, multibase, since=NOW, by=OPERATOR)
    assert caught.value.code == "unknown_key"


def test_a_compromised_key_of_another_kind_leaves_the_lists_as_they_are(services: Services) -> None:
    upload_rows(services, a_row(1))
    [record] = list_credentials(by=OPERATOR).items
    owner = NG if record.issuer == services.addresses.centre_did(NG) else None
    key = create_key(services, owner, KeyAlgorithm.P256, by=OPERATOR)
    before = get_status_list(record.status.list_number)
    found = compromise_key(services, key.multibase, since=NOW, by=OPERATOR)
    assert found.successor is not None
    assert found.successor.algorithm is KeyAlgorithm.P256
    assert get_status_list(record.status.list_number) == before


def begun(app: Flask, act: Callable[[], object]) -> threading.Thread:
    """A thread of another process's kind: with its own connection."""

    def run() -> None:
        with app.app_context():
            act()
            db.session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


@pytest.mark.parametrize("declare", [rotate_key, None], ids=["rotated", "compromised"])
def test_a_list_that_comes_into_being_meanwhile_is_signed_with_the_new_key(
    app: Flask, services: Services, declare: Callable[..., object] | None
) -> None:
    did = services.addresses.centre_did(NG)
    old = centre_key(services)

    def replace() -> None:
        if declare is not None:
            declare(services, NG, by=OPERATOR)
        else:
            compromise_key(services, old.multibase, since=NOW, by=OPERATOR)

    with transaction():
        [position] = reserve_positions(services, did, 1)
        assert key_of_list(position.list_number) == old.multibase
        thread = begun(app, replace)
        thread.join(BLOCKED_SECONDS)
        assert thread.is_alive()
    thread.join()
    db.session.rollback()
    new = centre_key(services)
    assert new.multibase != old.multibase
    assert key_of_list(position.list_number) == new.multibase


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_whoever_waited_for_a_rotation_signs_with_the_new_key_and_holds_it(
    app: Flask, services: Services
) -> None:
    did = services.addresses.centre_did(NG)
    locked: list[Multibase] = []

    def sign() -> None:
        with transaction():
            locked.append(issuers.lock_active_key(did).multibase)
            waiting.set()
            go_on.wait()

    waiting, go_on = threading.Event(), threading.Event()
    with transaction():
        retiring = issuers.lock_active_key(did, to_retire=True)
        signer = begun(app, sign)
        signer.join(BLOCKED_SECONDS)
        assert not locked
        issuers.retire_key(retiring.multibase, services.now())
        new = Multibase("z6MkNew")
        issuers.add_key(a_key(did, new, services))
    waiting.wait()
    assert locked == [new]
    second = begun(app, lambda: rotate_key(services, NG, by=OPERATOR))
    second.join(BLOCKED_SECONDS)
    assert second.is_alive()
    go_on.set()
    signer.join()
    second.join()


def a_key(did: Did, multibase: Multibase, services: Services) -> IssuerKey:
    return IssuerKey(did, multibase, KeyAlgorithm.ED25519, KeyState.ACTIVE, services.now())
