"""All that verifying one of our credentials asks of the tables, in one statement."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, func, select

from certsvc.domain.identifiers import Did, Multibase, VerificationCode
from certsvc.domain.keys import IssuerKey, KeyAlgorithm, KeyState
from certsvc.domain.people import Visibility
from certsvc.domain.records import CredentialRecord
from certsvc.storage.credentials import CredentialRow, record_from_row
from certsvc.storage.database import db
from certsvc.storage.issuers import IssuerKeyRow
from certsvc.storage.shown_credentials import CHOSEN, visibility_from_row, with_holder
from certsvc.storage.status_lists import StatusListRow


@dataclass(frozen=True, slots=True)
class Evidence:
    """A credential as we keep it, the key that signed it, and whether its status bit is set.

    ``visibility``: how much of it whose it is lets the public see.
    """

    record: CredentialRecord
    key: IssuerKey
    is_revoked: bool
    visibility: Visibility


def find_evidence_by_code(code: VerificationCode) -> Evidence | None:
    """By the printed code, in canonical form."""
    return _evidence(_BY_CODE, code)


def find_evidence(credential_id: str) -> Evidence | None:
    """By id."""
    return _evidence(_BY_ID, credential_id)


# The statements are made once: building them anew costs as much as running them.
_JOINED = with_holder(
    select(
        CredentialRow.__table__,
        CHOSEN,
        IssuerKeyRow.issuer.label("key_issuer"),
        IssuerKeyRow.algorithm.label("key_algorithm"),
        IssuerKeyRow.state.label("key_state"),
        IssuerKeyRow.created_at.label("key_created_at"),
        IssuerKeyRow.retired_at.label("key_retired_at"),
        IssuerKeyRow.compromised_since.label("key_compromised_since"),
        # One byte of the list, not its 16 KiB; positions count from 1 in SQL.
        func.substr(StatusListRow.bits, CredentialRow.status_index.op("/")(8) + 1, 1).label("status_byte"),
    )
    .join(IssuerKeyRow, IssuerKeyRow.multibase == CredentialRow.key)
    .join(StatusListRow, StatusListRow.number == CredentialRow.list_number)
)
_BY_CODE = _JOINED.where(CredentialRow.code == bindparam("wanted"))
_BY_ID = _JOINED.where(CredentialRow.id == bindparam("wanted"))


def _evidence(statement: Any, wanted: str) -> Evidence | None:  # noqa: ANN401  # a select of many columns
    row = db.session.connection().execute(statement, {"wanted": wanted}).one_or_none()
    if row is None:
        return None
    key = IssuerKey(
        issuer=Did(row.key_issuer),
        multibase=Multibase(row.key),
        algorithm=KeyAlgorithm(row.key_algorithm),
        state=KeyState(row.key_state),
        created_at=row.key_created_at,
        retired_at=row.key_retired_at,
        compromised_since=row.key_compromised_since,
    )
    byte = bytes(row.status_byte)[0]
    is_revoked = bool(byte & (0x80 >> row.status_index % 8))
    return Evidence(record_from_row(row), key, is_revoked, visibility_from_row(row))
