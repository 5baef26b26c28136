"""A verdict as the JSON object that HTTP and the command line both show."""

from typing import Any

from certsvc.domain.verdicts import Remains, Successor, Verdict
from certsvc.workflows.disclosure import withheld_from


def verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """``{verdict, finding, form, carrier, checks, credential, parts}``, the answer first.

    The credential is what was presented, believed or not: a program reads ``verdict`` before it. ``withheld``
    names what our own copy says and its holder does not show: the credential stands here without. ``parts``
    has one such object for each credential of a presentation. ``superseded_by`` is null, or leads from a
    revoked one to what took its place; ``remains`` is null but for one that was erased.
    """
    return {
        "verdict": verdict.kind.value,
        "finding": verdict.finding.value,
        "form": verdict.form.value,
        "carrier": None if verdict.carrier is None else verdict.carrier.value,
        "checks": [
            {
                "check": check.check.value,
                "result": check.result.value,
                "reason": check.reason,
                "detail": check.detail,
            }
            for check in verdict.checks
        ],
        "credential": None if verdict.credential is None else dict(verdict.credential),
        "withheld": list(withheld_from(verdict)),
        "parts": [verdict_as_json(part) for part in verdict.parts],
        "superseded_by": _successor_as_json(verdict.superseded_by),
        "remains": _remains_as_json(verdict.remains),
    }


def _successor_as_json(successor: Successor | None) -> dict[str, Any] | None:
    if successor is None:
        return None
    return {
        "code": successor.code,
        "url": successor.address,
        "issued_at": successor.issued_at.isoformat(),
    }


def _remains_as_json(remains: Remains | None) -> dict[str, Any] | None:
    if remains is None:
        return None
    return {
        "issuer": remains.issuer,
        "issued_at": remains.issued_at.isoformat(),
        "valid_until": remains.valid_until.isoformat() if remains.valid_until else None,
    }
