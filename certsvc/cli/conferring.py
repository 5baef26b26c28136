"""``certsvc confer``: an organisation or a team is honoured by a decision."""

from datetime import date
from pathlib import Path
from typing import TypedDict, Unpack

import click

from certsvc.cli.endings import FAILED, SOME_REFUSED, say_error
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import Code, Day, Language, OneOf, Text
from certsvc.cli.printing import counted, one_line, say
from certsvc.domain.access import OPERATOR
from certsvc.domain.conferrals import Conferral
from certsvc.domain.identifiers import LanguageTag, MicroCertificationCode, PartnerCode
from certsvc.domain.recipients import RecipientKind
from certsvc.workflows.confer_awards import Conferred, confer_award
from certsvc.workflows.confer_file import confer_file
from certsvc.workflows.services import Services


class _Given(TypedDict):
    """One decision, as the options say it."""

    name: str | None
    kind: RecipientKind | None
    partner: str | None
    decided_on: date | None
    edition: str | None
    members: tuple[str, ...]
    citation: str | None
    latin_name: str | None
    language: LanguageTag | None


_NEEDED = {
    "name": "--to",
    "kind": "--kind",
    "partner": "--partner",
    "decided_on": "--on",
    "edition": "--edition",
}


@click.command(name="confer")
@click.argument("code", metavar="[CODE]", type=Code(), required=False)
@click.option("--to", "name", type=Text(), metavar="NAME", help="Whom: as it is to be printed.")
@click.option("--kind", type=OneOf(RecipientKind), help="What that is; a person earns, and is not honoured.")
@click.option("--partner", type=Code(), metavar="CODE", help="The partner that it is, or belongs to: ABU.")
@click.option("--on", "decided_on", type=Day(), metavar="DAY", help="The day of the decision.")
@click.option("--edition", type=Text(), metavar="YEAR", help="The edition: once in each.")
@click.option(
    "--member", "members", type=Text(), multiple=True, metavar="NAME", help="Of a team; repeatable."
)
@click.option("--citation", type=Text(), help="What for, in a sentence.")
@click.option("--latin-name", type=Text(), metavar="NAME", help="The name in Latin letters too.")
@click.option("--language", type=Language(), metavar="TAG", help="Of the certificate: fr, ar, uz-Cyrl.")
@click.option("--replacing", type=Text(), metavar="REASON", help="Why what was conferred before was wrong.")
@click.option(
    "--file", "path", type=click.Path(exists=True, dir_okay=False), help="A CSV file, a decision a line."
)
@pass_invocation
@click.pass_context
def confer_command(
    ctx: click.Context,
    invocation: Invocation,
    *,
    code: str | None,
    replacing: str | None,
    path: str | None,
    **given: Unpack[_Given],
) -> None:
    """Honour an organisation or a team.

    CODE is an award that is conferred, such as PIONEER-MC. The same decision again confers nothing new. What
    was conferred in other words is replaced with --replacing, and the certificate before withdrawn.

    Instead of one decision a FILE of several: with the columns award, name, kind, partner, decided_on and
    edition; members (with ; between them), citation, latin_name and language may be there. Exit code: 0 done,
    1 not done, 4 some lines were refused.
    """
    if path is not None:
        if code or replacing or any(given.values()):
            raise click.UsageError("--file stands alone: its lines say everything.")
        with invocation.signing_service() as services:
            ctx.exit(_confer_file(services, Path(path)))
    decision = _decision(code, given)
    with invocation.signing_service() as services:
        _say(decision, confer_award(services, decision, by=OPERATOR, replacing=replacing or ""))


def _decision(code: str | None, given: _Given) -> Conferral:
    missing = [option for name, option in _NEEDED.items() if given.get(name) is None]
    if code is None or missing:
        raise click.UsageError(f"Say {' and '.join(missing) or 'which award (CODE)'}, or give a --file.")
    return Conferral(
        micro_certification=MicroCertificationCode(code),
        kind=given["kind"] or RecipientKind.ORGANISATION,
        name=given["name"] or "",
        partner=PartnerCode(given["partner"] or ""),
        decided_on=given["decided_on"] or date.min,
        edition=given["edition"] or "",
        members=given["members"],
        citation=given["citation"] or "",
        latin_name=given["latin_name"] or "",
        language=given["language"],
    )


def _confer_file(services: Services, path: Path) -> int:
    """Every line that can be; returns the exit code. Given again, it does what was refused."""
    done = refused = 0
    for one in confer_file(services, path.read_bytes(), by=OPERATOR):
        if one.decision is not None and isinstance(one.outcome, Conferred):
            _say(one.decision, one.outcome)
            done += 1
        else:
            say_error(f"Line {one.line}: {one.outcome}")
            refused += 1
    if refused:
        say_error(
            f"Refused {counted(refused, 'line')} of {done + refused:,}; mend them and give the file again."
        )
    return (SOME_REFUSED if done else FAILED) if refused else 0


def _say(decision: Conferral, conferred: Conferred) -> None:
    did = "Conferred" if conferred.is_new else "Conferred before:"
    what = f"{decision.micro_certification} {decision.edition} on {one_line(decision.name)}"
    say(f"{did} {what}: {conferred.record.code}")
