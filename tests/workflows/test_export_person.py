"""All that is stored on somebody, for her to read."""

import hashlib
import json
from base64 import b64decode
from typing import Any

import pytest
from sqlalchemy import Table, update

from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.errors import NotAllowedError, NotFoundError
from certsvc.storage.corrections import CorrectionRow
from certsvc.storage.database import db, transaction
from certsvc.storage.learners import LearnerRow
from certsvc.storage.learners_of_people import free_learner, list_learners_of
from certsvc.storage.people import PersonRow
from certsvc.storage.personal_data import HIDDEN
from certsvc.storage.personal_links import PersonalLinkRow
from certsvc.storage.schema import METADATA
from certsvc.storage.sessions import PersonSessionRow
from certsvc.workflows import own_documents
from certsvc.workflows.ask_erasure import ask_erasure
from certsvc.workflows.erase_person import erase
from certsvc.workflows.export_person import MEMBERS, export_person, export_whose
from certsvc.workflows.find_subject import find_whose
from certsvc.workflows.services import Services
from tests.claiming import claim_record
from tests.erasing import ADDRESS, LATIN_NAME, NAME, OLD_NAME, REF, her_row, somebody_everywhere
from tests.transcribing import a_person
from tests.uploads import a_row, csv_file, upload, upload_rows


def tables_that_lead_to(*roots: str) -> set[str]:
    """Every table with a reference to one of these, or to one that has."""
    found = set(roots)
    while more := {
        table.name
        for table in METADATA.tables.values()
        if table.name not in found and any(key.column.table.name in found for key in table.foreign_keys)
    }:
        found |= more
    return found


def exported(content: bytes) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(content)
    return read


def test_every_table_that_leads_to_a_person_has_a_place_in_the_export() -> None:
    tables = {kind.__tablename__ for kind in MEMBERS}
    assert tables_that_lead_to(LearnerRow.__tablename__, PersonRow.__tablename__) <= tables
    assert len(set(MEMBERS.values())) == len(MEMBERS)


def test_all_that_is_stored_on_her_is_exported(services: Services) -> None:
    her = somebody_everywhere(services)
    ask_erasure(services, her.person_id)
    content = exported(export_person(services, her.person_id))
    for kind, member in MEMBERS.items():
        is_shown = member not in {"decisions", "corrected_values"}  # she has none
        assert bool(content[member]) is is_shown, member
        table: Table = METADATA.tables[kind.__tablename__]
        columns = {column.name for column in table.columns} - HIDDEN.get(kind, frozenset())
        columns = {"document" if name == "signed_bytes" else name for name in columns}
        columns |= {"attachment"} if member == "corrections" else set()
        assert all(set(row) == columns for row in content[member])
    assert {row["ref"] for row in content["learners"]} == {REF, "KEN-5"}
    versions = [row["learner_as_written"]["full_name"] for row in content["completions"]]
    assert set(versions) == {OLD_NAME, NAME}
    assert content["addresses"][0]["address"] == ADDRESS
    assert {row["document"]["id"].rpartition("/")[2] for row in content["credentials"]} == {
        *(record.id for record in her.records),
        her.transcript.id,
    }
    assert content["corrections"][0]["why"] == "I am Zahrani."
    assert content["corrections"][0]["changes"][0]["after"] == "Ameena Zahrani"
    attached = content["corrections"][0]["attachment"]
    assert (attached["name"], attached["media_type"]) == (
        f"correction-{content['corrections'][0]['id']}.png",
        "image/png",
    )
    file = b64decode(attached["base64"], validate=True)
    assert hashlib.sha256(file).hexdigest() == content["corrections"][0]["attachment_digest"]
    assert REF in content["refused_rows"][0]["cells"]
    assert {row["filename"] for row in content["uploads"]} >= {f"{LATIN_NAME}.csv", "results.jsonl"}
    assert {row["action"] for row in content["events"]} >= {"issued", "claimed", "asked", "amended"}


def test_a_document_that_is_no_longer_kept_or_one_too_many_is_named_without_its_content(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    her = somebody_everywhere(services)
    monkeypatch.setattr(own_documents, "MOST_BYTES", 10)
    [asked] = exported(export_person(services, her.person_id))["corrections"]
    assert (asked["attachment"]["media_type"], asked["attachment"]["base64"]) == ("image/png", None)
    monkeypatch.undo()
    services.archive.remove(asked["attachment_digest"])
    [asked] = exported(export_person(services, her.person_id))["corrections"]
    assert (asked["attachment"]["media_type"], asked["attachment"]["base64"]) == ("image/png", None)
    db.session.execute(update(CorrectionRow).values(attachment_digest=None, attachment_type=None))
    db.session.commit()
    [asked] = exported(export_person(services, her.person_id))["corrections"]
    assert asked["attachment"] is None


def test_whoever_came_since_she_last_signed_in_is_exported_too(services: Services) -> None:
    upload(services, csv_file([her_row(learner_ref="KEN-5", cohort="2026-08")]), centre="EG")
    upload_rows(services, her_row(email=""), a_row(1))
    person_id = claim_record(services, REF, ADDRESS).person_id
    [known] = [one for one in list_learners_of(person_id) if one.learner.ref == "KEN-5"]
    for is_hers in (True, False):
        with transaction():  # as if it had been recorded while she signed in
            free_learner(known.id)
        if is_hers:
            content = exported(export_person(services, person_id))
        else:
            content = exported(export_whose(services, find_whose(address=ADDRESS), by=OPERATOR))
        assert {row["ref"] for row in content["learners"]} == {REF, "KEN-5"}
        assert {row["cohort"] for row in content["completions"]} == {"2026-04", "2026-08"}


def test_what_opens_something_is_not_exported(services: Services) -> None:
    her = somebody_everywhere(services)
    content = export_person(services, her.person_id).decode()
    secrets = [
        *db.session.scalars(PersonalLinkRow.__table__.select().with_only_columns(PersonalLinkRow.seed)),
        *db.session.scalars(PersonSessionRow.__table__.select().with_only_columns(PersonSessionRow.digest)),
    ]
    assert len(secrets) > 2
    assert not [secret for secret in secrets if secret in content]


def test_nothing_of_others_is_exported(services: Services) -> None:
    her = somebody_everywhere(services, with_namesake=True)
    content = export_person(services, her.person_id).decode()
    assert not [ref for ref in ("ABU-0001", "ABU-0008", "person1@", "person8@") if ref in content]


def test_the_operator_exports_for_a_learner_whom_nobody_has_claimed(services: Services) -> None:
    upload_rows(services, her_row(), a_row(1))
    whose = find_whose(centre=PartnerCode("NG"), ref=LearnerRef(REF))
    content = exported(export_whose(services, whose, by=OPERATOR))
    assert ([row["ref"] for row in content["learners"]], content["person"]) == ([REF], [])
    with pytest.raises(NotAllowedError):
        export_whose(services, whose, by=Actor("somebody", Role.SECRETARIAT))


def test_of_who_was_erased_and_of_strangers_there_is_nothing(services: Services) -> None:
    person_id = a_person(services)
    assert exported(export_person(services, person_id))["learners"] == []
    erase(services, person_id=person_id, by=OPERATOR)
    for gone in (person_id, "nobody"):
        with pytest.raises(NotFoundError):
            export_person(services, gone)  # type: ignore[arg-type]  # any text
