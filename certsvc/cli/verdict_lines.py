"""A verdict as it reads in a terminal: the answer first, then what was certified, then every check."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from certsvc.cli.printing import hanging, one_line, padded, pairs, width
from certsvc.domain.verdicts import CheckResult, Finding, Verdict, VerdictKind

_HEADLINES = {
    Finding.VALID: "VALID: genuine, unchanged, and it stands.",
    Finding.REVOKED: "REVOKED: it was issued, and withdrawn since.",
    Finding.EXPIRED: "EXPIRED: genuine, and its time is over.",
    Finding.NOT_YET_VALID: "NOT YET VALID: its time has not begun.",
    Finding.TAMPERED: "NOT GENUINE: its content is not what was signed.",
    Finding.UNKNOWN: "UNKNOWN: no certificate was issued under this.",
    Finding.MALFORMED: "MALFORMED: this is no credential that can be read.",
    Finding.UNVERIFIED: "NOT VERIFIED: not everything could be checked.",
}
_COLOURS = {VerdictKind.VALID: "green", VerdictKind.INVALID: "red", VerdictKind.UNVERIFIED: "yellow"}
_MARKS = {
    CheckResult.PASSED: ("✓", "green"),
    CheckResult.FAILED: ("✗", "red"),
    CheckResult.NOT_CHECKED: ("–", "yellow"),
}
_UNCONFIRMED = {Finding.TAMPERED, Finding.MALFORMED, Finding.UNVERIFIED, Finding.UNKNOWN}


def verdict_lines(verdict: Verdict) -> Iterator[str]:
    """The headline, the certified fields, the checks by name."""
    yield headline(verdict)
    if verdict.credential is not None:
        yield ""
        if verdict.finding in _UNCONFIRMED:
            yield click.style("What it says of itself, not confirmed:", fg="yellow")
        yield from pairs(certified_fields(verdict.credential))
    yield ""
    columns = max((width(check.check.value) for check in verdict.checks), default=0)
    for check in verdict.checks:
        sign, colour = _MARKS[check.result]
        lead = f"  {click.style(sign, fg=colour)} {padded(check.check.value, columns)}  "
        yield from hanging(lead, one_line(check.detail))


def headline(verdict: Verdict) -> str:
    """The answer, in one line."""
    return click.style(_HEADLINES[verdict.finding], fg=_COLOURS[verdict.kind], bold=True)


def certified_fields(document: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Pairs of label and value; the credential may hold anything, and what is misshapen is left out."""
    subject = _object(document, "credentialSubject")
    achievement = _object(subject, "achievement")
    yield "name", _identity(subject, "name")
    yield "in Latin letters", _identity(subject, "ext:latinName")
    yield "certificate", _text(achievement, "name") or _text(document, "name")
    for alignment in _objects(achievement, "alignment"):
        yield (
            "competency",
            " ".join(filter(None, (_text(alignment, "targetCode"), _text(alignment, "targetName")))),
        )
    names = {_text(entry, "id"): _text(entry, "name") for entry in _objects(achievement, "resultDescription")}
    for result in _objects(subject, "result"):
        described = _text(result, "resultDescription")
        yield "result", f"{names.get(described) or described}: {_text(result, 'value')}"
    yield "cohort", _text(subject, "term")
    yield "earned", _text(document, "awardedDate")[:10]
    yield "issued", _text(document, "validFrom")[:10]
    yield "valid until", _text(document, "validUntil")[:10]
    yield "assessed by", _text(_object(subject, "source"), "name")
    yield "issued by", _text(_object(document, "issuer"), "name")
    yield "issuer", _text(_object(document, "issuer"), "id") or _text(document, "issuer")
    yield "code", _text(subject, "licenseNumber")
    yield "credential", _text(document, "id")


def _identity(subject: Mapping[str, Any], identity_type: str) -> str:
    for entry in _objects(subject, "identifier"):
        if _text(entry, "identityType") == identity_type and entry.get("hashed") is False:
            return _text(entry, "identityHash")
    return ""


def _text(holder: Mapping[str, Any], name: str) -> str:
    value = holder.get(name)
    return value if isinstance(value, str) else ""


def _object(holder: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    value = holder.get(name)
    return value if isinstance(value, Mapping) else {}


def _objects(holder: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    value = holder.get(name)
    several = value if isinstance(value, list) else [value]
    return [entry for entry in several if isinstance(entry, Mapping)]
