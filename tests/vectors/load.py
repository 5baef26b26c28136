"""Vectors of the four cryptosuites in one form: the project's own, and W3C's where their folder is there."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, SECP384R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.credentials.contexts import get_context
from certsvc.domain.identifiers import Did
from certsvc.domain.keys import KeyAlgorithm
from certsvc.signing.base58 import decode_base58
from certsvc.signing.signing_key import PrivateKey, SigningKey, public_multibase

OWN = Path(__file__).resolve().parent
PUBLISHED = Path(__file__).resolve().parents[3] / "shared" / "standards" / "vectors"
SUITES = ("eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019")

# Published vectors use a context that the product does not know. This defines, in the fewest words, the terms
# that the vectors use, as their canonical documents show them.
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
    def suite(self) -> str:
        return str(self.proof["cryptosuite"])

    @property
    def algorithm(self) -> KeyAlgorithm:
        if self.suite.startswith("eddsa"):
            return KeyAlgorithm.ED25519
        return KeyAlgorithm.P384 if self.multibase.startswith("z82") else KeyAlgorithm.P256

    @property
    def key(self) -> SigningKey:
        private_key: PrivateKey
        if self.algorithm is KeyAlgorithm.ED25519:
            private_key = Ed25519PrivateKey.from_private_bytes(self.seed)
        else:
            curve = SECP384R1() if self.algorithm is KeyAlgorithm.P384 else SECP256R1()
            private_key = derive_private_key(int.from_bytes(self.seed, "big"), curve)
        did = Did(self.proof["verificationMethod"].partition("#")[0])
        return SigningKey(did, public_multibase(private_key), private_key)

    @property
    def signed(self) -> dict[str, Any]:
        return {**self.unsigned, "proof": {**self.proof, "proofValue": self.proof_value}}


def own_vectors(*suites: str) -> list[Vector]:
    return [_own(path) for suite in suites or SUITES for path in sorted((OWN / suite).glob("*.json"))]


def published_vectors() -> list[Vector]:
    if not PUBLISHED.is_dir():
        return []
    eddsa, ecdsa = PUBLISHED / "eddsa", PUBLISHED / "ecdsa"
    keys = [eddsa / "keyPair.json", ecdsa / "p256KeyPair.json", ecdsa / "p384KeyPair.json"]
    return [
        _published("w3c-alumni", keys[0], eddsa / "eddsa-rdfc-2022"),
        _published("w3c-employ", keys[0], eddsa / "eddsa-rdfc-2022" / "employ"),
        _published("w3c-alumni", keys[0], eddsa / "eddsa-jcs-2022"),
        *[
            _published(f"w3c-{curve}-{name}", key, ecdsa / f"{suite}-{curve}" / folder)
            for curve, key in zip(("p256", "p384"), keys[1:], strict=True)
            for suite, name, folder in (
                ("ecdsa-rdfc-2019", "alumni", ""),
                ("ecdsa-rdfc-2019", "employ", "employ"),
                ("ecdsa-jcs-2019", "alumni", ""),
            )
        ],
    ]


def _own(path: Path) -> Vector:
    made = json.loads(path.read_text(encoding="utf-8"))
    return Vector(
        name=f"{path.parent.name}-{path.stem}",
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


def _published(name: str, key_file: Path, folder: Path) -> Vector:
    def read(start: str) -> str:
        (path,) = folder.glob(f"{start}*")
        return path.read_text(encoding="utf-8")

    keys = json.loads(key_file.read_text(encoding="utf-8"))
    secret = keys.get("privateKeyMultibase") or keys["secretKeyMultibase"]
    proof = json.loads(read("proofConfig"))
    if "rdfc" in proof["cryptosuite"]:
        del proof["@context"]
    unsigned = json.loads(read("signed"))
    del unsigned["proof"]
    return Vector(
        name=f"{proof['cryptosuite']}-{name}",
        seed=decode_base58(secret[1:])[2:],
        multibase=keys["publicKeyMultibase"],
        unsigned=unsigned,
        proof=proof,
        canonical_document=read("canonDoc"),
        canonical_proof=read("proofCanon"),
        hashes=read("combinedHash").strip(),
        proof_value=read("sigBTC58").strip(),
        contexts=contexts_of_vectors,
    )


VECTORS = own_vectors() + published_vectors()
