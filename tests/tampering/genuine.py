"""What is tampered with: genuine credentials, each with its twins, and a registry that knows all."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any

from certsvc.domain.identifiers import CredentialId, PartnerCode
from certsvc.domain.keys import KeyAlgorithm
from certsvc.domain.records import StatusEntry
from certsvc.domain.verdicts import Verdict
from certsvc.signing.data_integrity import UnlintedDocument, sign_document
from certsvc.signing.signed import SignedCredential
from certsvc.signing.signing_key import SigningKey
from certsvc.verification.verify import verify_document
from tests.builders import (
    ADDRESSES,
    RegistryInMemory,
    a_certification,
    a_learner,
    a_signed_credential,
    an_award,
    an_issuer_profile,
)
from tests.verification.foreign import NOW, a_foreign_badge, a_foreign_key, known_by_did, secured

Document = dict[str, Any]

# Another partner made the achievement: where it is the issuer, all that is said of it is said twice.
_CREATOR = an_issuer_profile(code="UZ", did=ADDRESSES.centre_did(PartnerCode("UZ")), name="TUIT, Tashkent")
FORGER = a_foreign_key(seed=66)
EMPLOYER = a_foreign_key(seed=21)


@cache
def own_credential() -> SignedCredential:
    return a_signed_credential(a_certification(creator=_CREATOR))


@cache
def own_twin() -> SignedCredential:
    """Another learner's, of the same achievement."""
    award = an_award(learner=a_learner(full_name="Another Learner"))
    other = CredentialId("019ab4f2-6c00-7a11-8c22-3d334e445fff")
    return a_signed_credential(
        a_certification(creator=_CREATOR, credential_id=other, award=award, status=StatusEntry(1, 5))
    )


@dataclass(frozen=True)
class Genuine:
    """A document, its twins (other genuine ones, and a forger's), and who signed it."""

    key: SigningKey
    document: Document
    twins: tuple[Document, ...]


@cache
def foreign_credential(suite: str, algorithm: KeyAlgorithm) -> Genuine:
    """An Open Badge with dates, evidence, a number, a text in French and a status."""
    key = a_foreign_key(algorithm)
    badge = rich_badge(key.issuer)
    twin = rich_badge(key.issuer, id="urn:uuid:00000000-0000-4000-8000-000000000002", name="Statistics II")
    by_forger = rich_badge(key.issuer)
    return Genuine(
        key,
        json.loads(secured(badge, key, cryptosuite=suite)),
        (
            json.loads(secured(twin, key, cryptosuite=suite)),
            json.loads(secured(by_forger, FORGER, cryptosuite="eddsa-jcs-2022")),
            json.loads(secured(by_forger, FORGER, cryptosuite="eddsa-rdfc-2022")),
        ),
    )


def rich_badge(issuer: str, **members: Any) -> Document:  # noqa: ANN401  # any JSON
    badge = a_foreign_badge(issuer, **({"validUntil": "2030-01-01T00:00:00Z"} | members))
    badge["evidence"] = [{"id": "https://university.example/e/1", "type": ["Evidence"], "name": "A thesis"}]
    subject = badge["credentialSubject"]
    subject["achievement"]["creditsAvailable"] = 7.5
    subject["achievement"]["tag"] = ["data", "Résumé"]
    subject["result"] = [{"type": ["Result"], "value": "89"}]
    return badge


@cache
def proof_set() -> Genuine:
    """Signed by the issuer, and by a witness with another kind of key."""
    key, witness = a_foreign_key(), a_foreign_key(KeyAlgorithm.P256, seed=9)
    badge = rich_badge(key.issuer)
    once = sign_document(UnlintedDocument(badge), key=key, created=NOW, cryptosuite="eddsa-rdfc-2022")
    both = sign_document(UnlintedDocument(once), key=witness, created=NOW, cryptosuite="ecdsa-rdfc-2019")
    return Genuine(
        key, json.loads(json.dumps(both)), foreign_credential("eddsa-rdfc-2022", KeyAlgorithm.ED25519).twins
    )


@cache
def proof_chain(suite: str) -> Genuine:
    """Signed by the issuer, and once more over that first proof."""
    key = a_foreign_key()
    badge = rich_badge(key.issuer)
    first = sign_document(
        UnlintedDocument(badge), key=key, created=NOW, cryptosuite=suite, proof_id="urn:uuid:a"
    )
    second = sign_document(
        UnlintedDocument(first),
        key=key,
        created=NOW,
        cryptosuite=suite,
        previous_proof="urn:uuid:a",
        proof_id="urn:uuid:b",
    )
    return Genuine(key, json.loads(json.dumps(second)), foreign_credential(suite, KeyAlgorithm.ED25519).twins)


_KEYS = [
    *(a_foreign_key(algorithm) for algorithm in KeyAlgorithm),
    a_foreign_key(KeyAlgorithm.P256, seed=9),
    FORGER,
    EMPLOYER,
]
REGISTRY = RegistryInMemory(
    own_credential(),
    own_twin(),
    foreign=[known_by_did(key) for key in _KEYS],
    recognised=[a_foreign_key(algorithm).issuer for algorithm in KeyAlgorithm],
)
"""Knows every key, the forger's too, and recognises every issuer but the forger."""


def verify(content: bytes) -> Verdict:
    return verify_document(content, registry=REGISTRY, now=NOW)
