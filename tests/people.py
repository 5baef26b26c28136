"""People as they come: with the link of a centre, an address, and a mailbox."""

from sqlalchemy import select

from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.domain.links import LinkKind, PersonalLink
from certsvc.storage.database import db
from certsvc.storage.personal_links import PersonalLinkRow, find_link
from certsvc.workflows.claim_records import make_claim_links, prove_address
from certsvc.workflows.personal_tokens import token_of
from certsvc.workflows.services import Services
from certsvc.workflows.sign_in import SignedIn, request_sign_in, use_sign_in

ADDRESS = "person1@abu.example"
"""Of ``a_row(1)``."""


def claim_token(
    services: Services, ref: str = "ABU-0001", centre: str = "NG", *, replace: bool = False
) -> str:
    """The token of a claim link, as the centre hands it to its learner."""
    (link,) = make_claim_links(
        services, PartnerCode(centre), by=OPERATOR, learner_refs=[LearnerRef(ref)], replace=replace
    )
    return link.token


def mailed_tokens(services: Services, address: str = ADDRESS) -> list[str]:
    """The sign-in tokens that were ever sent to that mailbox, the newest last."""
    rows = db.session.execute(
        select(PersonalLinkRow.digest)
        .where(PersonalLinkRow.kind == LinkKind.SIGN_IN, PersonalLinkRow.address == address)
        .order_by(PersonalLinkRow.created_at, PersonalLinkRow.expires_at)
    )
    digests = [row.digest for row in rows]
    found: list[PersonalLink] = [link for digest in digests if (link := find_link(digest)) is not None]
    db.session.rollback()
    return [token_of(services, link) for link in found]


def claimed(
    services: Services, ref: str = "ABU-0001", *, address: str = ADDRESS, centre: str = "NG"
) -> SignedIn:
    """She has claimed her record of that centre by that address, and is signed in."""
    prove_address(services, claim_token=claim_token(services, ref, centre), address=address)
    return _used(services, address)


def signed_in_again(services: Services, *, address: str = ADDRESS) -> SignedIn:
    """One session more, by a sign-in link of its own."""
    request_sign_in(services, address)
    return _used(services, address)


def _used(services: Services, address: str) -> SignedIn:
    for token in reversed(mailed_tokens(services, address)):
        signed_in = use_sign_in(services, token)
        if signed_in is not None:
            return signed_in
    raise AssertionError("no link came to that mailbox")
