"""``certsvc demo`` and ``init``: from nothing to a service; the demo with certificates to look at."""

from collections.abc import Iterator
from pathlib import Path

import click

from certsvc.catalogue.read import SHIPPED
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.printing import counted, pairs, say
from certsvc.cli.serving import serve
from certsvc.cli.verdict_lines import certified_fields, headline
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import PartnerCode
from certsvc.rendering.qr import qr_terminal
from certsvc.settings import Settings
from certsvc.workflows.run_demo import (
    CatalogueReady,
    CertificateReady,
    DemoFiles,
    DemoStep,
    HouseReady,
    ResultsReady,
    run_demo,
)
from certsvc.workflows.set_up import migrate_database, set_up_secretariat

RESULTS = Path(__file__).parents[1] / "demo" / "nigeria-B1-2024-04.csv"
CENTRE = PartnerCode("NG")
FOLDER = "demo"
_SHOWN = ("name", "certificate", "earned", "assessed by")


@click.command(name="init")
@pass_invocation
def init_command(invocation: Invocation) -> None:
    """Migrate the database and make the secretariat.

    The secretariat gets a key; where no passphrase is configured one is made in the folder of
    CERTSVC_VAR_DIR. Repeating it harms nothing.
    """
    with invocation.any_service() as services:
        migrate_database()
        made = set_up_secretariat(services, by=OPERATOR)
        did = services.addresses.secretariat_did()
    say(f"Made ready; the secretariat signs as {did}." if made else "Everything is ready already.")
    if made:
        say(next_steps(services.settings), err=True)


def next_steps(settings: Settings) -> str:
    """What is done in a house that was just made ready."""
    worker = "" if settings.uses_sqlite else ", 'certsvc worker'"  # on SQLite 'serve' has its own
    return f"Next: 'certsvc catalogue load', 'certsvc import FILE --centre CODE', 'certsvc serve'{worker}."


@click.command(name="demo")
@click.option("--no-serve", is_flag=True, help="End after printing; do not start the web server.")
@pass_invocation
def demo_command(invocation: Invocation, *, no_serve: bool) -> None:
    """Show the whole way on invented people, then serve.

    Forty trainees of course B1 in Nigeria; one certificate is written as a PDF. A second run repeats
    nothing and issues nothing twice.
    """
    with invocation.any_service() as services:
        settings = services.settings
        files = DemoFiles(
            catalogue=SHIPPED, results=RESULTS, centre=CENTRE, written_to=settings.var_dir / FOLDER
        )
        for step in run_demo(services, files, by=OPERATOR):
            say(_step_lines(step))
    if no_serve:
        say("'certsvc serve' serves the link.", err=True)
    else:
        say()
        serve(settings, instead="run 'certsvc demo --no-serve'")


def _step_lines(step: DemoStep) -> Iterator[str]:
    match step:
        case HouseReady():
            done = "database migrated, secretariat and its key made" if step.made else "already done"
            yield _headed("The house", done)
        case CatalogueReady():
            yield _headed("The catalogue", _catalogue_line(step))
        case ResultsReady():
            yield _headed("The results", _results_line(step))
            yield _headed("Certificates", _issued_line(step))
        case CertificateReady():
            yield _headed("One as a PDF", f"{step.path}{'' if step.written else ' (already there)'}")
            yield _headed("Verified", headline(step.verdict))
            if step.verdict.credential is not None:
                shown = dict(certified_fields(step.verdict.credential))
                yield from pairs((label, shown[label]) for label in _SHOWN)
            yield ""
            yield "Whoever holds the certificate scans this, or opens the link, while the service runs:"
            yield from _qr_lines(step.link)
            yield f"  {click.style(step.link, bold=True, underline=True)}"


def _headed(heading: str, text: str) -> str:
    return f"{click.style(f'{heading:<13}', bold=True)}  {text}"


def _catalogue_line(step: CatalogueReady) -> str:
    changes = step.changes
    if not changes.added and not changes.changed:
        return f"already done ({counted(changes.unchanged, 'entry', 'entries')})"
    kinds = [entry.split(" ", maxsplit=1)[0] for entry in changes.added + changes.changed]
    return ", ".join(
        counted(kinds.count(kind), kind) for kind in ("framework", "partner", "course", "micro-certification")
    )


def _results_line(step: ResultsReady) -> str:
    counts = step.report.counts
    if counts.unchanged == counts.rows:
        return f"already done ({counted(counts.rows, 'trainee')} of {step.report.filename})"
    refused = f", {counts.refused:,} refused" if counts.refused else ""
    recorded = counted(counts.recorded + counts.unchanged, "completion")
    return f"{recorded} recorded from {step.report.filename}{refused}"


def _issued_line(step: ResultsReady) -> str:
    counts = step.report.counts
    if not counts.issued:
        return "already done; none is issued twice"
    without = counts.recorded - counts.issued
    others = f"; {counted(without, 'result')} did not earn one" if without > 0 else ""
    return f"{counts.issued:,} signed and issued{others}"


def _qr_lines(link: str) -> Iterator[str]:
    """White on black whatever the terminal's own colours: a scanner needs it this way round."""
    for line in qr_terminal(link).splitlines():
        yield f"  {click.style(line, fg='bright_white', bg='black')}"
