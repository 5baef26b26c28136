"""Which certificates: the options of ``certsvc export`` and of every command of ``certsvc bulk``."""

from collections.abc import Callable
from datetime import date
from typing import Any, TypedDict, TypeVar

import click

from certsvc.cli.parameters import Code, Day, Reference, Text, centre_option, partner_code
from certsvc.cli.printing import one_line
from certsvc.domain.batches import CredentialFilter
from certsvc.domain.identifiers import ImportId, Multibase

Command = TypeVar("Command", bound=Callable[..., Any])


class GivenFilter(TypedDict):
    """What the options of ``filter_options`` said."""

    centre: str | None
    course: str | None
    cohort: str | None
    micro_certification: str | None
    import_id: str | None
    issued_from: date | None
    issued_until: date | None
    key: str | None


class Given(GivenFilter):
    """What the options of ``act_options`` said."""

    yes: bool
    preview: bool
    as_json: bool


_FILTER = (
    centre_option,
    click.option("--course", type=Code(), metavar="CODE", help="Earned with this course, such as B1."),
    click.option("--cohort", type=Text(), help="Earned in this cohort, as its rows name it."),
    click.option(
        "--micro-certification", type=Code(), metavar="CODE", help="Of this micro-certification: MC-B1."
    ),
    click.option("--import", "import_id", type=Reference(), metavar="ID", help="Issued by this import."),
    click.option("--from", "issued_from", type=Day(), metavar="DAY", help="Issued on this day or later."),
    click.option("--until", "issued_until", type=Day(), metavar="DAY", help="Issued on this day or earlier."),
    click.option("--key", type=Text(), metavar="KEY", help="Signed with this key, as 'keys list' shows it."),
)
_BEHAVIOUR = (
    click.option("--yes", is_flag=True, help="Do it without asking."),
    click.option("--preview", is_flag=True, help="Only say how many, and what would change; do nothing."),
    click.option("--json", "as_json", is_flag=True, help="Print JSON and nothing else."),
)


def filter_options(command: Command) -> Command:
    """The filter."""
    for option in reversed(_FILTER):
        command = option(command)
    return command


def act_options(command: Command) -> Command:
    """The filter, and how the command behaves."""
    for option in reversed(_BEHAVIOUR):
        command = option(command)
    return filter_options(command)


def wanted_from(given: GivenFilter) -> CredentialFilter:
    """The filter that was given. Raises click.UsageError for none, and for days in the wrong order."""
    wanted = CredentialFilter(
        centre=partner_code(given["centre"]),
        micro_certification=given["micro_certification"],
        course=given["course"],
        cohort=given["cohort"],
        import_id=ImportId(given["import_id"]) if given["import_id"] else None,
        issued_from=given["issued_from"],
        issued_until=given["issued_until"],
        key=Multibase(given["key"]) if given["key"] else None,
    )
    if wanted == CredentialFilter():
        raise click.UsageError(
            "Say which certificates: --centre, --course, --cohort, --micro-certification, --import, "
            "--from, --until or --key."
        )
    if wanted.issued_from and wanted.issued_until and wanted.issued_from > wanted.issued_until:
        raise click.UsageError("--from lies after --until: no certificate was issued then.")
    return wanted


def described(wanted: CredentialFilter) -> str:
    """``centre NG, cohort 2024-04, issued from 2026-01-01``."""
    parts = (
        ("centre", wanted.centre),
        ("micro-certification", wanted.micro_certification),
        ("course", wanted.course),
        ("cohort", wanted.cohort),
        ("import", wanted.import_id),
        ("issued from", wanted.issued_from),
        ("issued until", wanted.issued_until),
        ("key", wanted.key),
    )
    return ", ".join(f"{label} {one_line(value)}" for label, value in parts if value is not None)
