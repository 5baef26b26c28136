from collections.abc import Iterator
from configparser import ConfigParser

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from certsvc.app import create_app
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.identifiers import LearnerRef, PartnerCode, VerificationCode
from certsvc.domain.keys import KeyAlgorithm, KeyState
from certsvc.domain.recipients import RecipientKind
from certsvc.domain.verdicts import VerdictKind
from certsvc.errors import ConflictError, NotFoundError, UnavailableError
from certsvc.settings import Settings
from certsvc.storage import issued_documents, issuers, learners
from certsvc.storage.database import db, transaction
from certsvc.storage.schema import METADATA, MIGRATIONS, check_migrated
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import begin_act
from certsvc.workflows.confer_awards import confer_award
from certsvc.workflows.disown_learner import disown_learner
from certsvc.workflows.manage_keys import compromise_key, create_key, rotate_key
from certsvc.workflows.run_batch import run_batch
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.claiming import claim_record, learner, sign_in_again
from tests.conferring import a_decision
from tests.conftest import NOW, Clock
from tests.uploads import a_row, csv_file, upload, upload_rows

NG = PartnerCode("NG")
OLD = (
    "INSERT INTO partner (code, kind, document) VALUES ('OLD', 'secretariat', '{}')",
    "INSERT INTO issuer (did, partner_code) VALUES ('did:web:old.example', 'OLD')",
    (
        "INSERT INTO issuer_key (multibase, issuer, algorithm, state, created_at, retired_at)"
        " VALUES ('z6MkOne', 'did:web:old.example', 'Ed25519', 'retired', '2024-01-01', '2025-01-01')"
    ),
    (
        "INSERT INTO issuer_key (multibase, issuer, algorithm, state, created_at)"
        " VALUES ('z6MkTwo', 'did:web:old.example', 'Ed25519', 'active', '2025-01-01')"
    ),
)


@pytest.fixture
def empty_app(empty_settings: Settings, clock: Clock) -> Iterator[Flask]:
    """The application on a database that has no table yet."""
    app = create_app(empty_settings, now=clock)
    with app.app_context():
        yield app
        app.extensions["certsvc-worker"].queue.close()
        db.session.remove()
        db.engine.dispose()


def go_up(revision: str = "head") -> None:
    db.session.remove()
    upgrade(directory=str(MIGRATIONS), revision=revision)


def go_down(revision: str = "0001") -> None:
    db.session.remove()
    downgrade(directory=str(MIGRATIONS), revision=revision)


def execute(*statements: str) -> None:
    with transaction():
        for statement in statements:
            db.session.execute(text(statement))


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names())


def test_the_migrations_make_the_schema_that_storage_describes(app: Flask) -> None:
    check_migrated()
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
    assert compare_metadata(context, METADATA) == []


def test_keys_made_before_the_second_migration_are_as_they_were_after_it(empty_app: Flask) -> None:
    go_up("0001")
    execute(*OLD)
    go_up()
    check_migrated()
    two, one = issuers.list_keys()
    assert (one.state, one.algorithm, one.compromised_since) == (KeyState.RETIRED, KeyAlgorithm.ED25519, None)
    assert (two.state, two.algorithm, two.compromised_since) == (KeyState.ACTIVE, KeyAlgorithm.ED25519, None)
    assert (one.retired_at is None, two.retired_at is None) == (False, True)


def test_whoever_is_there_before_the_third_migration_is_a_person_after_it(services: Services) -> None:
    upload_rows(services, a_row(1))
    go_down("0002")
    assert "kind" not in {column["name"] for column in inspect(db.engine).get_columns("learner")}
    assert "conferral" not in tables()
    go_up()
    check_migrated()
    [known] = learners.find_learners(NG, [LearnerRef("ABU-0001")]).values()
    assert known.learner.kind is RecipientKind.PERSON
    assert confer_award(services, a_decision(), by=OPERATOR).is_new


def test_going_down_refuses_to_forget_a_decision(services: Services) -> None:
    record = confer_award(services, a_decision(), by=OPERATOR).record
    with pytest.raises(SystemExit):
        go_down("0002")
    go_up()  # SQLite keeps the steps that went before the one that refused
    check_migrated()
    assert verify_code(services, record.code).kind is VerdictKind.VALID


def test_an_award_is_one_a_recipient_and_edition_whoever_writes_it(services: Services) -> None:
    confer_award(services, a_decision(), by=OPERATOR)
    with pytest.raises(ConflictError) as caught:
        execute(
            "INSERT INTO award (id, learner_id, micro_certification, version, period, earned_on, awarded_at)"
            " SELECT 'another', learner_id, micro_certification, version, period, earned_on, awarded_at"
            " FROM award"
        )
    assert caught.value.code == "award_exists"


def test_a_database_of_the_first_migration_is_told_to_migrate(empty_app: Flask) -> None:
    go_up("0001")
    with pytest.raises(UnavailableError) as caught:
        check_migrated()
    assert caught.value.code == "not_migrated"


def test_a_house_goes_down_and_up_again_and_what_it_issued_still_verifies(
    services: Services, clock: Clock
) -> None:
    upload_rows(services, a_row(1))
    clock.advance(hours=1)
    rotate_key(services, None, by=OPERATOR)
    keys = issuers.list_keys()
    go_down()
    assert "compromised_since" not in {
        column["name"] for column in inspect(db.engine).get_columns("issuer_key")
    }
    assert not {"issued_document", "recognised_issuer", "recognised_registry"} & tables()
    go_up()
    assert issuers.list_keys() == keys
    [record] = list_credentials(by=OPERATOR).items
    assert verify_code(services, record.code).kind is VerdictKind.VALID


