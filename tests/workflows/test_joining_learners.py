"""What a centre records under an address that somebody has proven is in her record at once."""

from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.people import Visibility
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.learners import find_learners
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.storage.shown_credentials import find_shown
from certsvc.workflows.choices import set_choices
from certsvc.workflows.erase_person import erase
from certsvc.workflows.services import Services
from tests.claiming import claim_record
from tests.uploads import a_row, csv_file, upload, upload_rows

ADDRESS = "person1@abu.example"
EG = PartnerCode("EG")


def refs_of(person_id: str) -> set[str]:
    return {known.learner.ref for known in list_learners_of(person_id)}  # type: ignore[arg-type]  # any text


def test_what_she_chose_holds_for_what_is_recorded_later(services: Services) -> None:
    upload_rows(services, a_row(1))
    person_id = claim_record(services).person_id
    set_choices(services, person_id, language=None, visibility=Visibility.WITHOUT_RESULT)
    rows = [a_row(1, learner_ref="KEN-9", email="Person1@ABU.example"), a_row(2, learner_ref="KEN-8")]
    upload(services, csv_file(rows), centre="EG")
    assert refs_of(person_id) == {"ABU-0001", "KEN-9"}
    for record in list_credentials_of(person_id):
        shown = find_shown(record.id)
        assert shown is not None
        assert shown.visibility is Visibility.WITHOUT_RESULT


def test_an_address_that_comes_with_a_later_row_brings_her_too(services: Services) -> None:
    upload(services, csv_file([a_row(1, learner_ref="KEN-9", email="")]), centre="EG")
    upload_rows(services, a_row(1))
    person_id = claim_record(services).person_id
    rows = [a_row(1, learner_ref="KEN-9", email=""), a_row(1, learner_ref="KEN-9", cohort="2026-09")]
    upload(services, csv_file(rows), centre="EG")
    assert refs_of(person_id) == {"ABU-0001", "KEN-9"}


def test_an_address_that_a_centre_gives_to_two_tells_neither(services: Services) -> None:
    upload_rows(services, a_row(1))
    person_id = claim_record(services).person_id
    rows = [a_row(number, learner_ref=f"KEN-{number}", email=ADDRESS) for number in (8, 9)]
    upload(services, csv_file(rows), centre="EG")
    upload_rows(services, a_row(7, email=ADDRESS))
    assert refs_of(person_id) == {"ABU-0001"}


def test_whoever_is_somebody_else_s_or_comes_after_an_erasure_stays_apart(services: Services) -> None:
    upload_rows(services, a_row(1))
    upload(services, csv_file([a_row(5, learner_ref="KEN-5")]), centre="EG")
    first = claim_record(services).person_id
    second = claim_record(services, "KEN-5", "person5@abu.example", centre="EG").person_id
    upload(services, csv_file([a_row(5, learner_ref="KEN-5", cohort="2026-09", email=ADDRESS)]), centre="EG")
    assert (refs_of(first), refs_of(second)) == ({"ABU-0001"}, {"KEN-5"})
    erase(services, person_id=first, by=OPERATOR)
    upload(services, csv_file([a_row(1, learner_ref="KEN-9")]), centre="EG")
    assert find_learners(EG, [LearnerRef("KEN-9")])[LearnerRef("KEN-9")].person_id is None
