"""Notices are queued, inside the transaction of what they tell of: neither is ever there without the other.

Whoever asked for a link gets it, and nobody's erasure is asked for without her being told. Of what happens
to certificates nobody is told unless the operator wants it (``CERTSVC_NOTICES=yes``): an import of past years
must not surprise thousands of people.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.identifiers import LanguageTag, LearnerId
from certsvc.domain.notices import Notice, NoticeId, NoticeKind
from certsvc.domain.people import PersonId
from certsvc.domain.recipients import RecipientKind
from certsvc.domain.records import CredentialRecord
from certsvc.storage import notice_facts, notices
from certsvc.workflows.making_credentials import EarnedAward, MadeCredential, Unissuable
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Wanted:
    """A notice to queue. ``subject``: the credential's id, or the digest of the link that it carries."""

    kind: NoticeKind
    subject: str
    language: str | None = None
    learner_id: LearnerId | None = None
    person_id: PersonId | None = None


def queue_notice(  # one for each field of a notice
    services: Services,
    kind: NoticeKind,
    subject: str,
    *,
    language: str | None = None,
    learner_id: LearnerId | None = None,
    person_id: PersonId | None = None,
) -> None:
    """Inside a transaction: a mail is due. Of a kind and subject that was queued before, nothing happens.

    It goes to the link's address (sign-in), else to the person's newest proven one, else to the learner's.
    """
    queue_notices(services, [Wanted(kind, subject, language, learner_id, person_id)])


def queue_notices(services: Services, wanted: Iterable[Wanted]) -> None:
    """The same for many, in one statement."""
    at = services.now()
    notices.add_notices(
        [
            Notice(
                id=NoticeId(new_uuid7(at, services.random_bytes(10))),
                kind=one.kind,
                subject=one.subject,
                learner_id=one.learner_id,
                person_id=one.person_id,
                language=LanguageTag(one.language or services.settings.default_language),
                next_at=at,
            )
            for one in wanted
        ]
    )


def queue_issued(
    services: Services, earned: Sequence[EarnedAward], made: Sequence[MadeCredential | Unissuable]
) -> None:
    """Inside the transaction that stores them: who earned these is told, if she can be written to.

    ``made`` says of each of ``earned``, in order, what became of it. Only of those whose centre has no
    address is it asked whether they have proven one: most have, and a batch is large.
    """
    if not services.settings.notices:
        return
    told = [
        (entry, outcome.record)
        for entry, outcome in zip(earned, made, strict=True)
        if isinstance(outcome, MadeCredential) and entry.award.learner.kind is RecipientKind.PERSON
    ]
    claimed = notice_facts.claimed_among(
        sorted({entry.learner_id for entry, _ in told if not entry.award.learner.email})
    )
    queue_notices(
        services,
        [
            Wanted(NoticeKind.ISSUED, record.id, entry.award.learner.preferred_language, entry.learner_id)
            for entry, record in told
            if entry.award.learner.email or entry.learner_id in claimed
        ],
    )


def queue_revoked(services: Services, records: Sequence[CredentialRecord]) -> None:
    """Inside the transaction that withdraws them with nothing in their place: whose they were is told."""
    if not services.settings.notices:
        return
    owners = notice_facts.owners_of([record.id for record in records])
    queue_notices(
        services,
        [
            Wanted(NoticeKind.REVOKED, credential_id, owner.language, owner.learner_id, owner.person_id)
            for credential_id, owner in owners.items()
        ],
    )


def queue_reissued(services: Services, pairs: Sequence[tuple[CredentialRecord, CredentialRecord]]) -> None:
    """Inside the transaction that puts the second of each pair in the place of the first: she is told."""
    if not services.settings.notices:
        return
    owners = notice_facts.owners_of([new.id for _, new in pairs])
    queue_notices(
        services,
        [
            Wanted(NoticeKind.CORRECTED, credential_id, owner.language, owner.learner_id, owner.person_id)
            for credential_id, owner in owners.items()
        ],
    )
