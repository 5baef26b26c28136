"""Credentials that a query finds are locked, those that others put in their place meanwhile too."""

from typing import Any

from sqlalchemy import Select

from certsvc.domain.identifiers import CredentialId
from certsvc.domain.records import CredentialRecord
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db, is_postgresql


def lock_selected(query: Select[Any]) -> list[CredentialRecord]:
    """What a query of the table's columns, in the order of ids, finds; locked until the transaction ends.

    A statement of PostgreSQL that waited for somebody else's reissue drops what was revoked by it and does
    not see what came in its place: that is younger than the statement. So it is asked until it finds the
    same as before.
    """
    if not is_postgresql():
        return _records(query)
    locking = query.with_for_update(of=CredentialRow)
    before: set[CredentialId] | None = None
    while True:
        records = _records(locking)
        found = {one.id for one in records}
        if found == before:
            return records
        before = found


def _records(query: Select[Any]) -> list[CredentialRecord]:
    return [record_from_row(row) for row in db.session.execute(query)]
