"""Vectors of eddsa-rdfc-2022 in one form: the project's own, and W3C's where their folder is there."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from certsvc.credentials.contexts import get_context
from certsvc.signing.base58 import decode_base58

OWN = Path(__file__).resolve().parent / "eddsa-rdfc-2022"
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "standards" / "vectors" / "eddsa"

# The published vectors use contexts that the product does not know. These define, in the fewest words,
# the terms that the vectors use, as their canonical documents show them.
_EXAMPLES = {"@vocab": "https://www.w3.org/ns/credentials/examples#"}
_CITIZENSHIP = {
    "EmploymentAuthorizationDocumentCredential": "https://w3id.org/citizenship#EmploymentAuthorizationDocumentCredential",
    "EmployablePerson": "https://w3id.org/citizenship#EmployablePerson",
    "EmploymentAuthorizationDocument": "https://w3id.org/citizenship#EmploymentAuthorizationDocument",
    "employmentAuthorizationDocument": {
        "@id": "https://w3id.org/citizenship#employmentAuthorizationDocument",
        "@type": "@id",
    },
    "birthCountry": "https://w3id.org/citizenship#birthCountry",
    "lprCategory": "https://w3id.org/citizenship#lprCategory",
    "lprNumber": "https://w3id.org/citizenship#lprNumber",
    "residentSince": {
        "@id": "https://w3id.org/citizenship#residentSince",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    },
    "Person": "https://schema.org/Person",
    "additionalName": "https://schema.org/additionalName",
    "birthDate": {
        "@id": "https://schema.org/birthDate",
        "@type": "http://www.w3.org/2001/XMLSchema#dateTime",
    },
    "familyName": "https://schema.org/familyName",
    "gender": "https://schema.org/gender",
    "givenName": "https://schema.org/givenName",
    "identifier": "https://schema.org/identifier",
    "image": {"@id": "https://schema.org/image", "@type": "@id"},
}
_INJECTED = {
    "https://www.w3.org/ns/credentials/examples/v2": _EXAMPLES,
    "https://w3id.org/citizenship/v4rc1": _CITIZENSHIP,
}


def contexts_of_vectors(url: str) -> bytes:
    """The pinned contexts, and those that only the published vectors name."""
    if url in _INJECTED:
        return json.dumps({"@context": _INJECTED[url]}).encode()
    return get_context(url)


@dataclass(frozen=True)
class Vector:
    name: str
    seed: bytes
    multibase: str
    unsigned: Mapping[str, Any]
    proof: Mapping[str, Any]
    canonical_document: str
    canonical_proof: str
    hashes: str
    """Hex: of the proof, then of the document."""
    proof_value: str
    contexts: Callable[[str], bytes]

    @property
    def signed(self) -> dict[str, Any]:
        return {**self.unsigned, "proof": {**self.proof, "proofValue": self.proof_value}}


def own_vectors() -> list[Vector]:
    return [_own(path) for path in sorted(OWN.glob("*.json"))]


def published_vectors() -> list[Vector]:
    if not PUBLISHED.is_dir():
        return []
    suite = PUBLISHED / "eddsa-rdfc-2022"
    return [
        _published("w3c-alumni", PUBLISHED / "unsigned.json", suite),
        _published("w3c-employ", PUBLISHED / "employmentAuth.json", suite / "employ"),
    ]


def _own(path: Path) -> Vector:
    made = json.loads(path.read_text(encoding="utf-8"))
    return Vector(
        name=path.stem,
        seed=bytes.fromhex(made["seed"]),
        multibase=made["publicKeyMultibase"],
        unsigned=made["unsigned"],
        proof=made["proof"],
        canonical_document=made["canonicalDocument"],
        canonical_proof=made["canonicalProof"],
        hashes=made["proofHash"] + made["documentHash"],
        proof_value=made["proofValue"],
        contexts=get_context,
    )


def _published(name: str, unsigned: Path, folder: Path) -> Vector:
    keys = json.loads((PUBLISHED / "keyPair.json").read_text(encoding="utf-8"))
    proof = json.loads((folder / "proofConfigDataInt.json").read_text(encoding="utf-8"))
    del proof["@context"]
    return Vector(
        name=name,
        seed=decode_base58(keys["privateKeyMultibase"][1:])[2:],
        multibase=keys["publicKeyMultibase"],
        unsigned=json.loads(unsigned.read_text(encoding="utf-8")),
        proof=proof,
        canonical_document=(folder / "canonDocDataInt.txt").read_text(encoding="utf-8"),
        canonical_proof=(folder / "proofCanonDataInt.txt").read_text(encoding="utf-8"),
        hashes=(folder / "combinedHashDataInt.txt").read_text(encoding="utf-8").strip(),
        proof_value=(folder / "sigBTC58DataInt.txt").read_text(encoding="utf-8").strip(),
        contexts=contexts_of_vectors,
    )


VECTORS = own_vectors() + published_vectors()
