"""Examples of the VC-API's documentation; tests hold them against the schemas."""

from typing import Any

_DID = "did:web:certificates.example.org"
_CREDENTIAL: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:9c9a36f8-518f-4976-a934-6649502d0008",
    "type": ["VerifiableCredential"],
    "issuer": _DID,
    "validFrom": "2026-11-24T09:00:00Z",
    "credentialSubject": {"id": "did:example:subject", "name": "Amina Yusuf"},
}
_ENTRY: dict[str, Any] = {
    "id": "https://certificates.example.org/status/1#84211",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "84211",
    "statusListCredential": "https://certificates.example.org/status/1",
}
_SIGNED: dict[str, Any] = {
    **_CREDENTIAL,
    "credentialStatus": _ENTRY,
    "proof": {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-24T09:00:00Z",
        "verificationMethod": f"{_DID}#z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "proofPurpose": "assertionMethod",
        "proofValue": "z5h1d6PkkVYgiV7WpzAm3YWtLzDVmBu2…",
    },
}

ISSUE: dict[str, Any] = {"credential": _CREDENTIAL, "options": {"cryptosuite": "eddsa-rdfc-2022"}}
ISSUED: dict[str, Any] = {"verifiableCredential": _SIGNED}
VERIFY: dict[str, Any] = {"verifiableCredential": _SIGNED, "options": {"checks": ["proof"]}}
PRESENT: dict[str, Any] = {
    "verifiablePresentation": {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2",
        "verifiableCredential": [_SIGNED],
    },
    "options": {"challenge": "3182bdea-63d9-11ea-b6de-3b7c1404d57f", "domain": "jobs.example.com"},
}
VERIFIED: dict[str, Any] = {
    "verified": True,
    "document": _SIGNED,
    "checks": ["structure", "issuer", "proof", "validity", "status", "trust", "record"],
    "warnings": [],
    "errors": [],
    "problemDetails": [],
}
NOT_VERIFIED: dict[str, Any] = {
    "verified": False,
    "document": _SIGNED,
    "checks": ["structure", "issuer", "proof"],
    "warnings": [],
    "errors": ["proof: The signature does not fit what is shown here. (signature_invalid)"],
    "problemDetails": [
        {
            "type": "https://www.w3.org/TR/vc-data-model#CRYPTOGRAPHIC_SECURITY_ERROR",
            "title": "Signature invalid",
            "detail": "The signature does not fit what is shown here.",
            "check": "proof",
            "reason": "signature_invalid",
        }
    ],
}
REVOKE: dict[str, Any] = {
    "credentialId": _CREDENTIAL["id"],
    "credentialStatus": [{"type": "BitstringStatusListEntry", "status": "1"}],
    "reason": "Issued to the wrong person.",
}
