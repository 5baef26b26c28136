"""Rules on a transcript (CLR 2.0, ClrCredential): 3 to 6, 8 and 23 to 26 of ``lint``."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from certsvc.credentials import lint_parts
from certsvc.credentials.addresses import Addresses
from certsvc.credentials.codes import is_code
from certsvc.credentials.contexts import CLR_V2, CREDENTIALS_V2, OPEN_BADGES_V3
from certsvc.credentials.lint_badge import TYPES as BADGE_TYPES
from certsvc.credentials.lint_evidence import breaches_of_sole_predecessor
from certsvc.credentials.lint_issued import breaches_of_issued
from certsvc.credentials.lint_values import text_at
from certsvc.credentials.vocabulary import TRANSCRIPT_CODE

CONTEXT = [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3]
TYPES = ["VerifiableCredential", "ClrCredential"]
MOST_CREDENTIALS = 128
"""In one transcript: as many as a verifier here reads of one document."""
LARGEST_CREDENTIALS = 752 * 1024
"""Bytes, all of them together as JSON: as a token, which is a third longer, it is still read here."""

_IDENTITIES = "credentialSubject.identifier"
_CREDENTIALS = "credentialSubject.verifiableCredential"


def without_credentials(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The transcript's own words: those of the credentials in it were linted when they were signed."""
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        return document
    own = {name: value for name, value in subject.items() if name != "verifiableCredential"}
    return {**document, "credentialSubject": own}


def breaches_of_transcript(document: Mapping[str, Any], addresses: Addresses) -> Iterator[str]:
    """Breaches of 3 to 6, 8 and 23 to 26; ``addresses`` are those of the service that the id belongs to."""
    # 3. to 6.
    yield from breaches_of_issued(document, addresses)
    # 26.
    if "evidence" in document:
        yield from breaches_of_sole_predecessor(document["evidence"], addresses, text_at(document, "id"))
    # 23. to 25. and 8.
    if type(document.get("partial")) is not bool:
        yield "23.1 partial is not a boolean"
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        yield "23.2 credentialSubject is not one object"
        return
    if subject.get("type") != ["ClrSubject"]:
        yield "23.2 credentialSubject.type is not ClrSubject"
    yield from _breaches_of_identities(subject.get("identifier"))
    yield from _breaches_of_credentials(subject.get("verifiableCredential"), addresses, document.get("id"))


def _breaches_of_identities(identities: object) -> Iterator[str]:
    names, codes = 0, []
    for found in lint_parts.objects_at(_IDENTITIES, "8.1", identities):
        if isinstance(found, str):
            yield found
            continue
        kind = found[1].get("identityType")
        names += kind == "name"
        if kind == TRANSCRIPT_CODE:
            codes.append(text_at(found[1], "identityHash"))
        yield from lint_parts.breaches_of_identity(*found)
    if names != 1:
        yield f"8.6 {_IDENTITIES} does not hold exactly one name"
    if len(codes) != 1 or not is_code(codes[0]):
        yield f"24.1 {_IDENTITIES} does not hold exactly one verification code"


def _breaches_of_credentials(credentials: object, addresses: Addresses, own_id: object) -> Iterator[str]:
    """Each a badge of this service, signed, once. Whether its signature holds, the workflow asks."""
    if isinstance(credentials, list) and len(credentials) > MOST_CREDENTIALS:
        yield f"25.1 {_CREDENTIALS} has more than {MOST_CREDENTIALS} credentials"
        return
    if _size_of(credentials) > LARGEST_CREDENTIALS:
        yield f"25.5 {_CREDENTIALS} has more than {LARGEST_CREDENTIALS // 1024} KB"
    seen = {own_id}
    for found in lint_parts.objects_at(_CREDENTIALS, "25.1", credentials):
        if isinstance(found, str):
            yield found
            continue
        path, credential = found
        if credential.get("type") != BADGE_TYPES:
            yield f"25.2 {path}.type is not " + ", ".join(BADGE_TYPES)
        if addresses.find_credential_id(text_at(credential, "id")) is None:
            yield f"25.3 {path}.id is not the address of a credential of this service"
        if text_at(credential, "id") in seen:
            yield f"25.3 {path}.id is there already"
        seen.add(text_at(credential, "id"))
        proof = credential.get("proof")
        if not isinstance(proof, dict) or not text_at(proof, "proofValue"):
            yield f"25.4 {path} is not signed"


def _size_of(credentials: object) -> int:
    try:
        return len(json.dumps(credentials, ensure_ascii=False, separators=(",", ":")).encode())
    except (TypeError, ValueError, RecursionError):  # no JSON at all
        return LARGEST_CREDENTIALS + 1
