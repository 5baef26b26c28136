import zipfile
from dataclasses import replace
from datetime import date
from functools import partial

import pytest
from flask import Flask

from certsvc.domain.access import OPERATOR, Actor, Role, Scope
from certsvc.domain.batches import (
    BatchKind,
    BatchState,
    BulkAct,
    BulkReport,
    CredentialFilter,
    SheetFormat,
)
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.verdicts import Finding, VerdictKind
from certsvc.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from certsvc.storage import batches
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import begin_act, cancel, get_act, list_acts, preview_act
from certsvc.workflows.claims import Claim
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.erase_person import erase
from certsvc.workflows.export_many import get_export
from certsvc.workflows.preview_reissue import preview_reissue
from certsvc.workflows.run_batch import run_batch, run_claimed
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.conftest import Clock
from tests.racing import Race
from tests.uploads import a_row, upload_rows
from tests.web.stored import alter_stored_bytes

on_sqlite = pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
NG = PartnerCode("NG")
APRIL = CredentialFilter(centre=NG, cohort="2026-04")


def an_act(kind: BatchKind = BatchKind.REVOKE, wanted: CredentialFilter = APRIL) -> BulkAct:
    return BulkAct(kind, wanted, reason="The course title was misspelt.")


def done(services: Services, act: BulkAct) -> BulkReport:
    """Preview, confirm, and let a worker do it."""
    begun = begin_act(services, act, expected=preview_act(act, by=OPERATOR), by=OPERATOR)
    run_batch(services, begun.batch.id)
    return get_act(begun.batch.id, by=OPERATOR)


@pytest.fixture
def issued(services: Services) -> None:
    """Three certificates of April, one of May."""
    rows = [a_row(number, cohort="2026-04") for number in (1, 2, 3)]
    upload_rows(services, *rows, a_row(4, cohort="2026-05"))


def mend_names(services: Services) -> None:
    """In the record: the certificates of April say something else."""
    rows = [a_row(number, cohort="2026-04", full_name=f"Ọláìyá {number}") for number in (1, 2, 3)]
    upload_rows(services, *rows, amend=True)


def findings(services: Services) -> list[tuple[str, Finding]]:
    records = list_credentials(by=OPERATOR).items
    return sorted((record.learner_ref, verify_code(services, record.code).finding) for record in records)


@pytest.mark.usefixtures("issued")
def test_a_preview_says_how_many_and_touches_nothing(services: Services) -> None:
    assert preview_act(an_act(), by=OPERATOR) == 3
    assert {finding for _, finding in findings(services)} == {Finding.VALID}


@pytest.mark.usefixtures("issued")
def test_revoking_by_cohort_revokes_those_and_no_others(services: Services) -> None:
    report = done(services, an_act())
    assert (report.batch.state, report.batch.done, report.batch.total) == (BatchState.DONE, 3, 3)
    assert findings(services) == [
        ("ABU-0001", Finding.REVOKED),
        ("ABU-0002", Finding.REVOKED),
        ("ABU-0003", Finding.REVOKED),
        ("ABU-0004", Finding.VALID),
    ]


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize(
    ("wanted", "number"),
    [
        (CredentialFilter(centre=NG), 4),
        (CredentialFilter(centre=PartnerCode("EG")), 0),
        (CredentialFilter(course="B1"), 4),
        (CredentialFilter(course="A3"), 0),
        (CredentialFilter(course="B1", cohort="2026-05"), 1),
        (CredentialFilter(micro_certification="MC-B1"), 4),
        (CredentialFilter(issued_from=date(2026, 11, 24), issued_until=date(2026, 11, 24)), 4),
        (CredentialFilter(issued_from=date(2026, 11, 25)), 0),
        (CredentialFilter(issued_until=date(2026, 11, 23)), 0),
    ],
)
def test_each_filter_finds_what_it_says(wanted: CredentialFilter, number: int) -> None:
    assert preview_act(an_act(wanted=wanted), by=OPERATOR) == number


@pytest.mark.usefixtures("issued")
def test_an_act_whose_number_changed_since_the_preview_is_not_begun(services: Services) -> None:
    upload_rows(services, a_row(5, cohort="2026-04"))
    with pytest.raises(ConflictError) as caught:
        begin_act(services, an_act(), expected=3, by=OPERATOR)
    assert caught.value.code == "preview_changed"
    assert not list_acts(by=OPERATOR).items


@pytest.mark.usefixtures("issued")
def test_what_is_confirmed_twice_before_anybody_has_begun_is_one_batch(services: Services) -> None:
    queued: list[str] = []
    services, act = replace(services, enqueue=queued.append), an_act(BatchKind.REISSUE)
    first = begin_act(services, act, expected=3, by=OPERATOR)
    assert begin_act(services, act, expected=3, by=OPERATOR) == first
    assert [one.batch.id for one in list_acts(by=OPERATOR).items] == queued == [first.batch.id]


