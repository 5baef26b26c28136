"""``certsvc keys``: the keys that issuers sign with."""

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.key_lines import backup_reminder, key_table
from certsvc.cli.key_theft import compromise_command
from certsvc.cli.parameters import OneOf, centre_option, partner_code
from certsvc.cli.printing import pairs, say
from certsvc.cli.seals import seal_group
from certsvc.domain.access import OPERATOR
from certsvc.domain.keys import IssuerKey, KeyAlgorithm
from certsvc.settings import Settings
from certsvc.workflows.manage_keys import create_key, list_keys, rotate_key

_algorithm_option = click.option(
    "--algorithm",
    type=OneOf(KeyAlgorithm),
    default=KeyAlgorithm.ED25519.value,  # as it is typed: help shows it
    show_default=True,
    help="The kind of key; certificates are signed with the first.",
)


@click.group(name="keys")
def keys_group() -> None:
    """The keys that the secretariat and the centres sign with."""


keys_group.add_command(seal_group)
keys_group.add_command(compromise_command)


@keys_group.command(name="create")
@centre_option
@_algorithm_option
@pass_invocation
def create_command(invocation: Invocation, *, centre: str | None, algorithm: KeyAlgorithm) -> None:
    """Make a key for an issuer that has none of its kind.

    For the centre, or without --centre for the secretariat.
    """
    with invocation.reading_service() as services:
        made = create_key(services, partner_code(centre), algorithm, by=OPERATOR)
        _show("Made a key.", made, services.settings)


@keys_group.command(name="list")
@pass_invocation
def list_command(invocation: Invocation) -> None:
    """List all keys, those at rest too."""
    with invocation.reading_service():
        keys = list_keys()
    if not keys:
        say("There is no key yet: 'certsvc init' makes the secretariat's.")
        return
    say(key_table(keys))


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
        _show("Made a new key; the old one is retired.", made, services.settings)


def _show(headline: str, key: IssuerKey, settings: Settings) -> None:
    say(headline)
    say(pairs((("issuer", key.issuer), ("key", key.multibase), ("algorithm", key.algorithm))))
    say(backup_reminder(settings))
