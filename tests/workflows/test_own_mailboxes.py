"""One person with two mailboxes has one record, if she says so; and what is another's stays another's."""

import pytest
from sqlalchemy import text

from certsvc.domain.corrections import CorrectedField
from certsvc.domain.people import MailAddress, PersonId, Visibility
from certsvc.domain.verdicts import Finding
from certsvc.errors import ConflictError, NotFoundError
from certsvc.storage import people
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.database import db
from certsvc.storage.events import list_events
from certsvc.storage.joined_people import OWNED
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.storage.schema import METADATA
from certsvc.workflows.ask_correction import Wanted, ask_correction, list_own_corrections
from certsvc.workflows.ask_erasure import ask_erasure, withdraw_erasure
from certsvc.workflows.choices import set_choices
from certsvc.workflows.claim_records import prove_address
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.own_mailboxes import Question, Taken, find_question, take_mailbox
from certsvc.workflows.own_transcripts import list_own_transcripts
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import show_record
from certsvc.workflows.sign_in import SignedIn, find_session, request_sign_in, use_sign_in
from certsvc.workflows.verify_credential import verify_code
from tests.claiming import a_claim, claim_record, learner, mailed_tokens, sign_in_again
from tests.uploads import a_row, csv_file, upload, upload_rows

HERS, PRIVATE = "person1@abu.example", "ngozi@mail.example"


@pytest.fixture
def mine(services: Services) -> SignedIn:
    """Her record at NG; EG knows her by another address of hers."""
    upload_rows(services, a_row(1))
    upload(services, csv_file([a_row(1, learner_ref="KEN-1", email=PRIVATE)]), centre="EG")
    return claim_record(services)


def a_link(services: Services) -> str:
    """In her other mailbox, by the claim link that EG gave her."""
    prove_address(services, claim_token=a_claim(services, "KEN-1", centre="EG"), address=PRIVATE)
    [token] = mailed_tokens(services)
    return token


def another_link(services: Services) -> str:
    """In a mailbox that has a record of its own."""
    request_sign_in(services, PRIVATE)
    [token] = mailed_tokens(services)
    return token


def refs_of(person_id: PersonId) -> set[str]:
    return {known.learner.ref for known in list_learners_of(person_id)}


def test_a_mailbox_that_is_nobodys_is_hers_once_she_says_so(services: Services, mine: SignedIn) -> None:
    token = a_link(services)
    question = find_question(services, token, mine.person_id)
    assert question == Question("Ọláìyá Person 1", MailAddress(PRIVATE), has_record=False)
    assert take_mailbox(services, token, mine.person_id, has_record=False) is Taken.DONE
    assert refs_of(mine.person_id) == {"ABU-0001", "KEN-1"}
    assert learner("KEN-1", centre="EG").is_claimed
    assert {*people.list_addresses(mine.person_id)} == {HERS, PRIVATE}
    assert len(list_credentials_of(mine.person_id)) == 2
    assert sign_in_again(services, PRIVATE).person_id == mine.person_id
    [event] = list_events("person", mine.person_id)
    assert (event.action, event.detail) == ("added_address", {})
    assert take_mailbox(services, token, mine.person_id, has_record=False) is Taken.GONE


def test_whoever_is_somebody_else_gets_a_record_of_her_own(services: Services, mine: SignedIn) -> None:
    other = use_sign_in(services, a_link(services))
    assert other is not None
    assert other.person_id != mine.person_id
    assert refs_of(mine.person_id) == {"ABU-0001"}


def test_nothing_is_asked_of_her_own_mailbox_or_of_a_link_that_opens_nothing(
    services: Services, mine: SignedIn
) -> None:
    request_sign_in(services, HERS)
    [own] = mailed_tokens(services)
    claim = a_claim(services, "KEN-1", centre="EG")
    for token in (own, "forged", "", claim):
        assert find_question(services, token, mine.person_id) is None
        assert (take_mailbox(services, token, mine.person_id, has_record=False) is Taken.DONE) is (
            token == own
        )
    assert people.list_addresses(mine.person_id) == (HERS,)
    prove_address(services, claim_token=claim, address=PRIVATE)
    [used] = mailed_tokens(services)
    assert use_sign_in(services, used) is not None
    assert find_question(services, used, mine.person_id) is None


