"""``certsvc keys``: the keys that issuers sign with."""

from datetime import UTC, date, datetime, time

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import OneOf, Text, centre_option, partner_code
from certsvc.cli.printing import counted, moment, pairs, say, table
from certsvc.cli.seals import seal_group
from certsvc.domain.access import OPERATOR
from certsvc.domain.keys import IssuerKey, KeyAlgorithm
from certsvc.workflows.manage_keys import (
    CompromisedKey,
    compromise_key,
    create_key,
    get_active_key,
    list_keys,
    rotate_key,
)

_SHORTEST_NAME = 20
"""Characters of a key's name that nobody types by mistake."""
_algorithm_option = click.option(
    "--algorithm",
    type=OneOf(KeyAlgorithm),
    default=KeyAlgorithm.ED25519,
    show_default=True,
    help="The kind of key; certificates are signed with the first.",
)


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


@click.group(name="keys")
def keys_group() -> None:
    """The keys that the secretariat and the centres sign with."""


keys_group.add_command(seal_group)


@keys_group.command(name="create")
@centre_option
@_algorithm_option
@pass_invocation
def create_command(invocation: Invocation, *, centre: str | None, algorithm: KeyAlgorithm) -> None:
    """Make a key for an issuer that has none of its kind.

    For the centre, or without --centre for the secretariat.
    """
    with invocation.reading_service() as services:
        _show("Made a key.", create_key(services, partner_code(centre), algorithm, by=OPERATOR))


@keys_group.command(name="list")
@pass_invocation
def list_command(invocation: Invocation) -> None:
    """List all keys, those at rest too."""
    with invocation.reading_service():
        keys = list_keys()
    if not keys:
        say("There is no key yet: 'certsvc init' makes the secretariat's.")
        return
    rows = [
        (
            key.issuer,
            key.multibase,
            key.state,
            key.algorithm,
            moment(key.created_at),
            moment(key.retired_at),
            moment(key.compromised_since),
        )
        for key in keys
    ]
    say(table(("issuer", "key", "state", "algorithm", "made", "retired", "compromised since"), rows))


@keys_group.command(name="rotate")
@centre_option
@_algorithm_option
@pass_invocation
def rotate_command(invocation: Invocation, *, centre: str | None, algorithm: KeyAlgorithm) -> None:
    """Make a new key and retire the old one.

    The old key signs no more, and what it signed goes on verifying.
    """
    with invocation.reading_service() as services:
        made = rotate_key(services, partner_code(centre), algorithm, by=OPERATOR)
        _show("Made a new key; the old one is retired.", made)


@keys_group.command(name="compromise")
@click.argument("key", metavar="[KEY]", required=False, type=Text())
@centre_option
@_algorithm_option
@click.option(
    "--since",
    required=True,
    type=Moment(),
    metavar="TIME",
    help="When it may first have been in other hands: 2026-11-24, or 2026-11-24T09:30Z.",
)
@pass_invocation
def compromise_command(
    invocation: Invocation,
    *,
    key: str | None,
    centre: str | None,
    algorithm: KeyAlgorithm,
    since: datetime,
) -> None:
    """Declare that somebody else may have a key, for good.

    KEY as 'keys list' shows it; without it, the key that signs now for the centre, or without --centre
    for the secretariat. It counts no more, and a new one takes its place.
    """
    if key is not None and centre is not None:
        raise click.UsageError("KEY names its issuer already: say it without --centre.")
    with invocation.reading_service() as services:
        multibase = (
            _whole(key) if key else get_active_key(services, partner_code(centre), algorithm).multibase
        )
        _tell(compromise_key(services, multibase, since=since, by=OPERATOR))


def _whole(key: str) -> str:
    """The key's whole name: 'keys list' cuts long ones, so a beginning will do where it is one key's."""
    beginning = key.rstrip("…")
    found = [one.multibase for one in list_keys() if one.multibase.startswith(beginning)]
    return found[0] if len(found) == 1 and len(beginning) >= _SHORTEST_NAME else key


def _tell(found: CompromisedKey) -> None:
    key, successor = found.key, found.successor
    say("The key is compromised; a new one signs from now on." if successor else "The key is compromised.")
    facts = [("issuer", key.issuer), ("key", key.multibase), ("since", moment(key.compromised_since))]
    say(pairs([*facts, ("new key", successor.multibase if successor else "")]))
    since = f"{counted(found.signed_since, 'standing certificate')} that it signed since then"
    say(f"No verifier accepts {since}; others accept none of the {found.signed:,} that it signed at all.")
    if found.signed:
        say("Put new ones in their place:")
        say(f'  certsvc bulk reissue --key {key.multibase} --reason "The key that signed it was stolen."')
    if found.documents:
        say(f"To be issued anew by whoever asked for them: {counted(found.documents, 'VC-API credential')}.")


def _show(headline: str, key: IssuerKey) -> None:
    say(headline)
    say(pairs((("issuer", key.issuer), ("key", key.multibase), ("algorithm", key.algorithm))))
