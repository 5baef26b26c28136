import shutil
from pathlib import Path

import pytest

from certsvc.catalogue.problems import CatalogueError
from certsvc.catalogue.read import SHIPPED
from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.verdicts import Finding, VerdictKind
from certsvc.errors import NotAllowedError
from certsvc.workflows.browse_records import list_credentials, list_micro_certifications
from certsvc.workflows.issue_credentials import issue_pending
from certsvc.workflows.load_catalogue import load_catalogue
from certsvc.workflows.publish import get_achievement
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the shipped catalogue, to be edited."""
    return shutil.copytree(SHIPPED, tmp_path / "catalogue")


def edit(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def version_of(code: str) -> int:
    return next(one.version for one in list_micro_certifications() if one.code == code)


def test_loading_the_same_files_again_changes_nothing(services: Services) -> None:
    changes = load_catalogue(services, SHIPPED, by=OPERATOR)
    assert (changes.added, changes.changed) == ((), ())
    assert changes.unchanged > 20


def test_a_change_makes_a_new_version_and_leaves_what_was_issued(services: Services, folder: Path) -> None:
    upload_rows(services, a_row(1))
    before = list_credentials(by=OPERATOR).items[0]
    achievement = get_achievement(services, "MC-B1.v1")
    edit(folder, "micro-certifications.toml", "Micro-Course Localisation and Production", "Another Title")
    changes = load_catalogue(services, folder, by=OPERATOR)
    assert changes.changed == ("micro-certification MC-B1 v2",)
    assert version_of("MC-B1") == 2
    after = list_credentials(by=OPERATOR).items[0]
    assert after == before
    assert verify_code(services, after.code).kind is VerdictKind.VALID
    assert get_achievement(services, "MC-B1.v1") == achievement
    assert get_achievement(services, "MC-B1.v2")["name"] == "Another Title"


def test_a_new_version_does_not_issue_again_to_who_holds_the_old_one(
    services: Services, folder: Path
) -> None:
    upload_rows(services, a_row(1))
    edit(folder, "micro-certifications.toml", "Micro-Course Localisation and Production", "Another Title")
    load_catalogue(services, folder, by=OPERATOR)
    assert issue_pending(services, by=OPERATOR) == ()
    upload_rows(services, a_row(2))
    assert sorted(one.learner_ref for one in list_credentials(by=OPERATOR).items) == ["ABU-0001", "ABU-0002"]


def test_a_lower_pass_mark_lets_earn_who_was_short_of_it(services: Services, folder: Path) -> None:
    assert upload_rows(services, a_row(1, score="55")).counts.issued == 0
    edit(folder, "courses.toml", "pass_mark = 60", "pass_mark = 50")
    load_catalogue(services, folder, by=OPERATOR)
    assert len(issue_pending(services, by=OPERATOR)) == 1


def test_a_catalogue_with_a_mistake_loads_nothing(services: Services, folder: Path) -> None:
    edit(folder, "micro-certifications.toml", "Micro-Course Localisation and Production", "Another Title")
    edit(folder, "courses.toml", "pass_mark = 60", "pass_mark = 600")
    with pytest.raises(CatalogueError):
        load_catalogue(services, folder, by=OPERATOR)
    assert version_of("MC-B1") == 1


def test_a_centre_cannot_load_a_catalogue(services: Services) -> None:
    centre = Actor(name="Zaria", role=Role.CENTRE, centre=PartnerCode("NG"))
    with pytest.raises(NotAllowedError):
        load_catalogue(services, SHIPPED, by=centre)


def test_a_certificate_that_expires_reads_as_expired_afterwards(
    services: Services, folder: Path, clock: Clock
) -> None:
    edit(
        folder,
        "micro-certifications.toml",
        'code = "MC-B1"',
        'code = "MC-B1"\nvalid_for_months = 6',
    )
    load_catalogue(services, folder, by=OPERATOR)
    upload_rows(services, a_row(1))
    record = list_credentials(by=OPERATOR).items[0]
    assert record.valid_until is not None
    assert (record.valid_until.year, record.valid_until.month, record.valid_until.day) == (2027, 5, 24)
    assert verify_code(services, record.code).kind is VerdictKind.VALID
    clock.advance(days=182)
    verdict = verify_code(services, record.code)
    assert (verdict.kind, verdict.finding) == (VerdictKind.INVALID, Finding.EXPIRED)
