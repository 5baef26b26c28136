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
from certsvc.workflows.services import Services
from certsvc.workflows.show_verdict import verdict_as_json
from certsvc.workflows.verify_credential import verify_anything, verify_presented

LARGEST_FILE = 16 * 1024 * 1024
"""Bytes that are read of a file; no credential comes near."""
_STDIN = "-"
_ENDINGS = (".json", ".jsonld", ".pdf", ".png", ".svg", ".jwt", ".txt")
_EXIT_CODES = {VerdictKind.VALID: 0, VerdictKind.INVALID: FAILED, VerdictKind.UNVERIFIED: NOT_CHECKED}


@click.command(name="verify")
@click.argument("subject", metavar="FILE|CODE|URL")
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON and nothing else.")
@pass_invocation
@click.pass_context
def verify_command(ctx: click.Context, invocation: Invocation, *, subject: str, as_json: bool) -> None:
    """Check a credential.

    A JSON file (- for stdin), the code that is printed on a certificate, or a link of this service.

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
    """A file if there is one, else a link, else a code. Raises InvalidInputError for what is none of them."""
    path = Path(subject)
    if subject == _STDIN or _is_there(path):
        return verify_presented(services, _content(subject))
    if "://" in subject:
        _check_own_link(services, subject)
    elif "/" in subject or path.suffix.lower() in _ENDINGS:
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
            content = sys.stdin.buffer.read(LARGEST_FILE + 1)
        else:
            with Path(subject).open("rb") as file:
                content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        raise InvalidInputError(f"{subject} cannot be read: {reason}.", code="unreadable_file") from None
    if len(content) > LARGEST_FILE:
        raise TooLargeError(f"{subject} is larger than {LARGEST_FILE:,} bytes: no credential is.")
    if content.startswith((b"%PDF-", b"\x89PNG")):
        raise InvalidInputError(
            f"{subject} is a picture of a certificate, not the credential itself.",
            code="not_a_credential",
            hint="Verify the code that is printed on it, or the JSON file that is attached to it.",
        )
    return content


def _check_own_link(services: Services, link: str) -> None:
    addresses = services.addresses
    if addresses.find_code(link) is None and addresses.find_credential_id(link) is None:
        raise InvalidInputError(
            f"This is no link to a credential of {services.settings.base_url}, and no other is fetched.",
            code="foreign_link",
            hint="Download the credential and verify the file.",
        )
