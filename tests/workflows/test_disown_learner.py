"""A learner who is somebody else leaves her record when she says so, and no address brings her back."""

import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.domain.verdicts import Finding
from certsvc.errors import ConflictError, NotFoundError
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.events import list_events
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.storage.sessions import list_sessions
from certsvc.workflows.ask_erasure import ask_erasure
from certsvc.workflows.disown_learner import disown_learner
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.release_learner import release_learner
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.claiming import claim_record, learner, learner_id, sign_in_again
from tests.uploads import a_row, csv_file, upload, upload_rows

HERS = "person1@abu.example"
PROBE = a_row(1, learner_ref="KEN-9", full_name="Probe One")


@pytest.fixture
def person_id(services: Services) -> PersonId:
    """EG has put a result of its own into her record: it wrote her address."""
    upload_rows(services, a_row(1))
    mine = claim_record(services)
    upload(services, csv_file([PROBE]), centre="EG")
    assert refs_of(mine.person_id) == {"ABU-0001", "KEN-9"}
    return mine.person_id


def refs_of(person_id: PersonId) -> set[str]:
    return {known.learner.ref for known in list_learners_of(person_id)}


def probe() -> str:
    return learner_id("KEN-9", centre="EG")


def test_she_is_out_at_once_and_no_address_brings_her_back(services: Services, person_id: PersonId) -> None:
    transcript = issue_transcript(services, person_id, by=person_id)
    assert disown_learner(services, person_id, learner_id("KEN-9", centre="EG")) == 1
    assert refs_of(person_id) == {"ABU-0001"}
    assert [record.centre for record in list_credentials_of(person_id)] == ["NG"]
    assert verify_code(services, transcript.code).finding is Finding.REVOKED
    assert len(list_sessions(person_id, services.now())) == 1
    [event] = list_events("learner", probe())
    assert (event.action, event.actor) == ("disowned", f"person {person_id}")
    upload(services, csv_file([{**PROBE, "cohort": "2026-09"}]), centre="EG")
    sign_in_again(services)
    assert refs_of(person_id) == {"ABU-0001"}


def test_what_the_centre_has_stays_and_does_not_tell_that_she_reads_there(
    services: Services, person_id: PersonId
) -> None:
    before = learner("KEN-9", centre="EG").learner
    disown_learner(services, person_id, learner_id("KEN-9", centre="EG"))
    assert learner("KEN-9", centre="EG").learner == before
    assert before.email == HERS


def test_a_link_that_she_opens_herself_brings_the_learner_back(
    services: Services, person_id: PersonId
) -> None:
    disown_learner(services, person_id, learner_id("KEN-9", centre="EG"))
    assert claim_record(services, "KEN-9", HERS, centre="EG").person_id == person_id
    assert refs_of(person_id) == {"ABU-0001", "KEN-9"}


def test_nobody_disowns_another_s_learner_or_one_twice(services: Services, person_id: PersonId) -> None:
    upload_rows(services, a_row(2))
    other = claim_record(services, "ABU-0002", "person2@abu.example").person_id
    for whose in (other, PersonId("nobody")):
        with pytest.raises(NotFoundError):
            disown_learner(services, whose, learner_id("KEN-9", centre="EG"))
    disown_learner(services, person_id, learner_id("KEN-9", centre="EG"))
    with pytest.raises(NotFoundError):
        disown_learner(services, person_id, learner_id("KEN-9", centre="EG"))


def test_nothing_is_disowned_while_she_waits_to_be_erased(services: Services, person_id: PersonId) -> None:
    ask_erasure(services, person_id)
    with pytest.raises(ConflictError) as caught:
        disown_learner(services, person_id, learner_id("KEN-9", centre="EG"))
    assert caught.value.code == "erasure_asked"
    assert refs_of(person_id) == {"ABU-0001", "KEN-9"}


def test_a_released_learner_too_is_brought_back_by_no_address(
    services: Services, person_id: PersonId
) -> None:
    release_learner(services, PartnerCode("EG"), LearnerRef("KEN-9"), by=OPERATOR)
    upload(services, csv_file([{**PROBE, "cohort": "2026-09"}]), centre="EG")
    assert refs_of(person_id) == {"ABU-0001"}
