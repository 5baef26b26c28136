"""A transcript in which something was replaced, or that is to be replaced itself, is made anew."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from certsvc.credentials.addresses import Addresses
from certsvc.domain.identifiers import CredentialId
from certsvc.domain.records import CredentialKind, CredentialRecord
from certsvc.domain.verdicts import Finding
from certsvc.errors import InvalidInputError, TooLargeError
from certsvc.signing.json_text import parse_json_object
from certsvc.storage import learners, people, transcripts
from certsvc.storage.credentials_of_people import list_credentials_of
from certsvc.workflows.making_credentials import Replacing
from certsvc.workflows.making_transcripts import Holder, TranscriptMaker
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_stored

ToCome = Callable[[AbstractSet[CredentialId]], AbstractSet[CredentialId]]
"""Says which of some credentials the same act will come to later."""


@dataclass(frozen=True, slots=True)
class TouchedTranscript:
    """A standing transcript, the ids of what stands in it, and whether it is to be replaced in any case."""

    record: CredentialRecord
    parts: frozenset[CredentialId]
    is_asked_for: bool


def lock_touched_transcripts(
    services: Services, records: Sequence[CredentialRecord]
) -> tuple[TouchedTranscript, ...]:
    """Inside a transaction, locked: those of ``records`` that are transcripts, those in which others stand.

    None whose holder was erased, or of which nothing can be read: these stay as they are.
    """
    awarded = {record.id for record in records if record.kind is CredentialKind.AWARD}
    held = transcripts.lock_transcripts_of_holders(sorted(awarded)) if awarded else []
    asked_for = {record.id: record for record in records if record.kind is CredentialKind.TRANSCRIPT}
    touched = {
        one.id: TouchedTranscript(
            one, parts_of_transcript(one, services.addresses), is_asked_for=one.id in asked_for
        )
        for one in (*held, *asked_for.values())
    }
    return tuple(
        one
        for one in touched.values()
        if one.parts and (one.is_asked_for or not one.parts.isdisjoint(awarded))
    )


def remake_transcripts(
    services: Services,
    touched: Sequence[TouchedTranscript],
    made: Mapping[CredentialId, CredentialRecord],
    *,
    reason: str,
    to_come: ToCome,
) -> list[tuple[CredentialRecord, CredentialRecord]]:
    """Inside a transaction: each old one with the one to store in its place.

    ``made``: certificates just signed, not stored yet, by the id of the one before. What the act comes to
    later waits until then: it need not be made twice.
    """
    named = {credential_id for one in touched for credential_id in (one.record.id, *one.parts)}
    later = to_come(named) if named else set()
    remade = []
    for one in touched:
        if later.isdisjoint({one.record.id, *one.parts}):
            standing = transcripts.standing_in_place_of(sorted(one.parts))
            now = {part: made.get(record.id, record) for part, record in standing.items()}
            if one.is_asked_for or any(record.id != part for part, record in now.items()):
                fresh = {record.id for record in made.values()}
                new = _remade(services, Replacing(one.record, reason), now.values(), fresh)
                remade += [] if new is None else [(one.record, new)]
    return remade


def _remade(
    services: Services,
    replacing: Replacing,
    standing: Iterable[CredentialRecord],
    fresh: AbstractSet[CredentialId],
) -> CredentialRecord | None:
    """The new one, of what stands and is hers; ``partial`` as soon as she has more than that.

    ``fresh``: what was just signed and need not be verified. None where nothing of it stands, a certificate
    in it does not verify, or it cannot be signed: then the old one stays, and whoever verifies it reads what
    in it was withdrawn, and what took its place.
    """
    transcript = replacing.record
    held = {one.award_id for one in _held_by_holder_of(transcript) if one.revocation is None}
    hers = {one.id: one for one in standing if one.award_id in held}
    records = [hers[one] for one in sorted(hers, key=lambda one: (one in fresh, one))]
    if not records or not all(one.id in fresh or _is_sound(services, one) for one in records):
        return None
    maker = TranscriptMaker(
        services,
        _holder_of(transcript),
        records,
        is_partial=not held <= {one.award_id for one in records},
        replacing=replacing,
    )
    try:
        return maker.make()
    except InvalidInputError:
        return None


def parts_of_transcript(transcript: CredentialRecord, addresses: Addresses) -> frozenset[CredentialId]:
    """The ids of the certificates that stand in it; none where nothing of it can be read."""
    try:
        return frozenset(_ids_in(parse_json_object(transcript.signed_bytes), addresses))
    except (InvalidInputError, TooLargeError):  # empty since its holder was erased, or altered
        return frozenset()


def _ids_in(document: Mapping[str, Any], addresses: Addresses) -> Iterator[CredentialId]:
    subject = document.get("credentialSubject")
    credentials = subject.get("verifiableCredential") if isinstance(subject, dict) else None
    for credential in credentials if isinstance(credentials, list) else ():
        named = credential.get("id") if isinstance(credential, dict) else None
        found = addresses.find_credential_id(named) if isinstance(named, str) else None
        if found is not None:
            yield found


def _is_sound(services: Services, record: CredentialRecord) -> bool:
    return verify_stored(services, record.id).finding in {Finding.VALID, Finding.EXPIRED}


def _held_by_holder_of(transcript: CredentialRecord) -> tuple[CredentialRecord, ...]:
    if transcript.person_id is not None:
        return list_credentials_of(transcript.person_id)
    return transcripts.list_awarded(transcript.centre, transcript.learner_ref)


def _holder_of(transcript: CredentialRecord) -> Holder:
    """Whose it is, and in which language she wants it today."""
    if transcript.person_id is not None:
        person = people.find_person(transcript.person_id)
        return Holder(transcript.person_id, None if person is None else person.language)
    known = learners.find_learners(transcript.centre, [transcript.learner_ref]).get(transcript.learner_ref)
    return Holder(
        person_id=None,
        language=None if known is None else known.learner.preferred_language,
        centre=transcript.centre,
        ref=transcript.learner_ref,
    )
