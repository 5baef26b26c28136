"""Due notices are sent, each at most once however the plug is pulled; what could not be is tried again.

Between the moment when a mail server takes a mail and the moment when we note it there is always a gap, and
whoever dies in it must on waking either send again, perhaps a second time, or not, perhaps never. We choose
not: a letter that comes twice ("withdrawn", "withdrawn") frightens, a sign-in link can be asked for anew,
and whatever a letter tells stands on the certificate's page too. So a notice is ``sending`` before its mail
is handed over; found so after its sender's time, it is ``unknown``, is shown by ``certsvc notices list``, and
is sent again only when somebody says so. The Message-ID is made of the notice's id: a mailbox that has
the first copy then knows the second for the same mail (RFC 5322, section 3.6.4), and the server's log tells
whether there was a first. The gap is kept small: the connection is open and the letter written before.
Where a mail sent twice is one file (the outbox), there is no such doubt, and it is simply sent again.
"""

import logging
from collections import Counter, deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta

from certsvc.domain.access import Actor, Role, Scope
from certsvc.domain.notices import Notice, NoticeId, NoticeState
from certsvc.domain.records import Page
from certsvc.errors import InvalidInputError, NotAllowedError, NotFoundError, SettingsError, UnavailableError
from certsvc.mailing.mail import Mail
from certsvc.mailing.mailer import OUTCOME_UNKNOWN, Post
from certsvc.storage import notice_claims
from certsvc.storage.database import reading, transaction
from certsvc.workflows.notice_letters import write_mail
from certsvc.workflows.services import Services

_LOG = logging.getLogger(__name__)
MOST_ATTEMPTS = 10
_STEP = 20
"""Notices that one sender claims at a time."""
_LEASE = timedelta(minutes=5)
"""Longer than a mail server may take over one mail."""
_FIRST_WAIT, _LONGEST_WAIT = timedelta(minutes=1), timedelta(days=1)
_GROWTH = 4.0
_SESSION_ENDS = {OUTCOME_UNKNOWN, "mail_server_unavailable"}


@dataclass(frozen=True, slots=True)
class Posted:
    """How many ended how; ``put_off`` are due again later, of ``unknown`` nobody knows."""

    sent: int = 0
    put_off: int = 0
    unknown: int = 0
    needless: int = 0
    failed: int = 0


def send_due_notices(services: Services, *, stopped: Callable[[], bool] = lambda: False) -> Posted:
    """Send what is due until nothing is, or ``stopped()``: never between a mail and the note of it.

    1. What a sender left in the middle is settled.
    2. Some notices are claimed: nobody else has them for a while.
    3. A way is opened; without one all of them are put off.
    4. Each is written, marked as being sent, handed over, and its outcome noted.

    Raises UnavailableError when the database is away: what is due stays due.
    """
    counts: Counter[NoticeState] = Counter()
    with reading():
        if not notice_claims.has_work(services.now()):
            return Posted()
    counts.update(_settle_abandoned(services))  # 1.
    while not stopped():
        with transaction():  # 2.
            at = services.now()
            claimed = deque(notice_claims.claim_notices(at, lease_until=at + _LEASE, limit=_STEP))
        if not claimed:
            break
        try:
            while claimed and not stopped():
                counts.update(_send_some(services, claimed, stopped))
        finally:
            _release(services, claimed)
    return Posted(
        sent=counts[NoticeState.SENT],
        put_off=counts[NoticeState.DUE],
        unknown=counts[NoticeState.UNKNOWN],
        needless=counts[NoticeState.NEEDLESS],
        failed=counts[NoticeState.FAILED],
    )


def list_notices(
    *, by: Actor, state: NoticeState | None = None, limit: int = 50, cursor: str | None = None
) -> Page[Notice]:
    """Newest first. Raises NotAllowedError, InvalidInputError (``malformed_cursor``)."""
    _check_sees_all(by, Scope.READ)
    return notice_claims.page_of_notices(state=state, limit=limit, cursor=cursor)


def send_again(services: Services, notice_id: str, *, by: Actor) -> None:
    """Make due what was given up, or of which nobody knows: somebody looked and wants it sent.

    Raises NotFoundError when there is no such notice in one of these states.
    """
    _check_sees_all(by, Scope.ISSUE)
    with transaction():
        if not notice_claims.make_due_again(NoticeId(notice_id), services.now()):
            raise NotFoundError("No notice with that id has failed or is unknown.")


