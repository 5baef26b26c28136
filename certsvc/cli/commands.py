"""``certsvc`` and its groups of commands."""

import os
import sys
from typing import NoReturn

import click

from certsvc.cli.api_keys import api_keys_group
from certsvc.cli.bulk import bulk_group
from certsvc.cli.catalogue import catalogue_group
from certsvc.cli.centres import centres_group
from certsvc.cli.claims import claims_group
from certsvc.cli.conferring import confer_command
from certsvc.cli.corrections import corrections_group
from certsvc.cli.credentials import issue_command, revoke_command
from certsvc.cli.demo import demo_command, init_command
from certsvc.cli.endings import PROGRAM, OneLineErrors
from certsvc.cli.exporting import export_command
from certsvc.cli.housekeeping import housekeeping_command
from certsvc.cli.importing import import_command
from certsvc.cli.imports import imports_group
from certsvc.cli.invocation import Invocation, OpenService, OpenWorker, pass_invocation
from certsvc.cli.keys import keys_group
from certsvc.cli.notices import notices_group
from certsvc.cli.people import people_group
from certsvc.cli.registry import registry_group
from certsvc.cli.serving import serve_command
from certsvc.cli.transcripts import transcript_command
from certsvc.cli.verifying import verify_command
from certsvc.cli.working import worker_command


@click.group(name=PROGRAM, cls=OneLineErrors, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--debug", is_flag=True, envvar="CERTSVC_DEBUG", help="Show the trace of an error (or CERTSVC_DEBUG=1)."
)
@click.version_option(package_name="certsvc", prog_name=PROGRAM)
@pass_invocation
@click.pass_context
def commands(ctx: click.Context, invocation: Invocation, *, debug: bool) -> None:
    """Micro-certifications: results in, signed certificates out, verified by anyone.

    Settings come from the environment (CERTSVC_…); the README has their table.
    """
    invocation.debug = debug
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        ctx.color = False  # else click decides: colours for terminals alone


for _command in (
    init_command,
    demo_command,
    catalogue_group,
    centres_group,
    api_keys_group,
    keys_group,
    registry_group,
    import_command,
    imports_group,
    issue_command,
    confer_command,
    claims_group,
    corrections_group,
    export_command,
    transcript_command,
    verify_command,
    revoke_command,
    bulk_group,
    notices_group,
    housekeeping_command,
    people_group,
    serve_command,
    worker_command,
):
    commands.add_command(_command)


def run(open_service: OpenService, open_worker: OpenWorker) -> NoReturn:
    """Run the command line of this process and exit. What is given is opened when a command needs it."""
    for stream in (sys.stdout, sys.stderr):
        # A terminal that cannot show a name shows '?' for it; that is no reason to fail.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    commands.main(obj=Invocation(open_service, open_worker))
