"""``certsvc export``: one certificate into a file, or many into a folder, a ZIP or one document."""

from enum import StrEnum
from pathlib import Path
from typing import Unpack

import click

from certsvc.cli.bulk_filters import GivenFilter, described, filter_options, wanted_from
from certsvc.cli.endings import FAILED, SOME_REFUSED, say_error
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.output_files import STDOUT, check_free, write_output
from certsvc.cli.parameters import OneOf, Reference
from certsvc.cli.printing import counted, one_line, say
from certsvc.cli.progress import counting_progress
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import BatchKind, BulkAct, Bundle, SheetFormat
from certsvc.domain.sheets import USUAL, SheetStyle, Template
from certsvc.workflows.export_credential import export_credential
from certsvc.workflows.print_run import PrintReport, print_run

_FOR_THE_EYES = {SheetFormat.JSON, SheetFormat.JWT, SheetFormat.SVG}
_MOST_TOLD = 20


class _Given(GivenFilter):
    """Which certificates, and how their PDFs look."""

    template: Template | None
    bilingual: bool


@click.command(name="export")
@click.argument("reference", metavar="[ID|CODE]", type=Reference(), required=False)
@filter_options
@click.option(
    "--format", "sheet_format", type=OneOf(SheetFormat), help="Default: by the ending of FILE; of many: pdf."
)
@click.option(
    "--as", "bundle", type=OneOf(Bundle), help="Of many in PDF: files, or all in one document by name."
)
@click.option("--template", type=OneOf(Template), help="How a PDF looks. Default: classic.")
@click.option("--bilingual", is_flag=True, help="In a PDF, English stands beside its own language.")
@click.option(
    "-o", "--output", metavar="FILE|DIR", help="Where to; - is stdout. Of one, default: by its code."
)
@click.option("--force", is_flag=True, help="Write over what exists.")
@pass_invocation
@click.pass_context
def export_command(
    ctx: click.Context,
    invocation: Invocation,
    *,
    reference: str | None,
    sheet_format: SheetFormat | None,
    bundle: Bundle | None,
    output: str | None,
    force: bool,
    **given: Unpack[_Given],
) -> None:
    """Write certificates to files.

    Of one (ID or CODE): the signed JSON, a token (JWT) of the same claims, the certificate in PDF, or its QR
    code as PNG or SVG.

    Of many (--centre, --cohort …): a file for each into a folder or FILE.zip, as PDF, JSON, JWT, or badge
    (PNG, SVG); or FILE.pdf with every sheet in it, by name, for the printer. A run that was stopped goes on
    where it was when the same is said again.

    Exit code: 0 done, 1 not done, 4 some cannot be drawn.
    """
    style = SheetStyle(given["template"] or Template.CLASSIC, bilingual=given["bilingual"])
    if reference is None:
        ctx.exit(_export_many(invocation, given, sheet_format, bundle, style, output, force=force))
    if bundle or any(given.get(name) is not None for name in GivenFilter.__annotations__):
        raise click.UsageError("Say one certificate by its code, or which of many; not both.")
    _export_one(invocation, reference, sheet_format, style, output, force=force)


def _export_one(
    invocation: Invocation,
    reference: str,
    sheet_format: SheetFormat | None,
    style: SheetStyle,
    output: str | None,
    *,
    force: bool,
) -> None:
    chosen = SheetFormat(sheet_format) if sheet_format else _format_of(output)
    _check_style(style, chosen)
    if output:
        check_free(output, force=force)
    opened = invocation.signing_service if chosen is SheetFormat.JWT else invocation.reading_service
    with opened() as services:
        download = export_credential(services, reference, chosen, style)
    target = output or download.filename
    write_output(target, download.content, force=force, binary=chosen not in _FOR_THE_EYES)
    if target != STDOUT:
        say(f"Wrote {target} ({counted(len(download.content), 'byte')}).", err=True)


def _export_many(
    invocation: Invocation,
    given: GivenFilter,
    sheet_format: SheetFormat | None,
    bundle: Bundle | None,
    style: SheetStyle,
    output: str | None,
    *,
    force: bool,
) -> int:
    """Returns the exit code."""
    wanted = wanted_from(given)
    chosen = sheet_format or SheetFormat.PDF
    _check_style(style, chosen)
    target, bound_as = _target_of(output, chosen, bundle)
    act = BulkAct(BatchKind.EXPORT, wanted, sheet_format=chosen, bundle=bound_as or Bundle.FILES, style=style)
    if bound_as is not None:
        check_free(str(target), force=force)
    opened = invocation.signing_service if chosen is SheetFormat.JWT else invocation.reading_service
    with opened() as services, counting_progress("Exporting") as progress:
        report = print_run(
            services,
            act,
            target,
            by=OPERATOR,
            is_folder=bound_as is None,
            anew=force and bound_as is None,
            progress=progress,
        )
    if not report.total:
        say_error(
            f"There is no standing certificate of {described(wanted)}: nothing to export. "
            "See whether a name is mistyped."
        )
        return FAILED
    return _tell(report, target)


def _check_style(style: SheetStyle, chosen: StrEnum) -> None:
    if style != USUAL and chosen != SheetFormat.PDF:
        raise click.UsageError("--template and --bilingual are of certificates in PDF.")


def _target_of(output: str | None, chosen: SheetFormat, bundle: Bundle | None) -> tuple[Path, Bundle | None]:
    """Where to, and as what one file; None: a folder."""
    if output in {None, STDOUT}:
        raise click.UsageError("Say where to: -o DIR, -o FILE.zip or, for all sheets in one, -o FILE.pdf.")
    target = Path(output or "")
    bound_as = {".zip": Bundle.FILES, ".pdf": Bundle.ONE_DOCUMENT}.get(target.suffix.lower())
    if target.is_dir():
        bound_as = None
    if bundle not in {None, bound_as or Bundle.FILES}:
        raise click.UsageError("One document is -o FILE.pdf; files are -o DIR or -o FILE.zip.")
    if bound_as is Bundle.ONE_DOCUMENT and chosen is not SheetFormat.PDF:
        raise click.UsageError("One document is made of PDF sheets only.")
    return target, bound_as


def _tell(report: PrintReport, target: Path) -> int:
    """Say what was done; returns the exit code."""
    kept = report.total - report.written - len(report.left_out)
    there = f"; {kept:,} more {'was' if kept == 1 else 'were'} there already" if kept else ""
    say(f"Exported {counted(report.written, 'certificate')} into {one_line(str(target))}{there}.")
    for code, why in report.left_out[:_MOST_TOLD]:
        say_error(f"Left out {code}: {why}")
    if len(report.left_out) > _MOST_TOLD:
        say_error(f"Left out {len(report.left_out) - _MOST_TOLD:,} more.")
    return SOME_REFUSED if report.left_out else 0


def _format_of(output: str | None) -> SheetFormat:
    ending = Path(output or "").suffix.lower().removeprefix(".")
    if ending not in set(SheetFormat):
        raise click.UsageError("--format is needed: json, jwt, pdf, png or svg (or a FILE that ends so).")
    return SheetFormat(ending)
