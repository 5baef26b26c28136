"""Makes the expected values of ``SUITE/*.json`` by a path that shares no code with certsvc.

PyLD for JSON-LD and RDFC-1.0, rfc8785 for JCS, hashlib, ``cryptography`` for the signatures; base58 is
written out here. Run it after adding a file with the one member ``unsigned``:
``python tests/vectors/make_vectors.py``. A file of an ECDSA suite is named for its curve: ``p256-…``.
"""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pyld import jsonld

ROOT = Path(__file__).resolve().parents[2]
VECTORS = Path(__file__).resolve().parent
SUITES = ["eddsa-rdfc-2022", "eddsa-jcs-2022", "ecdsa-rdfc-2019", "ecdsa-jcs-2019"]
CONTEXTS = {
    "https://www.w3.org/ns/credentials/v2": "credentials-v2.json",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "open-badges-3.0.3.json",
    "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": "clr-2.0.1.json",
}
ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CREATED = "2026-11-24T09:30:00Z"


class LongHashes(jsonld.URDNA2015):  # type: ignore[misc]  # PyLD has no types
    """RDFC-1.0 with SHA-384."""

    def create_hash(self) -> Any:  # noqa: ANN401  # hashlib's
        return hashlib.sha384()


def load_context(url: str, _options: Any = None) -> dict[str, Any]:  # noqa: ANN401  # PyLD's signature
    content = (ROOT / "certsvc" / "credentials" / "contexts" / CONTEXTS[url]).read_text(encoding="utf-8")
    return {"contextUrl": None, "documentUrl": url, "document": json.loads(content)}


def normalize(document: dict[str, Any], *, long_hashes: bool) -> str:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": load_context}
    if long_hashes:
        dataset = jsonld.to_rdf(document, {"documentLoader": load_context})
        return str(LongHashes().main(dataset, options))
    return str(jsonld.normalize(document, options))


def base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, len(ALPHABET))
        text = ALPHABET[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def edwards_key(seed: bytes) -> tuple[str, Callable[[bytes], bytes]]:
    """The Multikey and what signs."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return "z" + base58(b"\xed\x01" + key.public_key().public_bytes_raw()), key.sign


def curve_key(seed: bytes, *, long: bool) -> tuple[str, Callable[[bytes], bytes]]:
    """The Multikey and what signs: r and s side by side, made as RFC 6979 says."""
    curve, header = (ec.SECP384R1(), b"\x81\x24") if long else (ec.SECP256R1(), b"\x80\x24")
    size = 48 if long else 32
    key = ec.derive_private_key(int.from_bytes(seed, "big"), curve)
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)

    def sign(data: bytes) -> bytes:
        hashing = hashes.SHA384() if long else hashes.SHA256()
        numbers = decode_dss_signature(key.sign(data, ec.ECDSA(hashing, deterministic_signing=True)))
        return b"".join(number.to_bytes(size, "big") for number in numbers)

    return "z" + base58(header + point), sign


def complete(suite: str, unsigned: dict[str, Any], seed: bytes, *, long: bool) -> dict[str, Any]:
    multibase, sign = edwards_key(seed) if suite.startswith("eddsa") else curve_key(seed, long=long)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": suite,
        "created": CREATED,
        "verificationMethod": f"{unsigned['issuer']['id']}#{multibase}",
        "proofPurpose": "assertionMethod",
    }
    if "jcs" in suite:
        proof = {"@context": unsigned["@context"], **proof}
        texts = [rfc8785.dumps(part).decode() for part in (proof, unsigned)]
    else:
        injected = {"@context": unsigned["@context"], **proof}
        texts = [normalize(part, long_hashes=long) for part in (injected, unsigned)]
    hashing = hashlib.sha384 if long else hashlib.sha256
    found = [hashing(text.encode()).digest() for text in texts]
    return {
        "seed": seed.hex(),
        "publicKeyMultibase": multibase,
        "unsigned": unsigned,
        "proof": proof,
        "canonicalDocument": texts[1],
        "canonicalProof": texts[0],
        "proofHash": found[0].hex(),
        "documentHash": found[1].hex(),
        "proofValue": "z" + base58(sign(b"".join(found))),
    }


def main() -> None:
    for suite in SUITES:
        for path in sorted((VECTORS / suite).glob("*.json")):
            seed = hashlib.sha256(path.stem.encode()).digest()
            unsigned = json.loads(path.read_text(encoding="utf-8"))["unsigned"]
            vector = complete(suite, unsigned, seed, long=path.stem.startswith("p384-"))
            path.write_text(json.dumps(vector, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
