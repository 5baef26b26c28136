"""Presented bytes -> Verdict: every check by its name, none left out."""

from datetime import datetime

from certsvc.domain.verdicts import Check, CheckName, Verdict
from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import parse_json_object
from certsvc.verification.checks import Presented, failed, not_checked
from certsvc.verification.findings import headline
from certsvc.verification.issuer import check_of_issuer
from certsvc.verification.proof import check_of_proof
from certsvc.verification.reasons import Reason, reason_for
from certsvc.verification.record import check_of_copy, check_of_record, find_stored
from certsvc.verification.registry import Registry, StoredCopy
from certsvc.verification.status import check_of_status
from certsvc.verification.structure import check_of_structure
from certsvc.verification.validity import check_of_validity


def verify_credential(
    content: bytes, *, registry: Registry, now: datetime, stored: StoredCopy | None = None
) -> Verdict:
    """The verdict on ``content``, whatever its bytes are; it raises for none of them. ``now`` is aware.

    ``stored``: our own copy, where the caller already holds it because a code or id named it; then it is the
    one that the document must be, even if its id was changed.

    0. the bytes are one JSON object, 1. structure, 2. issuer, 3. proof, 4. validity, 5. status, 6. record.
    A check that another makes meaningless is ``not_checked``, with that reason.
    """
    try:
        document = parse_json_object(content)  # 0
    except InvalidInputError as error:
        return _verdict_on_unreadable(error, stored)
    presented = Presented(content, document, registry, now)
    stored = stored or find_stored(presented)
    structure = check_of_structure(document)  # 1
    issuer, key = check_of_issuer(presented)  # 2
    proof = check_of_proof(presented, key)  # 3
    validity = check_of_validity(presented, proof)  # 4
    status = check_of_status(presented, proof, stored)  # 5
    record = check_of_record(presented, stored)  # 6
    checks = (structure, issuer, proof, validity, status, record)
    return Verdict(checks=checks, credential=document, finding=headline(checks))


def _verdict_on_unreadable(error: InvalidInputError, stored: StoredCopy | None) -> Verdict:
    checks: dict[CheckName, Check] = {
        name: not_checked(name, Reason.DOCUMENT_UNREADABLE) for name in CheckName
    }
    reason = reason_for(error.code, Reason.NOT_JSON)
    checks[CheckName.STRUCTURE] = failed(CheckName.STRUCTURE, reason, error.message)
    altered = check_of_copy(stored) if stored is not None else None
    if altered is not None:
        checks[CheckName.RECORD] = altered
    listed = tuple(checks.values())
    return Verdict(checks=listed, credential=None, finding=headline(listed))
