"""Anyone asks whether a credential is true."""

from certsvc.credentials.codes import parse_code
from certsvc.domain.identifiers import CredentialId
from certsvc.domain.verdicts import Check, CheckName, CheckResult, Finding, Verdict
from certsvc.storage import verifying
from certsvc.storage.verifying import Evidence
from certsvc.verification.reasons import Reason
from certsvc.verification.verify import verify_credential
from certsvc.workflows.registry import OwnRegistry, RegistryAtHand
from certsvc.workflows.services import Services

_UNKNOWN = Verdict(
    checks=(
        Check(
            check=CheckName.RECORD,
            result=CheckResult.FAILED,
            reason=Reason.UNKNOWN_CODE.value,
            detail=Reason.UNKNOWN_CODE.sentence,
        ),
    ),
    credential=None,
    finding=Finding.UNKNOWN,
)


def verify_code(services: Services, text: str) -> Verdict:
    """The verdict on what is stored under a code. An unknown code has ``Finding.UNKNOWN`` and no credential.

    Raises InvalidInputError (``malformed_code``) for what cannot be a code.
    """
    return _verify_evidence(services, verifying.find_evidence_by_code(parse_code(text)))


def verify_presented(services: Services, content: bytes) -> Verdict:
    """The verdict on a credential presented as JSON, ours or not. Never raises for what the bytes hold."""
    return verify_credential(content, registry=OwnRegistry(services.addresses), now=services.now())


def verify_stored(services: Services, credential_id: CredentialId) -> Verdict:
    """The verdict on what is stored under an id."""
    return _verify_evidence(services, verifying.find_evidence(credential_id))


def verify_anything(services: Services, text: str) -> Verdict:
    """A code, or a link of ours with a code or a credential's id in it. Raises InvalidInputError."""
    credential_id = services.addresses.find_credential_id(text)
    if credential_id is not None:
        return verify_stored(services, credential_id)
    return verify_code(services, services.addresses.find_code(text) or text)


def _verify_evidence(services: Services, evidence: Evidence | None) -> Verdict:
    if evidence is None:
        return _UNKNOWN
    registry = RegistryAtHand(services.addresses, evidence)
    stored = registry.copy_of(evidence.record)
    return verify_credential(stored.content, registry=registry, now=services.now(), stored=stored)
