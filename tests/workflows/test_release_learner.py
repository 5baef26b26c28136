"""A learner whose mailbox is lost can claim her record anew."""

import pytest

from certsvc.domain.access import OPERATOR, Actor, Role
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.errors import ConflictError, NotAllowedError, NotFoundError
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.workflows.release_learner import release_learner
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import find_session, request_sign_in, use_sign_in
from tests.claiming import claim_record, mailed_tokens
from tests.uploads import a_row, upload_rows

NG = PartnerCode("NG")
REF = LearnerRef("ABU-0001")
OLD, NEW = "person1@abu.example", "new@elsewhere.example"


def test_a_released_learner_is_claimed_by_another_mailbox(services: Services) -> None:
    upload_rows(services, a_row(1))
    before = claim_record(services, REF, OLD)
    released = release_learner(services, NG, REF, by=OPERATOR)
    assert (released.person_id, released.others) == (before.person_id, 0)
    assert find_session(services, before.session_token) is None
    after = claim_record(services, REF, NEW)
    assert after.person_id != before.person_id
    assert [known.learner.ref for known in list_learners_of(after.person_id)] == [REF]


def test_whoever_reads_the_lost_mailbox_does_not_get_her_back(services: Services) -> None:
    upload_rows(services, a_row(1))
    before = claim_record(services, REF, OLD)
    request_sign_in(services, OLD)
    release_learner(services, NG, REF, by=OPERATOR)
    signed_in = [use_sign_in(services, token) for token in mailed_tokens(services)]
    assert [one.person_id for one in signed_in if one is not None] == [before.person_id]
    assert list_learners_of(before.person_id) == ()


def test_only_what_was_claimed_is_released_and_only_by_the_operator(services: Services) -> None:
    upload_rows(services, a_row(1))
    with pytest.raises(ConflictError):
        release_learner(services, NG, REF, by=OPERATOR)
    with pytest.raises(NotFoundError):
        release_learner(services, NG, LearnerRef("ABU-9999"), by=OPERATOR)
    with pytest.raises(NotAllowedError):
        release_learner(services, NG, REF, by=Actor("somebody", Role.CENTRE, NG))
