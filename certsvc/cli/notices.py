"""``certsvc notices``: the mails of this service, sent or waiting."""

import click

from certsvc.cli.endings import SOME_REFUSED
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import Text
from certsvc.cli.printing import counted, moment, say, table
from certsvc.domain.access import OPERATOR
from certsvc.domain.notices import NoticeState
from certsvc.workflows.notice_queue import Waiting, find_waiting, list_notices, send_again
from certsvc.workflows.send_notices import Posted, send_due_notices

_STATES = click.Choice([state.value for state in NoticeState])


@click.group(name="notices")
def notices_group() -> None:
    """Mails to learners."""


@notices_group.command(name="send")
@click.option(
    "--again", metavar="NOTICE", multiple=True, type=Text(), help="This one too, that failed or is unknown."
)
@pass_invocation
@click.pass_context
def send_command(ctx: click.Context, invocation: Invocation, *, again: tuple[str, ...]) -> None:
    """Send the mails that are due.

    A worker does this by itself. Without CERTSVC_SMTP_URL they are written to the folder outbox.

    Why mails were not sent stands on stderr. Exit code: 0 nothing is left open, 4 some were not sent.
    """
    with invocation.reading_service() as services:
        for notice_id in again:
            send_again(services, notice_id, by=OPERATOR)
        posted = send_due_notices(services)
        waiting = find_waiting(services)
    say(_told(posted))
    if waiting.number:
        say(_told_of(waiting))
    if posted.unknown:
        say(
            "Of the unknown nobody can say here whether they went out: the mail server's log can. "
            "'certsvc notices list --state unknown' names them, 'notices send --again' sends one once more.",
            err=True,
        )
    ctx.exit(SOME_REFUSED if waiting.number or posted.failed or posted.unknown else 0)


@notices_group.command(name="list")
@click.option("--state", type=_STATES, default=None, help="Only those in this state.")
@click.option("--limit", type=click.IntRange(1, 1000), default=50, show_default=True, help="At most so many.")
@pass_invocation
def list_command(invocation: Invocation, *, state: str | None, limit: int) -> None:
    """List mails, the newest first; to whom they go is not shown."""
    with invocation.reading_service():
        page = list_notices(by=OPERATOR, state=None if state is None else NoticeState(state), limit=limit)
    if not page.items:
        say("There is no such mail." if state else "There are no mails.")
        return
    rows = [
        (
            notice.id,
            notice.kind,
            notice.state,
            notice.attempts,
            moment(notice.sent_at or (notice.next_at if notice.state is NoticeState.DUE else None)),
        )
        for notice in page.items
    ]
    say(table(("notice", "kind", "state", "attempts", "sent or due"), rows, right="attempts"))


def _told_of(waiting: Waiting) -> str:
    if waiting.number == 1:
        return f"1 mail waits until {moment(waiting.until)}."
    return f"{waiting.number:,} mails wait, the first until {moment(waiting.until)}."


def _told(posted: Posted) -> str:
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (posted.put_off, "put off"),
            (posted.unknown, "unknown"),
            (posted.needless, "not needed any more"),
            (posted.failed, "failed"),
        )
        if number
    ]
    return "; ".join([f"Sent {counted(posted.sent, 'mail')}", *parts]) + "."
