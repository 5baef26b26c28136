"""Presented bytes -> Verdict: every check by its name, none left out."""

from datetime import datetime

from certsvc.domain.verdicts import Check, CheckName, Verdict
from certsvc.errors import InvalidInputError
from certsvc.verification.checks import failed, not_checked
from certsvc.verification.credential import verdict_on_credential
from certsvc.verification.expectations import Expectations
from certsvc.verification.findings import headline
from certsvc.verification.presentation import verdict_on_presentation
from certsvc.verification.reasons import Reason, reason_for
from certsvc.verification.record import check_of_copy
from certsvc.verification.registry import Registry, StoredCopy
from certsvc.verification.securing import read_secured

_OF_ANY = (
    CheckName.STRUCTURE,
    CheckName.ISSUER,
    CheckName.PROOF,
    CheckName.VALIDITY,
    CheckName.STATUS,
    CheckName.TRUST,
)


def verify_document(
    content: bytes,
    *,
    registry: Registry,
    now: datetime,
    stored: StoredCopy | None = None,
    expectations: Expectations | None = None,
    with_parts: bool = True,
) -> Verdict:
    """The verdict on ``content``, whatever its bytes are; it raises for none of them. ``now`` is aware.

    ``content``: a credential or a presentation as JSON, a JWT, or JSON that envelops one. ``stored``: our own
    copy, where the caller already holds it because a code or id named it; then it is the one that the
    document must be, even if its id was changed. ``with_parts``: see ``verdict_on_credential``.
    """
    try:
        secured = read_secured(content)
    except InvalidInputError as error:
        return verdict_on_unreadable(error, stored=stored)
    if secured.is_presentation and stored is None:
        return verdict_on_presentation(secured, registry, now, expectations or Expectations())
    return verdict_on_credential(secured, registry, now, stored=stored, with_parts=with_parts)


def verdict_on_unreadable(error: InvalidInputError, *, stored: StoredCopy | None = None) -> Verdict:
    """The verdict on what cannot be read, and why it cannot."""
    checks: dict[CheckName, Check] = {name: not_checked(name, Reason.DOCUMENT_UNREADABLE) for name in _OF_ANY}
    reason = reason_for(error.code, Reason.NOT_JSON)
    checks[CheckName.STRUCTURE] = failed(CheckName.STRUCTURE, reason, error.message)
    altered = check_of_copy(stored) if stored is not None else None
    if altered is not None:
        checks[CheckName.RECORD] = altered
    listed = tuple(checks.values())
    return Verdict(checks=listed, credential=None, finding=headline(listed))
