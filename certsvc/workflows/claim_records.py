"""A centre hands claim links to its learners; who holds one may prove a mailbox and have the record."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from certsvc.domain.access import Actor, Scope
from certsvc.domain.identifiers import LanguageTag, LearnerRef, PartnerCode
from certsvc.domain.links import LinkKind, PersonalLink
from certsvc.domain.notices import NoticeKind
from certsvc.domain.partners import Partner
from certsvc.intake.escaping import escape_cell
from certsvc.storage import credentials_of_people, events, partners, personal_links
from certsvc.storage.database import transaction
from certsvc.storage.events import Event
from certsvc.storage.learners import KnownLearner
from certsvc.storage.learners_of_people import Unclaimed, count_unclaimed, find_learner, list_unclaimed
from certsvc.workflows.notices import Wanted, queue_notices
from certsvc.workflows.personal_tokens import Subject, address_of, digest_of, make_links
from certsvc.workflows.send_sign_in import send_sign_in
from certsvc.workflows.services import Services

COLUMNS = ("learner_ref", "full_name", "email", "language", "claim_link", "expires_at")
_CHUNK = 500
"""Learners in one statement: SQLite takes so many values only."""


@dataclass(frozen=True, slots=True)
class ClaimLink:
    """A link just made, for its learner alone. It is shown this once and not kept."""

    learner_ref: LearnerRef
    full_name: str
    email: str
    language: LanguageTag | None
    token: str
    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class MailedClaims:
    """``queued``: mails that are due now; ``without_address``: learners whom no mail can reach."""

    queued: int
    without_address: int


@dataclass(frozen=True, slots=True)
class ClaimOffer:
    """What whoever holds only the link may know: nothing that tells who the learner is."""

    centre: Partner
    certificates: int
    """How many of hers stand."""
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class _Made:
    known: KnownLearner
    link: PersonalLink
    token: str


def make_claim_links(
    services: Services,
    centre: PartnerCode,
    *,
    by: Actor,
    learner_refs: Sequence[LearnerRef] | None = None,
    replace: bool = False,
    limit: int | None = None,
) -> tuple[ClaimLink, ...]:
    """Links for the centre's learners, or those named, who have not claimed by one yet; by reference.

    Who has a link that stands gets none, unless ``replace``: then the one before opens nothing any more.
    ``limit``: no more than so many. Raises NotFoundError, NotAllowedError.
    """
    wanted = _wanted(services, centre, learner_refs, replace=replace)
    made = _make(services, wanted, by=by, limit=limit, is_mailed=False)
    return tuple(
        ClaimLink(
            learner_ref=one.known.learner.ref,
            full_name=one.known.learner.full_name,
            email=one.known.learner.email,
            language=one.known.learner.preferred_language,
            token=one.token,
            url=address_of(services, LinkKind.CLAIM, one.token),
            expires_at=one.link.expires_at,
        )
        for one in made
    )


def export_claim_links(
    services: Services,
    centre: PartnerCode,
    *,
    by: Actor,
    learner_refs: Sequence[LearnerRef] | None = None,
    replace: bool = False,
) -> tuple[bytes, int]:
    """The same as CSV (UTF-8 with its mark; no cell is a formula for a spreadsheet), and how many."""
    links = make_claim_links(services, centre, by=by, learner_refs=learner_refs, replace=replace)
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for link in links:
        until = link.expires_at.isoformat(timespec="seconds")
        cells = (link.learner_ref, link.full_name, link.email, link.language or "", link.url, until)
        writer.writerow([escape_cell(cell) for cell in cells])
    return text.getvalue().encode("utf-8-sig"), len(links)


def mail_claim_links(
    services: Services,
    centre: PartnerCode,
    *,
    by: Actor,
    learner_refs: Sequence[LearnerRef] | None = None,
    replace: bool = False,
) -> MailedClaims:
    """Make such links and queue a mail with each, to whoever has an address. Raises the same."""
    wanted = _wanted(services, centre, learner_refs, replace=replace, with_address=True)
    made = _make(services, wanted, by=by, limit=None, is_mailed=True)
    without = Unclaimed(centre, refs=wanted.refs, with_address=False)
    return MailedClaims(queued=len(made), without_address=count_unclaimed(without))


def open_claim(services: Services, token: str) -> ClaimOffer | None:
    """What the link offers; None for one that is forged, used, replaced or too old. Nothing happens."""
    link = personal_links.find_link(digest_of(token))
    if link is None or link.kind is not LinkKind.CLAIM or link.learner_id is None:
        return None
    known = find_learner(link.learner_id)
    if known is None or known.is_claimed or not link.stands(services.now()):
        return None
    learner = known.learner
    return ClaimOffer(
        centre=partners.get_centre(learner.centre),
        certificates=credentials_of_people.count_standing_of_learner(learner.centre, learner.ref),
        expires_at=link.expires_at,
    )


def prove_address(
    services: Services, *, claim_token: str | None, address: str, language: LanguageTag | None = None
) -> None:
    """Mail a sign-in link to the address, if it fits the claim; without one, if it was proven before.

    No more than some that work at one time, for one address and over one claim. The caller does not learn
    what came of it.
    """
    send_sign_in(services, claim_token=claim_token, address=address, language=language)


def _wanted(
    services: Services,
    centre: PartnerCode,
    refs: Sequence[LearnerRef] | None,
    *,
    replace: bool,
    with_address: bool | None = None,
) -> Unclaimed:
    return Unclaimed(
        centre,
        refs=None if refs is None else frozenset(refs),
        with_address=with_address,
        no_link_at=None if replace else services.now(),
    )


def _make(
    services: Services, wanted: Unclaimed, *, by: Actor, limit: int | None, is_mailed: bool
) -> list[_Made]:
    """All or none: a link that was made and never shown would be lost."""
    by.check_may(Scope.RECORD)
    by.check_sees(wanted.centre)
    at = services.now()
    with transaction():
        partners.get_centre(wanted.centre)
        found = list_unclaimed(wanted, limit=limit)
        subjects = [Subject(learner_id=known.id) for known in found]
        links = make_links(services, LinkKind.CLAIM, subjects, at=at)
        made = [_Made(known, *link) for known, link in zip(found, links, strict=True)]
        replaced = sum(
            personal_links.replace_claim_links([known.id for known in found[start : start + _CHUNK]], at)
            for start in range(0, len(found), _CHUNK)
        )
        personal_links.add_links([one.link for one in made])
        if is_mailed:
            queue_notices(services, [_mail(one) for one in made])
        if made:
            detail = {"links": len(made), "replaced": replaced, "mailed": is_mailed}
            events.add_event(Event(at, by.name, "made", "claim_links", wanted.centre, detail))
    return made


def _mail(made: _Made) -> Wanted:
    language = made.known.learner.preferred_language
    return Wanted(NoticeKind.CLAIM, made.link.digest, language, learner_id=made.known.id)
