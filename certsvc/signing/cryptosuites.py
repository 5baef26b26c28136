"""The cryptosuites that are read and made here, by name, and what each does with a document.

Data Integrity EdDSA Cryptosuites 1.0 (``eddsa-rdfc-2022``, ``eddsa-jcs-2022``) and Data Integrity ECDSA
Cryptosuites 1.0 (``ecdsa-rdfc-2019``, ``ecdsa-jcs-2019``). They differ in the keys that they take and in the
canonical form: of the linked data (RDFC-1.0) or of the JSON (RFC 8785).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256, sha384
from typing import Protocol

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.base58 import decode_base58
from certsvc.signing.public_keys import PublicKey, algorithm_of


class CanonicalForm(StrEnum):
    """What of a document is hashed."""

    LINKED_DATA = "RDFC-1.0"
    JSON = "JCS"


@dataclass(frozen=True, slots=True)
class Cryptosuite:
    """A suite: its ``name`` in a proof, its canonical form, and the keys that it takes."""

    name: str
    form: CanonicalForm
    algorithms: frozenset[KeyAlgorithm]


_EDWARDS = frozenset({KeyAlgorithm.ED25519})
_ECDSA = frozenset({KeyAlgorithm.P256, KeyAlgorithm.P384})

EDDSA_RDFC = Cryptosuite("eddsa-rdfc-2022", CanonicalForm.LINKED_DATA, _EDWARDS)
EDDSA_JCS = Cryptosuite("eddsa-jcs-2022", CanonicalForm.JSON, _EDWARDS)
ECDSA_RDFC = Cryptosuite("ecdsa-rdfc-2019", CanonicalForm.LINKED_DATA, _ECDSA)
ECDSA_JCS = Cryptosuite("ecdsa-jcs-2019", CanonicalForm.JSON, _ECDSA)

SUITES = {suite.name: suite for suite in (EDDSA_RDFC, EDDSA_JCS, ECDSA_RDFC, ECDSA_JCS)}

_SIGNATURE_BYTES = {KeyAlgorithm.ED25519: 64, KeyAlgorithm.P256: 64, KeyAlgorithm.P384: 96}
"""R and S of Ed25519 (RFC 8032); r and s of ECDSA, side by side (ECDSA Cryptosuites 1.0, section 3.2.6)."""


class _Digest(Protocol):
    def digest(self) -> bytes:
        """The digest."""


_HASHES: dict[KeyAlgorithm, Callable[[bytes], _Digest]] = {
    KeyAlgorithm.ED25519: sha256,
    KeyAlgorithm.P256: sha256,
    KeyAlgorithm.P384: sha384,
}


def read_suite(name: object) -> Cryptosuite:
    """The suite that a proof names. Raises ProofError (``unsupported_cryptosuite``)."""
    suite = SUITES.get(name) if isinstance(name, str) else None
    if suite is None:
        raise ProofError(
            "The proof's cryptosuite is none of those read here: " + ", ".join(SUITES) + ".",
            code="unsupported_cryptosuite",
        )
    return suite


def fitting_algorithm(suite: Cryptosuite, public_key: PublicKey) -> KeyAlgorithm:
    """What the key is, if the suite takes such keys. Raises ProofError (``proof_key_confusion``)."""
    algorithm = algorithm_of(public_key)
    if algorithm is None or algorithm not in suite.algorithms:
        raise ProofError(
            f"The proof's cryptosuite {suite.name} is not one of its key's.", code="proof_key_confusion"
        )
    return algorithm


def digest(algorithm: KeyAlgorithm, data: bytes) -> bytes:
    """The hash of ``data`` that goes with keys of ``algorithm``: SHA-384 for P-384, else SHA-256."""
    return _HASHES[algorithm](data).digest()


def read_proof_value(value: object, algorithm: KeyAlgorithm) -> bytes:
    """The signature in a ``proofValue``, base58 after a ``z``. Raises ProofError (``proof_value``)."""
    if isinstance(value, str) and value.startswith("z"):
        try:
            signature = decode_base58(value[1:])
        except InvalidInputError:
            signature = b""
        if len(signature) == _SIGNATURE_BYTES[algorithm]:
            return signature
    raise ProofError(
        f"The proof's value is not a signature of {_SIGNATURE_BYTES[algorithm]} bytes in base58.",
        code="proof_value",
    )
