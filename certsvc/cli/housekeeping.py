"""``certsvc housekeeping``: what a worker does every day by itself, done now."""

import click

from certsvc.cli.endings import SOME_REFUSED
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.printing import counted, say
from certsvc.workflows.housekeeping import Kept, keep_house


@click.command(name="housekeeping")
@pass_invocation
@click.pass_context
def housekeeping_command(ctx: click.Context, invocation: Invocation) -> None:
    """Take away what was kept long enough; erase who asked for it.

    A worker does this every day by itself. How long uploads, exports and mails in the outbox are kept is a
    setting (CERTSVC_KEEP_UPLOADS_DAYS, CERTSVC_KEEP_EXPORTS_DAYS); links and sessions stay 30 days after
    they ended. An erasure is carried out three days after it was asked for.

    Exit code: 0 all is done, 4 an erasure has to wait.
    """
    with invocation.reading_service() as services:
        kept = keep_house(services)
    say(_told(kept))
    waiting = [one for one in kept.erased if one.hindrance]
    for one in waiting:
        say(f"The erasure {one.id} has to wait. {one.hindrance}", err=True)
    ctx.exit(SOME_REFUSED if waiting else 0)


def _told(kept: Kept) -> str:
    done = sum(not one.hindrance for one in kept.erased)
    went = [
        counted(number, *words)
        for number, words in (
            (kept.uploads, ("uploaded file",)),
            (kept.refused_rows, ("refused row",)),
            (kept.attachments, ("attachment",)),
            (kept.exports, ("export",)),
            (kept.mails, ("mail",)),
            (kept.links, ("link",)),
            (kept.sessions, ("session",)),
        )
        if number
    ]
    sentences = [f"Removed {', '.join(went)}." if went else "Nothing was kept too long."]
    if done:
        sentences.append(f"Carried out {counted(done, 'erasure')}.")
    return " ".join(sentences)
