"""``certsvc people``: what is stored on somebody, taken out for her or erased."""

from typing import TypedDict

import click

from certsvc.cli.asking import check_somebody_there, is_confirmed
from certsvc.cli.endings import FAILED, SOME_REFUSED
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.output_files import STDOUT, check_free, write_output
from certsvc.cli.parameters import Code, Text
from certsvc.cli.printing import counted, moment, say, table
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.workflows.erase_person import Erased, erase, erase_asked, list_asked
from certsvc.workflows.export_person import export_whose
from certsvc.workflows.find_subject import find_whose
from certsvc.workflows.release_learner import release_learner

_address = click.argument("address", required=False, type=Text())
_centre = click.option("--centre", type=Code(), metavar="CODE", help="Or a learner's centre …")
_ref = click.option("--ref", type=Text(), metavar="REF", help="… and its own reference of her.")


@click.group(name="people")
def people_group() -> None:
    """What is stored on somebody: handed out, erased."""


@people_group.command(name="export")
@_address
@_centre
@_ref
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to write; - is stdout.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@pass_invocation
def export_command(
    invocation: Invocation,
    *,
    address: str | None,
    centre: str | None,
    ref: str | None,
    output: str,
    force: bool,
) -> None:
    """Write all that is stored on a person to a file, as JSON.

    ADDRESS is one that she has proven, or that a single learner has. Hand the file to nobody but her.
    """
    check_free(output, force=force)
    with invocation.reading_service() as services:
        content = export_whose(services, find_whose(**_named(address, centre, ref)), by=OPERATOR)
    write_output(output, content, force=force)
    if output != STDOUT:
        say(f"Wrote {output} ({counted(len(content), 'byte')}).", err=True)


@people_group.command(name="erase")
@_address
@_centre
@_ref
@click.option("--asked", is_flag=True, help="Everybody who has asked for it on her page.")
@click.option("--yes", is_flag=True, help="Do not ask again.")
@pass_invocation
@click.pass_context
def erase_command(
    ctx: click.Context,
    invocation: Invocation,
    *,
    address: str | None,
    centre: str | None,
    ref: str | None,
    asked: bool,
    yes: bool,
) -> None:
    """Erase a person's data, of all centres, for good.

    Certificates stay in status lists and log without her; what she has downloaded goes on verifying. No
    results file brings her back. If it is stopped it goes on when it is run again.

    Exit code: 0 done, 1 not done, 4 some have to wait.
    """
    if asked == bool(address or centre or ref):
        raise click.UsageError("Say whom: ADDRESS, --centre and --ref, or --asked.")
    if not yes:
        check_somebody_there()
    with invocation.reading_service() as services:
        named = None if asked else _named(address, centre, ref)
        if not yes and not is_confirmed("This cannot be undone. Do it?"):
            ctx.exit(FAILED)
        if named is None:
            done = erase_asked(services, by=OPERATOR)
        else:
            done = (erase(services, by=OPERATOR, **named),)
    for one in done:
        _tell(one)
    if not done:
        say("Nobody waits to be erased.")
    ctx.exit(SOME_REFUSED if any(one.hindrance for one in done) else 0)


@people_group.command(name="list-asked")
@pass_invocation
def list_asked_command(invocation: Invocation) -> None:
    """List erasures that were asked for and are not done.

    The oldest first; never with names.
    """
    with invocation.reading_service():
        erasures = list_asked()
    if not erasures:
        say("Nobody waits to be erased.")
        return
    rows = [
        (one.id, one.person_id or one.learner_id, moment(one.asked_at), "begun" if one.begun_at else "waits")
        for one in erasures
    ]
    say(table(("erasure", "person or learner", "asked", "state"), rows))


@people_group.command(name="release")
@click.option("--centre", required=True, type=Code(), metavar="CODE", help="The code of her centre.")
@click.option("--ref", required=True, type=Text(), metavar="REF", help="The centre's own reference of her.")
@pass_invocation
def release_command(invocation: Invocation, *, centre: str, ref: str) -> None:
    """Free a learner whose mailbox is lost.

    She is in nobody's record then, and whoever reads that mailbox does not get her back. 'certsvc claims'
    makes her a new link. Be sure that it is she who asks.
    """
    with invocation.reading_service() as services:
        released = release_learner(services, PartnerCode(centre), LearnerRef(ref), by=OPERATOR)
    say(f"Released a learner of {centre}; everybody who was signed in to her record has been signed out.")
    say(
        "Her address was taken out. 'certsvc claims export' makes a link that any mailbox can be proven with."
    )
    if released.transcripts:
        say(
            f"Revoked {counted(released.transcripts, 'transcript')} that brought her together with others "
            "of that record."
        )
    if released.others:
        say(f"Still in the record that she was in: {counted(released.others, 'learner')} of her centres.")


class _Named(TypedDict):
    """Whom the command line names."""

    address: str | None
    centre: PartnerCode | None
    ref: LearnerRef | None


def _named(address: str | None, centre: str | None, ref: str | None) -> _Named:
    if (centre is None) != (ref is None) or (address is None) == (centre is None):
        raise click.UsageError("Say whom: ADDRESS, or --centre and --ref.")
    return _Named(
        address=address,
        centre=None if centre is None else PartnerCode(centre),
        ref=None if ref is None else LearnerRef(ref),
    )


def _tell(erased: Erased) -> None:
    if erased.hindrance:
        say(f"Erasure {erased.id} has to wait: {erased.hindrance}", err=True)
        return
    took = (
        counted(erased.learners, "learner"),
        counted(erased.credentials, "certificate"),
        counted(erased.uploads, "uploaded file"),
        counted(erased.mails, "mail"),
        counted(erased.exports, "export"),
        counted(erased.attachments, "attachment"),
    )
    say(f"Erased ({erased.id}): {', '.join(took)}.")
    if erased.named_in_teams:
        say(
            f"Her name is among the members of {counted(erased.named_in_teams, 'team')} that "
            "were honoured. What was signed there stays: the secretariat decides whether to confer it anew.",
            err=True,
        )
    if erased.named_in_reasons:
        say(
            "In the reason why it replaces another, she is named in "
            f"{counted(erased.named_in_reasons, 'certificate')} of others. What was signed there stays.",
            err=True,
        )
