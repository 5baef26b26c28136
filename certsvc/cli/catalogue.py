"""``certsvc catalogue``: what can be completed, and what can be earned."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from certsvc.catalogue.problems import CatalogueError
from certsvc.catalogue.read import SHIPPED
from certsvc.cli.endings import FAILED, say_error
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.printing import counted, say, table
from certsvc.domain.access import OPERATOR
from certsvc.domain.catalogue import Course, MicroCertification
from certsvc.workflows.browse_records import list_courses, list_micro_certifications
from certsvc.workflows.load_catalogue import CatalogueChanges, load_catalogue


@click.group(name="catalogue")
def catalogue_group() -> None:
    """Frameworks, partners, courses and micro-certifications."""


@catalogue_group.command(name="load")
@click.argument("folder", metavar="[DIR]", default=str(SHIPPED), type=click.Path(), required=False)
@pass_invocation
@click.pass_context
def load_command(ctx: click.Context, invocation: Invocation, *, folder: str) -> None:
    """Load a catalogue, all of it or nothing.

    DIR is a folder of TOML files; without it, the catalogue that ships is loaded. What has changed
    becomes a new version, and what was issued under the old one stands.
    """
    with invocation.signing_service() as services:
        try:
            changes = load_catalogue(services, Path(folder), by=OPERATOR)
        except CatalogueError as error:
            for problem in error.problems:
                say_error(str(problem))
            say_error(f"Nothing was loaded: {counted(len(error.problems), 'mistake')} in the catalogue.")
            ctx.exit(FAILED)
    say(changes_lines(changes))


@catalogue_group.command(name="list")
@pass_invocation
def list_command(invocation: Invocation) -> None:
    """List courses and micro-certifications.

    Each in its current version.
    """
    with invocation.reading_service():
        courses, certifications = list_courses(), list_micro_certifications()
    if not courses and not certifications:
        say("The catalogue is empty: 'certsvc catalogue load' loads the one that ships.")
        return
    say(_course_lines(courses))
    say()
    say(_micro_certification_lines(certifications))


def changes_lines(changes: CatalogueChanges) -> Iterator[str]:
    """What loading did, an entry a line."""
    if not changes.added and not changes.changed:
        yield f"Nothing changed: {counted(changes.unchanged, 'entry', 'entries')} as before."
        return
    added, changed = len(changes.added), len(changes.changed)
    yield f"Loaded: {added:,} added, {changed:,} changed, {changes.unchanged:,} as before."
    yield from (f"  + {entry}" for entry in changes.added)
    yield from (f"  ~ {entry}" for entry in changes.changed)


def _course_lines(courses: Sequence[Course]) -> Iterator[str]:
    rows = [
        (
            course.code,
            course.version,
            f"{course.hours:f}",
            f"{course.pass_mark:f}",
            ", ".join(mode.value for mode in course.modes),
            course.titles.in_language("en"),
        )
        for course in courses
    ]
    return table(("course", "version", "hours", "pass mark", "modes", "title"), rows)


def _micro_certification_lines(certifications: Sequence[MicroCertification]) -> Iterator[str]:
    rows = [
        (item.code, item.version, item.issued_by, item.titles.in_language("en")) for item in certifications
    ]
    return table(("micro-certification", "version", "issued by", "title"), rows)
