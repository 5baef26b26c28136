"""A presentation that was read -> its verdict, and one on each credential in it (VCDM 2.0, section 4.13)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from certsvc.domain.verdicts import Check, CheckName, CheckResult, Verdict
from certsvc.errors import InvalidInputError, ProofError
from certsvc.verification.checks import failed, id_of, passed
from certsvc.verification.credential import verdict_on_credential, verdict_on_unread_part
from certsvc.verification.expectations import AUTHENTICATION, Expectations
from certsvc.verification.findings import gravest, headline
from certsvc.verification.holder import check_of_holder
from certsvc.verification.nested import MOST_CREDENTIALS, has_too_many_proofs, read_part
from certsvc.verification.proof import check_of_proof, check_of_unread_proofs
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import Registry
from certsvc.verification.securing import Secured, types_of
from certsvc.verification.shapes import StructureError, check_address, listed
from certsvc.verification.signatures import Signature, signatures_of
from certsvc.verification.signed_part import signed_part
from certsvc.verification.structure import check_contexts, check_party

_OF_A_BUNDLE = frozenset({"@context", "id", "type", "holder", "verifiableCredential"})
"""What a presentation may have although nobody signed it: nothing in it speaks for itself."""


def verdict_on_presentation(
    secured: Secured, registry: Registry, now: datetime, expectations: Expectations
) -> Verdict:
    """1. structure, 2. holder and 3. proof where it is signed, 4. each credential; the gravest finding leads.

    A presentation that nobody signed is a bundle: what its credentials say stands, who shows it is open.
    What it says besides makes a signature needed, as a challenge or a domain does that was asked for.
    """
    document = secured.document
    checks = [_check_of_structure(document, is_signed=not _is_bundle(secured))]  # 1
    held: tuple[Signature, ...] = ()
    if not _is_bundle(secured) or expectations.challenge or expectations.domain:
        more, held = _checks_of_signature(secured, registry, now, expectations)  # 2, 3
        checks += more
    holder = _proven_holder(document, checks)
    credentials = listed(document.get("verifiableCredential"))[:MOST_CREDENTIALS]
    readable = () if has_too_many_proofs(credentials) else credentials
    parts: tuple[Verdict, ...] = ()
    for part in readable:  # 4
        room = MOST_CREDENTIALS - sum(len(before.parts) for before in parts)
        parts += (_verdict_on_part(part, registry, now, holder, room),)
    finding = gravest(headline(checks), parts)
    shown = _without_holder(document) if _is_bundle(secured) else signed_part(secured, held)
    return Verdict(tuple(checks), shown, finding, form=secured.form, parts=parts)


def _without_holder(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """A bundle may name anyone as its holder: that is not handed on as if it were verified."""
    return {name: value for name, value in document.items() if name not in {"holder", "id"}}


def _is_bundle(secured: Secured) -> bool:
    return secured.token is None and secured.document.keys() <= _OF_A_BUNDLE


def _check_of_structure(document: Mapping[str, Any], *, is_signed: bool) -> Check:
    try:
        check_contexts(document)
        if "id" in document:
            check_address(document, "id")
        if "holder" in document:
            check_party(document, "holder")
    except StructureError as error:
        return failed(CheckName.STRUCTURE, error.reason, error.message)
    if "VerifiableCredential" in types_of(document):
        detail = "It says that it is a presentation and a credential: which of its words count is not clear."
        return failed(CheckName.STRUCTURE, Reason.NOT_A_PRESENTATION, detail)
    credentials = listed(document.get("verifiableCredential"))
    if not credentials and not is_signed:  # its holder is all that it shows
        return failed(CheckName.STRUCTURE, Reason.NOTHING_PRESENTED)
    if len(credentials) > MOST_CREDENTIALS:
        return failed(CheckName.STRUCTURE, Reason.TOO_MANY_CREDENTIALS)
    if has_too_many_proofs(credentials):
        return failed(CheckName.STRUCTURE, Reason.TOO_MANY_PROOFS)
    return passed(CheckName.STRUCTURE, Reason.WELL_FORMED)


def _checks_of_signature(
    secured: Secured, registry: Registry, now: datetime, expectations: Expectations
) -> tuple[list[Check], tuple[Signature, ...]]:
    purpose = expectations.purpose or AUTHENTICATION
    try:
        signatures = signatures_of(secured, id_of(secured.document.get("holder")), registry)
    except ProofError as error:
        return [check_of_holder(secured.document, (), purpose)[0], check_of_unread_proofs(error)], ()
    holder, did = check_of_holder(secured.document, signatures, purpose)
    proof, held = check_of_proof(secured, signatures, did, now, purpose=purpose, expectations=expectations)
    return [holder, proof], held


def _proven_holder(document: Mapping[str, Any], checks: Sequence[Check]) -> str | None:
    """The DID of the holder that the presentation names, if her signature on it holds."""
    results = {check.check: check.result for check in checks}
    is_proven = all(results.get(name) is CheckResult.PASSED for name in (CheckName.HOLDER, CheckName.PROOF))
    return id_of(document.get("holder")) if is_proven else None


def _verdict_on_part(
    part: object, registry: Registry, now: datetime, holder: str | None, room: int
) -> Verdict:
    """One without a proof, whose issuer is the ``holder``, is secured by her signature on the presentation.

    Section 4.13.3. ``room``: for so many credentials in it.
    """
    try:
        secured = read_part(part)
    except InvalidInputError as error:
        return verdict_on_unread_part(error)
    is_unsecured = secured.token is None and "proof" not in secured.document
    vouched = is_unsecured and holder is not None and id_of(secured.document.get("issuer")) == holder
    return verdict_on_credential(secured, registry, now, vouched=vouched, room=room)
