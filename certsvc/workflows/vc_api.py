"""A credential that a caller composed is signed for them (W3C CCG VC-API, Issuing).

It goes the way of every credential: draft, lint, signature, a look with the verifier's own code, and into
the tables in one transaction with its position in a status list.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.lint import LintedCredential, LintError, lint_plain_credential
from certsvc.domain.access import Actor, Role, Scope
from certsvc.domain.identifiers import Did
from certsvc.domain.issued_documents import IssuedDocument
from certsvc.domain.keys import IssuerKey, KeyAlgorithm
from certsvc.domain.records import StatusEntry
from certsvc.domain.verdicts import CheckName, CheckResult
from certsvc.errors import InvalidInputError, NotAllowedError, NotFoundError, ProofError
from certsvc.signing.cryptosuites import EDDSA_RDFC, SUITES, Cryptosuite
from certsvc.signing.data_integrity import sign_credential
from certsvc.signing.jcs import canonical_json
from certsvc.signing.json_text import LARGEST_CONTENT
from certsvc.signing.signed import SignedCredential
from certsvc.storage import events, issued_documents, issuers
from certsvc.storage.database import transaction
from certsvc.workflows.services import Services
from certsvc.workflows.status_positions import reserve_positions
from certsvc.workflows.verify_credential import verify_presented

_MUST_HOLD = (CheckName.STRUCTURE, CheckName.ISSUER, CheckName.PROOF, CheckName.RECORD)
"""Of what was just signed. It may begin to be valid later, and its status may be another service's."""


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What is to be signed, and how.

    ``credential_id``: an id for it, in the place of its own. ``issuer``: one of ours to issue it, in the
    place of whom it names. ``verification_method``: the DID URL of the key; None: the active one that fits
    the suite, the P-256 key before the P-384 one.
    """

    credential: Mapping[str, Any]
    cryptosuite: str = EDDSA_RDFC.name
    credential_id: str | None = None
    issuer: str | None = None
    verification_method: str | None = None


def issue_composed(services: Services, request: IssueRequest, *, by: Actor) -> SignedCredential:
    """The credential with a proof of ours, and a status entry unless it has one; kept, so that it verifies.

    1. The actor may issue for all of the house; 2. the suite is one of ours, 3. the draft breaks no rule and
    names an issuer of ours. 4. In one transaction: the key is locked, a position drawn, the whole linted once
    more, signed, stored, and looked at with the verifier's own code.

    Raises NotAllowedError, InvalidInputError (``unsupported_cryptosuite``, ``malformed_credential``,
    ``too_large``, ``unknown_issuer``, ``no_fitting_key``, ``does_not_verify``, and what canonicalization
    refuses), UnavailableError.
    """
    by.check_may(Scope.ISSUE)  # 1
    if by.role is Role.CENTRE:
        raise NotAllowedError("This is for the secretariat.", code="wrong_role")
    suite = _suite_of(request.cryptosuite)  # 2
    draft = _draft_of(request)  # 3
    issuer = _issuer_of(services, draft)
    with transaction():  # 4
        key = _lock_key(issuer, suite, request.verification_method)
        status = None
        if "credentialStatus" not in draft:
            [status] = reserve_positions(services, issuer, 1)
            draft["credentialStatus"] = _entry_of(services, status)
        signed = _sign(services, _lint(services, draft), key, suite)
        _keep(services, signed, key, status, by)
        _check_fresh(services, signed)
    return signed


def _suite_of(name: str) -> Cryptosuite:
    suite = SUITES.get(name)
    if suite is None:
        raise InvalidInputError(
            "This service does not sign with that cryptosuite.",
            code="unsupported_cryptosuite",
            hint=f"It signs with {', '.join(SUITES)}.",
        )
    return suite


def _draft_of(request: IssueRequest) -> dict[str, Any]:
    """A copy with what the options put in the place of its own, in the order of the original."""
    draft = dict(request.credential)
    if request.credential_id is not None:
        if "id" in draft:
            draft["id"] = request.credential_id
        else:
            context = {"@context": draft.pop("@context")} if "@context" in draft else {}
            draft = {**context, "id": request.credential_id, **draft}
    if request.issuer is not None:
        named = draft.get("issuer")
        draft["issuer"] = {**named, "id": request.issuer} if isinstance(named, dict) else request.issuer
    return draft


def _issuer_of(services: Services, draft: Mapping[str, Any]) -> Did:
    """Who is to sign. Linted before anything is drawn for it: a position given out is not taken back."""
    _lint(services, draft)
    named = draft["issuer"]
    issuer = Did(str(named["id"] if isinstance(named, dict) else named))
    if issuers.find_issuer_partner(issuer) is None:
        raise InvalidInputError("The issuer is not one of this service.", code="unknown_issuer")
    return issuer


def _lint(services: Services, draft: Mapping[str, Any]) -> LintedCredential:
    try:
        linted = lint_plain_credential(DraftCredential(draft), services.addresses)
    except LintError as error:
        raise InvalidInputError(error.message, code="malformed_credential", hint=error.hint) from error
    if len(linted.content) > LARGEST_CONTENT // 2:
        raise InvalidInputError("The credential is larger than this service signs.", code="too_large")
    return linted


def _lock_key(issuer: Did, suite: Cryptosuite, method: str | None) -> IssuerKey:
    """An active key of the issuer that fits the suite, and is the wanted one if one was named."""
    for algorithm in KeyAlgorithm:
        if algorithm not in suite.algorithms:
            continue
        try:
            key = issuers.lock_active_key(issuer, algorithm)
        except NotFoundError:
            continue
        if method in {None, key.verification_method}:
            return key
    raise InvalidInputError(
        f"{issuer} has no such active key that fits {suite.name}.",
        code="no_fitting_key",
        hint="'certsvc keys create --algorithm' makes one.",
    )


def _entry_of(services: Services, status: StatusEntry) -> dict[str, str]:
    """Bitstring Status List 1.0, 2.1."""
    address = services.addresses.status_list(status.list_number)
    return {
        "id": f"{address}#{status.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(status.index),
        "statusListCredential": address,
    }


def _sign(
    services: Services, linted: LintedCredential, key: IssuerKey, suite: Cryptosuite
) -> SignedCredential:
    signing_key = services.keys.get_signing_key(key.issuer, key.multibase)
    try:
        return sign_credential(linted, key=signing_key, created=services.now(), cryptosuite=suite.name)
    except ProofError as error:  # it is the caller's document that no proof covers
        raise InvalidInputError(error.message, code=error.code, hint="Nothing was signed.") from error


def _keep(
    services: Services, signed: SignedCredential, key: IssuerKey, status: StatusEntry | None, by: Actor
) -> None:
    at = services.now()
    identifier = signed.document.get("id")
    kept = IssuedDocument(
        digest=hashlib.sha256(canonical_json(signed.document)).hexdigest(),
        credential_id=None if identifier is None else str(identifier),
        issuer=key.issuer,
        key=key.multibase,
        status=status,
        signed_bytes=signed.content,
        issued_at=at.replace(microsecond=0),
    )
    issued_documents.add(kept)
    events.add_event(events.Event(at, by.name, "issued", "document", kept.digest, {"issuer": key.issuer}))


def _check_fresh(services: Services, signed: SignedCredential) -> None:
    results = {check.check: check for check in verify_presented(services, signed.content).checks}
    wrong = [
        results[name].reason if name in results else name.value
        for name in _MUST_HOLD
        if name not in results or results[name].result is not CheckResult.PASSED
    ]
    if wrong:
        raise InvalidInputError(
            f"What was just signed does not verify ({', '.join(wrong)}); nothing was issued.",
            code="does_not_verify",
        )
