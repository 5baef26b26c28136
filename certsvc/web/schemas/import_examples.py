"""Examples of imports for the documentation; tests hold them against the schemas."""

from typing import Any

IMPORT: dict[str, Any] = {
    "id": "019e6b1c-7c3a-7d55-8f10-5a4b6c7d8e9f",
    "state": "done",
    "centre": "NG",
    "filename": "nigeria-B1-2024-04.csv",
    "digest": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "options": {
        "mode": "record",
        "course": None,
        "delivery": None,
        "on_conflict": "reject",
        "issue": True,
    },
    "counts": {
        "rows": 40,
        "recorded": 39,
        "unchanged": 0,
        "amended": 0,
        "refused": 1,
        "skipped": 0,
        "issued": 38,
    },
    "problems": [
        {
            "line": 17,
            "column": "score",
            "code": "score_out_of_range",
            "message": "The score lies above 100.",
            "hint": "Give points of 100, such as 87.5.",
            "severity": "refused",
        }
    ],
    "total": 40,
    "done": 40,
    "rate": 40.0,
    "seconds_left": None,
    "failure": "",
    "created_at": "2026-11-24T09:00:00+00:00",
    "heartbeat_at": "2026-11-24T09:00:01+00:00",
    "finished_at": "2026-11-24T09:00:01+00:00",
    "links": {
        "self": "/api/v1/imports/019e6b1c-7c3a-7d55-8f10-5a4b6c7d8e9f",
        "credentials": "/api/v1/credentials?import_id=019e6b1c-7c3a-7d55-8f10-5a4b6c7d8e9f",
        "refused": "/api/v1/imports/019e6b1c-7c3a-7d55-8f10-5a4b6c7d8e9f/refused",
    },
}

_ADDRESS = IMPORT["links"]["self"]
NOTHING_YET: dict[str, Any] = {
    "done": 0,
    "rate": None,
    "heartbeat_at": None,
    "finished_at": None,
}

QUEUED_IMPORT: dict[str, Any] = {
    **IMPORT,
    "state": "queued",
    "counts": dict.fromkeys(IMPORT["counts"], 0),
    "problems": [],
    **NOTHING_YET,
    "links": {
        "self": _ADDRESS,
        "credentials": IMPORT["links"]["credentials"],
        "cancellation": f"{_ADDRESS}/cancellation",
    },
}

CANCELLED_IMPORT: dict[str, Any] = {
    **QUEUED_IMPORT,
    "state": "cancelled",
    "finished_at": "2026-11-24T09:00:01+00:00",
    "links": {"self": _ADDRESS, "credentials": IMPORT["links"]["credentials"]},
}

DRY_RUN: dict[str, Any] = {
    **IMPORT,
    "digest": "",
    "options": {**IMPORT["options"], "mode": "dry_run"},
    "rate": None,
    "heartbeat_at": None,
    "finished_at": None,
    "links": {},
}

IMPORT_PAGE: dict[str, Any] = {"items": [{**IMPORT, "problems": []}], "next": None}
