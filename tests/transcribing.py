"""People with certificates, as transcripts are made of them."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from certsvc.credentials.codes import new_code
from certsvc.credentials.compose_transcript import Transcript, compose_transcript
from certsvc.credentials.lint import lint_credential
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import CredentialId, LanguageTag, LearnerRef, PartnerCode
from certsvc.domain.people import Person, PersonId, Visibility
from certsvc.domain.records import CredentialRecord, StatusEntry
from certsvc.signing.data_integrity import sign_credential
from certsvc.signing.signed import SignedCredential
from certsvc.storage import learners, people
from certsvc.storage.database import transaction
from certsvc.storage.learners_of_people import bind_learner
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.services import Services
from tests.builders import (
    ADDRESSES,
    NOW,
    a_certification,
    a_signed_credential,
    a_signing_key,
    an_issuer_profile,
)
from tests.uploads import a_row, upload_rows

PERSON = PersonId("019ab4f2-6c00-7a11-8c22-3d334e440001")
CENTRE = PartnerCode("NG")


def a_person(services: Services, *, number: int = 1, language: str | None = None) -> PersonId:
    """Somebody who has proven who she is, and owns nothing yet."""
    person_id = PersonId(f"{PERSON[:-4]}{number:04d}")
    with transaction():
        people.add_person(
            Person(
                id=person_id,
                language=LanguageTag(language) if language else None,
                visibility=Visibility.EVERYTHING,
                created_at=services.now(),
            )
        )
    return person_id


def bind(person_id: PersonId, *refs: str, centre: PartnerCode = CENTRE) -> None:
    """These learners are hers."""
    with transaction():
        found = learners.find_learners(centre, [LearnerRef(ref) for ref in refs])
        assert len(found) == len(refs)
        for known in found.values():
            bind_learner(known.id, person_id, NOW)


def a_holder(
    services: Services, *, count: int = 3, language: str | None = None, **cells: str
) -> tuple[PersonId, tuple[CredentialRecord, ...]]:
    """A person, and her certificates of one course, by so many references, the oldest first."""
    rows = [
        a_row(number, full_name="Ọláìyá Adébáyọ̀", completed_on=f"{2024 + number % 3}-04-22", **cells)
        for number in range(1, count + 1)
    ]
    upload_rows(services, *rows)
    person_id = a_person(services, language=language)
    bind(person_id, *(row["learner_ref"] for row in rows))
    records = list_credentials(by=OPERATOR, limit=count).items
    return person_id, tuple(sorted(records, key=lambda record: record.id))


def parts_of(record: CredentialRecord) -> Sequence[Mapping[str, Any]]:
    """The credentials in a transcript."""
    subject = json.loads(record.signed_bytes)["credentialSubject"]
    parts: Sequence[Mapping[str, Any]] = subject["verifiableCredential"]
    return parts


def some_credentials(count: int = 3) -> list[dict[str, Any]]:
    """Signed credentials of one learner, as parsed JSON; positions 0, 1, 2 … in the status list."""
    return [
        json.loads(
            a_signed_credential(
                a_certification(
                    credential_id=CredentialId(f"019ab4f2-6c00-7a11-8c22-3d33{number:08x}"),
                    code=new_code(number.to_bytes(10, "big")),
                    status=StatusEntry(list_number=1, index=number),
                    email_salt=f"salt of number {number}",
                )
            ).content
        )
        for number in range(count)
    ]


def a_transcript(credentials: Sequence[Mapping[str, Any]] | None = None, **others: Any) -> Transcript:  # noqa: ANN401  # any member
    """Of Ngozi Okafor, in English, whole; its position in the status list is 5000."""
    transcript = Transcript(
        credential_id=CredentialId("019ab4f2-6c00-7a11-8c22-3d334e445fff"),
        code=new_code(b"transcript"),
        title="Transcript of Micro-Certifications",
        full_name="Ngozi Okafor",
        latin_name="",
        issuer=an_issuer_profile(),
        credentials=tuple(some_credentials() if credentials is None else credentials),
        is_partial=False,
        status=StatusEntry(list_number=1, index=5000),
        issued_at=NOW,
        addresses=ADDRESSES,
    )
    return replace(transcript, **others)


def a_signed_transcript(
    credentials: Sequence[Mapping[str, Any]] | None = None,
    **others: Any,  # noqa: ANN401  # any member
) -> SignedCredential:
    """Composed, linted and really signed by the secretariat."""
    linted = lint_credential(compose_transcript(a_transcript(credentials, **others)))
    return sign_credential(linted, key=a_signing_key(), created=NOW)
