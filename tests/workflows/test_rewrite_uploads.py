"""Somebody's rows leave the files that are kept; whoever reads these afterwards finds the others."""

import io
from pathlib import Path

import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchState
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.imports import ImportReport
from certsvc.errors import ConflictError, NotFoundError
from certsvc.intake.uploaded_row import UploadedRow
from certsvc.storage import imports, kept_uploads
from certsvc.storage.database import db, transaction
from certsvc.workflows.cancel_batch import cancel_import
from certsvc.workflows.erase_person import erase
from certsvc.workflows.housekeeping import keep_house
from certsvc.workflows.rewrite_uploads import rewrite_uploads
from certsvc.workflows.run_batch import run_batch
from certsvc.workflows.services import Services
from tests.uploads import a_row, accept_rows, csv_file, upload

NG, EG = PartnerCode("NG"), PartnerCode("EG")
HERS = "ABU-0002"
ROWS = csv_file([a_row(1), a_row(2), a_row(3)])
OTHERS = csv_file([a_row(1), a_row(3)])
WITHOUT_HER = ROWS.replace(csv_file([a_row(2)]).splitlines()[1], b"")


def is_hers(row: UploadedRow) -> bool:
    return row.reference == HERS


def without_her(services: Services, *centres: PartnerCode) -> int:
    return rewrite_uploads(services, centres or (NG,), is_hers=is_hers)


def kept(services: Services, report: ImportReport) -> bytes:
    with services.archive.open(imports.get_kept_digest(report.id)) as content:
        return content.read()


def everything_kept(services: Services) -> bytes:
    folder: Path = services.settings.uploads_dir
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_her_rows_leave_every_file_of_her_centre_and_no_other_file_changes(services: Services) -> None:
    with_her = upload(services, ROWS)
    others = upload(services, OTHERS)
    again = upload(services, ROWS, issue=False)
    assert without_her(services) == 1
    assert kept(services, with_her) == kept(services, again) == WITHOUT_HER
    assert kept(services, others) == OTHERS
    assert HERS.encode() not in everything_kept(services)
    assert len(services.archive.list_digests()) == 2
    assert imports.get_import(with_her.id).digest == with_her.digest
    assert without_her(services) == 0


def test_another_centre_that_sent_the_same_file_keeps_it(services: Services) -> None:
    ours, theirs = upload(services, ROWS), upload(services, ROWS, centre="EG")
    without_her(services)
    assert (kept(services, ours), kept(services, theirs)) == (WITHOUT_HER, ROWS)
    assert without_her(services, NG, EG) == 1
    assert kept(services, theirs) == WITHOUT_HER
    assert services.archive.list_digests() == [imports.get_kept_digest(ours.id)]


def test_two_learners_leave_one_after_the_other(services: Services) -> None:
    report = upload(services, ROWS)
    without_her(services)
    rewrite_uploads(services, [NG], is_hers=lambda row: row.reference == "ABU-0003")
    left = kept(services, report)
    assert [line[:8] for line in left.splitlines()] == [b"learner_", b"ABU-0001", b"", b""]
    assert services.archive.list_digests() == [imports.get_kept_digest(report.id)]


def test_a_file_waits_for_the_import_that_reads_it(services: Services) -> None:
    report = accept_rows(services, a_row(1), a_row(2))
    with pytest.raises(ConflictError) as caught:
        without_her(services)
    assert caught.value.code == "import_running"
    assert caught.value.hint
    assert HERS.encode() in everything_kept(services)
    cancel_import(services, report.id, by=OPERATOR)
    assert without_her(services) == 1
    assert HERS.encode() not in everything_kept(services)


