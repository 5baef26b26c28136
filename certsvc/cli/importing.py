"""``certsvc import``: a results file is recorded, and its officer told what became of every row."""

import json
from pathlib import Path

import click

from certsvc.cli.endings import FAILED, SOME_REFUSED, say_error
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.output_files import STDOUT, check_free, write_output
from certsvc.cli.parameters import Code, OneOf
from certsvc.cli.printing import say
from certsvc.cli.progress import import_progress
from certsvc.cli.reporting import report_lines
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchState
from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import CourseCode, PartnerCode
from certsvc.domain.imports import ImportOptions, ImportReport, OnConflict
from certsvc.errors import InvalidInputError
from certsvc.workflows.browse_imports import find_refused_rows
from certsvc.workflows.downloads import Download
from certsvc.workflows.import_results import Upload, import_results, rehearse_import
from certsvc.workflows.services import Services
from certsvc.workflows.show_report import import_report_as_json


@click.command(name="import")
@click.argument("file", type=click.Path())
@click.option(
    "--centre", required=True, type=Code(), metavar="CODE", help="The centre that sends the results."
)
@click.option("--course", type=Code(), metavar="CODE", help="The course, for a file that does not name it.")
@click.option("--mode", type=OneOf(Mode), help="How the course was held, for a file that does not say it.")
@click.option("--dry-run", is_flag=True, help="Check everything and say what would happen; record nothing.")
@click.option(
    "--on-conflict",
    type=OneOf(OnConflict),
    default=OnConflict.REJECT.value,  # as it is typed: help shows it
    show_default=True,
    help="What becomes of a row that contradicts what is recorded; amending keeps the earlier version.",
)
@click.option("--no-issue", is_flag=True, help="Record only; certificates wait for 'certsvc issue'.")
@click.option(
    "--refused", metavar="FILE", help="Write the refused rows, with reasons, to mend and import again."
)
@click.option("--force", is_flag=True, help="Let --refused write over a file that exists.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON and nothing else.")
@pass_invocation
@click.pass_context
def import_command(  # noqa: PLR0913  # the options of the contract
    ctx: click.Context,
    invocation: Invocation,
    *,
    file: str,
    centre: str,
    course: str | None,
    mode: Mode | None,
    dry_run: bool,
    on_conflict: OnConflict,
    no_issue: bool,
    refused: str | None,
    force: bool,
    as_json: bool,
) -> None:
    """Record a results file; issue what it earns.

    FILE is CSV, XLSX, JSON Lines, or xAPI statements in JSON.

    Exit code: 0 all rows recorded, 4 some refused, 1 nothing could be read.
    """
    if refused:
        _check_refused_target(refused, force=force, as_json=as_json)
    options = ImportOptions(
        course=CourseCode(course) if course else None,
        mode=mode,
        dry_run=dry_run,
        on_conflict=on_conflict,
        issue=not no_issue,
    )
    with invocation.signing_service() as services:
        report, refused_rows = _import_file(services, Path(file), PartnerCode(centre), options, quiet=as_json)
        if as_json:
            click.echo(json.dumps(import_report_as_json(report), ensure_ascii=False, indent=2))
        else:
            say(report_lines(report, refused_file=refused))
        if refused and refused_rows:
            _write_refused(refused_rows, refused, force=force)
    ctx.exit(_exit_code(report))


def _check_refused_target(path: str, *, force: bool, as_json: bool) -> None:
    if path == STDOUT and as_json:
        raise click.UsageError("--refused - and --json cannot share the output; give --refused a file.")
    check_free(path, force=force)


def _write_refused(rows: Download, path: str, *, force: bool) -> None:
    is_binary = not rows.content.isascii() and b"\0" in rows.content
    write_output(path, rows.content, force=force, binary=is_binary)


def _import_file(
    services: Services, path: Path, centre: PartnerCode, options: ImportOptions, *, quiet: bool
) -> tuple[ImportReport, Download | None]:
    """The report, and the refused rows, if there are any."""
    try:
        content = path.open("rb")
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise InvalidInputError(f"{path} cannot be read: {reason}.", code="unreadable_file") from None
    with content:
        upload = Upload(content=content, filename=path.name, centre=centre, options=options)
        if options.dry_run:
            rehearsal = rehearse_import(services, upload, by=OPERATOR)
            return rehearsal.report, rehearsal.refused
        with import_progress(wanted=not quiet) as bars:
            report = import_results(
                services,
                upload,
                by=OPERATOR,
                begun=bars.expect if bars else None,
                progress=bars.show if bars else None,
            )
    return report, find_refused_rows(report)


def _exit_code(report: ImportReport) -> int:
    if report.state is BatchState.FAILED:
        say_error(f"The import failed: {report.batch.failure}")
        return FAILED
    if report.state is BatchState.CANCELLED:
        say_error("The import was cancelled; what was recorded stands.")
        return FAILED
    return SOME_REFUSED if report.counts.refused else 0
