"""Registries of issuers as others publish them, really signed, with keyword defaults."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from certsvc.domain.identifiers import Did
from certsvc.signing.data_integrity import UnlintedDocument, sign_document
from certsvc.signing.signing_key import SigningKey
from tests.builders import NOW, a_signing_key

COLLEGE = "did:web:college.example"
SCHOOL = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"
LISTED: Mapping[str, Any] = {
    COLLEGE: {"name": "A College", "url": "https://college.example/", "location": "Accra, Ghana"},
    SCHOOL: {"name": "Школа", "url": "", "location": ""},
}


def a_peer(seed: int = 7) -> SigningKey:
    """Who publishes a registry: its DID is its key, so that it is resolved without asking anybody."""
    multibase = a_signing_key(seed=seed).multibase
    return a_signing_key(seed=seed, issuer=Did(f"did:key:{multibase}"))


def a_registry(
    listed: object = LISTED,
    *,
    signer: SigningKey | None = None,
    created: datetime | None = NOW,
    **proof: Any,  # noqa: ANN401  # any argument of ``sign_document``
) -> bytes:
    """A registry in the form of the Digital Credentials Consortium, signed if there is a signer."""
    document: dict[str, Any] = {
        "meta": {"created": "2024-01-01T00:00:00Z", "updated": "2026-01-01T00:00:00Z"},
        "registry": listed,
    }
    if signer is not None:
        document = sign_document(UnlintedDocument(document), key=signer, created=created, **proof)
    return json.dumps(document, ensure_ascii=False).encode()
