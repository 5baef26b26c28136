"""``certsvc bulk``: acts on many certificates, previewed, confirmed, done here and now."""

import json
import sys
from typing import Unpack

import click

from certsvc.cli.bulk_filters import Given, act_options, described, wanted_from
from certsvc.cli.endings import FAILED, SOME_REFUSED, say_error
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.output_files import STDOUT, check_free, copy_output
from certsvc.cli.parameters import OneOf, Text
from certsvc.cli.printing import counted, one_line, say
from certsvc.cli.progress import counting_progress
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BatchState, BulkAct, BulkReport, SheetFormat
from certsvc.workflows.bulk_acts import preview_act
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.export_many import get_export
from certsvc.workflows.services import Services
from certsvc.workflows.show_batch import bulk_report_as_json, preview_as_json

_DOING = {BatchKind.REVOKE: "Revoking", BatchKind.REISSUE: "Reissuing", BatchKind.EXPORT: "Exporting"}
_DONE = {BatchKind.REVOKE: "Revoked", BatchKind.REISSUE: "Reissued", BatchKind.EXPORT: "Exported"}
_REASON = click.option(
    "--reason", required=True, type=Text(), help="Why, in a sentence; whoever verifies reads it."
)


@click.group(name="bulk")
def bulk_group() -> None:
    """Revoke, reissue or export many certificates."""


@bulk_group.command(name="revoke")
@act_options
@_REASON
@pass_invocation
@click.pass_context
def revoke_command(
    ctx: click.Context, invocation: Invocation, *, reason: str, **given: Unpack[Given]
) -> None:
    """Withdraw many certificates, for good.

    Says first how many, and asks. Exit code: 0 done, 1 not done, 4 some were left out.
    """
    act = BulkAct(BatchKind.REVOKE, wanted_from(given), reason=reason)
    ctx.exit(_run(invocation, act, given))


@bulk_group.command(name="reissue")
@act_options
@_REASON
@pass_invocation
@click.pass_context
def reissue_command(
    ctx: click.Context, invocation: Invocation, *, reason: str, **given: Unpack[Given]
) -> None:
    """Put new certificates in the place of many.

    Each is made of what is recorded now, and the old one withdrawn. Says first how many, and asks.

    Exit code: 0 done, 1 not done, 4 some were left out.
    """
    act = BulkAct(BatchKind.REISSUE, wanted_from(given), reason=reason)
    ctx.exit(_run(invocation, act, given))


@bulk_group.command(name="export")
@act_options
@click.option(
    "--format",
    "sheet_format",
    type=OneOf(SheetFormat),
    default=SheetFormat.JSON,
    show_default=True,
    help="What is written of each.",
)
@click.option(
    "-o", "--output", metavar="FILE", help="The ZIP file to write; - is stdout. Default: named by the act."
)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@pass_invocation
@click.pass_context
def export_command(
    ctx: click.Context,
    invocation: Invocation,
    *,
    sheet_format: SheetFormat,
    output: str | None,
    force: bool,
    **given: Unpack[Given],
) -> None:
    """Write many certificates into one ZIP file.

    Each in a file named by its code. Says first how many, and asks.
    """
    if output == STDOUT and given["as_json"]:
        raise click.UsageError("-o - and --json cannot share the output; give -o a file.")
    if output:
        check_free(output, force=force)
    act = BulkAct(BatchKind.EXPORT, wanted_from(given), sheet_format=sheet_format)
    ctx.exit(_run(invocation, act, given, output=output, force=force))


def _run(
    invocation: Invocation, act: BulkAct, given: Given, *, output: str | None = None, force: bool = False
) -> int:
    """Preview, confirm, do, tell; returns the exit code."""
    must_ask = not given["preview"] and not given["yes"]
    if must_ask and not _can_ask():
        raise click.UsageError("There is nobody here to confirm it: say --yes, or --preview to see how many.")
    with invocation.signing_service() as services:
        number = preview_act(act, by=OPERATOR)
        if given["preview"] or (not number and not given["as_json"]):
            _say_preview(act, number, as_json=given["as_json"])
            return 0
        if must_ask:
            say(_announcement(act, number), err=True)
            if not click.confirm("Do it?", err=True):
                say_error("Nothing was done.")
                return FAILED
        with counting_progress(_DOING[act.kind], wanted=not given["as_json"]) as progress:
            report = do_bulk_act(services, act, expected=number, by=OPERATOR, progress=progress)
        if given["as_json"]:
            click.echo(json.dumps(bulk_report_as_json(report), ensure_ascii=False, indent=2))
        return _finish(services, report, output, force=force, quiet=given["as_json"] or output == STDOUT)


def _finish(services: Services, report: BulkReport, output: str | None, *, force: bool, quiet: bool) -> int:
    """Write the export, say what was done; returns the exit code."""
    batch, kind = report.batch, report.act.kind
    if batch.state is not BatchState.DONE:
        why = batch.failure or "Somebody cancelled it."
        say_error(f"Ended after {batch.done:,} of {counted(batch.total, 'certificate')}: {why}")
        return FAILED
    into = ""
    if kind is BatchKind.EXPORT:
        target = output or f"export-{batch.id}.zip"
        copy_output(target, get_export(services, batch.id, by=OPERATOR), force=force)
        into = f" into {one_line(target)}"
    say(f"{_DONE[kind]} {counted(batch.done - report.left_out, 'certificate')}{into}.", err=quiet)
    if report.left_out:
        say(
            f"Left as they are: {counted(report.left_out, 'certificate')} that what is recorded no longer "
            "earns, or that cannot be made anew.",
            err=quiet,
        )
        return SOME_REFUSED
    return 0


def _say_preview(act: BulkAct, number: int, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(preview_as_json(number)))
    else:
        say(_announcement(act, number))


def _announcement(act: BulkAct, number: int) -> str:
    if not number:
        return f"There is no standing certificate of {described(act.wanted)}: nothing to {act.kind}."
    return f"This will {act.kind} {counted(number, 'certificate')} of {described(act.wanted)}."


def _can_ask() -> bool:
    return sys.stdin.isatty()
