"""Documents that tokens carry, and the claims that say the same."""

from typing import Any

from tests.signing.jose_tokens import ISSUER

SUBJECT = "did:example:learner"
CREDENTIAL: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "https://issuer.example/credentials/1",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "issuer": {"id": ISSUER, "type": ["Profile"], "name": "Маркази"},
    "validFrom": "2026-01-02T03:04:05Z",
    "validUntil": "2030-01-01T00:00:00+05:00",
    "credentialSubject": {"id": SUBJECT, "type": ["AchievementSubject"]},
}
OLD: dict[str, Any] = {
    "@context": ["https://www.w3.org/2018/credentials/v1"],
    "id": "https://issuer.example/credentials/1",
    "type": ["VerifiableCredential"],
    "issuer": ISSUER,
    "issuanceDate": "2026-01-02T03:04:05Z",
    "expirationDate": "2029-12-31T19:00:00Z",
    "credentialSubject": {"id": SUBJECT, "degree": "x"},
}
"""The same credential as the data model 1.1 has it."""
REGISTERED: dict[str, Any] = {
    "iss": ISSUER,
    "jti": "https://issuer.example/credentials/1",
    "sub": SUBJECT,
    "nbf": 1767323045,
    "exp": 1893438000,
}
PRESENTATION: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "type": ["VerifiablePresentation"],
    "verifiableCredential": [],
}


def without(document: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name not in names}
