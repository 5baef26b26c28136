from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from certsvc.app import create_app
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.errors import CertsvcError, ConflictError, InvalidInputError, UnavailableError
from certsvc.settings import Settings
from certsvc.storage.database import db
from certsvc.workflows.manage_centres import add_centre
from certsvc.workflows.publish import did_document
from certsvc.workflows.services import Services
from certsvc.workflows.set_up import check_database_ready, check_ready, migrate_database, set_up_secretariat
from tests.builders import texts
from tests.conftest import Clock


@pytest.fixture
def empty(empty_settings: Settings) -> Iterator[Flask]:
    app = create_app(empty_settings, now=Clock())
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


def test_an_empty_house_says_what_is_missing_and_is_ready_when_set_up(empty: Flask) -> None:
    services: Services = empty.extensions["certsvc"]
    with pytest.raises(UnavailableError) as caught:
        check_ready(services)
    assert caught.value.code == "not_migrated"
    migrate_database()
    with pytest.raises(UnavailableError) as caught:
        check_ready(services)
    assert caught.value.code == "not_set_up"
    assert set_up_secretariat(services, by=OPERATOR)
    check_ready(services)
    assert not set_up_secretariat(services, by=OPERATOR)


def test_the_default_set_up_makes_a_passphrase_of_its_own(empty_settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "var" / "keys-passphrase"
    app = create_app(replace(empty_settings, keys_passphrase=None, keys_passphrase_file=path), now=Clock())
    with app.app_context():
        migrate_database()
        set_up_secretariat(app.extensions["certsvc"], by=OPERATOR)
        check_ready(app.extensions["certsvc"])
        db.session.remove()
        db.engine.dispose()
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(path.read_text("ascii")) > 40


def test_the_wrong_passphrase_is_said_and_not_shown(settings: Settings) -> None:
    app = create_app(replace(settings, keys_passphrase="the wrong passphrase"), now=Clock())
    with app.app_context():
        with pytest.raises(CertsvcError) as caught:
            check_ready(app.extensions["certsvc"])
        db.session.remove()
        db.engine.dispose()
    assert caught.value.code == "wrong_passphrase"
    assert "the wrong passphrase" not in str(caught.value)


def test_a_new_centre_has_a_did_and_a_key(services: Services) -> None:
    centre = Partner(PartnerCode("GH"), PartnerKind.NATIONAL_CENTRE, texts("Ghana National Centre"))
    add_centre(services, centre, by=OPERATOR)
    document = did_document(services, PartnerCode("GH"))
    assert document["id"] == "did:web:localhost%3A8000:centres:GH"
    assert len(document["verificationMethod"]) == 1
    with pytest.raises(ConflictError):
        add_centre(services, centre, by=OPERATOR)


@pytest.mark.parametrize("code", ["", "gh", "G H", "../x", "ГХ", "X" * 33])
def test_a_code_that_could_not_stand_in_an_address_is_refused(services: Services, code: str) -> None:
    centre = Partner(PartnerCode(code), PartnerKind.NATIONAL_CENTRE, texts("Nowhere"))
    with pytest.raises(InvalidInputError):
        add_centre(services, centre, by=OPERATOR)


def test_a_changed_base_url_is_said_before_anything_is_issued_under_it(settings: Settings) -> None:
    app = create_app(replace(settings, base_url="https://certs.example"), now=Clock())
    services: Services = app.extensions["certsvc"]
    with app.app_context():
        with pytest.raises(ConflictError) as caught:
            set_up_secretariat(services, by=OPERATOR)
        for check in (check_ready, check_database_ready):  # without going round by 'certsvc init'
            with pytest.raises(UnavailableError, match="CERTSVC_BASE_URL back") as said:
                check(services)
            assert said.value.code == "base_url_changed"
        db.session.remove()
        db.engine.dispose()
    assert caught.value.code == "base_url_changed"
    assert "CERTSVC_BASE_URL" in caught.value.message