@on_sqlite
@pytest.mark.usefixtures("issued")
def test_a_confirmation_that_comes_again_while_it_runs_or_once_it_is_done_leads_to_its_batch(
    services: Services, clock: Clock
) -> None:
    mend_names(services)
    act, until = an_act(BatchKind.REISSUE), preview_reissue(services, an_act(), by=OPERATOR).until
    clock.advance(minutes=1)
    begun = begin_act(services, act, expected=3, until=until, by=OPERATOR)
    claim = Claim(services, begun.batch.id, "a worker")
    assert claim.take()
    assert begin_act(services, act, expected=3, until=until, by=OPERATOR).batch.state is BatchState.RUNNING
    run_claimed(claim)
    again = begin_act(services, act, expected=3, until=until, by=OPERATOR)
    assert (again.batch.id, again.batch.state) == (begun.batch.id, BatchState.DONE)
    with pytest.raises(ConflictError) as caught:
        begin_act(services, an_act(), expected=3, until=until, by=OPERATOR)  # which nobody has confirmed
    assert caught.value.code == "preview_changed"
    assert len(list_acts(by=OPERATOR).items) == 1
    anew = preview_reissue(services, an_act(), by=OPERATOR).until
    assert begin_act(services, act, expected=3, until=anew, by=OPERATOR).batch.id != begun.batch.id


@on_sqlite
@pytest.mark.usefixtures("issued")
def test_a_command_that_is_given_again_while_its_batch_waits_goes_on_with_that(services: Services) -> None:
    waits = begin_act(services, an_act(BatchKind.REISSUE), expected=3, by=OPERATOR)
    report = do_bulk_act(services, an_act(BatchKind.REISSUE), expected=3, by=OPERATOR)
    assert (report.batch.id, report.batch.state) == (waits.batch.id, BatchState.DONE)
    assert [one.batch.id for one in list_acts(by=OPERATOR).items] == [waits.batch.id]


