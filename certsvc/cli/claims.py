"""``certsvc claims``: the links by which learners take their records."""

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.output_files import check_free, write_output
from certsvc.cli.parameters import Code, Text
from certsvc.cli.printing import say
from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import LearnerRef, PartnerCode
from certsvc.workflows.claim_records import export_claim_links, mail_claim_links
from certsvc.workflows.standing_claim_links import count_standing_claim_links

_centre = click.option(
    "--centre", required=True, type=Code(), metavar="CODE", help="The code of a national centre, such as NG."
)
_learners = click.option(
    "--learner",
    "refs",
    multiple=True,
    type=Text(),
    metavar="REF",
    help="Only this learner, by the centre's own reference; repeatable.",
)
_replace = click.option(
    "--replace", is_flag=True, help="Also for who has a link: the one before opens nothing any more."
)


@click.group(name="claims")
def claims_group() -> None:
    """Links by which learners take their records, once each."""


@claims_group.command(name="export")
@_centre
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to write; - is stdout.")
@_learners
@_replace
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@pass_invocation
def export_command(
    invocation: Invocation, *, centre: str, output: str, refs: tuple[str, ...], replace: bool, force: bool
) -> None:
    """Make links and write them to a CSV file.

    The centre hands them out. Whoever has a link can take the record, so guard the file. The links are
    shown this once.
    """
    check_free(output, force=force)
    named, wanted = _named(refs), PartnerCode(centre)
    with invocation.reading_service() as services:
        kept = 0 if replace else count_standing_claim_links(services, wanted, by=OPERATOR, learner_refs=named)
        content, links = export_claim_links(
            services, wanted, by=OPERATOR, learner_refs=named, replace=replace
        )
    write_output(output, content, force=force)
    say(f"Made {_counted(links)} for learners of {centre}.{_told_of(kept)}", err=True)


@claims_group.command(name="mail")
@_centre
@_learners
@_replace
@pass_invocation
def mail_command(invocation: Invocation, *, centre: str, refs: tuple[str, ...], replace: bool) -> None:
    """Make links and mail each to its learner.

    A worker sends them.
    """
    named, wanted = _named(refs), PartnerCode(centre)
    with invocation.reading_service() as services:
        kept = (
            0
            if replace
            else count_standing_claim_links(
                services, wanted, by=OPERATOR, learner_refs=named, with_address=True
            )
        )
        mailed = mail_claim_links(services, wanted, by=OPERATOR, learner_refs=named, replace=replace)
    say(f"Made {_counted(mailed.queued)} for learners of {centre}; a worker mails them.{_told_of(kept)}")
    if mailed.without_address:
        say(
            f"Without an address, and so without a mail: {mailed.without_address}. 'claims export' has links."
        )


def _named(refs: tuple[str, ...]) -> list[LearnerRef] | None:
    return [LearnerRef(ref) for ref in refs] or None


def _told_of(kept: int) -> str:
    """Why there are no more: who has a link already gets none."""
    if not kept:
        return ""
    return f" {kept:,} {'has' if kept == 1 else 'have'} one already; --replace makes new ones."


def _counted(links: int) -> str:
    return "1 link" if links == 1 else f"{links} links"
