from datetime import UTC, datetime

import pytest

from certsvc.domain.identifiers import Did, Multibase, PartnerCode
from certsvc.domain.keys import IssuerKey, KeyAlgorithm, KeyState
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.errors import ConflictError, NotFoundError
from certsvc.storage import issuers, partners
from certsvc.storage.database import rehearsal, transaction
from certsvc.workflows.services import Services
from tests.builders import texts

GHANA = Partner(PartnerCode("GH"), PartnerKind.NATIONAL_CENTRE, texts("Ghana"))


def test_what_a_transaction_wrote_is_there_afterwards(services: Services) -> None:
    with transaction():
        partners.add_partner(GHANA)
    assert partners.get_centre("GH") == GHANA


def test_an_error_inside_leaves_nothing(services: Services) -> None:
    def break_off() -> None:
        with transaction():
            partners.add_partner(GHANA)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    assert partners.find_partner("GH") is None


def test_a_rehearsal_leaves_nothing(services: Services) -> None:
    with rehearsal():
        partners.add_partner(GHANA)
        assert partners.find_partner("GH") == GHANA
    assert partners.find_partner("GH") is None


def test_a_code_that_is_taken_is_a_conflict_by_name(services: Services) -> None:
    with pytest.raises(ConflictError) as caught, transaction():
        partners.add_partner(partners.get_centre("NG"))
    assert caught.value.code == "code_taken"


def test_a_second_active_key_is_a_conflict_by_name(services: Services) -> None:
    did = services.addresses.secretariat_did()
    key = IssuerKey(
        did, Multibase("z6MkSecond"), KeyAlgorithm.ED25519, KeyState.ACTIVE, datetime(2026, 1, 1, tzinfo=UTC)
    )
    with pytest.raises(ConflictError) as caught, transaction():
        issuers.add_key(key)
    assert caught.value.code == "active_key_exists"


def test_a_reference_to_what_is_not_there_is_said(services: Services) -> None:
    with pytest.raises(NotFoundError), transaction():
        issuers.put_issuer(Did("did:web:localhost%3A8000:centres:XX"), PartnerCode("XX"))


def test_a_time_comes_back_in_utc_as_it_went_in(services: Services) -> None:
    created = issuers.get_active_key(services.addresses.secretariat_did()).created_at
    assert created == services.now()
    assert created.tzinfo is UTC
