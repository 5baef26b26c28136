"""A verdict as it reads in a terminal: the answer first, then what was certified, then every check."""

from collections.abc import Iterator

import click

from certsvc.cli.certified_fields import certified_fields
from certsvc.cli.printing import hanging, one_line, padded, pairs, width
from certsvc.domain.people import Visibility
from certsvc.domain.verdicts import Carrier, CheckResult, Finding, Form, Remains, Verdict, VerdictKind

__all__ = ["certified_fields", "headline", "verdict_lines"]

_HEADLINES = {
    Finding.VALID: "VALID: genuine, unchanged, and it stands.",
    Finding.REVOKED: "REVOKED: it was issued, and withdrawn since.",
    Finding.SUSPENDED: "SUSPENDED: genuine, and its issuer has suspended it for the time being.",
    Finding.EXPIRED: "EXPIRED: genuine, and its time is over.",
    Finding.NOT_YET_VALID: "NOT YET VALID: its time has not begun.",
    Finding.TAMPERED: "NOT GENUINE: its content is not what was signed, or not by whom it says.",
    Finding.EDITED: "EDITED SHEET: the certificate inside is genuine, the sheet around it is not.",
    Finding.COMPROMISED: "STOLEN KEY: nothing shows that it was signed before its key was stolen.",
    Finding.UNRECOGNISED: "ISSUER NOT RECOGNISED: genuine, and no registry relied on here lists its issuer.",
    Finding.ERASED: "ERASED at its holder's wish; the holder's own signed copy can still be checked.",
    Finding.UNKNOWN: "UNKNOWN: no certificate was issued under this.",
    Finding.MALFORMED: "MALFORMED: this is no credential that can be read.",
    Finding.UNVERIFIED: "NOT VERIFIED: not everything could be checked.",
}
_PRESENTATIONS = {
    VerdictKind.VALID: "VALID: the presentation and every credential in it.",
    VerdictKind.INVALID: "NOT VALID: the presentation, or a credential in it, failed a check.",
    VerdictKind.UNVERIFIED: "NOT CONFIRMED: nothing failed, and not every check passed.",
}
_CARRIERS = {
    Carrier.TEXT: "a code or a link",
    Carrier.JSON: "a JSON document",
    Carrier.JWT: "a signed token (JWT)",
    Carrier.PNG: "a badge image (PNG)",
    Carrier.SVG: "a badge image (SVG)",
    Carrier.PDF: "a PDF file",
    Carrier.PHOTO: "a picture with a QR code",
}
_COLOURS = {VerdictKind.VALID: "green", VerdictKind.INVALID: "red", VerdictKind.UNVERIFIED: "yellow"}
_MARKS = {
    CheckResult.PASSED: ("✓", "green"),
    CheckResult.FAILED: ("✗", "red"),
    CheckResult.NOT_CHECKED: ("–", "yellow"),
}
_UNCONFIRMED = {
    Finding.TAMPERED,
    Finding.EDITED,
    Finding.COMPROMISED,
    Finding.MALFORMED,
    Finding.UNVERIFIED,
    Finding.UNKNOWN,
    Finding.UNRECOGNISED,
}


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """The headline and what took its place, the certified fields, the checks; then the same of each part."""
    yield headline(verdict)
    if verdict.carrier is not None:
        yield f"Read from {_CARRIERS[verdict.carrier]}."
    yield from _succession(verdict)
    if verdict.remains is not None:
        yield ""
        yield from pairs(_remaining(verdict.remains))
    if verdict.credential is not None and verdict.form is not Form.PRESENTATION:
        yield ""
        if verdict.finding in _UNCONFIRMED:
            yield click.style("What it says of itself, not confirmed:", fg="yellow")
        yield from pairs(certified_fields(verdict.credential))
        if verdict.shown is Visibility.WITHOUT_RESULT:
            yield "Its holder does not show results to the public."
    yield ""
    columns = max((width(check.check.value) for check in verdict.checks), default=0)
    for check in verdict.checks:
        sign, colour = _MARKS[check.result]
        lead = f"  {click.style(sign, fg=colour)} {padded(check.check.value, columns)}  "
        yield from hanging(lead, one_line(check.detail))
    for number, part in enumerate(verdict.parts, start=1):
        yield ""
        yield click.style(f"Credential {number} of {len(verdict.parts)}", bold=True)
        yield from verdict_lines(part)


def _succession(verdict: Verdict) -> Iterator[str]:
    """Where a newer one is, and why."""
    if verdict.superseded_by is not None:
        if verdict.withdrawn is not None and verdict.withdrawn.reason:
            yield f"The reason given: {one_line(verdict.withdrawn.reason)}"
        newer = verdict.superseded_by
        yield click.style(f"A newer one has taken its place: {newer.code}", bold=True)
        yield f"  {newer.address}"


def _remaining(remains: Remains) -> Iterator[tuple[str, str]]:
    """What the record has of an erased one, as ``certified_fields`` calls it."""
    yield "issued", f"{remains.issued_at:%Y-%m-%d}"
    yield "valid until", "" if remains.valid_until is None else f"{remains.valid_until:%Y-%m-%d}"
    yield "issued by", "" if remains.issuer_names is None else remains.issuer_names.in_language("en")
    yield "issuer", remains.issuer


def headline(verdict: Verdict) -> str:
    """The answer, in one line."""
    is_presentation = verdict.form is Form.PRESENTATION
    said = _PRESENTATIONS[verdict.kind] if is_presentation else _HEADLINES[verdict.finding]
    return click.style(said, fg=_COLOURS[verdict.kind], bold=True)
