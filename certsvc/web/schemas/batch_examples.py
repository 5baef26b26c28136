"""Examples of acts on many credentials for the documentation; tests hold them against the schemas."""

from typing import Any

from certsvc.web.schemas.import_examples import NOTHING_YET

NEW_BATCH: dict[str, Any] = {
    "act": "revoke",
    "filter": {"centre": "NG", "cohort": "2024-04"},
    "reason": "The results of this cohort were sent by mistake.",
    "preview": False,
    "expected": 412,
}

PREVIEW: dict[str, Any] = {"preview": True, "credentials": 412, "until": None, "changes": None}

REISSUE_PREVIEW: dict[str, Any] = {
    "preview": True,
    "credentials": 200,
    "until": "019e6b1f-80c4-7d11-8a3e-5b6c7d8e9f00",
    "changes": {
        "looked_at": 200,
        "changed": 198,
        "unchanged": 1,
        "left_out": 1,
        "transcripts": 0,
        "samples": [
            {
                "code": "7K3M-9PQ2-XR5T-W8HD-N",
                "name": "Ngozi Okafor",
                "differences": [
                    {
                        "what": "Title",
                        "of": "",
                        "before": "Micro-Corse Production",
                        "after": "Micro-Course Production",
                    },
                    {"what": "Course", "of": "B1", "before": "Micro-Corses", "after": "Micro-Courses"},
                ],
            }
        ],
    },
}

_BATCH_ADDRESS = "/api/v1/batches/019e6b20-11aa-7c00-9e00-aabbccddeeff"

BATCH: dict[str, Any] = {
    "id": "019e6b20-11aa-7c00-9e00-aabbccddeeff",
    "act": "revoke",
    "filter": {
        "centre": "NG",
        "micro_certification": None,
        "course": None,
        "cohort": "2024-04",
        "import_id": None,
        "issued_from": None,
        "issued_until": None,
        "key": None,
    },
    "reason": NEW_BATCH["reason"],
    "format": None,
    "bundle": None,
    "template": None,
    "bilingual": None,
    "state": "done",
    "total": 412,
    "done": 412,
    "rate": 206.0,
    "seconds_left": None,
    "failure": "",
    "created_at": "2026-11-24T09:04:10+00:00",
    "heartbeat_at": "2026-11-24T09:04:12+00:00",
    "finished_at": "2026-11-24T09:04:12+00:00",
    "left_out": 0,
    "unchanged": 0,
    "links": {"self": _BATCH_ADDRESS},
}

QUEUED_BATCH: dict[str, Any] = {
    **BATCH,
    "state": "queued",
    **NOTHING_YET,
    "links": {"self": _BATCH_ADDRESS, "cancellation": f"{_BATCH_ADDRESS}/cancellation"},
}

CANCELLED_BATCH: dict[str, Any] = {
    **BATCH,
    **NOTHING_YET,
    "state": "cancelled",
    "finished_at": BATCH["finished_at"],
}

BATCH_PAGE: dict[str, Any] = {"items": [BATCH], "next": None}
