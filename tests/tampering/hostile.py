"""What strangers send on purpose, and how much the verifier may work for it: counted, never timed."""

import json
import tracemalloc
from typing import Any

from certsvc.domain.verdicts import CheckName, Verdict, VerdictKind
from certsvc.fetching.outside import Outside
from certsvc.signing.base58 import encode_base58
from certsvc.verification.registry import KnownKey, Unavailable
from certsvc.verification.verify import verify_document
from certsvc.workflows.resolving import Resolver
from tests.builders import RegistryInMemory
from tests.tampering.attempts import check_well_said
from tests.verification.foreign import NOW, a_foreign_badge, a_foreign_key

KEY = a_foreign_key()
CONTEXT = "https://www.w3.org/ns/credentials/v2"
MEBIBYTE = 1 << 20


class ResolvingRegistry(RegistryInMemory):
    """Resolves the DIDs of others as the house does, and counts how often it is asked. Nothing is fetched."""

    def __init__(self, **known: Any) -> None:  # noqa: ANN401  # as RegistryInMemory takes them
        super().__init__(recognised=[KEY.issuer], **known)
        self.resolver = Resolver(Outside(allowed=False, now=lambda: NOW), lambda: NOW)
        self.asked = 0

    def find_key(self, verification_method: str) -> KnownKey | Unavailable:
        self.asked += 1
        if self.is_ours(verification_method.partition("#")[0]):
            return super().find_key(verification_method)
        return self.resolver.find_key(verification_method)

    def find_keys(self, controller: str) -> tuple[KnownKey, ...] | Unavailable:
        self.asked += 1
        return self.resolver.find_keys(controller)


def verdict_on(content: bytes | dict[str, Any], registry: RegistryInMemory | None = None) -> Verdict:
    """It is said well, and nothing hostile is valid."""
    if isinstance(content, dict):
        content = json.dumps(content).encode()
    verdict = verify_document(content, registry=registry or ResolvingRegistry(), now=NOW)
    check_well_said(verdict)
    return verdict


def reason_of(content: bytes | dict[str, Any], check: CheckName = CheckName.STRUCTURE) -> str:
    """Why ``check`` did not pass."""
    verdict = verdict_on(content)
    assert verdict.kind is not VerdictKind.VALID
    return next(each.reason for each in verdict.checks if each.check is check)


def peak_of(content: bytes | dict[str, Any], registry: RegistryInMemory | None = None) -> int:
    """The most memory that was held at once, in bytes, once everything that is loaded once is loaded."""
    verdict_on(content, registry)
    tracemalloc.start()
    try:
        verdict_on(content, registry)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def a_proof(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """In good form, of a key that is known, and false."""
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-24T09:30:00Z",
        "verificationMethod": KEY.verification_method,
        "proofPurpose": "assertionMethod",
        "proofValue": "z" + encode_base58(bytes([1]) * 64),
    } | members


def a_badge(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    issuer = members.pop("issuer", KEY.issuer)
    return a_foreign_badge(issuer, **({"proof": a_proof()} | members))


def a_presentation(*credentials: Any, **members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    return {
        "@context": [CONTEXT],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": list(credentials),
    } | members
