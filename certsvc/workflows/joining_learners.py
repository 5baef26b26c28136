"""Learners come to their person by an address that she has proven, without her signing in anew."""

from collections import defaultdict
from collections.abc import Iterable

from certsvc.domain.identifiers import LearnerId
from certsvc.domain.people import MailAddress, PersonId, normal_address
from certsvc.domain.recipients import RecipientKind
from certsvc.storage import learners_of_people, people
from certsvc.storage.learners import KnownLearner


def join_learners_of(person_id: PersonId) -> None:
    """Inside a transaction: whomever a centre recorded since under an address of hers is hers.

    Where the address tells her apart, as when she signs in. Of who was erased or is unknown, nobody is.
    """
    for address in sorted(people.list_addresses(person_id)):
        person = people.lock_person_by_address(address)
        if person is not None and person.id == person_id:
            learners_of_people.bind_learners_of_address(address, person_id)


def join_recorded(recorded: Iterable[KnownLearner]) -> None:
    """Inside a transaction: those of the learners, just written, are their person's whose address is proven.

    Two statements at most for all of them; none where everybody has been claimed. It waits for nobody:
    whoever signs in at this moment has them with her next sign-in.
    """
    by_address: defaultdict[MailAddress, list[LearnerId]] = defaultdict(list)
    for known in recorded:
        address = normal_address(known.learner.email)
        if address is not None and known.person_id is None and known.learner.kind is RecipientKind.PERSON:
            by_address[address].append(known.id)
    proven = people.lock_free_addresses(sorted(by_address)) if by_address else []
    if proven:
        learners_of_people.bind_by_address([one for address in proven for one in by_address[address]])
