"""``certsvc centres``: the national centres that take part."""

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import Code, Country, EmailAddress, Language, Text, WebAddress
from certsvc.cli.printing import say, table
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import LanguageTag, PartnerCode
from certsvc.domain.partners import Partner, PartnerKind
from certsvc.domain.texts import FALLBACK_LANGUAGE, Texts
from certsvc.workflows.browse_records import list_centres
from certsvc.workflows.manage_centres import add_centre


@click.group(name="centres")
def centres_group() -> None:
    """The national centres."""


@centres_group.command(name="add")
@click.argument("code", type=Code())
@click.option("--name", required=True, type=Text(), help="Its name in English.")
@click.option(
    "--name-in",
    "names",
    nargs=2,
    multiple=True,
    type=(Language(), Text()),
    metavar="LANG TEXT",
    help="Its name in another language; repeatable.",
)
@click.option(
    "--country", required=True, type=Country(), metavar="CC", help="Two letters (ISO 3166-1), such as NG."
)
@click.option("--url", type=WebAddress(), metavar="URL", help="Its web site.")
@click.option("--email", type=EmailAddress(), metavar="ADDRESS", help="Its office, as printed.")
@click.option("--official", type=Text(), help="Who signs for it: 'Prof. A. Bello, Director'.")
@pass_invocation
def add_command(
    invocation: Invocation,
    *,
    code: str,
    name: str,
    names: tuple[tuple[LanguageTag, str], ...],
    country: str,
    url: str | None,
    email: str | None,
    official: str | None,
) -> None:
    """Add a centre.

    It gets an issuer identity and a key of its own.
    """
    centre = Partner(
        code=PartnerCode(code),
        kind=PartnerKind.NATIONAL_CENTRE,
        names=Texts({**dict(names), FALLBACK_LANGUAGE: name}),
        country=country,
        url=url or "",
        email=email or "",
        official=official or "",
    )
    with invocation.signing_service() as services:
        added = add_centre(services, centre, by=OPERATOR)
        did = services.addresses.centre_did(added.code)
    say(f"Added the centre {added.code}; it signs as {did}.")


@centres_group.command(name="list")
@pass_invocation
def list_command(invocation: Invocation) -> None:
    """List the secretariat and the national centres."""
    with invocation.reading_service():
        centres = list_centres()
    rows = [(centre.code, centre.country, centre.kind, centre.names.in_language("en")) for centre in centres]
    say(table(("code", "country", "kind", "name"), rows))
