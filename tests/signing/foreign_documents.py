"""Credentials as others write them: other members and order than ours, numbers, credentials inside."""

from typing import Any

from certsvc.credentials.contexts import CLR_V2, CREDENTIALS_V1, CREDENTIALS_V2, OPEN_BADGES_V3

Document = dict[str, Any]


def a_foreign_badge(number: int = 1, **members: Any) -> Document:  # noqa: ANN401  # any JSON
    """An Open Badges 3.0 credential with numbers, alignments, evidence, an address and a picture."""
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {
            "type": "Profile",
            "id": "did:web:university.example",
            "name": "University of Examples",
            "url": "https://university.example/",
            "phone": "+1 555 0100",
            "address": {
                "type": "Address",
                "addressCountryCode": "KE",
                "geo": {"type": "GeoCoordinates", "latitude": -1.286389, "longitude": 36.817223},
            },
            "image": {"id": "https://university.example/logo.png", "type": "Image", "caption": "Logo"},
        },
        "credentialSubject": {
            "achievement": {
                "alignment": [
                    {
                        "targetUrl": f"https://frameworks.example/{each}",
                        "targetName": f"Competency {each}",
                        "type": ["Alignment"],
                        "targetType": "CTDL",
                    }
                    for each in ("one", "two", "three")
                ],
                "creditsAvailable": 3.5,
                "criteria": {"narrative": "Pass the *assessment*."},
                "id": "https://university.example/achievements/1",
                "name": "Data literacy",
                "description": "Reads and questions data.",
                "achievementType": "Certificate",
                "resultDescription": [
                    {
                        "type": ["ResultDescription"],
                        "id": f"https://university.example/achievements/1#{each}",
                        "name": each,
                        "resultType": "Percent",
                        "allowedValue": ["A", "B", "C"],
                        "valueMax": "100",
                    }
                    for each in ("project", "examination")
                ],
                "tag": ["data", "literacy"],
                "type": "Achievement",
            },
            "creditsEarned": 512.68,
            "identifier": {
                "hashed": True,
                "identityHash": f"sha256${'b5809d8a' * 8}{number}",
                "identityType": "emailAddress",
                "salt": "fish",
                "type": "IdentityObject",
            },
            "id": f"did:key:z6MkExample{number}",
            "result": [
                {
                    "value": "88.5",
                    "type": ["Result"],
                    "resultDescription": "https://university.example/achievements/1#project",
                },
                {
                    "value": str(number),
                    "type": ["Result"],
                    "resultDescription": "https://university.example/achievements/1#examination",
                },
            ],
            "type": "AchievementSubject",
        },
        "evidence": [
            {"type": ["Evidence"], "id": f"https://university.example/essays/{number}", "genre": "essay"}
        ],
        "validFrom": "2025-03-01T00:00:00Z",
        "awardedDate": "2025-03-01T00:00:00Z",
        "name": "Data literacy",
        "id": f"urn:uuid:91537dba-56cb-11ec-bf63-0242ac13000{number}",
        **members,
    }


def an_endorsement(number: int = 1) -> Document:
    """An endorsement as it stands inside a badge: a credential with contexts of its own."""
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": f"https://accreditor.example/endorsements/{number}",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Accreditation",
        "issuer": {"id": "did:web:accreditor.example", "type": ["Profile"], "name": "Accreditor"},
        "validFrom": "2025-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "https://university.example/achievements/1",
            "type": ["EndorsementSubject"],
            "endorsementComment": "A model course.",
        },
    }


def a_transcript(*credentials: Document, **members: Any) -> Document:  # noqa: ANN401  # any JSON
    """A Comprehensive Learner Record with credentials inside."""
    return {
        "@context": [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3],
        "id": "urn:uuid:7d1cfd10-0ae4-4a3e-bd24-8b40a2e2b9d1",
        "type": ["VerifiableCredential", "ClrCredential"],
        "issuer": {"id": "did:web:university.example", "type": ["Profile"], "name": "University of Examples"},
        "name": "Transcript",
        "partial": True,
        "validFrom": "2025-06-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:key:z6MkExample1",
            "type": ["ClrSubject"],
            "identifier": [
                {"type": "IdentityObject", "hashed": False, "identityHash": "x", "identityType": "name"}
            ],
            "achievement": [
                {
                    "id": "https://university.example/achievements/2",
                    "type": ["Achievement"],
                    "name": "Statistics",
                    "description": "Counts.",
                    "criteria": {"narrative": "Count."},
                }
            ],
            "association": [
                {
                    "type": "Association",
                    "associationType": "isParentOf",
                    "sourceId": "https://university.example/achievements/1",
                    "targetId": "https://university.example/achievements/2",
                }
            ],
            "verifiableCredential": list(credentials),
        },
        **members,
    }


def a_presentation(*credentials: Document, **members: Any) -> Document:  # noqa: ANN401  # any JSON
    """A presentation of the VC Data Model 2.0."""
    return {
        "@context": [CREDENTIALS_V2],
        "type": "VerifiablePresentation",
        "holder": "did:key:z6MkExample1",
        "verifiableCredential": list(credentials),
        **members,
    }


def an_old_credential(**members: Any) -> Document:  # noqa: ANN401  # any JSON
    """A credential of the VC Data Model 1.1."""
    return {
        "@context": [CREDENTIALS_V1],
        "id": "http://university.example/credentials/1872",
        "type": ["VerifiableCredential"],
        "issuer": "did:web:university.example",
        "issuanceDate": "2020-01-01T19:23:24Z",
        "expirationDate": "2030-01-01T19:23:24Z",
        "credentialSubject": {"id": "did:key:z6MkExample1"},
        "credentialSchema": {"id": "https://schemas.example/1", "type": "JsonSchemaValidator2018"},
        **members,
    }
