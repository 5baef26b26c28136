"""``certsvc transcript``: one signed record of all that a learner holds, into a file."""

from pathlib import Path

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.output_files import STDOUT, check_free, write_output
from certsvc.cli.parameters import Code, OneOf, Reference, Text
from certsvc.cli.printing import counted, say
from certsvc.domain.access import OPERATOR
from certsvc.domain.batches import SheetFormat
from certsvc.domain.identifiers import CredentialId, LearnerRef, PartnerCode
from certsvc.errors import NotFoundError
from certsvc.workflows.browse_records import find_public_credential
from certsvc.workflows.export_credential import export_credential
from certsvc.workflows.issue_transcript import issue_transcript_of_learner

_FORMATS = {".pdf": SheetFormat.PDF, ".json": SheetFormat.JSON, ".jwt": SheetFormat.JWT}


@click.command(name="transcript")
@click.argument("learner", type=Text())
@click.option("--centre", required=True, type=Code(), help="The code of her centre.")
@click.option(
    "--only",
    "references",
    metavar="ID|CODE",
    type=Reference(),
    multiple=True,
    help="A certificate to put into it; may be said again. Default: all that are valid.",
)
@click.option(
    "--format", "export_format", type=OneOf(SheetFormat), help="Default: by the ending of FILE, else pdf."
)
@click.option("-o", "--output", metavar="FILE", help="Where to; - is stdout. Default: by its code.")
@click.option("--force", is_flag=True, help="Write over what exists.")
@pass_invocation
def transcript_command(
    invocation: Invocation,
    *,
    learner: str,
    centre: str,
    references: tuple[str, ...],
    export_format: SheetFormat | None,
    output: str | None,
    force: bool,
) -> None:
    """Issue a transcript of a learner's certificates.

    LEARNER is her reference at that centre. If she has claimed her record, it holds her certificates of all
    centres, else those of this one. It is a credential (CLR 2.0) with a code of its own, signed by the
    secretariat; each certificate in it can be verified alone. The same once more writes the same one.
    """
    chosen = export_format or _FORMATS.get(Path(output or "").suffix.lower(), SheetFormat.PDF)
    if output:
        check_free(output, force=force)
    with invocation.signing_service() as services:
        selected = [_find(reference) for reference in references] or None
        record = issue_transcript_of_learner(
            services, PartnerCode(centre), LearnerRef(learner), selected, by=OPERATOR
        )
        download = export_credential(services, record.code, chosen)
    target = output or download.filename
    is_text = chosen in {SheetFormat.JSON, SheetFormat.JWT, SheetFormat.SVG}
    write_output(target, download.content, force=force, binary=not is_text)
    if target != STDOUT:
        say(f"Wrote {target} ({counted(len(download.content), 'byte')}): transcript {record.code}.", err=True)


def _find(reference: str) -> CredentialId:
    found = find_public_credential(reference)
    if found is None:
        raise NotFoundError("There is no such credential.")
    return found.id
