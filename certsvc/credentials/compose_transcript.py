"""Signed credentials of one person -> draft of a transcript: Comprehensive Learner Record 2.0, ClrCredential.

Pure and deterministic. The credentials stand in it exactly as they were signed, so that each can be verified
alone, and the transcript's own signature says that they are hers and, unless it is partial, that these are
all that its issuer knows of.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.certification import Predecessor
from certsvc.credentials.compose import LATIN_NAME, timestamp
from certsvc.credentials.contexts import CLR_V2, CREDENTIALS_V2, OPEN_BADGES_V3
from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.predecessors import predecessor_evidence
from certsvc.credentials.profiles import profile_object
from certsvc.credentials.vocabulary import TRANSCRIPT_CODE
from certsvc.domain.identifiers import CredentialId, LanguageTag, VerificationCode
from certsvc.domain.partners import IssuerProfile
from certsvc.domain.records import StatusEntry
from certsvc.domain.texts import FALLBACK_LANGUAGE

CLR_SCHEMA = "https://purl.imsglobal.org/spec/clr/v2p0/schema/json/clr_v2p0_clrcredential_schema.json"


@dataclass(frozen=True, slots=True)
class Transcript:
    """Everything that stands in a transcript.

    ``title``: what it is called, in its language. ``latin_name``: empty where there is none. ``credentials``:
    signed ones as parsed JSON, in the order in which they are to be read. ``is_partial``: she has earned more
    than these. ``language``: of the words in it that are nobody's name. ``predecessor``: None unless it takes
    the place of another transcript.
    """

    credential_id: CredentialId
    code: VerificationCode
    title: str
    full_name: str
    latin_name: str
    issuer: IssuerProfile
    credentials: tuple[Mapping[str, Any], ...]
    is_partial: bool
    status: StatusEntry
    issued_at: datetime
    addresses: Addresses
    language: LanguageTag = FALLBACK_LANGUAGE
    predecessor: Predecessor | None = None


def compose_transcript(transcript: Transcript) -> DraftCredential:
    """The document of ``transcript`` without proof: VC Data Model 2.0, CLR 2.0 (ClrCredential, ClrSubject).

    The code stands among the identities of the subject, for a ClrSubject has no ``licenseNumber``.
    """
    addresses = transcript.addresses
    issued_at = timestamp(transcript.issued_at)
    document: dict[str, Any] = {
        "@context": [CREDENTIALS_V2, CLR_V2, OPEN_BADGES_V3],
        "id": addresses.credential(transcript.credential_id),
        "type": ["VerifiableCredential", "ClrCredential"],
        "name": transcript.title,
        "issuer": profile_object(transcript.issuer),
        "validFrom": issued_at,
        "awardedDate": issued_at,
        "partial": transcript.is_partial,
        "credentialSubject": {
            "type": ["ClrSubject"],
            "identifier": _identifiers(transcript),
            "verifiableCredential": list(transcript.credentials),
        },
        "credentialStatus": _status(transcript),
        "credentialSchema": [{"id": CLR_SCHEMA, "type": "JsonSchema"}],
    }
    if transcript.predecessor is not None:
        document["evidence"] = [
            predecessor_evidence(transcript.predecessor, transcript.language, addresses, is_transcript=True)
        ]
    return DraftCredential(document)


def _identifiers(transcript: Transcript) -> list[dict[str, Any]]:
    """Whose it is, as OB 3.0 IdentityObjects (B.1.14), and its own code. No address, not even hashed."""
    identities = [("name", transcript.full_name)]
    if transcript.latin_name:
        identities.append((LATIN_NAME, transcript.latin_name))
    identities.append((TRANSCRIPT_CODE, transcript.code))
    return [
        {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}
        for kind, value in identities
    ]


def _status(transcript: Transcript) -> dict[str, Any]:
    """One BitstringStatusListEntry (Bitstring Status List 1.0, 2.1)."""
    status_list = transcript.addresses.status_list(transcript.status.list_number)
    return {
        "id": f"{status_list}#{transcript.status.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(transcript.status.index),
        "statusListCredential": status_list,
    }
