"""Who is signed in opens a link that came to another mailbox: it may be hers too, or somebody else's."""

from dataclasses import dataclass
from enum import StrEnum

from certsvc.domain.people import MailAddress, Person, PersonId
from certsvc.errors import ConflictError
from certsvc.storage import (
    erasing,
    erasures,
    events,
    joined_people,
    learners_of_people,
    people,
    sessions,
    transcripts,
)
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.workflows.opening_links import find_proven_address, lock_usable_link, use_link
from certsvc.workflows.personal_tokens import digest_of
from certsvc.workflows.services import Services
from certsvc.workflows.show_record import get_owner


@dataclass(frozen=True, slots=True)
class Question:
    """What only she can answer who is signed in as ``name``: whether ``address`` is hers too.

    ``has_record``: somebody has proven the address before, and has a record here.
    """

    name: str
    address: MailAddress
    has_record: bool


class Taken(StrEnum):
    """What became of her answer."""

    DONE = "done"
    GONE = "gone"
    """The link opens nothing."""
    CHANGED = "changed"
    """Whose address it is has changed since she was asked."""


def find_question(services: Services, token: str, person_id: PersonId) -> Question | None:
    """What to ask before the link is used in the browser of that person; None: nothing.

    It says no more than whoever reads the mailbox, and sits at that browser, knows already.
    """
    proven = find_proven_address(services, token)
    person = people.find_person(person_id)
    if proven is None or person is None or person.erased_at is not None:
        return None
    address, has_claim = proven
    owner = people.find_person_by_address(address)
    if owner is None:
        return Question(_name_of(person_id), address, has_record=False) if has_claim else None
    if owner.id == person_id or owner.erased_at is not None:
        return None
    return Question(_name_of(person_id), address, has_record=True)


def take_mailbox(services: Services, token: str, person_id: PersonId, *, has_record: bool) -> Taken:
    """The mailbox of the link is hers as well, who is signed in. ``has_record``: as she was told.

    1. The link, and the claim behind it, still stand.
    2. The address is nobody's, or another person's, as when she was asked.
    3. Neither waits to be erased: what was asked for one record is not to befall another.
    4. The address is hers; so is everything of the other person's, whom nobody knows from then on.
    5. The link is used, and the claimed learner hers.

    Raises NotFoundError, ConflictError (``erasure_asked``).
    """
    try:
        return _take(services, token, person_id, has_record=has_record)
    except ConflictError as error:
        if error.code != "address_taken":
            raise
        return Taken.CHANGED  # somebody proved it at this very moment


def _take(services: Services, token: str, person_id: PersonId, *, has_record: bool) -> Taken:
    with transaction():
        found = lock_usable_link(services, digest_of(token))  # 1
        if found is None:
            return Taken.GONE
        link, address = found
        seen = people.find_person_by_address(address)
        other = _lock_owner(seen, address)  # 2
        if other != seen or (other is None and link.claim_digest is None):
            return Taken.CHANGED
        if other is None or other.id != person_id:
            if (other is not None) is not has_record:
                return Taken.CHANGED
            _check_may_take(person_id, other)  # 3
            _give(services, other, person_id, address)  # 4
        use_link(services, link, person_id)  # 5
    return Taken.DONE


def _lock_owner(seen: Person | None, address: MailAddress) -> Person | None:
    """Whose the address is, with all that may come to belong to her: learners before addresses, as all do."""
    addresses = {address}
    if seen is not None:
        for known in learners_of_people.list_learners_of(seen.id):
            learners_of_people.lock_learner(known.id)
        addresses |= {*people.list_addresses(seen.id)}
    for one in sorted(addresses):
        people.lock_person_by_address(one)
    if seen is not None:
        transcripts.lock_transcripts_of_person(seen.id)
    return people.find_person_by_address(address)


def _check_may_take(person_id: PersonId, other: Person | None) -> None:
    both = {person_id} if other is None else {person_id, other.id}
    for one in sorted(both):
        erasures.lock_person(one)
    for one in sorted(both):
        get_owner(one)
        if erasures.find_open_erasure(person_id=one) is not None:
            raise ConflictError(
                "One of these records is to be erased.",
                code="erasure_asked",
                hint="Withdraw that first, under 'Your data'.",
            )


def _give(services: Services, other: Person | None, person_id: PersonId, address: MailAddress) -> None:
    """What the other person chose is not taken over: she who asks has her own choices before her."""
    at = services.now()
    if other is None:
        people.add_address(person_id, address, at)
        action, detail = "added_address", {}
    else:
        sessions.mark_all_sessions_ended(other.id, at)
        joined_people.give_all(other.id, person_id)
        erasing.blank_person(other.id, at)
        action, detail = "joined", {"with": other.id}
    events.add_event(Event(at, f"person {person_id}", action, "person", person_id, detail))


def _name_of(person_id: PersonId) -> str:
    """As a centre knows her whose link she opened, before one that knows her by an address alone."""
    known = learners_of_people.list_learners_of(person_id)
    for one in sorted(known, key=lambda one: not one.is_claimed):
        if one.learner.full_name:
            return one.learner.full_name
    return next(iter(people.list_addresses(person_id)), "")
