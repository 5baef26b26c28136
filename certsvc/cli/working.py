"""``certsvc worker``: runs imports and bulk acts, until it is interrupted."""

import signal
from types import FrameType

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.printing import say


@click.command(name="worker")
@pass_invocation
def worker_command(invocation: Invocation) -> None:
    """Run imports and bulk acts from the queue until Ctrl-C.

    On PostgreSQL run as many as you like, on as many machines as share the database and the folder of
    uploads. On SQLite 'certsvc serve' has a worker of its own.
    """
    with invocation.signing_service():
        pass  # says at once what is missing
    worker = invocation.open_worker()

    def end(_number: int, _frame: FrameType | None) -> None:
        worker.stop.set()
        raise SystemExit(0)  # what runs gives its claim up and is taken over at once

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)  # whose usual exception the queue would take for a fault of the batch
    say("Working. Ctrl-C ends it.", err=True)
    try:
        worker.run()
    finally:
        say("Stopped.", err=True)
