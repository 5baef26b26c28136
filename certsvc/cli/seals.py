"""``certsvc keys seal``: the seals that PDF certificates are closed with."""

from pathlib import Path

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import centre_option, partner_code
from certsvc.cli.printing import moment, pairs, say, table
from certsvc.domain.access import OPERATOR
from certsvc.errors import InvalidInputError
from certsvc.sealing.seal_making import LARGEST_IMPORT
from certsvc.sealing.seals import Seal
from certsvc.workflows.manage_seals import create_seal, import_seal, list_seals

_SHORT = 16
"""Digits of a fingerprint in the table: enough to tell seals apart."""
_LARGEST_PASSWORD = 4_096


@click.group(name="seal")
def seal_group() -> None:
    """The seals that PDF certificates are closed with."""


@seal_group.command(name="create")
@centre_option
@pass_invocation
def create_command(invocation: Invocation, *, centre: str | None) -> None:
    """Make a seal in an issuer's name, for five years.

    For the centre, or without --centre for the secretariat. From now on its PDF certificates are sealed.
    """
    with invocation.reading_service() as services:
        _show("Made a seal.", create_seal(services, partner_code(centre), by=OPERATOR))
    say(
        "No authority vouches for it: readers are shown that nothing was changed, and a name to trust or not."
    )


@seal_group.command(name="import")
@click.argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@centre_option
@click.option(
    "--password-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Where the password of FILE stands; without it, it is asked for.",
)
@pass_invocation
def import_command(
    invocation: Invocation, *, file: Path, centre: str | None, password_file: Path | None
) -> None:
    """Take over a seal that an authority issued.

    FILE is PKCS#12 (.p12, .pfx), or PEM with the certificates and the key.
    """
    content = _read(file, LARGEST_IMPORT)
    password = _password(content, password_file)
    with invocation.reading_service() as services:
        seal = import_seal(services, partner_code(centre), content, password=password, by=OPERATOR)
    _show("The seal is here. FILE is needed no more: keep it safe, or destroy it.", seal)


@seal_group.command(name="list")
@pass_invocation
def list_command(invocation: Invocation) -> None:
    """List all seals, and which of them seals now."""
    with invocation.reading_service() as services:
        seals = list_seals(services)
    if not seals:
        say("There is no seal: 'certsvc keys seal create' makes the secretariat's.")
        return
    rows = [
        (
            seal.label,
            seal.name,
            seal.fingerprint[:_SHORT],
            moment(seal.added_at),
            moment(seal.certificate.not_valid_after_utc),
            "seals now" if is_current else "",
        )
        for seal, is_current in seals
    ]
    say(table(("of", "name", "SHA-256", "here since", "valid until", ""), rows))


def _password(content: bytes, file: Path | None) -> bytes | None:
    if file is not None:
        return _read(file, _LARGEST_PASSWORD).removesuffix(b"\n").removesuffix(b"\r")
    if b"-----BEGIN" in content and b"ENCRYPTED" not in content:
        return None
    asked: str = click.prompt("Password of the seal", hide_input=True, default="", show_default=False)
    return asked.encode()


def _read(path: Path, largest: int) -> bytes:
    with path.open("rb") as file:
        content = file.read(largest + 1)
    if len(content) > largest:
        raise InvalidInputError(f"{path.name} has more than {largest // 1024} kB.", code="too_large")
    return content


def _show(headline: str, seal: Seal) -> None:
    say(headline)
    facts = [
        ("of", seal.label),
        ("name", seal.name),
        ("issued by", "itself" if seal.is_self_signed else seal.certificate.issuer.rfc4514_string()),
        ("valid until", moment(seal.certificate.not_valid_after_utc)),
        ("SHA-256", seal.fingerprint),
    ]
    say(pairs(facts))
