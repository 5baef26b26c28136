"""What declaring a key compromised would take with it is told before anybody confirms it."""

from dataclasses import dataclass
from datetime import datetime

from certsvc.domain.keys import IssuerKey
from certsvc.storage import credential_selection, issued_documents


@dataclass(frozen=True, slots=True)
class CompromisePreview:
    """Standing credentials that the key signed: ``signed`` in all, ``signed_since`` of them since the theft.

    ``documents``: over the VC-API. ``is_older``: the theft would be older than the key; then it may be
    another one that was stolen, such as the one before a rotation.
    """

    key: IssuerKey
    signed: int
    signed_since: int
    documents: int
    is_older: bool


def preview_compromise(key: IssuerKey, *, since: datetime) -> CompromisePreview:
    """As of now; nothing is changed."""
    return CompromisePreview(
        key=key,
        signed=credential_selection.count_signed_with(key.multibase),
        signed_since=credential_selection.count_signed_with(key.multibase, since=since),
        documents=issued_documents.count_signed_with(key.multibase),
        is_older=since < key.created_at,
    )