def test_going_down_refuses_to_forget_that_a_key_was_compromised(services: Services) -> None:
    key = issuers.get_active_key(services.addresses.secretariat_did())
    compromise_key(services, key.multibase, since=NOW, by=OPERATOR)
    with pytest.raises(SystemExit):
        go_down()
    go_up()  # SQLite keeps the steps that went before the one that refused
    found = issuers.find_key(key.issuer, key.multibase)
    assert found is not None
    assert found.compromised_since == NOW


def test_going_down_refuses_keys_that_the_schema_before_does_not_know(services: Services) -> None:
    create_key(services, None, KeyAlgorithm.P256, by=OPERATOR)
    with pytest.raises(SystemExit):
        go_down()
    go_up()  # SQLite keeps the steps that went before the one that refused


def test_going_down_refuses_to_forget_what_was_signed_for_others(services: Services) -> None:
    execute(
        "INSERT INTO issued_document (digest, issuer, key, signed_bytes, issued_at)"
        " SELECT 'd', issuer, multibase, '', created_at FROM issuer_key WHERE state = 'active' LIMIT 1"
    )
    with pytest.raises(SystemExit):
        go_down()
    go_up()  # SQLite keeps the steps that went before the one that refused
    assert issued_documents.find_by_digest("d") is not None


def test_whoever_learned_before_the_fourth_migration_can_claim_after_it(services: Services) -> None:
    upload_rows(services, a_row(1, email="Ólá@abu.example"), a_row(2, email="PERSON2@abu.example"))
    [record, other] = list_credentials(by=OPERATOR).items
    go_down("0003")
    execute("UPDATE learner SET email = 'ÓLÁ@abu.example' WHERE ref = 'ABU-0001'")
    assert "person" not in tables()
    assert "address" not in {column["name"] for column in inspect(db.engine).get_columns("learner")}
    go_up()
    check_migrated()
    context = MigrationContext.configure(db.session.connection(), opts={"compare_type": True})
    assert compare_metadata(context, METADATA) == []
    found = db.session.execute(text("SELECT ref, address FROM learner")).all()
    assert {row.ref: row.address for row in found} == {
        "ABU-0001": "ólá@abu.example",
        "ABU-0002": "person2@abu.example",
    }
    assert {verify_code(services, one.code).kind for one in (record, other)} == {VerdictKind.VALID}
    claim_record(services, "ABU-0002", "person2@abu.example")


def test_a_credential_and_its_successor_go_down_and_up_with_all_that_holds_them(services: Services) -> None:
    upload_rows(services, a_row(1))
    [old] = list_credentials(by=OPERATOR).items
    act = begin_act(
        services,
        BulkAct(BatchKind.REISSUE, CredentialFilter(key=old.key), reason="A slip."),
        expected=1,
        by=OPERATOR,
    )
    run_batch(services, act.batch.id)
    go_down("0003")
    go_up()
    newer = find_credential_by_predecessor(old.id)
    assert verify_code(services, newer).kind is VerdictKind.VALID
    assert verify_code(services, old.code).kind is VerdictKind.INVALID
    with pytest.raises(ConflictError) as caught:
        execute("UPDATE credential SET revoked_at = NULL, supersedes = NULL")
    assert caught.value.code == "credential_exists"
    with pytest.raises(NotFoundError):
        execute("UPDATE credential SET supersedes = 'nothing'")
    with pytest.raises(NotFoundError):
        execute("UPDATE credential SET person_id = 'nobody'")
    if db.engine.dialect.name == "sqlite":
        assert db.session.execute(text("PRAGMA foreign_key_check")).all() == []


def test_going_down_refuses_to_forget_a_person(services: Services) -> None:
    upload_rows(services, a_row(1))
    mine = claim_record(services)
    with pytest.raises(SystemExit):
        go_down("0003")
    go_up()  # SQLite keeps the steps that went before the one that refused
    check_migrated()
    assert learner().person_id == mine.person_id


def test_who_had_claimed_before_the_seventh_migration_is_told_from_who_came_by_an_address(
    services: Services,
) -> None:
    upload_rows(services, a_row(1), a_row(2))
    person_id = claim_record(services).person_id
    upload(services, csv_file([a_row(1)]), centre="EG")
    go_down("0006")
    go_up()
    came = [learner(), learner("ABU-0002"), learner(centre="EG")]
    assert [one.is_claimed for one in came] == [True, False, False]
    assert [one.person_id for one in came] == [person_id, None, person_id]


def test_going_down_refuses_to_forget_whom_no_address_joins(services: Services) -> None:
    upload_rows(services, a_row(1))
    person_id = claim_record(services).person_id
    disown_learner(services, person_id, learner().id)
    with pytest.raises(SystemExit):
        go_down("0006")
    go_up()
    sign_in_again(services)
    assert learner().person_id is None


def find_credential_by_predecessor(credential_id: str) -> VerificationCode:
    query = text("SELECT code FROM credential WHERE supersedes = :old")
    return VerificationCode(db.session.execute(query, {"old": credential_id}).scalar_one())


def test_an_installed_package_brings_every_migration_with_it() -> None:
    setup = ConfigParser()
    setup.read(MIGRATIONS.parent / "setup.cfg", "utf-8")
    brought = {
        path.relative_to(MIGRATIONS): folder.removeprefix("share/certsvc/migrations").strip("/")
        for folder, patterns in setup["options.data_files"].items()
        for pattern in patterns.replace("\n", ",").split(",")
        if pattern.strip()
        for path in MIGRATIONS.parent.glob(pattern.strip())
    }
    wanted = {path.relative_to(MIGRATIONS) for path in MIGRATIONS.rglob("*.*") if path.suffix != ".pyc"}
    assert brought == {path: str(path.parent).strip(".") for path in wanted}
