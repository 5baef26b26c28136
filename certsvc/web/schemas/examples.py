"""Examples of the documentation; tests hold them against the schemas."""

from typing import Any

from certsvc.web.schemas.import_examples import IMPORT

NEW_COMPLETIONS: dict[str, Any] = {
    "centre": "NG",
    "completions": [
        {
            "learner_ref": "ABU/24/001",
            "full_name": "Amina Yusuf",
            "email": "amina.yusuf@example.org",
            "institution": "Ahmadu Bello University",
            "gender": "female",
            "preferred_language": "en",
            "course_code": "B1",
            "cohort": "2024-04",
            "completed_on": "2024-04-26",
            "score": 89,
            "hours": 30,
            "outcome": "passed",
        }
    ],
}

COMPLETION: dict[str, Any] = {
    "id": "019e6b1c-7c3b-7aa0-9d01-0c1d2e3f4a5b",
    "centre": "NG",
    "learner_ref": "ABU/24/001",
    "full_name": "Amina Yusuf",
    "latin_name": "",
    "email": "amina.yusuf@example.org",
    "institution": "Ahmadu Bello University",
    "gender": "female",
    "preferred_language": "en",
    "course_code": "B1",
    "cohort": "2024-04",
    "completed_on": "2024-04-26",
    "score": 89.0,
    "hours": 30.0,
    "outcome": "passed",
    "delivery": None,
    "version": 1,
    "import_id": IMPORT["id"],
    "line": 2,
    "recorded_at": "2026-11-24T09:00:00+00:00",
    "recorded_by": "019e6b00-0000-7000-8000-000000000001",
}

COMPLETION_PAGE: dict[str, Any] = {"items": [COMPLETION], "next": "MjAyNi0xMS0yNA"}

_DOCUMENT = "https://certificates.example.org/credentials/019e6b1c-7c3c-7e10-8a00-112233445566"

CREDENTIAL: dict[str, Any] = {
    "id": "019e6b1c-7c3c-7e10-8a00-112233445566",
    "code": "7C9K-M2QX-4T8R-VW3Z-H",
    "centre": "NG",
    "learner_ref": "ABU/24/001",
    "micro_certification": "MC-B1",
    "issuer": "did:web:certificates.example.org",
    "key": "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
    "digest": IMPORT["digest"],
    "status": {"list": 1, "index": 84211},
    "issued_at": "2026-11-24T09:00:01+00:00",
    "valid_until": None,
    "revocation": None,
    "links": {
        "self": "/api/v1/credentials/019e6b1c-7c3c-7e10-8a00-112233445566",
        "verification": "https://certificates.example.org/v/7C9K-M2QX-4T8R-VW3Z-H",
        "document": _DOCUMENT,
        "pdf": f"{_DOCUMENT}.pdf",
        "badge_png": f"{_DOCUMENT}.png",
        "badge_svg": f"{_DOCUMENT}.svg",
        "qr_png": f"{_DOCUMENT}/qr.png",
        "qr_svg": f"{_DOCUMENT}/qr.svg",
    },
}

REVOKED: dict[str, Any] = {
    **CREDENTIAL,
    "revocation": {
        "at": "2026-11-24T10:00:00+00:00",
        "reason": "Issued to the wrong learner.",
        "by": "019e6b00-0000-7000-8000-000000000001",
    },
}

CREDENTIAL_PAGE: dict[str, Any] = {"items": [CREDENTIAL], "next": None}
ISSUED: dict[str, Any] = {"items": [CREDENTIAL]}

COURSES: dict[str, Any] = {
    "items": [
        {
            "code": "B1",
            "version": 1,
            "titles": {"en": "Domestication and Production of Micro-Courses"},
            "hours": 30.0,
            "pass_mark": 60.0,
            "modes": ["online", "smart_classroom"],
            "developed_by": ["ABU", "ICHEI"],
            "competencies": ["ICT-CFT:3.1"],
        }
    ]
}

MICRO_CERTIFICATIONS: dict[str, Any] = {
    "items": [
        {
            "code": "GENAI-1X",
            "version": 1,
            "titles": {"en": "Generative AI in Higher Education"},
            "descriptions": {"en": "The foundation of generative AI, and modules of choice."},
            "criteria": {"en": "The foundation and at least two modules are passed."},
            "requirement": {
                "rule": {
                    "all_of": [
                        {"course": "GENAI-FND"},
                        {"at_least": 2, "of": [{"course": "GENAI-PED"}, {"course": "GENAI-GOV"}]},
                    ]
                },
                "minimum_score": None,
                "minimum_hours": None,
                "within_months": 24,
                "completed_from": None,
                "completed_until": None,
            },
            "issued_by": "secretariat",
            "competencies": ["AI-CFT:3.1"],
            "valid_for_months": None,
            "links": {"achievement": "https://certificates.example.org/achievements/GENAI-1X.v1"},
        }
    ]
}

NEW_CENTRE: dict[str, Any] = {
    "code": "KE",
    "names": {"en": "IIOE National Centre of Kenya"},
    "country": "KE",
    "official": "Dr. W. Otieno, Director",
}

CENTRE: dict[str, Any] = {
    "code": "KE",
    "kind": "national_centre",
    "names": {"en": "IIOE National Centre of Kenya"},
    "country": "KE",
    "sub_region": "",
    "url": "",
    "email": "",
    "official": "Dr. W. Otieno, Director",
    "did": "did:web:certificates.example.org:centres:KE",
}

CENTRES: dict[str, Any] = {"items": [CENTRE]}

_CHECKS = (
    ("structure", "well_formed", "The document has the form that the standards ask for."),
    ("issuer", "key_listed", "The issuer is known here and lists the key that signed."),
    ("proof", "signature_valid", "The signature fits what is shown here."),
    ("validity", "in_force", "The credential is valid from 24 November 2026, without an end."),
    ("status", "not_revoked", "The credential has not been revoked."),
    ("trust", "issuer_is_ours", "The issuer is the secretariat, or one of its national centres."),
    ("record", "record_matches", "The document is the one that this service issued and keeps."),
)

VERDICT: dict[str, Any] = {
    "verdict": "valid",
    "finding": "valid",
    "form": "data_integrity",
    "carrier": None,
    "checks": [
        {"check": check, "result": "passed", "reason": reason, "detail": detail}
        for check, reason, detail in _CHECKS
    ],
    "credential": {"id": _DOCUMENT, "type": ["VerifiableCredential", "OpenBadgeCredential"]},
    "withheld": [],
    "parts": [],
    "superseded_by": None,
    "remains": None,
}

PRESENTED: dict[str, Any] = {**VERDICT, "carrier": "pdf"}

UNKNOWN: dict[str, Any] = {
    "verdict": "invalid",
    "finding": "unknown",
    "form": "none",
    "carrier": None,
    "checks": [
        {
            "check": "record",
            "result": "failed",
            "reason": "unknown_code",
            "detail": "No certificate was ever issued under this code.",
        }
    ],
    "credential": None,
    "withheld": [],
    "parts": [],
    "superseded_by": None,
    "remains": None,
}