def _check_sees_all(by: Actor, scope: Scope) -> None:
    by.check_may(scope)
    if by.role is Role.CENTRE:
        raise NotAllowedError("The queue of mails is the secretariat's to see.")


def wait_after(attempts: int) -> timedelta:
    """How long until the next attempt after so many: a minute, then four times as long, a day at most."""
    return min(_FIRST_WAIT * _GROWTH ** (attempts - 1), _LONGEST_WAIT)


def _settle_abandoned(services: Services) -> Counter[NoticeState]:
    """Where sending twice leaves one mail it is due again, else nobody knows what became of it."""
    state = NoticeState.DUE if services.mailer.is_repeatable else NoticeState.UNKNOWN
    with transaction():
        number = notice_claims.settle_abandoned(services.now(), state)
    return Counter() if state is NoticeState.DUE else Counter({state: number})


def _send_some(
    services: Services, claimed: deque[Notice], stopped: Callable[[], bool]
) -> Counter[NoticeState]:
    """As many as one session carries; they leave ``claimed``."""
    counts: Counter[NoticeState] = Counter()
    with ExitStack() as session:
        try:
            post = session.enter_context(services.mailer.open())  # 3.
        except UnavailableError:
            while claimed:
                counts.update([_put_off(services, claimed.popleft())])
        while claimed and not stopped():
            state, goes_on = _send(services, post, claimed.popleft())  # 4.
            counts.update([state])
            if not goes_on:
                break
    return counts


def _send(services: Services, post: Post, notice: Notice) -> tuple[NoticeState, bool]:
    """What became of it, and whether the session carries another one.

    A notice that another sender took over meanwhile counts as due: it is the other's.
    """
    mail = _mail_of(services, notice)
    if isinstance(mail, NoticeState):
        return mail, True
    with transaction():
        sending = notice_claims.mark_sending(notice, lease_until=services.now() + _LEASE)
    return (NoticeState.DUE, True) if sending is None else _hand_over(services, post, sending, mail)


def _mail_of(services: Services, notice: Notice) -> Mail | NoticeState:
    """The mail, or what became of the notice without one. What stops one notice stops no other for long."""
    if notice.attempts >= MOST_ATTEMPTS:  # whoever tried before came to no good end each time
        return _settle(notice, NoticeState.FAILED)
    try:
        with reading():
            mail = write_mail(services, notice)
    except (InvalidInputError, NotFoundError):
        return _settle(notice, NoticeState.FAILED)
    except (UnavailableError, SettingsError) as error:
        _LOG.warning("A mail cannot be written now: %s", error.message)
        return _put_off(services, notice)
    except Exception:
        _put_off(services, notice)
        raise
    return mail or _settle(notice, NoticeState.NEEDLESS)


def _hand_over(services: Services, post: Post, notice: Notice, mail: Mail) -> tuple[NoticeState, bool]:
    try:
        post.send(mail)
    except InvalidInputError:
        return _settle(notice, NoticeState.FAILED), True
    except UnavailableError as error:
        goes_on = error.code not in _SESSION_ENDS
        unknown = error.code == OUTCOME_UNKNOWN
        return _settle(notice, NoticeState.UNKNOWN) if unknown else _put_off(services, notice), goes_on
    with transaction():
        notice_claims.mark_sent(notice, services.now())
    return NoticeState.SENT, True


def _put_off(services: Services, notice: Notice) -> NoticeState:
    """Due again later, unless it was tried often enough. Not to have come so far is an attempt too."""
    attempts = notice.attempts + (notice.state is not NoticeState.SENDING)
    with transaction():
        if attempts >= MOST_ATTEMPTS:
            notice_claims.settle(notice, NoticeState.FAILED, attempts=attempts)
            return NoticeState.FAILED
        notice_claims.put_off(notice, services.now() + wait_after(attempts), attempts=attempts)
    return NoticeState.DUE


def _release(services: Services, claimed: deque[Notice]) -> None:
    """We stop here: whoever comes need not wait for our claim to end."""
    if claimed:
        with transaction():
            for notice in claimed:
                notice_claims.put_off(notice, services.now(), attempts=notice.attempts)


def _settle(notice: Notice, state: NoticeState) -> NoticeState:
    with transaction():
        notice_claims.settle(notice, state, attempts=notice.attempts)
    return state
