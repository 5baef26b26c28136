"""``certsvc issue``, ``export`` and ``revoke``: what becomes of credentials."""

from collections import Counter
from pathlib import Path

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.output_files import STDOUT, check_free, write_output
from certsvc.cli.parameters import OneOf, Reference, Text, centre_option, partner_code
from certsvc.cli.printing import counted, moment, say, table
from certsvc.cli.progress import counting_progress
from certsvc.domain.access import OPERATOR
from certsvc.workflows.export_credential import ExportFormat, export_credential
from certsvc.workflows.issue_credentials import issue_pending
from certsvc.workflows.revoke_credential import revoke_credential

_FOR_THE_EYES = {ExportFormat.JSON, ExportFormat.SVG}


@click.command(name="issue")
@centre_option
@pass_invocation
def issue_command(invocation: Invocation, *, centre: str | None) -> None:
    """Issue all certificates that are due.

    Due is what has been earned and not issued yet, at one centre or at all.
    """
    with invocation.signing_service() as services, counting_progress("Issuing") as progress:
        issued = issue_pending(services, by=OPERATOR, centre=partner_code(centre), progress=progress)
    if not issued:
        say("Nothing to issue: every certificate that has been earned is there.")
        return
    say(f"Issued {counted(len(issued), 'certificate')}.")
    say()
    counts = Counter((record.centre, record.micro_certification) for record in issued)
    rows = [(*key, f"{number:,}") for key, number in sorted(counts.items())]
    say(table(("centre", "micro-certification", "issued"), rows, right="issued"))


@click.command(name="export")
@click.argument("reference", metavar="ID|CODE", type=Reference())
@click.option("--format", "export_format", type=OneOf(ExportFormat), help="Default: by the ending of FILE.")
@click.option(
    "-o", "--output", metavar="FILE", help="Where to write it; - is stdout. Default: named by its code."
)
@click.option("--force", is_flag=True, help="Write over a file that exists.")
@pass_invocation
def export_command(
    invocation: Invocation,
    *,
    reference: str,
    export_format: ExportFormat | None,
    output: str | None,
    force: bool,
) -> None:
    """Write a certificate to a file.

    As the signed JSON, the certificate in PDF, or its QR code as PNG or SVG.
    """
    chosen = export_format or _format_of(output)
    if output:
        check_free(output, force=force)
    with invocation.reading_service():
        download = export_credential(reference, chosen)
    target = output or download.filename
    write_output(target, download.content, force=force, binary=chosen not in _FOR_THE_EYES)
    if target != STDOUT:
        say(f"Wrote {target} ({counted(len(download.content), 'byte')}).", err=True)


@click.command(name="revoke")
@click.argument("reference", metavar="ID|CODE", type=Reference())
@click.option("--reason", required=True, type=Text(), help="Why, in a sentence; whoever verifies reads it.")
@pass_invocation
def revoke_command(invocation: Invocation, *, reference: str, reason: str) -> None:
    """Withdraw a certificate, for good.

    From now on it verifies as revoked, and the reason is shown.
    """
    with invocation.signing_service() as services:
        record = revoke_credential(services, reference, reason=reason, by=OPERATOR)
        at = record.revocation.at if record.revocation else services.now()
    say(f"Revoked {record.code} ({record.micro_certification}, centre {record.centre}) at {moment(at)}.")


def _format_of(output: str | None) -> ExportFormat:
    ending = Path(output or "").suffix.lower().removeprefix(".")
    if ending not in set(ExportFormat):
        raise click.UsageError("--format is needed: json, pdf, png or svg (or a FILE that ends so).")
    return ExportFormat(ending)