def test_two_records_become_one_with_all_that_was_in_both(services: Services, mine: SignedIn) -> None:
    other = claim_record(services, "KEN-1", PRIVATE, centre="EG")
    set_choices(services, mine.person_id, language=None, visibility=Visibility.WITHOUT_RESULT)
    [theirs] = list_credentials_of(other.person_id)
    transcript = issue_transcript(services, other.person_id, by=other.person_id)
    wanted = [Wanted(CorrectedField.LATIN_NAME, "Olaiya Person")]
    asked = ask_correction(services, other.person_id, theirs.id, wanted=wanted, why="As in my passport.")
    withdraw_erasure(services, ask_erasure(services, other.person_id).person_id or other.person_id)
    token = another_link(services)
    question = find_question(services, token, mine.person_id)
    assert question is not None
    assert question.has_record
    assert take_mailbox(services, token, mine.person_id, has_record=True) is Taken.DONE
    record = show_record(services, mine.person_id)
    assert {one.learner.ref for one in record.known_as} == {"ABU-0001", "KEN-1"}
    assert {*record.addresses} == {HERS, PRIVATE}
    assert record.person.visibility is Visibility.WITHOUT_RESULT
    assert [one.record.id for one in list_own_transcripts(services, mine.person_id)] == [transcript.id]
    assert verify_code(services, transcript.code).finding is Finding.VALID
    assert [one.id for one in list_own_corrections(mine.person_id)] == [asked.id]
    assert find_session(services, other.session_token) is None
    assert find_session(services, mine.session_token) is not None
    for address in (HERS, PRIVATE):
        assert sign_in_again(services, address).person_id == mine.person_id
    with pytest.raises(NotFoundError):
        show_record(services, other.person_id)
    assert left_of(other.person_id) == []
    assert [one.detail for one in list_events("person", mine.person_id)][-1] == {"with": other.person_id}


def test_every_table_that_says_whose_a_row_is_is_joined() -> None:
    named = {
        table.name
        for table in METADATA.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "person"
    }
    assert {kind.__tablename__ for kind in OWNED} == named


@pytest.mark.parametrize("is_hers", [True, False])
def test_nothing_is_joined_to_what_waits_to_be_erased(
    services: Services, mine: SignedIn, *, is_hers: bool
) -> None:
    other = claim_record(services, "KEN-1", PRIVATE, centre="EG")
    token = another_link(services)
    ask_erasure(services, mine.person_id if is_hers else other.person_id)
    with pytest.raises(ConflictError) as caught:
        take_mailbox(services, token, mine.person_id, has_record=True)
    assert caught.value.code == "erasure_asked"
    assert refs_of(mine.person_id) == {"ABU-0001"}
    assert use_sign_in(services, token) is not None


def test_she_is_asked_again_where_the_address_found_an_owner_meanwhile(
    services: Services, mine: SignedIn
) -> None:
    first, second = a_claim(services, "KEN-1", centre="EG"), "ABU-0002"
    upload_rows(services, a_row(2, email=PRIVATE))
    prove_address(services, claim_token=first, address=PRIVATE)
    [token] = mailed_tokens(services)
    other = claim_record(services, second, PRIVATE)
    assert refs_of(other.person_id) == {"ABU-0002", "KEN-1"}
    assert take_mailbox(services, token, mine.person_id, has_record=False) is Taken.CHANGED
    assert refs_of(mine.person_id) == {"ABU-0001"}
    assert take_mailbox(services, token, mine.person_id, has_record=True) is Taken.DONE
    assert refs_of(mine.person_id) == {"ABU-0001", "ABU-0002", "KEN-1"}


def left_of(person_id: PersonId) -> list[str]:
    """Tables that still say that a row is that person's."""
    db.session.rollback()
    tables = [kind.__tablename__ for kind in OWNED]
    query = "SELECT count(*) FROM {} WHERE person_id = :id"
    return [one for one in tables if db.session.scalar(text(query.format(one)), {"id": person_id})]
