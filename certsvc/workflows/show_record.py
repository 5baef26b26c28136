"""A person's own record: what she completed and earned, over centres and years."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from certsvc.credentials.compose import LATIN_NAME
from certsvc.domain.catalogue import Course
from certsvc.domain.completions import Completion, Learner
from certsvc.domain.identifiers import (
    CourseCode,
    CredentialId,
    LearnerId,
    PartnerCode,
    VerificationCode,
)
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.domain.people import Person, PersonId
from certsvc.domain.records import CredentialRecord
from certsvc.domain.texts import Texts
from certsvc.errors import NotFoundError
from certsvc.storage import catalogue, completions, partners, people
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.storage.learners_of_people import list_learners_of
from certsvc.workflows.services import Services


class Standing(StrEnum):
    """What a certificate counts for today."""

    STANDS = "stands"
    EXPIRED = "expired"
    REPLACED = "replaced"
    """Revoked, and another one took its place."""
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class KnownAs:
    """How one centre has her in its books. A certificate that it causes now would be printed with this."""

    learner_id: LearnerId
    learner: Learner
    centre: Partner


@dataclass(frozen=True, slots=True)
class Known:
    """Who she is here: her choices, the addresses that she has proven, and her at each centre."""

    person: Person
    addresses: tuple[str, ...]
    known_as: tuple[KnownAs, ...]


@dataclass(frozen=True, slots=True)
class CompletedCourse:
    """One result as it stands. ``titles``: None where the catalogue does not know the course any more."""

    on: date
    completion: Completion
    titles: Texts | None
    centre: Partner


@dataclass(frozen=True, slots=True)
class Certificate:
    """One certificate, by the words that were signed. Texts may be empty.

    ``on``: the day on which it was earned. ``title`` and ``issuer`` are in ``language``; ``latin_name`` is
    empty where ``name`` is in Latin letters.
    ``replaced_by``: the code of the one that took its place.
    """

    on: date
    record: CredentialRecord
    standing: Standing
    title: str
    language: str
    name: str
    latin_name: str
    issuer: str
    centre: Partner
    replaced_by: VerificationCode | None


Entry = CompletedCourse | Certificate


@dataclass(frozen=True, slots=True)
class Year:
    """What happened in one year, newest first; of one day, what was earned before what was completed."""

    year: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class PersonalRecord:
    """All of it. ``addresses``: those that she has proven. Years, newest first.

    ``certificates`` that none took the place of, and ``completions``, are counted. ``completed``: what each
    centre that knows her has recorded; ``courses``: what the catalogue has today.
    """

    person: Person
    addresses: tuple[str, ...]
    known_as: tuple[KnownAs, ...]
    years: tuple[Year, ...]
    certificates: int
    completions: int
    completed: Mapping[LearnerId, Sequence[Completion]]
    courses: Mapping[CourseCode, Course]


def show_record(services: Services, person_id: PersonId) -> PersonalRecord:
    """The record of a person who has shown who she is. Raises NotFoundError."""
    person = get_owner(person_id)
    centres = _centres()
    known_as = _known_as(person_id, centres)
    courses = catalogue.courses_by_code()
    recorded = completions.current_completions([one.learner_id for one in known_as])
    completed = {
        learner_id: [record.completion for record in records] for learner_id, records in recorded.items()
    }
    certificates = _certificates(person_id, centres, services.now())
    timeline: list[Entry] = [*certificates, *_completed(completed, courses, centres)]
    return PersonalRecord(
        person=person,
        addresses=people.list_addresses(person_id),
        known_as=known_as,
        years=_by_year(timeline),
        certificates=sum(one.standing is not Standing.REPLACED for one in certificates),
        completions=len(timeline) - len(certificates),
        completed=completed,
        courses=courses,
    )


def show_certificate(services: Services, person_id: PersonId, reference: str) -> Certificate:
    """One certificate of hers, by id or by code in canonical form.

    Raises NotFoundError for those of others as for those that there are none of.
    """
    get_owner(person_id)
    for one in _certificates(person_id, _centres(), services.now(), only=reference):
        return one
    raise NotFoundError("There is no such credential.")


def show_known_as(person_id: PersonId) -> Known:
    """Who she is here, without what she earned. Raises NotFoundError."""
    person = get_owner(person_id)
    return Known(person, people.list_addresses(person_id), _known_as(person_id, _centres()))


def list_certificates(services: Services, person_id: PersonId) -> tuple[Certificate, ...]:
    """All of hers, the newest first. Raises NotFoundError."""
    get_owner(person_id)
    return tuple(_certificates(person_id, _centres(), services.now()))


def get_owner(person_id: PersonId) -> Person:
    """Raises NotFoundError for whom nobody knows, and for who asked to be forgotten."""
    person = people.find_person(person_id)
    if person is None or person.erased_at is not None:
        raise NotFoundError("There is nothing here by that name.")
    return person


def _centres() -> Mapping[PartnerCode, Partner]:
    return {one.code: one for one in partners.list_partners(*PartnerKind)}


def _known_as(person_id: PersonId, centres: Mapping[PartnerCode, Partner]) -> tuple[KnownAs, ...]:
    """Her at each centre, in the order of their codes; but for a centre that was made to forget her."""
    known = list_learners_of(person_id)
    found = (
        KnownAs(one.id, one.learner, centres[one.learner.centre]) for one in known if one.learner.full_name
    )
    return tuple(sorted(found, key=lambda one: (one.learner.centre, one.learner.ref)))


def _completed(
    completed: Mapping[LearnerId, Sequence[Completion]],
    courses: Mapping[CourseCode, Course],
    centres: Mapping[PartnerCode, Partner],
) -> Iterator[CompletedCourse]:
    for several in completed.values():
        for one in several:
            course = courses.get(one.course)
            titles = None if course is None else course.titles
            yield CompletedCourse(one.completed_on, one, titles, centres[one.learner.centre])


def _certificates(
    person_id: PersonId, centres: Mapping[PartnerCode, Partner], now: datetime, *, only: str = ""
) -> list[Certificate]:
    """The newest first; ``only``: the one with that id or code. What was erased cannot be shown."""
    records = list_credentials_of(person_id)
    successors = {one.supersedes: one.code for one in records if one.supersedes}
    return [
        _certificate(one, centres[one.centre], successors, now)
        for one in records
        if one.signed_bytes and (not only or only in {one.id, one.code})
    ]


def _certificate(
    record: CredentialRecord,
    centre: Partner,
    successors: Mapping[CredentialId, VerificationCode],
    now: datetime,
) -> Certificate:
    signed = json.loads(record.signed_bytes)  # our own bytes, linted when they were signed
    subject = signed["credentialSubject"]
    names = {each["identityType"]: each["identityHash"] for each in subject.get("identifier", ())}
    achievement: Mapping[str, Any] = subject["achievement"]
    replaced_by = successors.get(record.id)
    return Certificate(
        on=datetime.fromisoformat(signed["awardedDate"]).date(),
        record=record,
        standing=standing_of(record, replaced_by, now),
        title=achievement["name"],
        language=achievement.get("inLanguage", ""),
        name=names.get("name", ""),
        latin_name=names.get(LATIN_NAME, ""),
        issuer=signed["issuer"].get("name", ""),
        centre=centre,
        replaced_by=replaced_by,
    )


def standing_of(record: CredentialRecord, replaced_by: VerificationCode | None, now: datetime) -> Standing:
    """What a credential counts for at that time; ``replaced_by``: the code of the one in its place."""
    if record.revocation is not None:
        return Standing.REVOKED if replaced_by is None else Standing.REPLACED
    is_over = record.valid_until is not None and record.valid_until < now
    return Standing.EXPIRED if is_over else Standing.STANDS


def _by_year(entries: Sequence[Entry]) -> tuple[Year, ...]:
    newest_first = sorted(entries, key=lambda one: (one.on, isinstance(one, Certificate)), reverse=True)
    return tuple(
        Year(year, tuple(several)) for year, several in groupby(newest_first, key=lambda one: one.on.year)
    )
