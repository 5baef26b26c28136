"""A mistake of an officer's own, in many certificates, is seen side by side before it is put right."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from certsvc.catalogue.read import SHIPPED
from certsvc.domain.access import OPERATOR, Actor, Role, Scope
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.identifiers import PartnerCode
from certsvc.errors import InvalidInputError, NotAllowedError, NotFoundError
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db, transaction
from certsvc.storage.events import EventRow
from certsvc.storage.status_lists import StatusListRow
from certsvc.workflows import preview_reissue as module
from certsvc.workflows.bulk_acts import preview_act
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.load_catalogue import load_catalogue
from certsvc.workflows.preview_reissue import Difference, ReissuePreview, preview_reissue
from certsvc.workflows.services import Services
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows

MANY = 200
RIGHT = "Domestication and Production of Micro-Courses"
WRONG = "Domestication and Production of Micro-Corses"
ALL = BulkAct(BatchKind.REISSUE, CredentialFilter(course="B1"), reason="A title was misspelt.")


def load(services: Services, folder: Path, title: str) -> None:
    """The catalogue with this title of the course B1."""
    shutil.copytree(SHIPPED, folder)
    path = folder / "courses.toml"
    path.write_text(path.read_text("utf-8").replace(f'en = "{RIGHT}"', f'en = "{title}"', 1), "utf-8")
    load_catalogue(services, folder, by=OPERATOR)


def preview(services: Services, act: BulkAct = ALL) -> ReissuePreview:
    db.session.rollback()
    return preview_reissue(services, act, by=OPERATOR)


def kept() -> list[object]:
    """What a preview must not touch."""
    db.session.rollback()
    queries = (
        select(func.count()).select_from(CredentialRow),
        select(func.count()).select_from(EventRow),
        select(func.sum(StatusListRow.taken)),
        select(func.max(StatusListRow.signed_at)),
    )
    return [db.session.scalar(query) for query in queries]


def test_a_misspelt_course_title_is_seen_and_put_right_in_many_certificates(
    services: Services, tmp_path: Path
) -> None:
    load(services, tmp_path / "wrong", WRONG)
    upload_rows(services, *(a_row(number) for number in range(1, MANY + 1)))
    load(services, tmp_path / "right", RIGHT)
    before = kept()
    found = preview(services)
    assert kept() == before
    assert (found.number, found.changed, found.unchanged, found.left_out) == (MANY, MANY, 0, 0)
    assert (found.looked_at, found.transcripts, len(found.samples)) == (MANY, 0, 5)
    for sample in found.samples:
        assert sample.name.startswith("Ọláìyá Person ")
        by_part = {one.what: one for one in sample.differences}
        assert by_part["Course"] == Difference("Course", WRONG, RIGHT, "B1")
        assert set(by_part) == {"Course", "Result", "How it was earned"}
        assert all(WRONG in one.before and RIGHT in one.after for one in sample.differences)
    done = do_bulk_act(services, ALL, expected=found.number, by=OPERATOR)
    assert (done.batch.done, done.left_out) == (MANY, 0)
    again = preview(services)
    assert (again.number, again.changed, again.unchanged, again.samples) == (MANY, 0, MANY, ())
    assert (found.most_replaced, again.most_replaced) == (MANY, 0)


def test_a_misspelt_name_in_many_certificates_is_seen_and_put_right(services: Services) -> None:
    rows = [a_row(number, full_name=f"Olaiya {number}", latin_name="Olaiya") for number in range(MANY)]
    upload_rows(services, *rows)
    mended = [row | {"full_name": row["full_name"].replace("Olaiya", "Ọláìyá")} for row in rows]
    upload_rows(services, *mended, amend=True)
    found = preview(services)
    assert (found.number, found.changed) == (MANY, MANY)
    sample = found.samples[0]
    assert sample.differences == (Difference("Name", sample.name, sample.name.replace("Olaiya", "Ọláìyá")),)
    do_bulk_act(services, ALL, expected=MANY, by=OPERATOR)
    assert preview(services).changed == 0


def test_everything_that_was_recorded_otherwise_is_named(services: Services) -> None:
    upload_rows(services, a_row(1, institution="ABU"))
    upload_rows(
        services,
        a_row(
            1,
            latin_name="Olaiya",
            email="new@abu.example",
            score="91.5",
            hours="20",
            completed_on="2026-04-23",
        ),
        amend=True,
    )
    [sample] = preview(services).samples
    shown = {(one.what, one.of): (one.before, one.after) for one in sample.differences}
    email = shown.pop(("E-mail address, as a hash", ""))
    assert email[0] != email[1]
    assert all(text.startswith("sha256$") and len(text) < 20 for text in email)
    narrative = shown.pop(("How it was earned", ""))
    assert ("24" in narrative[0], "20" in narrative[1]) == (True, True)
    assert shown == {
        ("Name in Latin letters", ""): ("", "Olaiya"),
        ("Score", "B1"): ("89", "91.5"),
        ("Learning hours", "B1"): ("24", "20"),
        ("Earned on", ""): ("2026-04-22", "2026-04-23"),
        ("Last course completed", ""): ("2026-04-22", "2026-04-23"),
    }


def test_what_would_stay_is_counted(services: Services, clock: Clock) -> None:
    upload_rows(services, a_row(1), a_row(2), a_row(3), a_row(4, full_name="Olaiya"))
    upload_rows(services, a_row(1, score="20", outcome="failed"), a_row(4), amend=True)
    with transaction():
        db.session.execute(
            update(CredentialRow)
            .where(CredentialRow.learner_ref == "ABU-0002")
            .values(valid_until=clock() - timedelta(days=1))
        )
    found = preview(services)
    assert (found.number, found.changed, found.unchanged, found.left_out) == (4, 1, 1, 2)
    done = do_bulk_act(services, ALL, expected=4, by=OPERATOR)
    assert (done.batch.done, done.left_out, done.unchanged) == (4, 2, 1)


def test_of_very_many_the_first_are_looked_at(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_LOOKED_AT", 3)
    monkeypatch.setattr(module, "_STEP", 2)
    upload_rows(services, *(a_row(number) for number in range(1, 6)))
    found = preview(services)
    assert (found.number, found.looked_at, found.unchanged) == (5, 3, 3)
    assert (found.not_looked_at, found.most_replaced) == (2, 2)


def test_names_are_shown_to_who_may_read_them(services: Services) -> None:
    upload_rows(services, a_row(1, full_name="Olaiya"))
    upload_rows(services, a_row(1), amend=True)
    scopes = frozenset({Scope.REVOKE, Scope.ISSUE})
    found = preview_reissue(services, ALL, by=Actor("a key", Role.SECRETARIAT, scopes=scopes))
    assert (found.changed, found.samples) == (1, ())
    with pytest.raises(NotAllowedError):
        preview_reissue(services, ALL, by=Actor("a key", Role.SECRETARIAT, scopes=frozenset({Scope.READ})))


def test_an_act_is_checked_as_where_it_is_only_counted(services: Services) -> None:
    cairo = Actor("Cairo", Role.CENTRE, PartnerCode("EG"))
    nigerian = CredentialFilter(centre=PartnerCode("NG"))
    for act, by, error in (
        (BulkAct(BatchKind.REISSUE, nigerian, reason="Why"), cairo, NotFoundError),
        (BulkAct(BatchKind.REISSUE, nigerian), OPERATOR, InvalidInputError),
        (BulkAct(BatchKind.REISSUE, CredentialFilter(), reason="Why"), OPERATOR, InvalidInputError),
    ):
        for look in (preview_act, lambda act, *, by: preview_reissue(services, act, by=by)):
            with pytest.raises(error):
                look(act, by=by)
