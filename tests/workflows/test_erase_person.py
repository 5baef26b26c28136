"""Somebody is forgotten: nothing of her is left here, and what she took home goes on verifying."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select, text, update

from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.batches import SheetFormat
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.people import normal_address
from certsvc.domain.verdicts import Finding
from certsvc.errors import ConflictError, NotAllowedError, NotFoundError
from certsvc.settings import Settings
from certsvc.storage.completions import CompletionRow
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db, transaction
from certsvc.storage.events import list_events
from certsvc.storage.learners import PendingFilter, count_pending, find_learners, hold_all
from certsvc.storage.learners_of_people import free_learner
from certsvc.workflows.ask_erasure import ask_erasure, find_open_erasure, withdraw_erasure
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.claim_records import make_claim_links
from certsvc.workflows.confer_awards import confer_award
from certsvc.workflows.erase_person import Erased, erase, erase_asked
from certsvc.workflows.export_own import export_own
from certsvc.workflows.issue_credentials import issue_pending
from certsvc.workflows.issue_transcript import issue_transcript, issue_transcript_of_learner
from certsvc.workflows.publish import get_status_list
from certsvc.workflows.revoke_credential import revoke_credential
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import show_record
from certsvc.workflows.sign_in import find_session, request_sign_in
from certsvc.workflows.verify_credential import verify_code, verify_presented
from tests.claiming import claim_record, mails
from tests.conferring import a_team_decision
from tests.conftest import Clock
from tests.erasing import (
    ADDRESS,
    LATIN_NAME,
    NAME,
    NEEDLES,
    REF,
    her_row,
    namesake_row,
    somebody_everywhere,
    traces_of,
)
from tests.uploads import a_row, accept_rows, csv_file, upload, upload_rows

NG, EG = PartnerCode("NG"), PartnerCode("EG")
GONE = "Its holder's data were erased; the reason is no longer kept."
FORMATS = (SheetFormat.JSON, SheetFormat.JWT, SheetFormat.PDF, SheetFormat.PNG)


def erase_her(services: Services) -> Erased:
    return erase(services, centre=NG, ref=LearnerRef(REF), by=OPERATOR)


def test_nothing_of_a_person_is_left_and_what_she_took_home_goes_on_verifying(
    services: Services, settings: Settings
) -> None:
    her = somebody_everywhere(services)
    taken_home = [
        export_own(services, her.person_id, record.id, form).content
        for record in her.records
        for form in FORMATS
    ]
    db.session.execute(text("ANALYZE"))  # PostgreSQL's statistics quote what stands in tables
    db.session.commit()
    before = traces_of(settings)
    assert {needle for needle in NEEDLES if any(found.startswith(needle) for found in before)} == set(NEEDLES)
    ask_erasure(services, her.person_id)
    [erased] = erase_asked(services, by=OPERATOR)
    assert (erased.learners, erased.credentials, erased.uploads) == (2, len(her.records) + 1, 7)
    assert (erased.exports, erased.attachments, erased.hindrance) == (1, 1, "")
    assert traces_of(settings) == []
    for content in taken_home:
        assert verify_presented(services, content).finding is Finding.VALID
    for record in (*her.records, her.transcript):
        assert verify_code(services, record.code).finding is Finding.ERASED
        assert list_events("credential", record.id)[0].action == "issued"
    assert erase_asked(services, by=OPERATOR) == ()
    with pytest.raises(NotFoundError):
        show_record(services, her.person_id)


def test_another_person_of_the_same_name_keeps_everything(services: Services, settings: Settings) -> None:
    her = somebody_everywhere(services, with_namesake=True)
    [theirs] = [one for one in list_credentials(by=OPERATOR, limit=99).items if one.learner_ref == "ABU-0008"]
    reason = f"{NAME} has a namesake."
    revoke_credential(services, theirs.id, reason=reason, by=OPERATOR)
    erase(services, person_id=her.person_id, by=OPERATOR)
    verdict = verify_code(services, theirs.code)
    assert (verdict.finding, verdict.withdrawn and verdict.withdrawn.reason) == (Finding.REVOKED, reason)
    assert find_learners(NG, [LearnerRef("ABU-0008")])[LearnerRef("ABU-0008")].learner.full_name == NAME
    [kept] = [
        path
        for path in settings.uploads_dir.rglob("*")
        if path.is_file() and b"ABU-0008" in path.read_bytes()
    ]
    rows = kept.read_bytes().split(b"\n")
    assert rows[2] == b""  # hers; everybody else stands on the line where she stood before
    assert [row[:8] for row in rows[1:6]] == [b"ABU-0001", b"", b"ABU-0002", b"ABU-0003", b"ABU-0008"]
    assert upload_rows(services, namesake_row()).counts.unchanged == 1
    assert traces_of(settings, (REF, ADDRESS)) == []


def test_no_results_file_brings_her_back(services: Services, settings: Settings) -> None:
    upload_rows(services, her_row(), a_row(1))
    erase_her(services)
    report = upload_rows(
        services, her_row(cohort="2026-09"), a_row(2), her_row(cohort="2026-10", completed_on="some day")
    )
    assert (report.counts.recorded, report.counts.refused) == (1, 2)
    assert [(one.line, one.code) for one in report.problems] == [(2, "erased_learner"), (4, "erased_learner")]
    assert traces_of(settings) == []
    rehearsed = upload(services, csv_file([her_row(cohort="2026-11")]), dry_run=True)
    assert [one.code for one in rehearsed.problems] == ["erased_learner"]
    assert upload_rows(services, her_row(learner_ref="ABU-9999")).counts.recorded == 1  # as somebody new


def test_the_same_reference_at_another_centre_is_somebody_else(services: Services) -> None:
    upload_rows(services, her_row())
    upload(services, csv_file([a_row(1, learner_ref=REF)]), centre="EG")
    erase_her(services)
    report = upload(services, csv_file([a_row(1, learner_ref=REF, cohort="2026-09")]), centre="EG")
    assert report.counts.recorded == 1


def test_a_learner_whom_nobody_has_claimed_goes_with_her_transcript(
    services: Services, settings: Settings
) -> None:
    upload_rows(services, her_row(), a_row(1))
    transcript = issue_transcript_of_learner(services, NG, LearnerRef(REF), by=OPERATOR)
    erased = erase(services, address=ADDRESS, by=OPERATOR)
    assert (erased.learners, erased.credentials) == (1, 2)
    assert traces_of(settings) == []
    assert verify_code(services, transcript.code).finding is Finding.ERASED
    assert [link.learner_ref for link in make_claim_links(services, NG, by=OPERATOR)] == ["ABU-0001"]
    with pytest.raises(NotFoundError):
        erase_her(services)


def test_an_erased_learner_earns_nothing_when_the_rules_change(services: Services) -> None:
    upload(services, csv_file([her_row()]), issue=False)
    erase_her(services)
    with transaction():
        hold_all()
        assert count_pending(PendingFilter()) == 0
    assert issue_pending(services, by=OPERATOR) == ()


def test_what_was_revoked_stays_so_and_nothing_says_why(services: Services, settings: Settings) -> None:
    upload_rows(services, her_row())
    [record] = list_credentials(by=OPERATOR).items
    reason = f"{LATIN_NAME} ({REF}) left; Amina Z. of Lagos, who scored 89, was meant."
    revoke_credential(services, record.id, reason=reason, by=OPERATOR)
    erase_her(services)
    assert traces_of(settings, (*NEEDLES, "Amina Z", "of Lagos", "scored 89")) == []
    for verdict in (verify_code(services, record.code), verify_presented(services, record.signed_bytes)):
        assert verdict.finding is Finding.REVOKED
        assert verdict.withdrawn is not None
        assert (verdict.withdrawn.at, verdict.withdrawn.reason) == (services.now(), GONE)
    assert get_status_list(record.status.list_number)
    [revoked] = [one for one in list_events("credential", record.id) if one.action == "revoked"]
    assert revoked.detail == {"reason": GONE}


def test_a_certificate_that_was_altered_here_hinders_no_erasure(
    services: Services, settings: Settings
) -> None:
    upload_rows(services, her_row())
    [record] = list_credentials(by=OPERATOR).items
    with transaction():
        damaged = record.signed_bytes[:-1] + b"," + ADDRESS.encode()
        db.session.execute(update(CredentialRow).values(signed_bytes=damaged))
    erase_her(services)
    assert traces_of(settings) == []
    assert verify_presented(services, record.signed_bytes).finding is not Finding.VALID


def test_results_stay_as_numbers(services: Services) -> None:
    upload_rows(services, her_row())
    erase_her(services)
    [score] = db.session.scalars(select(CompletionRow.score)).all()
    assert score == 89


def test_her_sessions_end_and_no_link_is_mailed(services: Services) -> None:
    upload_rows(services, her_row())
    signed_in = claim_record(services, REF, ADDRESS)
    assert find_session(services, signed_in.session_token) is not None
    erase_her(services)
    assert find_session(services, signed_in.session_token) is None
    before = mails()
    request_sign_in(services, ADDRESS)
    assert mails() == before


def test_asked_twice_it_is_one_erasure_that_can_be_withdrawn(services: Services, clock: Clock) -> None:
    upload_rows(services, her_row())
    person_id = claim_record(services, REF, ADDRESS).person_id
    asked = ask_erasure(services, person_id)
    clock.advance(days=2)
    assert ask_erasure(services, person_id) == asked == find_open_erasure(person_id)
    assert erase_asked(services, by=OPERATOR, older_than=timedelta(days=3)) == ()
    withdraw_erasure(services, person_id)
    assert find_open_erasure(person_id) is None
    clock.advance(days=2)
    assert erase_asked(services, by=OPERATOR, older_than=timedelta(days=3)) == ()
    assert show_record(services, person_id).certificates == 1
    with pytest.raises(NotFoundError):
        withdraw_erasure(services, person_id)


def test_an_erasure_waits_for_what_runs_and_others_do_not_wait_for_it(
    services: Services, clock: Clock, work_off: Callable[[], None]
) -> None:
    upload_rows(services, her_row())
    upload(services, csv_file([a_row(1)]), centre="EG")
    first = claim_record(services, REF, ADDRESS).person_id
    second = claim_record(services, "ABU-0001", "person1@abu.example", centre="EG").person_id
    for person_id in (first, second):
        clock.advance(minutes=1)
        ask_erasure(services, person_id)
    accept_rows(services, a_row(2))  # of NG: a worker has yet to read it
    waiting, done = erase_asked(services, by=OPERATOR)
    assert "runs or waits" in waiting.hindrance
    assert (done.learners, done.hindrance) == (1, "")
    with pytest.raises(ConflictError):
        erase_her(services)
    work_off()
    assert [one.hindrance for one in erase_asked(services, by=OPERATOR)] == [""]


@pytest.mark.parametrize("by_address", [True, False])
def test_whoever_came_since_she_last_signed_in_is_erased_with_her(
    services: Services, settings: Settings, *, by_address: bool
) -> None:
    elsewhere = csv_file([her_row(learner_ref="KEN-5", cohort="2026-08")])
    upload(services, elsewhere, centre="EG")
    upload_rows(services, her_row(email=""), a_row(1))
    person_id = claim_record(services, REF, ADDRESS).person_id
    with transaction():  # as if it had been recorded later, while she signed in
        free_learner(find_learners(EG, [LearnerRef("KEN-5")])[LearnerRef("KEN-5")].id)
    if by_address:
        erased = erase(services, address=ADDRESS, by=OPERATOR)
    else:
        ask_erasure(services, person_id)
        [erased] = erase_asked(services, by=OPERATOR)
    assert (erased.learners, erased.uploads) == (2, 2)
    assert traces_of(settings) == []
    report = upload(services, elsewhere, centre="EG")
    assert [one.code for one in report.problems] == ["erased_learner"]


def test_whoever_claims_her_record_while_her_erasure_waits_is_erased_with_it(
    services: Services, settings: Settings, work_off: Callable[[], None]
) -> None:
    upload_rows(services, her_row(), a_row(1))
    accept_rows(services, a_row(3))
    with pytest.raises(ConflictError):
        erase_her(services)
    person_id = claim_record(services, REF, ADDRESS).person_id
    issue_transcript(services, person_id, by=person_id)
    work_off()
    [erased] = erase_asked(services, by=OPERATOR)
    assert (erased.learners, erased.credentials, erased.hindrance) == (1, 2, "")
    assert traces_of(settings) == []
    with pytest.raises(NotFoundError):
        show_record(services, person_id)


def test_an_address_that_several_learners_have_names_nobody(services: Services) -> None:
    upload_rows(services, her_row(), a_row(1, email=ADDRESS))
    with pytest.raises(ConflictError) as refused:
        erase(services, address=ADDRESS, by=OPERATOR)
    assert refused.value.code == "several_learners"
    erase_her(services)
    known = find_learners(NG, [LearnerRef("ABU-0001")])[LearnerRef("ABU-0001")].learner
    assert normal_address(known.email) == ADDRESS


def test_a_team_that_names_her_is_reported_and_left(services: Services) -> None:
    upload_rows(services, her_row())
    conferred = confer_award(services, a_team_decision(members=(LATIN_NAME, "Chinedu Okoro")), by=OPERATOR)
    assert erase_her(services).named_in_teams == 1
    assert verify_code(services, conferred.record.code).finding is Finding.VALID


def test_only_the_operator_erases(services: Services) -> None:
    for role in (Role.SECRETARIAT, Role.CENTRE):
        with pytest.raises(NotAllowedError):
            erase_asked(services, by=Actor("somebody", role, NG))
