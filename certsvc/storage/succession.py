"""Which credential took the place of another, and which took the place of that."""

from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from certsvc.domain.records import CredentialRecord
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db

_after = (
    select(CredentialRow.id.label("id"))
    .where(CredentialRow.supersedes == bindparam("first"))
    .cte("successor", recursive=True)
)
# UNION, not UNION ALL: what was seen is not followed again, so even a loop, which none can make, would end.
_after = _after.union(select(CredentialRow.id).join(_after, CredentialRow.supersedes == _after.c.id))
_next = aliased(CredentialRow)
LAST_SUCCESSOR = (
    select(CredentialRow.__table__)
    .where(CredentialRow.id.in_(select(_after.c.id)), ~exists().where(_next.supersedes == CredentialRow.id))
    .order_by(CredentialRow.revoked_at.is_not(None), CredentialRow.id.desc())
    .limit(1)
)
"""``first``: an id. A chain has one end; were there two, one that stands would be meant, and the newest."""


def find_last_successor(credential_id: str) -> CredentialRecord | None:
    """The end of the chain that begins at this credential; None where nothing took its place."""
    row = db.session.connection().execute(LAST_SUCCESSOR, {"first": credential_id}).one_or_none()
    return None if row is None else record_from_row(row)
