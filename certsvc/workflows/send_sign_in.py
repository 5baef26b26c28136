"""A sign-in link is mailed to an address, if it fits; whoever asks does not learn whether it did."""

from datetime import datetime

from certsvc.domain.completions import Learner
from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.links import LinkKind, PersonalLink
from certsvc.domain.notices import NoticeKind
from certsvc.domain.people import MailAddress, Person, normal_address
from certsvc.storage import learners_of_people, notices, people, personal_links
from certsvc.storage.database import transaction
from certsvc.storage.learners import KnownLearner
from certsvc.workflows.notices import queue_notice
from certsvc.workflows.personal_tokens import Subject, digest_of, make_links
from certsvc.workflows.services import Services

MOST_STANDING = 5
"""Sign-in links that work at one time, to one address and over one claim link.

Whoever asks for more in her name only leaves that many working links in her mailbox.
"""
_NOBODY = MailAddress("nobody@invalid")
"""In the place of what is no address; nobody ever proves it (RFC 2606)."""
_NONE = ""
"""No digest, and no id."""


def send_sign_in(
    services: Services, *, claim_token: str | None, address: str, language: LanguageTag | None = None
) -> None:
    """Queue the mail with the link, where a claim allows the address or a person has proven it before.

    1. What could be behind the request is looked up; a claim and an address are locked, so that many
       requests at once are counted.
    2. It is decided whether the address fits, and whether there are not too many that still work.
    3. Link and mail are written, and taken back if it does not fit.

    The same statements run whatever the answer is, and all end in a commit: how long it takes says nothing.
    """
    at, normal = services.now(), normal_address(address)
    asked = normal or _NOBODY
    claim_digest = _NONE if claim_token is None else digest_of(claim_token)
    with transaction():
        claim = personal_links.lock_link(claim_digest)  # 1
        known = learners_of_people.find_learner(_learner_of(claim))
        person = people.lock_person_by_address(asked)
        is_calm = _is_calm(asked, claim_digest, at)
        may_claim = allows_claim(claim, known, asked, at)
        may_sign_in = person is not None and person.erased_at is None
        fits = (  # 2
            normal is not None and is_calm and (may_sign_in if claim_token is None else may_claim)
        )
        behind = claim if may_claim else None
        subject = Subject(
            learner_id=behind.learner_id if behind else None,
            address=asked,
            claim_digest=behind.digest if behind else None,
        )
        [(link, _)] = make_links(services, LinkKind.SIGN_IN, [subject], at=at)  # 3
        spoken = _language(services, person, language, known.learner if known else None)
        personal_links.add_links([link])
        # No learner is named to the mail: who typed an address has yet to prove that it is hers.
        owner = person.id if person else None
        queue_notice(services, NoticeKind.SIGN_IN, link.digest, language=spoken, person_id=owner)
        unwanted = _NONE if fits else link.digest
        notices.remove_notice(NoticeKind.SIGN_IN, unwanted)
        personal_links.remove_link(unwanted)


def allows_claim(
    claim: PersonalLink | None, known: KnownLearner | None, address: MailAddress, at: datetime
) -> bool:
    """Whether that claim link lets the reader of that mailbox have the record.

    It stands, nobody has claimed the record by a link yet, and where the centre wrote an address it is this
    one. Who has the record by an address that the centre wrote before has no better right.
    """
    if claim is None or known is None or claim.kind is not LinkKind.CLAIM:
        return False
    written = normal_address(known.learner.email)
    return claim.stands(at) and not known.is_claimed and written in {None, address}


def _is_calm(address: MailAddress, claim_digest: str, at: datetime) -> bool:
    of_address = personal_links.count_standing_of_address(address, at)
    of_claim = personal_links.count_standing_of_claim(claim_digest, at)
    return max(of_address, of_claim) < MOST_STANDING


def _learner_of(claim: PersonalLink | None) -> str:
    return _NONE if claim is None or claim.learner_id is None else claim.learner_id


def _language(
    services: Services, person: Person | None, shown: LanguageTag | None, learner: Learner | None
) -> LanguageTag:
    """What she chose, else that of the page she is looking at, else what her centre wrote."""
    chosen = person.language if person else None
    written = learner.preferred_language if learner else None
    return chosen or shown or written or LanguageTag(services.settings.default_language)
