"""Verdicts of the documentation in which there is more to say than valid or not."""

from typing import Any

from certsvc.web.schemas.examples import VERDICT

_REVOKED = {
    "check": "status",
    "result": "failed",
    "reason": "revoked",
    "detail": "The issuer revoked this credential on 24 November 2026."
    " The reason given: The name was corrected.",
}
_GONE = "Not checked: the document is no longer kept here."

REPLACED: dict[str, Any] = {
    **VERDICT,
    "verdict": "invalid",
    "finding": "revoked",
    "checks": [_REVOKED if one["check"] == "status" else one for one in VERDICT["checks"]],
    "superseded_by": {
        "code": "2J4D-N8TW-6X1S-QY5B-C",
        "url": "https://certificates.example.org/v/2J4D-N8TW-6X1S-QY5B-C",
        "issued_at": "2026-11-24T10:00:00+00:00",
    },
}
"""Revoked, and another took its place."""

ERASED: dict[str, Any] = {
    **VERDICT,
    "verdict": "unverified",
    "finding": "erased",
    "form": "none",
    "checks": [
        {"check": "structure", "result": "not_checked", "reason": "document_erased", "detail": _GONE},
        {
            "check": "issuer",
            "result": "passed",
            "reason": "key_listed",
            "detail": "By our record did:web:certificates.example.org issued it on 24 November 2026.",
        },
        {"check": "proof", "result": "not_checked", "reason": "document_erased", "detail": _GONE},
        {
            "check": "validity",
            "result": "passed",
            "reason": "in_force",
            "detail": "By our record the credential is valid without an end.",
        },
        {
            "check": "status",
            "result": "passed",
            "reason": "not_revoked",
            "detail": "The credential has not been revoked.",
        },
        {
            "check": "trust",
            "result": "passed",
            "reason": "issuer_is_ours",
            "detail": "The issuer is the secretariat, or one of its national centres.",
        },
        {
            "check": "record",
            "result": "not_checked",
            "reason": "record_erased",
            "detail": "At its holder's wish it was erased here, so this service no longer knows what the"
            " certificate said.",
        },
    ],
    "credential": None,
    "remains": {
        "issuer": "did:web:certificates.example.org",
        "issued_at": "2026-11-24T09:00:01+00:00",
        "valid_until": None,
    },
}
"""Its holder had her data erased; her own signed copy is still valid."""
