"""Makes the expected values of ``eddsa-rdfc-2022/*.json`` by a path that shares no code with certsvc.

PyLD for JSON-LD and RDFC-1.0, hashlib, ``cryptography`` for Ed25519; base58 is written out here. Run it
after adding a file with the one member ``unsigned``: ``python tests/vectors/make_vectors.py``.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from pyld import jsonld

ROOT = Path(__file__).resolve().parents[2]
VECTORS = Path(__file__).resolve().parent / "eddsa-rdfc-2022"
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "open-badges-3.0.3.json",
}
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CREATED = "2026-11-24T09:30:00Z"


def load_context(url: str, _options: Any = None) -> dict[str, Any]:  # noqa: ANN401  # PyLD's signature
    content = (ROOT / "certsvc" / "credentials" / "contexts" / CONTEXTS[url]).read_text(encoding="utf-8")
    return {"contextUrl": None, "documentUrl": url, "document": json.loads(content)}


def normalize(document: dict[str, Any]) -> str:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load_context}
    return str(jsonld.normalize(document, options))


def base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        text = ALPHABET[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def complete(vector: dict[str, Any], seed: bytes) -> dict[str, Any]:
    unsigned = vector["unsigned"]
    key = Ed25519PrivateKey.from_private_bytes(seed)
    multibase = "z" + base58(b"\xed\x01" + key.public_key().public_bytes_raw())
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": CREATED,
        "verificationMethod": f"{unsigned['issuer']['id']}#{multibase}",
        "proofPurpose": "assertionMethod",
    }
    canonical_document = normalize(unsigned)
    canonical_proof = normalize({"@context": unsigned["@context"], **proof})
    hashes = [hashlib.sha256(text.encode()).digest() for text in (canonical_proof, canonical_document)]
    return {
        "seed": seed.hex(),
        "publicKeyMultibase": multibase,
        "unsigned": unsigned,
        "proof": proof,
        "canonicalDocument": canonical_document,
        "canonicalProof": canonical_proof,
        "proofHash": hashes[0].hex(),
        "documentHash": hashes[1].hex(),
        "proofValue": "z" + base58(key.sign(b"".join(hashes))),
    }


def main() -> None:
    for path in sorted(VECTORS.glob("*.json")):
        seed = hashlib.sha256(path.stem.encode()).digest()
        vector = complete(json.loads(path.read_text(encoding="utf-8")), seed)
        path.write_text(json.dumps(vector, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
