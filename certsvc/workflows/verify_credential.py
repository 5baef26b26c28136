"""Anyone asks whether a credential is true."""

from dataclasses import replace

from certsvc.credentials.codes import parse_code
from certsvc.domain.identifiers import CredentialId
from certsvc.domain.verdicts import Carrier, Check, CheckName, CheckResult, Finding, Verdict
from certsvc.errors import InvalidInputError
from certsvc.opening.open import open_presented
from certsvc.storage import verifying
from certsvc.storage.verifying import Evidence
from certsvc.verification.expectations import Expectations
from certsvc.verification.reasons import Reason
from certsvc.verification.verify import verdict_on_unreadable, verify_document
from certsvc.workflows.check_sheet import with_sheet_check
from certsvc.workflows.disclosure import as_shown
from certsvc.workflows.erased_verdicts import verify_erased
from certsvc.workflows.public_credentials import check_code_given, code_beside
from certsvc.workflows.registry import HouseRegistry
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

    The credential in it is shown as its holder lets the public see it.
    Raises InvalidInputError (``malformed_code``) for what cannot be a code.
    """
    return _verify_evidence(services, verifying.find_evidence_by_code(parse_code(text)))


def verify_presented(services: Services, content: bytes, expectations: Expectations | None = None) -> Verdict:
    """The verdict on anything: JSON, a token, a badge image, a PDF, a photo of a QR code, a code or link.

    What it is, its content says. A link of ours is followed to what is stored; of others, none is. Raises
    for nothing that the bytes hold but a link to what its holder shows on its code alone: NotAllowedError
    (``code_needed``).
    """
    try:
        opened = open_presented(content)
        if opened.document is None:
            return replace(_verify_pointer(services, opened.pointer), carrier=opened.carrier)
    except InvalidInputError as error:
        return verdict_on_unreadable(error)
    verdict = verify_document(
        opened.document, registry=_registry(services), now=services.now(), expectations=expectations
    )
    if opened.carrier is Carrier.PDF:
        verdict = with_sheet_check(services, verdict, pdf=content, credential=opened.document)
    return replace(verdict, carrier=opened.carrier)


def verify_stored(services: Services, credential_id: CredentialId, *, with_parts: bool = True) -> Verdict:
    """The verdict on what is stored under an id.

    ``with_parts``: on each credential in a transcript too; only who has just verified them does without.
    """
    return _verify_evidence(services, verifying.find_evidence(credential_id), with_parts=with_parts)


def verify_anything(services: Services, text: str) -> Verdict:
    """A code, or a link of ours with a code or a credential's id in it.

    Raises InvalidInputError (``malformed_code``, ``foreign_link``); NotAllowedError (``code_needed``) for a
    link without the code to what its holder shows on its code alone.
    """
    return replace(_verify_pointer(services, text), carrier=Carrier.TEXT)


def _verify_pointer(services: Services, text: str) -> Verdict:
    """A link may stand without its scheme, as it is printed."""
    host = services.settings.host
    if text.lower().startswith(f"{host}/"):
        text = f"{services.settings.base_url}{text[len(host) :]}"
    credential_id = services.addresses.find_credential_id(text)
    if credential_id is not None:
        return _verify_address(services, credential_id, code=code_beside(text))
    code = services.addresses.find_code(text)
    if code is None and "://" in text:
        raise InvalidInputError(
            f"The link is not one to a credential of {services.settings.base_url}, and no other is followed.",
            code=Reason.FOREIGN_LINK.value,
            hint="Download the credential and verify the file.",
        )
    return verify_code(services, code or text)


def _verify_address(services: Services, credential_id: CredentialId, *, code: str) -> Verdict:
    evidence = verifying.find_evidence(credential_id)
    if evidence is not None:
        check_code_given(evidence.record, evidence.visibility, code)
    return _verify_evidence(services, evidence)


def _registry(services: Services, evidence: Evidence | None = None) -> HouseRegistry:
    return HouseRegistry(services.addresses, services.resolver, evidence)


def _verify_evidence(services: Services, evidence: Evidence | None, *, with_parts: bool = True) -> Verdict:
    if evidence is None:
        return _UNKNOWN
    registry = _registry(services, evidence)
    stored = registry.copy_of(evidence)
    if evidence.record.erased_at is not None:
        return verify_erased(registry, evidence, address=stored.address, now=services.now())
    verdict = verify_document(
        stored.content, registry=registry, now=services.now(), stored=stored, with_parts=with_parts
    )
    return as_shown(verdict, evidence.visibility)
