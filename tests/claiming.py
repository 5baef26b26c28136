"""What a learner does to get at her record, with keyword defaults."""

from sqlalchemy import func, select

from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import LearnerId, LearnerRef, PartnerCode
from certsvc.domain.links import LinkKind
from certsvc.domain.notices import NoticeKind
from certsvc.storage.database import db
from certsvc.storage.learners import KnownLearner, find_learners
from certsvc.storage.notices import NoticeRow
from certsvc.storage.personal_links import PersonalLinkRow, find_link
from certsvc.workflows.claim_records import make_claim_links, prove_address
from certsvc.workflows.personal_tokens import token_of
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import SignedIn, request_sign_in, use_sign_in

NG = PartnerCode("NG")


def a_claim(services: Services, ref: str = "ABU-0001", *, centre: str = "NG", replace: bool = False) -> str:
    """The token of a new claim link for that learner."""
    [made] = make_claim_links(
        services, PartnerCode(centre), by=OPERATOR, learner_refs=[LearnerRef(ref)], replace=replace
    )
    return made.token


def mailed_tokens(services: Services) -> list[str]:
    """The tokens of the sign-in links that mails carry and nobody has used."""
    db.session.rollback()
    digests = db.session.scalars(
        select(NoticeRow.subject)
        .join(PersonalLinkRow, PersonalLinkRow.digest == NoticeRow.subject)
        .where(
            NoticeRow.kind == NoticeKind.SIGN_IN,
            PersonalLinkRow.kind == LinkKind.SIGN_IN,
            PersonalLinkRow.used_at.is_(None),
        )
    ).all()
    links = [find_link(digest) for digest in digests]
    return [token_of(services, link) for link in links if link is not None]


def mails() -> int:
    """How many sign-in mails were queued so far."""
    db.session.rollback()
    query = select(func.count()).where(NoticeRow.kind == NoticeKind.SIGN_IN)
    return db.session.scalar(query) or 0


def claim_record(
    services: Services,
    ref: str = "ABU-0001",
    address: str = "person1@abu.example",
    *,
    centre: str = "NG",
) -> SignedIn:
    """All the way: the link, the address, the mail, signed in."""
    before = mailed_tokens(services)
    prove_address(services, claim_token=a_claim(services, ref, centre=centre), address=address)
    [token] = set(mailed_tokens(services)) - set(before)
    return signed_in(use_sign_in(services, token))


def sign_in_again(services: Services, address: str = "person1@abu.example") -> SignedIn:
    """Without a claim: by the address that she has proven."""
    before = mailed_tokens(services)
    request_sign_in(services, address)
    [token] = set(mailed_tokens(services)) - set(before)
    return signed_in(use_sign_in(services, token))


def signed_in(outcome: SignedIn | None) -> SignedIn:
    """It must have come to that."""
    assert outcome is not None
    return outcome


def learner(ref: str = "ABU-0001", *, centre: str = "NG") -> KnownLearner:
    """As it is stored now."""
    db.session.rollback()
    [known] = find_learners(PartnerCode(centre), [LearnerRef(ref)]).values()
    return known


def learner_id(ref: str = "ABU-0001", *, centre: str = "NG") -> LearnerId:
    """Its id."""
    return learner(ref, centre=centre).id
