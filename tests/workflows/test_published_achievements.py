"""What is published under an achievement's address is what the credentials say that were issued under it."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from certsvc.catalogue.read import SHIPPED
from certsvc.domain.access import OPERATOR
from certsvc.domain.records import CredentialRecord
from certsvc.storage.database import db
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.confer_awards import confer_award
from certsvc.workflows.decide_correction import decide_correction
from certsvc.workflows.load_catalogue import load_catalogue
from certsvc.workflows.publish import get_achievement
from certsvc.workflows.services import Services
from tests.conferring import a_decision
from tests.conftest import Clock
from tests.correcting import asked, somebody
from tests.uploads import a_row, upload_rows

Load = Callable[..., None]
Document = dict[str, Any]

COURSE = ("courses.toml", "Domestication and Production of Micro-Courses", "Micro-Courses at Home")
MARK = ("courses.toml", "pass_mark = 60", "pass_mark = 65")
TITLE = ("micro-certifications.toml", "Micro-Course Localisation and Production", "Another Title")
HONOUR = ("micro-certifications.toml", "Pioneer Case Award", "Pioneer Award")
COMPETENCIES = ("frameworks/ict-cft.toml", 'description = "', 'description = "Since this year: ')


@pytest.fixture
def load(services: Services, clock: Clock, tmp_path: Path) -> Load:
    """Loads the shipped catalogue with some changes, a day later."""
    folder = shutil.copytree(SHIPPED, tmp_path / "catalogue")

    def load(*changes: tuple[str, str, str]) -> None:
        for file, old, new in changes:
            text = (folder / file).read_text("utf-8")
            assert old in text
            (folder / file).write_text(text.replace(old, new), "utf-8")
        clock.advance(days=1)
        load_catalogue(services, folder, by=OPERATOR)
        clock.advance(days=1)
        db.session.rollback()

    return load


def embedded(record: CredentialRecord) -> Document:
    """The Achievement in a credential, without who presided over the network when this one was earned."""
    achievement: Document = json.loads(record.signed_bytes)["credentialSubject"]["achievement"]
    achievement["creator"]["parentOrg"].pop("official", None)
    return achievement


def published(services: Services, address: str, language: str) -> Document:
    """What is served at that address, likewise; its ``@context`` stands at the top of a credential."""
    document = dict(get_achievement(services, address.rpartition("/")[2], language))
    document["creator"]["parentOrg"].pop("official", None)
    del document["@context"]
    return document


def test_of_every_credential_the_achievement_is_published_as_it_stands_in_it(
    services: Services, load: Load
) -> None:
    person = somebody(services)
    upload_rows(services, a_row(2, preferred_language="fr"))
    confer_award(services, a_decision(), by=OPERATOR)
    load(COURSE, MARK, TITLE, HONOUR, COMPETENCIES)
    decide_correction(services, asked(services, person).id, approve=True, by=OPERATOR)
    upload_rows(services, a_row(3), a_row(4, preferred_language="zh"))
    confer_award(services, a_decision(edition="2027"), by=OPERATOR)
    records = list_credentials(by=OPERATOR).items
    said = [embedded(record) for record in records]
    assert sorted((one["humanCode"], one["version"]) for one in said) == [
        *[("MC-B1", "1")] * 3,
        *[("MC-B1", "2")] * 2,
        ("PIONEER-MC", "1"),
        ("PIONEER-MC", "2"),
    ]
    for one in said:
        assert published(services, one["id"], one["inLanguage"]) == one


def test_a_version_that_was_superseded_goes_on_saying_what_it_said_last(
    services: Services, load: Load
) -> None:
    address = "http://localhost:8000/achievements/MC-B1.v1"
    first = published(services, address, "en")
    load(COURSE, COMPETENCIES)
    last = published(services, address, "en")
    assert last != first
    load(TITLE, MARK)
    assert published(services, address, "en") == last
    load(("courses.toml", COURSE[2], "Micro-Courses Abroad"))
    assert published(services, address, "en") == last
    assert "Micro-Courses Abroad" in json.dumps(published(services, address.replace(".v1", ".v2"), "en"))
