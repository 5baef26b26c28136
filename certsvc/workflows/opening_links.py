"""A link that came to a mailbox is opened, once: it proves the mailbox, and the claim behind it is used."""

from datetime import datetime

from certsvc.domain.identifiers import LearnerId
from certsvc.domain.links import LinkKind, PersonalLink
from certsvc.domain.people import MailAddress, PersonId
from certsvc.storage import erasures, events, learners_of_people, personal_links
from certsvc.storage.events import Event
from certsvc.storage.learners import KnownLearner
from certsvc.workflows.parting_learners import lock_to_part, part_learner
from certsvc.workflows.personal_tokens import digest_of
from certsvc.workflows.send_sign_in import allows_claim
from certsvc.workflows.services import Services


def find_proven_address(services: Services, token: str) -> tuple[MailAddress, bool] | None:
    """The address that the link would prove, and whether a claim is behind it; None if it opens nothing."""
    link, at = personal_links.find_link(digest_of(token)), services.now()
    if link is None:
        return None
    claim = personal_links.find_link(link.claim_digest or "")
    known = learners_of_people.find_learner(link.learner_id or "")
    if link.address is None or not _opens(link, claim, known, at):
        return None
    return link.address, link.claim_digest is not None


def lock_usable_link(services: Services, digest: str) -> tuple[PersonalLink, MailAddress] | None:
    """Inside a transaction: the link and the address that it proves; None where it opens nothing.

    Link, learner and claim are locked, in this order.
    """
    link = personal_links.lock_link(digest)
    if link is None or link.address is None:
        return None
    known = learners_of_people.lock_learner(link.learner_id or "")
    claim = personal_links.lock_link(link.claim_digest or "")
    return (link, link.address) if _opens(link, claim, known, services.now()) else None


def use_link(services: Services, link: PersonalLink, person_id: PersonId) -> None:
    """Inside a transaction that has locked it: the claimed learner is hers, and who has the address alone."""
    at = services.now()
    personal_links.mark_link_used(link.digest, at)
    if link.claim_digest is not None and link.learner_id is not None:
        personal_links.mark_link_used(link.claim_digest, at)
        _take_from_another(services, link.learner_id, person_id)
        learners_of_people.bind_learner(link.learner_id, person_id, at)
        events.add_event(Event(at, f"person {person_id}", "claimed", "learner", link.learner_id, {}))
    if link.address is not None:
        learners_of_people.bind_learners_of_address(link.address, person_id)


def _opens(link: PersonalLink, claim: PersonalLink | None, known: KnownLearner | None, at: datetime) -> bool:
    if link.kind is not LinkKind.SIGN_IN or link.address is None or not link.stands(at):
        return False
    if link.claim_digest is None:
        return True
    if not allows_claim(claim, known, link.address, at):
        return False
    # Whoever waits to be erased is erased with all that she is in.
    before = None if known is None else known.person_id
    return before is None or erasures.find_open_erasure(person_id=before) is None


def _take_from_another(services: Services, learner_id: LearnerId, person_id: PersonId) -> None:
    """Who had the learner by an address alone, which her centre has changed since, has her no more."""
    known = learners_of_people.find_learner(learner_id)
    if known is None or known.person_id in {None, person_id}:
        return
    before = PersonId(str(known.person_id))
    lock_to_part(before)
    part_learner(services, known, before, by=f"person {person_id}")
