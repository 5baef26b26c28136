"""A status list of others: whether it can be believed, and what it says at a position.

Bitstring Status List 1.0, section 3.2; the older Status List 2021, which it grew out of.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from certsvc.credentials.status_list import StatusBits, decode_bits
from certsvc.domain.verdicts import CheckResult
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.proofs import read_date_time_stamp
from certsvc.verification.checks import id_of
from certsvc.verification.expectations import ASSERTION
from certsvc.verification.proof import check_of_proof
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import Registry, Unavailable
from certsvc.verification.securing import Secured, read_secured, types_of
from certsvc.verification.signatures import signatures_of

_LONGEST_TTL = 24 * 60 * 60 * 1000
_LIST_TYPES = frozenset({"BitstringStatusListCredential", "StatusList2021Credential"})
_SUBJECT_TYPES = frozenset({"BitstringStatusList", "StatusList2021"})


class StatusListError(InvalidInputError):
    """The list cannot be relied on; ``reason`` says why."""

    default_code = "status_list"

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(detail or reason.sentence, code=reason.value)
        self.reason = reason


def is_bit_set(
    address: str, index: int, purpose: str, *, issuer: str, registry: Registry, now: datetime
) -> bool | Unavailable:
    """Whether the list at ``address`` has the bit at ``index`` set; Unavailable where it is not to be had.

    1. the list is fetched, 2. it is the status list credential of that address and issuer, 3. signed by it,
    4. in force, 5. for that purpose, 6. long enough to hide who is looked up, 7. and has the position.
    Raises StatusListError for a list that was fetched and is wrong.
    """
    content = registry.find_status_list(address)  # 1
    if isinstance(content, Unavailable):
        return content
    secured = _read(content)
    subject = _checked_subject(secured, address, issuer)  # 2
    max_age = _time_to_live(subject)
    if max_age is not None:  # section 2.2: the list itself says how long a copy of it may be used
        fresh = registry.find_status_list(address, max_age)
        if isinstance(fresh, Unavailable):
            return fresh
        secured = secured if fresh == content else _read(fresh)
        subject = _checked_subject(secured, address, issuer)
    _check_signed(secured, issuer, registry, now)  # 3
    _check_in_force(secured.document, now)  # 4
    purposes = subject.get("statusPurpose")
    if purpose not in (purposes if isinstance(purposes, list) else [purposes]):  # 5
        raise StatusListError(Reason.STATUS_PURPOSE)
    bits = _read_bits(subject)  # 6
    if index >= len(bits):  # 7
        raise StatusListError(Reason.STATUS_INDEX_RANGE)
    return bits.is_set(index)


def _read(content: bytes) -> Secured:
    try:
        return read_secured(content)
    except InvalidInputError as error:
        raise StatusListError(Reason.STATUS_LIST_MALFORMED, error.message) from error


def _time_to_live(subject: Mapping[str, Any]) -> timedelta | None:
    """``ttl``, in milliseconds; None where the list does not say, or nothing that can be meant."""
    found = subject.get("ttl")
    if not isinstance(found, int) or isinstance(found, bool) or not 0 <= found <= _LONGEST_TTL:
        return None
    return timedelta(milliseconds=found)


def _checked_subject(secured: Secured, address: str, issuer: str) -> Mapping[str, Any]:
    document = secured.document
    subject = document.get("credentialSubject")
    if not types_of(document) & _LIST_TYPES or not isinstance(subject, dict):
        raise StatusListError(Reason.STATUS_LIST_MALFORMED, "What stands there is no status list.")
    if not types_of(subject) & _SUBJECT_TYPES:
        raise StatusListError(Reason.STATUS_LIST_MALFORMED, "What stands there holds no status list.")
    if document.get("id", address) != address:
        detail = "What stands at the status list's address is another list."
        raise StatusListError(Reason.STATUS_LIST_MALFORMED, detail)
    if id_of(document.get("issuer")) != issuer:
        raise StatusListError(Reason.STATUS_LIST_ISSUER)
    return subject


def _check_signed(secured: Secured, issuer: str, registry: Registry, now: datetime) -> None:
    try:
        signatures = signatures_of(secured, issuer, registry)
    except (InvalidInputError, ProofError) as error:
        raise StatusListError(Reason.STATUS_LIST_PROOF, error.message) from error
    if not any(signature.is_by(issuer, ASSERTION) for signature in signatures):
        raise StatusListError(Reason.STATUS_LIST_PROOF)
    check, _ = check_of_proof(secured, signatures, issuer, now)
    if check.result is not CheckResult.PASSED:
        raise StatusListError(Reason.STATUS_LIST_PROOF, check.detail)


def _check_in_force(document: Mapping[str, Any], now: datetime) -> None:
    try:
        begins, ends = (
            read_date_time_stamp(document[name]) if name in document else None
            for name in ("validFrom", "validUntil")
        )
    except ProofError as error:
        raise StatusListError(
            Reason.STATUS_LIST_MALFORMED, "The status list's dates are malformed."
        ) from error
    if (begins is not None and now < begins) or (ends is not None and now > ends):
        raise StatusListError(Reason.STATUS_LIST_EXPIRED)


def _read_bits(subject: Mapping[str, Any]) -> StatusBits:
    encoded = subject.get("encodedList")
    if not isinstance(encoded, str):
        raise StatusListError(Reason.STATUS_LIST_MALFORMED, "The status list has no encodedList.")
    if "StatusList2021" in types_of(subject) and not encoded.startswith("u"):
        encoded = f"u{encoded.rstrip('=')}"  # the older form has no multibase prefix
    try:
        return decode_bits(encoded, foreign=True)
    except InvalidInputError as error:
        is_short = error.code == Reason.STATUS_LIST_SHORT
        reason = Reason.STATUS_LIST_SHORT if is_short else Reason.STATUS_LIST_MALFORMED
        raise StatusListError(reason, error.message) from error
