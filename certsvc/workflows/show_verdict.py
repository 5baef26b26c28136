"""A verdict as the JSON object that HTTP and the command line both show."""

from typing import Any

from certsvc.domain.verdicts import Verdict


def verdict_as_json(verdict: Verdict) -> dict[str, Any]:
    """``{verdict, finding, form, carrier, checks, credential, parts}``, the answer first.

    The credential is what was presented, believed or not: a program reads ``verdict`` before it. ``parts``
    has one such object for each credential of a presentation.
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
        "parts": [verdict_as_json(part) for part in verdict.parts],
    }
