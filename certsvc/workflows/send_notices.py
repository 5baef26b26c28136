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
from dataclasses import dataclass, field
from datetime import timedelta

from certsvc.domain.notices import Notice, NoticeState
from certsvc.errors import InvalidInputError, NotFoundError, SettingsError, UnavailableError
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


@dataclass(frozen=True, slots=True)
class _Run:
    """One call of ``send_due_notices``; ``reasons``: why mails were not sent, each with their number."""

    services: Services
    stopped: Callable[[], bool]
    counts: Counter[NoticeState] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)


def send_due_notices(services: Services, *, stopped: Callable[[], bool] = lambda: False) -> Posted:
    """Send what is due until nothing is, or ``stopped()``: never between a mail and the note of it.

    1. What a sender left in the middle is settled.
    2. Some notices are claimed: nobody else has them for a while.
    3. A way is opened; without one all of them are put off.
    4. Each is written, marked as being sent, handed over, and its outcome noted.

    Why mails were not sent stands in the log, each reason once a run. Raises UnavailableError when the
    database is away: what is due stays due.
    """
    with reading():
        if not notice_claims.has_work(services.now()):
            return Posted()
    run = _Run(services, stopped)
    try:
        _settle_abandoned(run)  # 1.
        _send_claimed(run)
    finally:
        for reason, number in run.reasons.items():
            _LOG.warning("Mails not sent now: %d. %s", number, reason)
    return Posted(
        sent=run.counts[NoticeState.SENT],
        put_off=run.counts[NoticeState.DUE],
        unknown=run.counts[NoticeState.UNKNOWN],
        needless=run.counts[NoticeState.NEEDLESS],
        failed=run.counts[NoticeState.FAILED],
    )


def wait_after(attempts: int) -> timedelta:
    """How long until the next attempt after so many: a minute, then four times as long, a day at most."""
    return min(_FIRST_WAIT * _GROWTH ** (attempts - 1), _LONGEST_WAIT)


def _settle_abandoned(run: _Run) -> None:
    """Where sending twice leaves one mail it is due again, else nobody knows what became of it."""
    state = NoticeState.DUE if run.services.mailer.is_repeatable else NoticeState.UNKNOWN
    with transaction():
        number = notice_claims.settle_abandoned(run.services.now(), state)
    if number and state is NoticeState.UNKNOWN:
        run.counts[state] += number
        run.reasons["Their sender ended before it noted what had become of them."] += number


def _send_claimed(run: _Run) -> None:
    while not run.stopped():
        with transaction():  # 2.
            at = run.services.now()
            claimed = deque(notice_claims.claim_notices(at, lease_until=at + _LEASE, limit=_STEP))
        if not claimed:
            return
        try:
            while claimed and not run.stopped():
                _send_some(run, claimed)
        finally:
            _release(run.services, claimed)


def _send_some(run: _Run, claimed: deque[Notice]) -> None:
    """As many as one session carries; they leave ``claimed``."""
    with ExitStack() as session:
        try:
            post = session.enter_context(run.services.mailer.open())  # 3.
        except UnavailableError as error:
            while claimed:
                run.reasons[str(error)] += 1
                run.counts[_put_off(run.services, claimed.popleft())] += 1
        while claimed and not run.stopped():
            state, goes_on = _send(run, post, claimed.popleft())  # 4.
            run.counts[state] += 1
            if not goes_on:
                break


def _send(run: _Run, post: Post, notice: Notice) -> tuple[NoticeState, bool]:
    """What became of it, and whether the session carries another one.

    A notice that another sender took over meanwhile counts as due: it is the other's.
    """
    mail = _mail_of(run, notice)
    if isinstance(mail, NoticeState):
        return mail, True
    with transaction():
        sending = notice_claims.mark_sending(notice, lease_until=run.services.now() + _LEASE)
    return (NoticeState.DUE, True) if sending is None else _hand_over(run, post, sending, mail)


def _mail_of(run: _Run, notice: Notice) -> Mail | NoticeState:
    """The mail, or what became of the notice without one. What stops one notice stops no other for long."""
    services = run.services
    if notice.attempts >= MOST_ATTEMPTS:  # whoever tried before came to no good end each time
        run.reasons[f"They were tried {MOST_ATTEMPTS} times."] += 1
        return _settle(notice, NoticeState.FAILED)
    try:
        with reading():
            mail = write_mail(services, notice)
    except (InvalidInputError, NotFoundError) as error:
        run.reasons[str(error)] += 1
        return _settle(notice, NoticeState.FAILED)
    except (UnavailableError, SettingsError) as error:
        run.reasons[str(error)] += 1
        return _put_off(services, notice)
    except Exception:
        _put_off(services, notice)
        raise
    return mail or _settle(notice, NoticeState.NEEDLESS)


def _hand_over(run: _Run, post: Post, notice: Notice, mail: Mail) -> tuple[NoticeState, bool]:
    try:
        post.send(mail)
    except InvalidInputError as error:
        run.reasons[str(error)] += 1
        return _settle(notice, NoticeState.FAILED), True
    except UnavailableError as error:
        run.reasons[str(error)] += 1
        goes_on = error.code not in _SESSION_ENDS
        unknown = error.code == OUTCOME_UNKNOWN
        return _settle(notice, NoticeState.UNKNOWN) if unknown else _put_off(run.services, notice), goes_on
    with transaction():
        notice_claims.mark_sent(notice, run.services.now())
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
