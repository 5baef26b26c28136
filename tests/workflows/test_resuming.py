"""What stops a run midway (an error, a cancel, another worker), and what the next run finds."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BatchState, BulkAct, CredentialFilter
from certsvc.domain.identifiers import ImportId, PartnerCode
from certsvc.domain.imports import ImportCounts, Severity
from certsvc.domain.records import StatusEntry
from certsvc.errors import InvalidInputError, UnavailableError
from certsvc.storage import batches, imports, issuers, learners, status_lists
from certsvc.storage.batches import LostClaimError
from certsvc.storage.database import transaction
from certsvc.storage.learners import PendingFilter
from certsvc.workflows.browse_imports import list_imports
from certsvc.workflows.bulk_acts import begin_act, cancel
from certsvc.workflows.claims import Claim, WatchedFile
from certsvc.workflows.export_many import get_export
from certsvc.workflows.making_credentials import CredentialMaker, EarnedAward, MadeCredential
from certsvc.workflows.manage_keys import rotate_key
from certsvc.workflows.run_batch import run_abandoned, run_batch, run_claimed
from certsvc.workflows.services import Services
from tests.conftest import Clock
from tests.truths import all_completions, all_credentials, check_import_is_true, rows_of_every_kind
from tests.uploads import a_row, accept, accept_rows, csv_file, upload_rows

NG = PartnerCode("NG")
ROWS = 120
STEPS = 12
"""Chunks of ten rows: the first twelve calls of a progress are of recording, the others of issuing."""
CONTENT = csv_file(rows_of_every_kind(ROWS))


@pytest.fixture(autouse=True)
def small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("certsvc.workflows.run_import.CHUNK", ROWS // STEPS)
    monkeypatch.setattr("certsvc.workflows.issue_credentials.BATCH", ROWS // STEPS)


@pytest.fixture
def queued(services: Services) -> ImportId:
    return accept(services, CONTENT).id


class Plug(BaseException):
    """Nothing catches it: the process is as good as dead, and gives nothing up."""


def pull() -> None:
    raise Plug


def run(services: Services, batch_id: str, at: Mapping[int, Callable[[], object]]) -> None:
    """Run an import that nobody else runs; after its n-th step do what ``at`` says."""
    steps = 0

    def progress(_counts: ImportCounts) -> None:
        nonlocal steps
        steps += 1
        at.get(steps, lambda: None)()

    claim = Claim(services, batch_id, "the first")
    assert claim.take()
    run_claimed(claim, progress=progress)


def state_of(batch_id: str) -> BatchState:
    return batches.get_batch(batch_id).batch.state


def the_kept_file(services: Services) -> Path:
    [path] = [path for path in services.settings.uploads_dir.rglob("*") if path.is_file()]
    return path


@pytest.mark.parametrize("step", [1, 7, STEPS, STEPS + 1, STEPS + 5])
def test_what_a_dead_worker_left_is_finished_after_its_lease(
    services: Services, queued: ImportId, clock: Clock, step: int
) -> None:
    with pytest.raises(Plug):
        run(services, queued, {step: pull})
    assert state_of(queued) is BatchState.RUNNING
    assert run_abandoned(services) == 0
    clock.advance(seconds=3)
    assert run_abandoned(services) == 1
    check_import_is_true(services, queued, ROWS)


@pytest.mark.parametrize("step", [3, STEPS + 3])
def test_what_is_stopped_politely_is_taken_over_at_once(
    services: Services, queued: ImportId, step: int
) -> None:
    def stop() -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        run(services, queued, {step: stop})
    assert run_abandoned(services) == 1
    check_import_is_true(services, queued, ROWS)


def test_a_fault_that_nobody_foresaw_costs_a_lease(
    services: Services, queued: ImportId, clock: Clock
) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        run(services, queued, {4: fail})
    assert run_abandoned(services) == 0
    clock.advance(seconds=3)
    assert run_abandoned(services) == 1
    check_import_is_true(services, queued, ROWS)


def test_a_worker_that_lost_its_claim_undoes_its_step_and_stops(
    services: Services, queued: ImportId, clock: Clock
) -> None:
    other = Claim(services, queued, "the second")

    def take_over() -> None:
        assert not other.take()
        clock.advance(seconds=3)
        assert other.take()

    run(services, queued, {5: take_over})
    assert batches.get_batch(queued).batch.done == imports.get_import(queued).counts.rows == 50
    assert len(all_completions()) == 50
    run_claimed(other)
    check_import_is_true(services, queued, ROWS)


def test_a_claim_is_one_workers_until_it_is_silent_for_a_lease(
    services: Services, queued: ImportId, clock: Clock
) -> None:
    first, second = Claim(services, queued, "a"), Claim(services, queued, "b")
    assert first.take()
    clock.advance(seconds=1.9)
    assert not second.take()
    first.keep()
    clock.advance(seconds=1.9)
    assert not second.take()
    clock.advance(seconds=0.2)
    assert second.take()
    with pytest.raises(LostClaimError):
        first.keep()
    with pytest.raises(LostClaimError), transaction():
        first.renew(done=1, position="1")
    first.give_up()
    assert not first.take()


def test_reading_a_large_file_keeps_the_claim(
    services: Services, queued: ImportId, clock: Clock, tmp_path: Path
) -> None:
    claim = Claim(services, queued, "reader")
    assert claim.take()
    path = tmp_path / "large"
    path.write_bytes(b"x" * 30)
    with path.open("rb") as content:
        file = WatchedFile(content, claim)
        for _ in range(3):
            clock.advance(seconds=1.5)
            assert file.read(10) == b"x" * 10
            assert not Claim(services, queued, "other").take()
        file.seek(0)
        clock.advance(seconds=3)
        assert Claim(services, queued, "other").take()
        with pytest.raises(LostClaimError):
            file.read(10)


def test_who_helps_leaves_when_the_recording_falls_silent(
    services: Services, queued: ImportId, clock: Clock
) -> None:
    with pytest.raises(Plug):
        run(services, queued, {6: pull})
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        clock.advance(seconds=seconds)

    run_batch(replace(services, wait=wait), queued)
    assert len(waits) == 11  # 2.2 seconds: the lease is 2
    assert len(all_credentials()) == 60
    assert state_of(queued) is BatchState.RUNNING
    assert run_abandoned(services) == 1
    check_import_is_true(services, queued, ROWS)


def test_who_takes_part_tells_one_more_worker_where_there_may_be_more(
    services: Services, queued: ImportId
) -> None:
    told: list[str] = []
    run_batch(replace(services, enqueue=told.append), queued)
    run_batch(replace(services, enqueue=told.append), queued)
    assert told == ([] if services.settings.uses_sqlite else [queued])


@pytest.mark.parametrize(("step", "recorded", "learners"), [(3, 30, 0), (STEPS + 3, 119, 30)])
def test_a_cancelled_import_stops_keeps_what_it_did_and_finishes_when_sent_again(
    services: Services, queued: ImportId, step: int, recorded: int, learners: int
) -> None:
    run(services, queued, {step: lambda: cancel(services, queued, by=OPERATOR)})
    report = imports.get_import(queued)
    assert report.state is BatchState.CANCELLED
    assert report.batch.finished_at is not None
    issued = report.counts.issued
    assert issued in {learners, max(0, learners - 1)}  # one of all these learners failed
    assert report.counts.recorded == recorded
    assert (len(all_completions()), len(all_credentials())) == (recorded, issued)
    run_batch(services, queued)  # its message may come late
    assert len(all_completions()) == recorded
    assert accept(services, CONTENT).id == queued
    assert state_of(queued) is BatchState.QUEUED
    run_batch(services, queued)
    again = imports.get_import(queued)
    assert again.state is BatchState.DONE
    assert (again.counts.rows, again.counts.unchanged) == (ROWS, recorded)
    assert (again.counts.recorded, again.counts.refused) == (119 - recorded, 1)
    assert again.counts.issued == 118 - issued
    assert (len(all_completions()), len(all_credentials())) == (119, 118)


def test_what_a_cancelled_import_left_due_is_issued_by_another_file_that_says_the_same(
    services: Services, queued: ImportId
) -> None:
    run(services, queued, {STEPS: lambda: cancel(services, queued, by=OPERATOR)})
    assert not all_credentials()
    other = accept(services, CONTENT.replace(b"\n", b"\r\n"))
    assert other.id != queued
    run_batch(services, other.id)
    assert imports.get_import(other.id).counts.issued == len(all_credentials()) == 118


def test_an_import_cancelled_before_it_began_was_never_started(services: Services, queued: ImportId) -> None:
    cancel(services, queued, by=OPERATOR)
    run_batch(services, queued)
    batch = batches.get_batch(queued).batch
    assert (batch.state, batch.started_at, batch.done) == (BatchState.CANCELLED, None, 0)
    assert not all_completions()


@pytest.mark.parametrize("step", [4, STEPS + 4])
def test_the_same_file_sent_while_it_runs_changes_nothing(
    services: Services, queued: ImportId, step: int
) -> None:
    def send_again() -> None:
        before = batches.get_batch(queued)
        assert accept(services, CONTENT).id == queued
        assert batches.get_batch(queued) == before

    run(services, queued, {step: send_again})
    assert len(list_imports(by=OPERATOR).items) == 1
    check_import_is_true(services, queued, ROWS)


@pytest.mark.parametrize("damage", ["missing", "shorter", "other"])
def test_an_import_whose_file_is_gone_fails_with_the_reason_and_begins_anew_when_it_is_sent_again(
    services: Services, queued: ImportId, clock: Clock, damage: str
) -> None:
    with pytest.raises(Plug):
        run(services, queued, {3: pull})
    kept = the_kept_file(services)
    if damage == "missing":
        kept.unlink()
    else:
        kept.write_bytes(CONTENT[:-500] if damage == "shorter" else b"something else")
    clock.advance(seconds=3)
    run_abandoned(services)
    batch = batches.get_batch(queued).batch
    assert batch.state is BatchState.FAILED
    assert batch.failure.startswith("The uploaded file ")
    assert len(all_completions()) == 30
    accept(services, CONTENT)
    assert (state_of(queued), batches.get_batch(queued).batch.failure) == (BatchState.QUEUED, "")
    run_batch(services, queued)
    report = imports.get_import(queued)
    assert (report.state, report.counts.unchanged, report.counts.recorded) == (BatchState.DONE, 30, 89)
    assert len(all_credentials()) == 118


def test_a_file_that_cannot_be_read_now_leaves_the_import_open(services: Services, queued: ImportId) -> None:
    kept = the_kept_file(services)
    kept.unlink()
    kept.mkdir()  # as a file server that answers with an error
    with pytest.raises(UnavailableError):
        run_batch(services, queued)
    assert state_of(queued) is BatchState.RUNNING
    kept.rmdir()
    kept.write_bytes(CONTENT)
    assert run_abandoned(services) == 1
    check_import_is_true(services, queued, ROWS)


def test_an_import_that_cannot_be_run_now_does_not_keep_the_next_waiting(services: Services) -> None:
    stuck = accept_rows(services, a_row(1))
    kept = the_kept_file(services)
    kept.unlink()
    kept.mkdir()
    waiting = accept_rows(services, a_row(2))
    with pytest.raises(UnavailableError):
        run_abandoned(services)
    assert state_of(stuck.id) is BatchState.RUNNING
    assert state_of(waiting.id) is BatchState.DONE


@pytest.mark.parametrize("step", [4, STEPS + 4])
def test_a_key_rotated_midway_signs_what_is_issued_from_then_on(
    services: Services, queued: ImportId, clock: Clock, step: int
) -> None:
    did = services.addresses.centre_did(NG)
    before = issuers.get_active_key(did).multibase

    def rotate() -> None:
        clock.advance(seconds=1)
        rotate_key(services, NG, by=OPERATOR)
        clock.advance(seconds=1)

    run(services, queued, {step: rotate})
    after = issuers.get_active_key(did).multibase
    check_import_is_true(services, queued, ROWS)
    keys = [record.key for record in all_credentials()]
    assert keys.count(after) in ({118} if step < STEPS else {78, 79})  # one of all these learners failed
    assert keys.count(before) == 118 - keys.count(after)


def test_a_certificate_that_cannot_be_made_is_said_even_if_the_worker_dies_then(
    services: Services, queued: ImportId, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, calls = CredentialMaker._make, 0  # no input is known that passes intake and breaks a rule

    def break_the_third(self: CredentialMaker, earned: EarnedAward, status: StatusEntry) -> MadeCredential:
        nonlocal calls
        calls += 1
        if calls == 3:
            raise InvalidInputError("It breaks a rule.")
        return make(self, earned, status)

    monkeypatch.setattr(CredentialMaker, "_make", break_the_third)
    with pytest.raises(Plug):
        run(services, queued, {STEPS + 1: pull})
    clock.advance(seconds=3)
    run_abandoned(services)
    report = imports.get_import(queued)
    assert (report.state, report.counts.issued) == (BatchState.DONE, 117)
    said = [(one.severity, one.message) for one in report.problems if one.code == "not_issued"]
    assert [severity for severity, _ in said] == [Severity.WARNING]
    assert "It breaks a rule." in said[0][1]
    assert learners.count_pending(PendingFilter()) == 1


def test_a_list_that_is_full_is_followed_by_another(services: Services, queued: ImportId) -> None:
    upload_rows(services, a_row(9000))
    [record] = all_credentials()
    with transaction():
        first = status_lists.lock_open_list(record.issuer)
        assert first is not None
        status_lists.take_positions(first.number, first.length - first.taken - 30)
    run_batch(services, queued)
    lists = [one.status.list_number for one in all_credentials()]
    assert lists.count(first.number) == 1 + 30
    assert len(lists) == 1 + 118
    assert len({one.status for one in all_credentials()}) == len(lists)


def test_an_export_whose_worker_died_when_it_had_packed_is_packed_again(
    services: Services, clock: Clock
) -> None:
    upload_rows(services, a_row(1), a_row(2))
    act = BulkAct(BatchKind.EXPORT, CredentialFilter(centre=NG))
    begun = begin_act(services, act, expected=2, by=OPERATOR)
    packed = services.settings.var_dir / "exports" / f"{begun.batch.id}.zip"

    def now() -> datetime:
        if packed.exists():
            raise Plug
        return clock()

    with pytest.raises(Plug):
        run_batch(replace(services, now=now), begun.batch.id)
    clock.advance(seconds=3)
    assert run_abandoned(services) == 1
    with zipfile.ZipFile(get_export(services, begun.batch.id, by=OPERATOR)) as archive:
        assert archive.testzip() is None
        names = {name.partition("_")[2] for name in archive.namelist()}
        assert names == {f"{one.code}.json" for one in all_credentials()}
    assert list(packed.parent.iterdir()) == [packed]
