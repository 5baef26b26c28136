"""``certsvc issue`` and ``revoke``: what becomes of credentials."""

from collections import Counter

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.parameters import Reference, Text, centre_option, partner_code
from certsvc.cli.printing import counted, moment, say, table
from certsvc.cli.progress import counting_progress
from certsvc.domain.access import OPERATOR
from certsvc.workflows.issue_credentials import issue_pending
from certsvc.workflows.revoke_credential import revoke_credential


@click.command(name="issue")
@centre_option
@pass_invocation
def issue_command(invocation: Invocation, *, centre: str | None) -> None:
    """Issue all certificates that are due.

    Due is what has been earned and not issued yet, at one centre or at all.
    """
    with invocation.signing_service() as services, counting_progress("Issuing") as progress:
        issued = issue_pending(services, by=OPERATOR, centre=partner_code(centre), progress=progress)
    if not issued:
        say("Nothing to issue: every certificate that has been earned is there.")
        return
    say(f"Issued {counted(len(issued), 'certificate')}.")
    say()
    counts = Counter((record.centre, record.micro_certification) for record in issued)
    rows = [(*key, f"{number:,}") for key, number in sorted(counts.items())]
    say(table(("centre", "micro-certification", "issued"), rows, right="issued"))


@click.command(name="revoke")
@click.argument("reference", metavar="ID|CODE", type=Reference())
@click.option("--reason", required=True, type=Text(), help="Why, in a sentence; whoever verifies reads it.")
@pass_invocation
def revoke_command(invocation: Invocation, *, reference: str, reason: str) -> None:
    """Withdraw a certificate, for good.

    From now on it verifies as revoked, and the reason is shown.
    """
    with invocation.signing_service() as services:
        record = revoke_credential(services, reference, reason=reason, by=OPERATOR)
        at = record.revocation.at if record.revocation else services.now()
    say(f"Revoked {record.code} ({record.micro_certification}, centre {record.centre}) at {moment(at)}.")
