"""``certsvc keys compromise``: a key is in other hands."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time

import click

from certsvc.cli.asking import check_somebody_there, is_confirmed
from certsvc.cli.endings import FAILED
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.key_lines import backup_reminder, key_table
from certsvc.cli.parameters import OneOf, Text, centre_option, partner_code
from certsvc.cli.printing import counted, moment, pairs, say
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.keys import IssuerKey, KeyAlgorithm
from certsvc.errors import NotFoundError
from certsvc.workflows.manage_keys import CompromisedKey, compromise_key, get_active_key, list_keys
from certsvc.workflows.preview_compromise import CompromisePreview, preview_compromise
from certsvc.workflows.services import Services

_SHORTEST_NAME = 20
"""Characters of a key's name that nobody types by mistake."""


class Moment(click.ParamType[datetime, str]):
    """A day, or a time of a day."""

    name = "time"

    def convert(
        self, value: str | datetime, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """From ISO 8601; in UTC where it names no zone, at its beginning where it names a day alone."""
        if isinstance(value, datetime):
            return value
        try:
            return _read_moment(value.strip())
        except (ValueError, OverflowError):
            self.fail(
                "a time is written YYYY-MM-DD or YYYY-MM-DDThh:mm, such as 2026-11-24T09:30Z.", param, ctx
            )


def _read_moment(text: str) -> datetime:
    try:
        at = datetime.combine(date.fromisoformat(text), time())
    except ValueError:
        at = datetime.fromisoformat(text)
    return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)


@click.command(name="compromise")
@click.argument("key", metavar="[KEY]", required=False, type=Text())
@centre_option
@click.option("--algorithm", type=OneOf(KeyAlgorithm), help="The kind of key, where there are several kinds.")
@click.option(
    "--since",
    required=True,
    type=Moment(),
    metavar="TIME",
    help="When it may first have been in other hands: 2026-11-24, or 2026-11-24T09:30Z.",
)
@click.option("--yes", is_flag=True, help="Do it without asking.")
@pass_invocation
@click.pass_context
def compromise_command(
    ctx: click.Context,
    invocation: Invocation,
    *,
    key: str | None,
    centre: str | None,
    algorithm: KeyAlgorithm | None,
    since: datetime,
    yes: bool,
) -> None:
    """Declare that somebody else may have a key, for good.

    KEY as 'keys list' shows it. It may be left out where the centre, or without --centre the secretariat,
    has never had another. The key counts no more, and a new one takes its place. Says first what it
    signed, and asks.
    """
    if key is not None and (centre is not None or algorithm is not None):
        raise click.UsageError("KEY names its issuer and kind already: say it alone.")
    if not yes:
        check_somebody_there()
    with invocation.reading_service() as services:
        meant = _named(key) if key else _only_one(services, partner_code(centre), algorithm)
        preview = preview_compromise(meant, since=since)
        if not yes:
            say(_announcement(preview, since), err=True)
        if preview.is_older:
            say(
                "Note: --since is older than this key. Was it this one that was stolen, or one before it?",
                err=True,
            )
        if not yes and not is_confirmed("Declare this key compromised, for good?"):
            ctx.exit(FAILED)
        found = compromise_key(services, meant.multibase, since=since, by=OPERATOR)
        say(_done(found))
        if found.successor is not None:
            say(backup_reminder(services.settings))


def _named(name: str) -> IssuerKey:
    """The key of that name: 'keys list' cuts long ones, so a beginning will do where it is one key's."""
    beginning = name.rstrip("…")
    found = [key for key in list_keys() if key.multibase.startswith(beginning)]
    whole = [key for key in found if key.multibase == name]
    if not whole and (len(found) != 1 or len(beginning) < _SHORTEST_NAME):
        raise NotFoundError(
            f"There is no key '{name[:80]}'.", code="unknown_key", hint="'certsvc keys list' shows them."
        )
    return (whole or found)[0]


def _only_one(services: Services, centre: PartnerCode | None, algorithm: KeyAlgorithm | None) -> IssuerKey:
    """The key that signs now, if it is the only one ever: else which was stolen is not for us to guess."""
    active = get_active_key(services, centre, algorithm or KeyAlgorithm.ED25519)
    kinds = set(KeyAlgorithm) if algorithm is None else {algorithm}
    keys = [key for key in list_keys() if key.issuer == active.issuer and key.algorithm in kinds]
    if len(keys) > 1:
        say(key_table(keys), err=True)
        raise click.UsageError(f"There are {len(keys)} keys of {active.issuer}: say which KEY was stolen.")
    return active


def _announcement(preview: CompromisePreview, since: datetime) -> Iterator[str]:
    key = preview.key
    yield "This declares a key compromised:"
    yield from pairs(
        (
            ("issuer", key.issuer),
            ("key", key.multibase),
            ("active since", moment(key.created_at)),
            ("retired", moment(key.retired_at)),
            ("compromised since", moment(key.compromised_since)),
            ("signed", counted(preview.signed, "standing certificate")),
            (f"since {moment(since)}", f"{preview.signed_since:,} of them"),
            ("over the VC-API", f"{preview.documents:,}" if preview.documents else ""),
        )
    )


def _done(found: CompromisedKey) -> Iterator[str]:
    key, successor = found.key, found.successor
    yield "The key is compromised; a new one signs from now on." if successor else "The key is compromised."
    facts = [("issuer", key.issuer), ("key", key.multibase), ("since", moment(key.compromised_since))]
    yield from pairs([*facts, ("new key", successor.multibase if successor else "")])
    since = f"{counted(found.signed_since, 'standing certificate')} that it signed since then"
    yield f"No verifier accepts {since}; others accept none of the {found.signed:,} that it signed at all."
    if found.signed:
        yield "Put new ones in their place:"
        yield f'  certsvc bulk reissue --key {key.multibase} --reason "The key that signed it was stolen."'
    if found.documents:
        documents = counted(found.documents, "VC-API credential")
        yield f"To be issued anew by whoever asked for them: {documents}."
