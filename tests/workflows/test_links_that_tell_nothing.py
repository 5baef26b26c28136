"""What a centre is answered about claim links does not tell whether an address that it wrote is known."""

import pytest

from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.people import PersonId
from certsvc.domain.verdicts import Finding
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.storage.people import list_addresses
from certsvc.workflows.ask_erasure import ask_erasure
from certsvc.workflows.claim_records import (
    MailedClaims,
    mail_claim_links,
    make_claim_links,
    open_claim,
    prove_address,
)
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import use_sign_in
from certsvc.workflows.verify_credential import verify_code
from tests.claiming import a_claim, claim_record, learner, mailed_tokens, signed_in
from tests.uploads import a_row, csv_file, upload, upload_rows

EG = PartnerCode("EG")
HERS, ANOTHER = "person1@abu.example", "officer@eg.example"
REFS = [LearnerRef("KEN-1"), LearnerRef("KEN-2")]


@pytest.fixture
def person_id(services: Services) -> PersonId:
    """She has a record at NG. EG has recorded two learners, the first under her address."""
    upload_rows(services, a_row(1))
    mine = claim_record(services)
    rows = [a_row(1, learner_ref="KEN-1", full_name="Probe One"), a_row(2, learner_ref="KEN-2")]
    upload(services, csv_file(rows), centre="EG")
    assert learner("KEN-1", centre="EG").person_id == mine.person_id
    return mine.person_id


def test_whoever_came_by_her_address_gets_a_link_as_all_others_do(
    services: Services, person_id: PersonId
) -> None:
    for replace in (False, True):
        mailed = mail_claim_links(services, EG, by=OPERATOR, learner_refs=REFS, replace=replace)
        assert mailed == MailedClaims(queued=2, without_address=0)
    links = make_claim_links(services, EG, by=OPERATOR, learner_refs=REFS, replace=True)
    assert [link.learner_ref for link in links] == REFS
    offers = [open_claim(services, link.token) for link in links]
    assert offers[0] == offers[1] is not None


def test_that_link_signs_her_in_and_only_then_is_used(services: Services, person_id: PersonId) -> None:
    assert claim_record(services, "KEN-1", HERS, centre="EG").person_id == person_id
    assert [link.learner_ref for link in make_claim_links(services, EG, by=OPERATOR)] == ["KEN-2"]


def test_a_centre_that_changes_the_address_sees_no_difference_either(
    services: Services, person_id: PersonId
) -> None:
    transcript = issue_transcript(services, person_id, by=person_id)
    both = set()
    for ref in REFS:
        row = a_row(1, learner_ref=ref, full_name=learner(ref, centre="EG").learner.full_name, hours="30")
        upload(services, csv_file([{**row, "email": ANOTHER}]), centre="EG", amend=True)
        claim = a_claim(services, ref, centre="EG")
        for address in (HERS, ANOTHER):
            prove_address(services, claim_token=claim, address=address)
        [token] = mailed_tokens(services)
        both.add(signed_in(use_sign_in(services, token)).person_id)
    assert len(both) == 1
    assert person_id not in both
    assert [known.learner.ref for known in list_learners_of(person_id)] == ["ABU-0001"]
    assert list_addresses(person_id) == (HERS,)
    assert verify_code(services, transcript.code).finding is Finding.REVOKED


def test_a_learner_whose_person_waits_to_be_erased_goes_to_nobody_else(
    services: Services, person_id: PersonId
) -> None:
    rows = [a_row(1, learner_ref="KEN-1", full_name="Probe One", email=ANOTHER, hours="30")]
    upload(services, csv_file(rows), centre="EG", amend=True)
    prove_address(services, claim_token=a_claim(services, "KEN-1", centre="EG"), address=ANOTHER)
    ask_erasure(services, person_id)
    assert use_sign_in(services, mailed_tokens(services)[0]) is None
    assert learner("KEN-1", centre="EG").person_id == person_id
