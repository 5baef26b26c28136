"""An erasure is killed again and again, and done in the end."""

from certsvc.domain.access import OPERATOR
from certsvc.domain.verdicts import Finding
from certsvc.settings import Settings
from certsvc.storage.database import db
from certsvc.workflows.ask_erasure import ask_erasure
from certsvc.workflows.erase_person import erase_asked, list_asked
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.claiming import claim_record
from tests.erasing import ADDRESS, REF, her_row, somebody_everywhere, traces_of
from tests.killed_erasures import a_killer, erase_until
from tests.uploads import upload_rows

FIRST, FURTHER = 4, 17


def test_an_erasure_that_is_killed_is_done_by_the_runs_after(services: Services, settings: Settings) -> None:
    her = somebody_everywhere(services)
    ask_erasure(services, her.person_id)
    db.session.rollback()
    deaths = 0
    with a_killer(settings) as killer:
        while not erase_until(killer, FIRST + deaths * FURTHER):
            deaths += 1
    assert deaths > 4
    db.session.rollback()
    assert traces_of(settings) == []
    assert {verify_code(services, one.code).finding for one in her.records} == {Finding.ERASED}
    assert erase_asked(services, by=OPERATOR) == ()


def test_one_that_is_killed_before_its_last_step_is_finished_though_nobody_knows_her_any_more(
    services: Services, settings: Settings
) -> None:
    upload_rows(services, her_row())
    person_id = claim_record(services, REF, ADDRESS).person_id
    ask_erasure(services, person_id)
    db.session.rollback()
    with a_killer(settings) as killer:
        assert not erase_until(killer, "UPDATE erasure SET finished_at")
        db.session.rollback()
        assert [one.begun_at is None for one in list_asked()] == [False]
        db.session.rollback()
        assert erase_until(killer, 1000)
    db.session.rollback()
    assert list_asked() == ()
    assert traces_of(settings) == []
