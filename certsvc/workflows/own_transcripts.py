"""A person's transcripts, as she finds them again: what each brings together, and whether it stands."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from certsvc.domain.identifiers import CredentialId, VerificationCode
from certsvc.domain.people import PersonId
from certsvc.domain.records import CredentialRecord
from certsvc.errors import NotFoundError
from certsvc.rendering.labels import labels_for, languages
from certsvc.storage.credentials_of_people import list_transcripts
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import Standing, get_owner, standing_of


@dataclass(frozen=True, slots=True)
class Part:
    """A certificate in a transcript, by the words that were signed; ``title`` is in ``language``."""

    code: str
    title: str
    language: str
    on: date


@dataclass(frozen=True, slots=True)
class OwnTranscript:
    """One of hers. ``title`` is in ``language``, which may be unknown (empty); ``name`` as it is printed.

    ``is_partial``: she had earned more when it was made. ``replaced_by``: the code of the one that took its
    place.
    """

    record: CredentialRecord
    standing: Standing
    title: str
    language: str
    name: str
    issuer: str
    parts: tuple[Part, ...]
    is_partial: bool
    replaced_by: VerificationCode | None


def list_own_transcripts(services: Services, person_id: PersonId) -> tuple[OwnTranscript, ...]:
    """All of hers, the newest first. Raises NotFoundError."""
    get_owner(person_id)
    return _transcripts(services, person_id)


def show_own_transcript(services: Services, person_id: PersonId, reference: str) -> OwnTranscript:
    """One of hers, by id or by code in canonical form.

    Raises NotFoundError for those of others as for those that there are none of.
    """
    get_owner(person_id)
    for one in _transcripts(services, person_id, only=reference):
        return one
    raise NotFoundError("There is no such credential.")


def _transcripts(services: Services, person_id: PersonId, *, only: str = "") -> tuple[OwnTranscript, ...]:
    """What was erased cannot be shown."""
    records = list_transcripts(person_id)
    successors = {one.supersedes: one.code for one in records if one.supersedes}
    return tuple(
        _transcript(one, successors, services.now())
        for one in records
        if one.signed_bytes and (not only or only in {one.id, one.code})
    )


def _transcript(
    record: CredentialRecord, successors: Mapping[CredentialId, VerificationCode], now: datetime
) -> OwnTranscript:
    signed = json.loads(record.signed_bytes)  # our own bytes, linted when they were signed
    subject = signed["credentialSubject"]
    names = {each["identityType"]: each["identityHash"] for each in subject["identifier"]}
    replaced_by = successors.get(record.id)
    return OwnTranscript(
        record=record,
        standing=standing_of(record, replaced_by, now),
        title=signed["name"],
        language=_language_of(signed["name"]),
        name=names.get("name", ""),
        issuer=signed["issuer"].get("name", ""),
        parts=tuple(_part(one) for one in reversed(subject["verifiableCredential"])),
        is_partial=signed["partial"],
        replaced_by=replaced_by,
    )


def _language_of(title: str) -> str:
    """A transcript has no member for it (CLR 2.0: ``name`` is a text): its title tells."""
    return next((tag for tag in languages() if labels_for(tag)["transcript"] == title), "")


def _part(signed: Mapping[str, Any]) -> Part:
    subject = signed["credentialSubject"]
    achievement = subject["achievement"]
    return Part(
        code=subject.get("licenseNumber", ""),
        title=achievement["name"],
        language=achievement.get("inLanguage", ""),
        on=datetime.fromisoformat(signed["awardedDate"]).date(),
    )
