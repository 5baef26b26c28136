"""``certsvc bulk``: acts on many certificates, previewed, confirmed, done here and now."""

import json
from collections.abc import Iterator
from typing import Unpack

import click

from certsvc.cli.asking import check_somebody_there, is_confirmed
from certsvc.cli.bulk_filters import Given, act_options, described, wanted_from
from certsvc.cli.bulk_preview import preview_lines
from certsvc.cli.endings import FAILED, SOME_REFUSED, say_error
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import Text
from certsvc.cli.printing import counted, say
from certsvc.cli.progress import counting_progress
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BatchState, BulkAct, BulkReport
from certsvc.workflows.bulk_acts import preview_act, takes_same
from certsvc.workflows.do_bulk_act import do_bulk_act
from certsvc.workflows.preview_reissue import ReissuePreview, preview_reissue
from certsvc.workflows.services import Services
from certsvc.workflows.show_batch import bulk_report_as_json, preview_as_json

_DOING = {BatchKind.REVOKE: "Revoking", BatchKind.REISSUE: "Reissuing"}
_DONE = {BatchKind.REVOKE: "Revoked", BatchKind.REISSUE: "Reissued"}
_REASON = click.option(
    "--reason", required=True, type=Text(), help="Why, in a sentence; whoever verifies reads it."
)


@click.group(name="bulk")
def bulk_group() -> None:
    """Revoke or reissue many certificates."""


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

    Each is made of what is recorded now, names the old one and the reason, and the old one is withdrawn.
    What would say the same stays as it is; with --key all are made anew. Transcripts that hold an old one
    are made anew too. Says first how many and what would change, and asks.

    Exit code: 0 done, 1 not done, 4 some were left out.
    """
    act = BulkAct(BatchKind.REISSUE, wanted_from(given), reason=reason)
    ctx.exit(_run(invocation, act, given))


def _run(invocation: Invocation, act: BulkAct, given: Given) -> int:
    """Preview, confirm, do, tell; returns the exit code."""
    must_ask = not given["preview"] and not given["yes"]
    if must_ask:
        check_somebody_there("say --yes, or --preview to see how many")
    with invocation.signing_service() as services:
        preview = _find_preview(services, act, wanted=given["preview"] or must_ask)
        number = preview_act(act, by=OPERATOR) if preview is None else preview.number
        is_idle = not (number if preview is None else preview.most_replaced)
        if given["preview"] or (is_idle and not given["as_json"]):
            _say_preview(act, number, preview, as_json=given["as_json"])
            return 0
        if must_ask:
            say([_announcement(act, number), *_changes(preview)], err=True)
            if not is_confirmed("Do it?"):
                return FAILED
        with counting_progress(_DOING[act.kind], wanted=not given["as_json"]) as progress:
            report = do_bulk_act(services, act, expected=number, by=OPERATOR, progress=progress)
        if given["as_json"]:
            click.echo(json.dumps(bulk_report_as_json(report), ensure_ascii=False, indent=2))
        return _finish(report, quiet=given["as_json"])


def _finish(report: BulkReport, *, quiet: bool) -> int:
    """Say what was done; returns the exit code."""
    batch, kind = report.batch, report.act.kind
    if batch.state is not BatchState.DONE:
        why = batch.failure or "Somebody cancelled it."
        say_error(f"Ended after {batch.done:,} of {counted(batch.total, 'certificate')}: {why}")
        return FAILED
    number = batch.done - report.left_out - report.unchanged
    say(f"{_DONE[kind]} {counted(number, 'certificate')}.", err=quiet)
    if report.unchanged:
        say(f"Would say the same, and stay: {counted(report.unchanged, 'certificate')}.", err=quiet)
    if report.left_out:
        say(
            f"Left as they are: {counted(report.left_out, 'certificate')} that what is recorded no longer "
            "earns, or that cannot be made anew.",
            err=quiet,
        )
        return SOME_REFUSED
    return 0


def _find_preview(services: Services, act: BulkAct, *, wanted: bool) -> ReissuePreview | None:
    """What would change, where that is to be seen: drawing it up takes longer than to count."""
    return preview_reissue(services, act, by=OPERATOR) if wanted and act.kind is BatchKind.REISSUE else None


def _say_preview(act: BulkAct, number: int, preview: ReissuePreview | None, *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(preview_as_json(number, preview), ensure_ascii=False))
    else:
        say([_announcement(act, number), *_changes(preview)])


def _changes(preview: ReissuePreview | None) -> Iterator[str]:
    return iter(()) if preview is None else preview_lines(preview)


def _announcement(act: BulkAct, number: int) -> str:
    if not number:
        return f"There is no standing certificate of {described(act.wanted)}: nothing to {act.kind}."
    these = f"{counted(number, 'certificate')} of {described(act.wanted)}"
    if act.kind is BatchKind.REISSUE and not takes_same(act):
        return f"This will look at {these}, and reissue what would say something else."
    return f"This will {act.kind} {these}."