def test_a_file_that_is_read_or_missing_no_more_is_not_kept(services: Services) -> None:
    damaged, missing = upload(services, ROWS), upload(services, OTHERS)
    folder = services.settings.uploads_dir
    (folder / damaged.digest[:2] / damaged.digest).write_bytes(ROWS[:-1])
    services.archive.remove(missing.digest)
    assert without_her(services) == 2
    assert services.archive.list_digests() == []
    for report in (damaged, missing):
        with pytest.raises(NotFoundError) as caught:
            imports.get_kept_digest(report.id)
        assert caught.value.code == "archive_missing"
    assert without_her(services) == 0


def test_a_file_that_a_broken_upload_left_goes_if_she_is_in_it(services: Services) -> None:
    report = upload(services, OTHERS)
    picture = services.archive.keep(io.BytesIO(b"\x89PNG of a passport, about to be attached"))
    lost = services.archive.keep(io.BytesIO(ROWS))
    without_her(services)
    assert not services.archive.has(lost)
    assert services.archive.list_digests() == sorted((report.digest, picture))


class Plug(BaseException):
    """Nothing catches it: the process is as good as dead."""


@pytest.mark.parametrize(
    "step",
    [
        "certsvc.archive.files.Archive.keep",
        "certsvc.storage.kept_uploads.move_kept_uploads",
        "certsvc.workflows.rewrite_uploads.remove_unneeded",
    ],
    ids=["as it writes", "before it is noted", "before the old goes"],
)
def test_a_run_that_is_killed_is_simply_repeated(
    services: Services, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = [upload(services, ROWS), upload(services, csv_file([a_row(2), a_row(4)]))]

    def pull(*_arguments: object) -> None:
        raise Plug

    with monkeypatch.context() as patched:
        patched.setattr(step, pull)
        with pytest.raises(Plug):
            without_her(services)
    db.session.rollback()
    without_her(services)
    assert HERS.encode() not in everything_kept(services)
    assert kept(services, reports[0]) == WITHOUT_HER
    assert len(services.archive.list_digests()) == 2


def test_a_file_sent_again_is_kept_and_read_as_it_was_sent(services: Services) -> None:
    report = upload(services, ROWS)
    without_her(services)
    again = upload(services, ROWS)
    assert again.id == report.id
    assert (again.counts.rows, kept(services, again)) == (3, ROWS)


def test_a_file_that_went_while_it_was_sent_again_is_kept_once_more(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It goes between the moment when it is kept and the moment when its import is queued."""
    upload(services, ROWS)
    keep = services.archive.keep

    def keep_and_lose(source: io.BytesIO) -> str:
        digest = keep(source)
        monkeypatch.undo()
        without_her(services)
        return digest

    monkeypatch.setattr(type(services.archive), "keep", lambda _, source: keep_and_lose(source))
    report = upload(services, ROWS, amend=True)
    assert report.counts.unchanged == 3
    assert kept(services, report) == ROWS


def test_an_import_whose_file_is_kept_no_more_ends_with_the_reason(services: Services) -> None:
    report = accept_rows(services, a_row(1))
    with transaction():
        kept_uploads.move_kept_uploads([report.id], "")
    run_batch(services, report.id)
    batch = imports.get_import(report.id).batch
    assert batch.state is BatchState.FAILED
    assert batch.failure == "The uploaded file is no longer kept here. Send it again."


@pytest.mark.parametrize("killed", ["never", "before that"])
def test_a_row_of_whom_was_erased_leaves_the_file_that_brings_it_again(
    services: Services, killed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload(services, ROWS)
    erase(services, centre=NG, ref=LearnerRef(HERS), by=OPERATOR)
    with monkeypatch.context() as patched:
        if killed == "before that":
            patched.setattr("certsvc.workflows.run_import.forget_erased_rows", lambda *_arguments: False)
        report = upload(services, ROWS + b"\n")
    assert (report.counts.refused, report.counts.unchanged) == (1, 2)
    if killed == "before that":
        assert HERS.encode() in everything_kept(services)
        keep_house(services)
    assert HERS.encode() not in everything_kept(services)
    assert kept(services, report) == WITHOUT_HER + b"\n"
    upload(services, ROWS)
    assert HERS.encode() not in everything_kept(services)
