"""Whether a standing certificate would say something else if it were made anew today."""

from collections.abc import Sequence

from certsvc.credentials.differences import Difference, Part, differences_between
from certsvc.credentials.lint import LintedCredential
from certsvc.domain.records import CredentialRecord
from certsvc.errors import InvalidInputError, TooLargeError
from certsvc.signing.json_text import parse_json_object
from certsvc.signing.signed import digest_of
from certsvc.workflows.earning_again import ToReplace
from certsvc.workflows.making_credentials import CredentialMaker, Unissuable


def those_that_differ(maker: CredentialMaker, again: Sequence[ToReplace]) -> list[ToReplace]:
    """Those whose draft says something else than what stands, and what cannot be drafted at all."""
    drafts = maker.draft([one.earned for one in again])
    return [
        one
        for one, draft in zip(again, drafts, strict=True)
        if isinstance(draft, Unissuable) or differences_in(one, draft)
    ]


def differences_in(one: ToReplace, draft: LintedCredential) -> tuple[Difference, ...]:
    """What its reader would see change. What was altered in store differs, even where nobody reads it."""
    record, before = one.record, document_of(one.record)
    found = differences_between(before, draft.document, email=one.earned.award.learner.email)
    digest = digest_of(record.signed_bytes)
    if not found and digest != record.digest:
        return (Difference(Part.OTHER, digest, record.digest, "SHA-256"),)
    return found


def document_of(record: CredentialRecord) -> dict[str, object]:
    """What it says; nothing where its bytes were altered past reading, or are no more."""
    try:
        return parse_json_object(record.signed_bytes)
    except (InvalidInputError, TooLargeError):
        return {}
