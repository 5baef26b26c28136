"""``certsvc keys``: the keys that issuers sign with."""

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import centre_option, partner_code
from certsvc.cli.printing import moment, pairs, say, table
from certsvc.domain.access import OPERATOR
from certsvc.domain.keys import IssuerKey
from certsvc.workflows.manage_keys import create_key, list_keys, rotate_key


@click.group(name="keys")
def keys_group() -> None:
    """The keys that the secretariat and the centres sign with."""


@keys_group.command(name="create")
@centre_option
@pass_invocation
def create_command(invocation: Invocation, *, centre: str | None) -> None:
    """Make a key for an issuer that has none.

    For the centre, or without --centre for the secretariat.
    """
    with invocation.reading_service() as services:
        _show("Made a key.", create_key(services, partner_code(centre), by=OPERATOR))


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
        (key.issuer, key.multibase, key.state, moment(key.created_at), moment(key.retired_at)) for key in keys
    ]
    say(table(("issuer", "key", "state", "made", "retired"), rows))


@keys_group.command(name="rotate")
@centre_option
@pass_invocation
def rotate_command(invocation: Invocation, *, centre: str | None) -> None:
    """Make a new key and retire the old one.

    The old key signs no more, and what it signed goes on verifying.
    """
    with invocation.reading_service() as services:
        _show(
            "Made a new key; the old one is retired.", rotate_key(services, partner_code(centre), by=OPERATOR)
        )


def _show(headline: str, key: IssuerKey) -> None:
    say(headline)
    say(pairs((("issuer", key.issuer), ("key", key.multibase), ("algorithm", key.algorithm))))
