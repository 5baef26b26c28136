"""``certsvc corrections``: what learners ask to have put right."""

from collections.abc import Iterator

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.output_files import check_free, write_output
from certsvc.cli.parameters import Reference, Text, centre_option, partner_code
from certsvc.cli.printing import counted, hanging, moment, one_line, pairs, say, table
from certsvc.domain.access import OPERATOR
from certsvc.domain.corrections import Change, CorrectionId, CorrectionState
from certsvc.workflows import decide_correction
from certsvc.workflows.decide_correction import CorrectionCase, Decided

_STATES = click.Choice([state.value for state in CorrectionState])
_which = click.argument("correction_id", metavar="ID", type=Reference())


@click.group(name="corrections")
def corrections_group() -> None:
    """What learners ask to have put right."""


@corrections_group.command(name="list")
@centre_option
@click.option("--state", type=_STATES, default=None, help="Those in this state; else those that wait.")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True, help="At most so many.")
@pass_invocation
def list_command(invocation: Invocation, *, centre: str | None, state: str | None, limit: int) -> None:
    """List corrections, the newest first."""
    wanted = CorrectionState(state or CorrectionState.ASKED)
    with invocation.reading_service():
        page = decide_correction.list_corrections(
            by=OPERATOR, centre=partner_code(centre), state=wanted, limit=limit
        )
    if not page.items:
        say("No correction waits for a decision." if state is None else "There is no such correction.")
        return
    rows = [
        (
            one.id,
            one.centre,
            one.state,
            ", ".join(dict.fromkeys(change.field for change in one.changes)) or "in words",
            "yes" if one.attachment else "",
            moment(one.asked_at),
        )
        for one in page.items
    ]
    say(table(("id", "centre", "state", "what", "document", "asked"), rows))
    if page.next_cursor:
        say("There are more: --limit shows them.", err=True)


@corrections_group.command(name="show")
@_which
@click.option("-o", "--output", metavar="FILE", help="Write the document that she sent to this file.")
@click.option("--force", is_flag=True, help="Write over a file that is there.")
@pass_invocation
def show_command(invocation: Invocation, *, correction_id: str, output: str | None, force: bool) -> None:
    """Show what stands, what it should be, and why."""
    if output is not None:
        check_free(output, force=force)
    with invocation.reading_service() as services:
        case = decide_correction.get_correction(CorrectionId(correction_id), by=OPERATOR)
        if output is not None:
            document = decide_correction.open_attachment(services, case.correction.id, by=OPERATOR)
            write_output(output, document.content, force=force, binary=True)
    say(_case_lines(case))


@corrections_group.command(name="approve")
@_which
@click.option("--word", default="", metavar="TEXT", help="To her, in the mail that tells her.")
@click.option("--reason", default="", metavar="TEXT", help="For everyone who sees what was replaced.")
@pass_invocation
def approve_command(invocation: Invocation, *, correction_id: str, word: str, reason: str) -> None:
    """Mend the record, and replace what says otherwise.

    'corrections show' names the certificates. Without --reason they say the one that it suggests.
    """
    with invocation.signing_service() as services:
        decided = decide_correction.decide_correction(
            services, CorrectionId(correction_id), approve=True, word=word, reason=reason, by=OPERATOR
        )
    say(_told(decided))


@corrections_group.command(name="decline")
@_which
@click.option("--word", required=True, type=Text(), metavar="TEXT", help="To her: why, or what she can do.")
@pass_invocation
def decline_command(invocation: Invocation, *, correction_id: str, word: str) -> None:
    """Leave everything as it is, and say why."""
    with invocation.reading_service() as services:
        decide_correction.decide_correction(
            services, CorrectionId(correction_id), approve=False, word=word, by=OPERATOR
        )
    say("Declined; she is told.")


def _case_lines(case: CorrectionCase) -> Iterator[str]:
    correction = case.correction
    waits = correction.state is CorrectionState.ASKED
    yield from pairs(
        (
            ("learner", f"{case.learner.learner.ref} ({correction.centre})"),
            ("state", correction.state),
            ("asked", moment(correction.asked_at)),
            ("decided", moment(correction.decided_at)),
            ("document", correction.attachment.media_type if correction.attachment else ""),
            ("would replace", ", ".join(record.code for record in case.standing)),
            ("reason", correction.reason or case.suggested_reason),
            ("word", correction.word),
        )
    )
    for one in case.present:
        yield ""
        yield from pairs(
            (
                ("what", _label(one, case)),
                ("stands" if waits else "stood", one.before or "nothing"),
                ("should be" if waits else "asked for", one.after or "nothing"),
            )
        )
    yield ""
    for line in correction.why.split("\n"):
        yield from hanging("  ", one_line(line))


def _label(change: Change, case: CorrectionCase) -> str:
    result = None if change.completion_id is None else case.results.get(change.completion_id)
    return change.field if result is None else f"{change.field} ({result.course}, {result.cohort})"


def _told(decided: Decided) -> Iterator[str]:
    replaced = counted(len(decided.replaced) - decided.transcripts, "certificate")
    if decided.transcripts:
        replaced += f" and {counted(decided.transcripts, 'transcript')}"
    yield f"Approved; {replaced} replaced; she is told."
    for old, new in decided.replaced:
        yield f"  {old} → {new}"
    if decided.left_out:
        yield f"Not earned any more, and left as they are: {decided.left_out}."
