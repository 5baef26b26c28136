"""Examples of awards by decision for the documentation; tests hold them against the schemas."""

from typing import Any

from certsvc.web.schemas.examples import CREDENTIAL

NEW_AWARD: dict[str, Any] = {
    "micro_certification": "PIONEER-MC",
    "kind": "team",
    "name": "Micro-Course Studio",
    "partner": "ABU",
    "members": ["Amina Yusuf", "Chinedu Okoro"],
    "decided_on": "2026-11-20",
    "edition": "2026",
    "citation": "For forty micro-courses in four languages, made by their own lecturers.",
}

CONFERRED: dict[str, Any] = {
    **CREDENTIAL,
    "centre": "ABU",
    "learner_ref": "@team:micro-course studio",
    "micro_certification": "PIONEER-MC",
}
