"""``certsvc api-keys``: what centres and the secretariat send with their requests."""

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import OneOf, Text, centre_option, partner_code
from certsvc.cli.printing import moment, pairs, say, table
from certsvc.domain.access import OPERATOR, ApiKey, Role, Scope
from certsvc.workflows.manage_api_keys import create_api_key, list_api_keys, revoke_api_key


@click.group(name="api-keys")
def api_keys_group() -> None:
    """The keys that open the HTTP API."""


@api_keys_group.command(name="create")
@centre_option
@click.option("--secretariat", is_flag=True, help="For the secretariat, which sees every centre.")
@click.option("--label", required=True, type=Text(), help="Who or what will use it.")
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    type=OneOf(Scope),
    help="What it may do; repeatable. Default: all.",
)
@pass_invocation
def create_command(
    invocation: Invocation, *, centre: str | None, secretariat: bool, label: str, scopes: tuple[Scope, ...]
) -> None:
    """Make a key and print it, once. It alone goes to stdout, the rest to stderr."""
    if secretariat == (centre is not None):
        raise click.UsageError("Say whose key it is: --centre CODE or --secretariat.")
    with invocation.reading_service() as services:
        made = create_api_key(
            services,
            label=label,
            role=Role.SECRETARIAT if secretariat else Role.CENTRE,
            centre=partner_code(centre),
            scopes=frozenset(scopes or Scope),
            by=OPERATOR,
        )
    say("Made an API key. It is shown this once and is kept nowhere: put it in a safe place now.", err=True)
    say(pairs((("id", made.key.id), ("for", _holder(made.key)), ("may", _scopes(made.key)))), err=True)
    say(made.token)


@api_keys_group.command(name="list")
@pass_invocation
def list_command(invocation: Invocation) -> None:
    """List all keys, revoked ones too; never the secrets."""
    with invocation.reading_service():
        keys = list_api_keys()
    if not keys:
        say("There is no API key yet: 'certsvc api-keys create' makes one.")
        return
    rows = [
        (key.id, key.label, _holder(key), _scopes(key), moment(key.created_at), moment(key.revoked_at))
        for key in keys
    ]
    say(table(("id", "label", "for", "may", "made", "revoked"), rows))


@api_keys_group.command(name="revoke")
@click.argument("key_id", metavar="ID")
@pass_invocation
def revoke_command(invocation: Invocation, *, key_id: str) -> None:
    """Revoke a key: from now on it opens nothing."""
    with invocation.reading_service() as services:
        key = revoke_api_key(services, key_id, by=OPERATOR)
    say(f"Revoked the API key {key.id} at {moment(key.revoked_at)}.")


def _holder(key: ApiKey) -> str:
    return f"centre {key.centre}" if key.centre else key.role.value


def _scopes(key: ApiKey) -> str:
    return ", ".join(scope.value for scope in Scope if scope in key.scopes)
