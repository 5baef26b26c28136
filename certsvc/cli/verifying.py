"""``certsvc verify``: whether a certificate is true."""

import json
import sys
from pathlib import Path

import click

from certsvc.cli.endings import FAILED, NOT_CHECKED
from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.printing import say
from certsvc.cli.verdict_lines import verdict_lines
from certsvc.domain.verdicts import Verdict, VerdictKind
from certsvc.errors import InvalidInputError, TooLargeError
from certsvc.opening.open import LARGEST_PRESENTED
from certsvc.workflows.services import Services
from certsvc.workflows.show_verdict import verdict_as_json
from certsvc.workflows.verify_credential import verify_anything, verify_presented

_STDIN = "-"
_ENDINGS = (".json", ".jsonld", ".pdf", ".png", ".svg", ".jwt", ".txt", ".jpg", ".jpeg", ".webp", ".gif")
_AS_CREDENTIALS = ("{", "eyJ")
"""How JSON and compact tokens begin."""
_EXIT_CODES = {VerdictKind.VALID: 0, VerdictKind.INVALID: FAILED, VerdictKind.UNVERIFIED: NOT_CHECKED}


@click.command(name="verify")
@click.argument("subject", metavar="FILE|CODE|URL")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON and nothing else.")
@pass_invocation
@click.pass_context
def verify_command(ctx: click.Context, invocation: Invocation, *, subject: str, as_json: bool) -> None:
    """Check a credential.

    Any file (- for stdin): a credential or presentation as JSON or JWT, a badge image, a PDF certificate,
    a photo of a QR code. Or the code that is printed on a certificate, or a link of this service.

    Exit code: 0 valid, 1 invalid, 3 could not be checked.
    """
    invocation.failure_code = NOT_CHECKED
    with invocation.reading_service() as services:
        verdict = _verdict_on(services, subject)
    if as_json:
        click.echo(json.dumps(verdict_as_json(verdict), ensure_ascii=False, indent=2))
    else:
        say(verdict_lines(verdict))
    ctx.exit(_EXIT_CODES[verdict.kind])


def _verdict_on(services: Services, subject: str) -> Verdict:
    """A file if there is one, else a credential, a link or a code. Raises InvalidInputError for none."""
    path = Path(subject)
    if subject == _STDIN or _is_there(path):
        return verify_presented(services, _content(subject))
    if subject.startswith(_AS_CREDENTIALS):
        return verify_presented(services, subject.encode(errors="replace"))
    if "://" not in subject and ("/" in subject or path.suffix.lower() in _ENDINGS):
        raise InvalidInputError(f"There is no file {subject}.", code="unreadable_file")
    return verify_anything(services, subject)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except (OSError, ValueError):  # longer than a name may be; a NUL in it
        return False


def _content(subject: str) -> bytes:
    try:
        if subject == _STDIN:
            content = sys.stdin.buffer.read(LARGEST_PRESENTED + 1)
        else:
            with Path(subject).open("rb") as file:
                content = file.read(LARGEST_PRESENTED + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise InvalidInputError(f"{subject} cannot be read: {reason}.", code="unreadable_file") from None
    if len(content) > LARGEST_PRESENTED:
        raise TooLargeError(f"{subject} is larger than {LARGEST_PRESENTED:,} bytes: no credential is.")
    return content