@on_sqlite
@pytest.mark.usefixtures("issued")
def test_what_was_cancelled_can_be_confirmed_again_and_what_another_wants_is_his(services: Services) -> None:
    first = begin_act(services, an_act(), expected=3, by=OPERATOR)
    cancel(services, first.batch.id, by=OPERATOR)
    second = begin_act(services, an_act(), expected=3, by=OPERATOR)
    officer = Actor("An officer", Role.CENTRE, NG, scopes=frozenset(Scope))
    third = begin_act(services, an_act(), expected=3, by=officer)
    assert len({one.batch.id for one in (first, second, third)}) == 3


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_of_two_that_confirm_the_same_at_once_both_get_the_one_batch(
    app: Flask, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    queued: list[str] = []
    begin = partial(begin_act, replace(services, enqueue=queued.append), an_act(), expected=3, by=OPERATOR)
    ends = Race(app, begin, begin).run(monkeypatch, batches, "add_batch")
    assert ends[0] == ends[1]
    assert [one.batch.id for one in list_acts(by=OPERATOR).items] == queued
    assert len(queued) == 1


@pytest.mark.usefixtures("issued")
def test_what_is_issued_after_the_act_was_begun_is_not_touched(services: Services, clock: Clock) -> None:
    begun = begin_act(services, an_act(), expected=3, by=OPERATOR)
    clock.advance(seconds=1)
    upload_rows(services, a_row(5, cohort="2026-04"))
    run_batch(services, begun.batch.id)
    assert ("ABU-0005", Finding.VALID) in findings(services)


@pytest.mark.usefixtures("issued")
def test_reissuing_puts_a_new_credential_in_the_place_of_each(services: Services) -> None:
    before = {str(record.learner_ref): record for record in list_credentials(by=OPERATOR).items}
    upload_rows(services, a_row(1, cohort="2026-04", full_name="Ọláìyá Corrected"), amend=True)
    report = done(services, an_act(BatchKind.REISSUE))
    assert (report.batch.done, report.left_out, report.unchanged) == (3, 0, 2)
    standing = {
        str(record.learner_ref): record
        for record in list_credentials(by=OPERATOR).items
        if record.revocation is None
    }
    assert len(standing) == 4
    corrected = standing["ABU-0001"]
    assert corrected.supersedes == before["ABU-0001"].id
    assert corrected.award_id == before["ABU-0001"].award_id
    assert "Ọláìyá Corrected" in corrected.signed_bytes.decode()
    for same in ("ABU-0002", "ABU-0003", "ABU-0004"):
        assert standing[same] == before[same]
    assert [one.unchanged for one in list_acts(by=OPERATOR).items] == [2]
    assert verify_code(services, corrected.code).kind is VerdictKind.VALID
    assert verify_code(services, before["ABU-0001"].code).finding is Finding.REVOKED


@pytest.mark.usefixtures("issued")
def test_a_credential_no_longer_earned_is_left_as_it_is(services: Services) -> None:
    upload_rows(services, a_row(1, cohort="2026-04", score="20", outcome="failed"), amend=True)
    report = done(services, an_act(BatchKind.REISSUE))
    assert (report.batch.done, report.left_out, report.unchanged) == (3, 1, 2)
    assert findings(services).count(("ABU-0001", Finding.VALID)) == 1


@on_sqlite
@pytest.mark.usefixtures("issued")
def test_of_a_key_what_would_say_the_same_is_made_anew_too(services: Services) -> None:
    key = list_credentials(by=OPERATOR).items[0].key
    report = done(services, an_act(BatchKind.REISSUE, replace(APRIL, key=key)))
    assert (report.batch.done, report.left_out, report.unchanged) == (3, 0, 0)
    assert len(list_credentials(by=OPERATOR).items) == 7


@on_sqlite
@pytest.mark.usefixtures("issued")
def test_what_was_altered_in_store_is_made_anew_though_it_reads_the_same(services: Services) -> None:
    first = list_credentials(by=OPERATOR, learner_ref="ABU-0001").items[0]
    alter_stored_bytes(first, b'"proofValue":"z', b'"proofValue":"y')
    report = done(services, an_act(BatchKind.REISSUE))
    assert (report.batch.done, report.left_out, report.unchanged) == (3, 0, 2)


@on_sqlite
@pytest.mark.usefixtures("issued")
def test_what_was_erased_is_not_made_anew_but_revoked_as_any_other(services: Services) -> None:
    erase(services, centre=NG, ref=LearnerRef("ABU-0001"), by=OPERATOR)
    kinds = (BatchKind.REISSUE, BatchKind.EXPORT, BatchKind.REVOKE)
    assert [preview_act(an_act(kind), by=OPERATOR) for kind in kinds] == [2, 2, 3]
    report = done(services, an_act(BatchKind.REISSUE))
    assert (report.batch.done, report.left_out, report.unchanged) == (2, 0, 2)
    assert done(services, an_act()).batch.done == 3


@pytest.mark.usefixtures("issued")
@pytest.mark.parametrize("sheet_format", list(SheetFormat))
def test_an_export_holds_a_file_for_each(services: Services, sheet_format: SheetFormat) -> None:
    report = done(services, BulkAct(BatchKind.EXPORT, APRIL, sheet_format=sheet_format))
    with zipfile.ZipFile(get_export(services, report.batch.id, by=OPERATOR)) as packed:
        assert packed.testzip() is None
        files = {
            f"Ọláìyá-Person-{number}": name for number, name in zip("123", packed.namelist(), strict=True)
        }
        assert all(name.startswith(f"{person}_") for person, name in files.items())
        codes = {name.partition("_")[2] for name in packed.namelist()}
        assert codes <= {f"{one.code}.{sheet_format}" for one in list_credentials(by=OPERATOR).items}
        assert len(packed.namelist()) == 3


@pytest.mark.usefixtures("issued")
def test_a_cancelled_act_does_nothing_more(services: Services) -> None:
    begun = begin_act(services, an_act(), expected=3, by=OPERATOR)
    assert cancel(services, begun.batch.id, by=OPERATOR).state is BatchState.CANCELLED
    run_batch(services, begun.batch.id)
    assert {finding for _, finding in findings(services)} == {Finding.VALID}
    with pytest.raises(ConflictError):
        cancel(services, begun.batch.id, by=OPERATOR)


@pytest.mark.usefixtures("issued")
def test_a_centre_acts_on_its_own_alone(services: Services) -> None:
    egypt = Actor(name="Cairo", role=Role.CENTRE, centre=PartnerCode("EG"))
    assert preview_act(an_act(wanted=CredentialFilter(cohort="2026-04")), by=egypt) == 0
    with pytest.raises(NotFoundError):
        preview_act(an_act(), by=egypt)
    begun = begin_act(services, an_act(), expected=3, by=OPERATOR)
    with pytest.raises(NotFoundError):
        get_act(begun.batch.id, by=egypt)
    with pytest.raises(NotFoundError):
        cancel(services, begun.batch.id, by=egypt)
    assert not list_acts(by=egypt).items


@pytest.mark.usefixtures("services")
def test_an_act_needs_a_filter_a_reason_and_the_scope() -> None:
    with pytest.raises(InvalidInputError):
        preview_act(an_act(wanted=CredentialFilter()), by=OPERATOR)
    with pytest.raises(InvalidInputError):
        preview_act(BulkAct(BatchKind.REVOKE, APRIL, reason=" "), by=OPERATOR)
    with pytest.raises(InvalidInputError) as caught:
        preview_act(BulkAct(BatchKind.REISSUE, APRIL, reason="A \u202emistake"), by=OPERATOR)
    assert caught.value.code == "reason_unfit"
    with pytest.raises(InvalidInputError):
        preview_act(an_act(BatchKind.IMPORT), by=OPERATOR)
    reader = Actor(name="reader", role=Role.SECRETARIAT, scopes=frozenset({Scope.READ}))
    with pytest.raises(NotAllowedError):
        preview_act(an_act(), by=reader)
    with pytest.raises(NotAllowedError):
        preview_act(an_act(BatchKind.REISSUE), by=reader)
    assert preview_act(an_act(BatchKind.EXPORT), by=reader) == 0
