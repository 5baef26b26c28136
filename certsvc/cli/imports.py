"""``certsvc imports``: what was sent, how far it is, and what came of it."""

import json

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import Reference, centre_option, partner_code
from certsvc.cli.printing import moment, say, table
from certsvc.cli.reporting import report_lines
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import ImportId
from certsvc.workflows.browse_imports import get_import, list_imports
from certsvc.workflows.cancel_batch import cancel_import
from certsvc.workflows.show_report import import_report_as_json

_MOST = 1000
_which = click.argument("import_id", metavar="ID", type=Reference())
_json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else.")


@click.group(name="imports")
def imports_group() -> None:
    """Results files that were sent, here or over HTTP."""


@imports_group.command(name="list")
@centre_option
@click.option(
    "--limit", type=click.IntRange(1, _MOST), default=20, show_default=True, help="How many at most."
)
@_json_option
@pass_invocation
def list_command(invocation: Invocation, *, centre: str | None, limit: int, as_json: bool) -> None:
    """List imports, the newest first."""
    with invocation.reading_service():
        page = list_imports(by=OPERATOR, centre=partner_code(centre), limit=limit)
    if as_json:
        click.echo(
            json.dumps([import_report_as_json(one) for one in page.items], ensure_ascii=False, indent=2)
        )
        return
    if not page.items:
        say("There is no import yet: 'certsvc import FILE --centre CODE' makes one.")
        return
    rows = [
        (
            report.id,
            report.centre,
            report.state,
            f"{report.batch.done:,}/{report.batch.total:,}",
            f"{report.counts.refused:,}",
            f"{report.counts.issued:,}",
            moment(report.batch.created_at),
            report.filename,
        )
        for report in page.items
    ]
    say(table(("id", "centre", "state", "rows", "refused", "issued", "sent", "file"), rows))
    if page.next_cursor:
        say(f"… and older ones: --limit shows up to {_MOST:,}.", err=True)


@imports_group.command(name="show")
@_which
@_json_option
@pass_invocation
def show_command(invocation: Invocation, *, import_id: str, as_json: bool) -> None:
    """Show an import: how far it is, and what came of every row."""
    with invocation.reading_service():
        report = get_import(ImportId(import_id), by=OPERATOR)
    if as_json:
        click.echo(json.dumps(import_report_as_json(report), ensure_ascii=False, indent=2))
    else:
        say(report_lines(report))


@imports_group.command(name="cancel")
@_which
@pass_invocation
def cancel_command(invocation: Invocation, *, import_id: str) -> None:
    """Cancel an import that is not at its end.

    What is recorded and issued stays; of the same file, imported again, the rest is recorded.
    """
    with invocation.reading_service() as services:
        report = cancel_import(services, ImportId(import_id), by=OPERATOR)
    say(f"Cancelled after {report.batch.done:,} of {report.batch.total:,} rows; what was recorded stands.")
