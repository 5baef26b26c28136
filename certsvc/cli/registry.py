"""``certsvc registry``: whose certificates count beside our own."""

import sys
from pathlib import Path

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import Text, WebAddress
from certsvc.cli.printing import counted, moment, pairs, say, table
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import Did
from certsvc.domain.recognised_issuers import BY_HAND, RegistryEntry
from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import LARGEST_CONTENT
from certsvc.workflows.recognised_issuers import (
    RegistryOffer,
    list_recognised,
    list_registries,
    load_registry,
    recognise_issuer,
    remove_recognised,
)

_STDIN = "-"
_HAND = "by hand"


@click.group(name="registry")
def registry_group() -> None:
    """Issuers of others that are recognised here."""


@registry_group.command(name="load")
@click.argument("file", metavar="FILE")
@click.option("--name", required=True, type=Text(), help="What this registry is called here.")
@click.option("--signed-by", metavar="DID", type=Text(), help="Whose signature it must bear.")
@click.option("--unsigned", is_flag=True, help="Take it though nobody signed it.")
@click.option("--source", type=Text(), help="Where it came from. Default: the file's name.")
@pass_invocation
def load_command(
    invocation: Invocation,
    *,
    file: str,
    name: str,
    signed_by: str | None,
    unsigned: bool,
    source: str | None,
) -> None:
    """Rely on a registry of issuers.

    FILE is a JSON document in the form of the DCC issuer registry (- for stdin). It takes the place of
    what was loaded under the same name.
    """
    if unsigned == (signed_by is not None):
        raise click.UsageError(
            "Say whose signature it must bear, --signed-by DID, or that it has none, --unsigned."
        )
    offer = RegistryOffer(_content(file), name, source or Path(file).name, signed_by)
    with invocation.reading_service() as services:
        loaded = load_registry(services, offer, by=OPERATOR)
    say(f"The registry {loaded.registry.name} lists {counted(loaded.listed, 'issuer')}.")
    say(
        pairs(
            (
                ("new", loaded.added),
                ("gone", loaded.removed),
                ("signed by", loaded.registry.signed_by or "nobody"),
            )
        )
    )


@registry_group.command(name="list")
@pass_invocation
def list_command(invocation: Invocation) -> None:
    """List the registries that are relied on, and whom they list."""
    with invocation.reading_service():
        registries, recognised = list_registries(), list_recognised()
    if not registries and not recognised:
        say(
            "No issuer of others is recognised: 'certsvc registry load' and 'registry recognise' change that."
        )
        return
    if registries:
        rows = [
            (one.name, one.source, one.signed_by or "nobody", moment(one.loaded_at)) for one in registries
        ]
        say(table(("registry", "source", "signed by", "loaded"), rows))
    if recognised:
        say()
        say(
            table(
                ("registry", "issuer", "name"),
                [
                    (_HAND if one.registry == BY_HAND else one.registry, one.entry.did, one.entry.name)
                    for one in recognised
                ],
            )
        )


@registry_group.command(name="recognise")
@click.argument("did", metavar="DID", type=Text())
@click.option("--name", required=True, type=Text(), help="What the issuer is called.")
@click.option("--url", type=WebAddress(), help="Its website.")
@click.option("--location", type=Text(), help="Where it is.")
@pass_invocation
def recognise_command(
    invocation: Invocation, *, did: str, name: str, url: str | None, location: str | None
) -> None:
    """Recognise an issuer by hand.

    The registry that this service publishes lists it from now on.
    """
    with invocation.reading_service() as services:
        entry = RegistryEntry(Did(did), name, url or "", location or "")
        recognised = recognise_issuer(services, entry, by=OPERATOR)
    say(f"Recognised {recognised.entry.name}.")


@registry_group.command(name="remove")
@click.argument("what", metavar="NAME|DID", type=Text())
@pass_invocation
def remove_command(invocation: Invocation, *, what: str) -> None:
    """Rely no more on a registry, or recognise an issuer no more.

    NAME of a registry; DID of an issuer that was recognised by hand.
    """
    with invocation.reading_service() as services:
        remove_recognised(services, what, by=OPERATOR)
    say("Removed.")


def _content(file: str) -> bytes:
    try:
        if file == _STDIN:
            return sys.stdin.buffer.read(LARGEST_CONTENT + 1)
        with Path(file).open("rb") as opened:
            return opened.read(LARGEST_CONTENT + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise InvalidInputError(f"{file} cannot be read: {reason}.", code="unreadable_file") from None
