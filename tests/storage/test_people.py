"""People, their addresses, mails and transcripts as the tables keep them."""

from dataclasses import replace

import pytest

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, CredentialFilter
from certsvc.domain.identifiers import (
    CredentialId,
    LanguageTag,
    LearnerRef,
    MicroCertificationCode,
    VerificationCode,
)
from certsvc.domain.notices import Notice, NoticeId, NoticeKind
from certsvc.domain.people import MailAddress, Person, PersonId, Visibility
from certsvc.domain.records import CredentialKind, CredentialRecord, StatusEntry
from certsvc.errors import ConflictError
from certsvc.storage import credentials, notices, people
from certsvc.storage.credentials_of_people import list_credentials_of, list_transcripts
from certsvc.storage.database import transaction
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import begin_act
from certsvc.workflows.run_batch import run_batch
from certsvc.workflows.services import Services
from tests.claiming import claim_record
from tests.conftest import NOW
from tests.queued import find_notice
from tests.uploads import a_row, upload_rows

HERS = MailAddress("amina@example.org")


def a_person(number: int = 1) -> Person:
    return Person(PersonId(f"p{number}"), LanguageTag("ar"), Visibility.CODE_ONLY, NOW)


def a_notice(services: Services, kind: NoticeKind = NoticeKind.ISSUED, subject: str = "c1") -> Notice:
    number = NoticeId(new_uuid7(NOW, services.random_bytes(10)))
    return Notice(number, kind, subject, None, None, LanguageTag("fr"), next_at=NOW)


def a_transcript(services: Services, of: CredentialRecord, person_id: PersonId) -> CredentialRecord:
    """The same bytes in another role: here nothing reads them."""
    return replace(
        of,
        id=CredentialId(new_uuid7(NOW, services.random_bytes(10))),
        code=VerificationCode("TTTT-TTTT-TTTT-TTTT-T"),
        award_id=None,
        learner_ref=LearnerRef(""),
        micro_certification=MicroCertificationCode(""),
        status=StatusEntry(of.status.list_number, (of.status.index + 1) % 131_072),
        kind=CredentialKind.TRANSCRIPT,
        person_id=person_id,
    )


def test_a_person_is_kept_as_she_was_given(services: Services) -> None:
    with transaction():
        people.add_person(a_person())
        people.add_address(PersonId("p1"), HERS, NOW)
    assert people.find_person("p1") == people.find_person_by_address(HERS) == a_person()
    assert people.find_person("p2") is None


def test_an_address_is_one_persons(services: Services) -> None:
    with transaction():
        people.add_person(a_person(1))
        people.add_person(a_person(2))
        people.add_address(PersonId("p1"), HERS, NOW)
    with pytest.raises(ConflictError) as caught, transaction():
        people.add_address(PersonId("p2"), HERS, NOW)
    assert caught.value.code == "address_taken"
    assert people.list_addresses(PersonId("p1")) == (HERS,)
    assert people.list_addresses(PersonId("p2")) == ()


def test_of_a_kind_and_subject_there_is_one_mail_ever(services: Services) -> None:
    first = a_notice(services)
    others = [a_notice(services), a_notice(services, NoticeKind.REVOKED), a_notice(services, subject="c2")]
    with transaction():
        notices.add_notices([first])
    with transaction():
        notices.add_notices([*others, a_notice(services)])
    assert find_notice(NoticeKind.ISSUED, "c1") == first
    assert find_notice(NoticeKind.REVOKED, "c1") == others[1]
    assert find_notice(NoticeKind.ISSUED, "c2") == others[2]
    assert find_notice(NoticeKind.EXPIRING, "c1") is None


def test_a_transcript_has_no_award_and_is_the_persons(services: Services) -> None:
    upload_rows(services, a_row(1))
    [record] = list_credentials(by=OPERATOR).items
    person_id = claim_record(services).person_id
    transcript = a_transcript(services, record, person_id)
    with transaction():
        credentials.add_credentials([transcript], batch_id=None)
    assert credentials.find_credential(transcript.id) == transcript
    assert list_transcripts(person_id) == (transcript,)
    assert list_credentials_of(person_id) == (record,)


def test_two_transcripts_may_stand_at_once(services: Services) -> None:
    upload_rows(services, a_row(1))
    [record] = list_credentials(by=OPERATOR).items
    person_id = claim_record(services).person_id
    first = a_transcript(services, record, person_id)
    second = replace(a_transcript(services, first, person_id), code=VerificationCode("SSSS-SSSS-SSSS-SSSS-S"))
    with transaction():
        credentials.add_credentials([first, second], batch_id=None)
    assert {one.code for one in list_transcripts(person_id)} == {first.code, second.code}


def test_making_many_anew_leaves_transcripts_as_they_are(services: Services) -> None:
    upload_rows(services, a_row(1))
    [record] = list_credentials(by=OPERATOR).items
    transcript = a_transcript(services, record, claim_record(services).person_id)
    with transaction():
        credentials.add_credentials([transcript], batch_id=None)
    wanted = BulkAct(BatchKind.REISSUE, CredentialFilter(course="B1", key=record.key), reason="A slip.")
    act = begin_act(services, wanted, expected=1, by=OPERATOR)
    run_batch(services, act.batch.id)
    assert credentials.find_credential(transcript.id) == transcript
    renewed = credentials.find_credential(record.id)
    assert renewed is not None
    assert renewed.revocation is not None
