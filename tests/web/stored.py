"""What the house keeps, read and damaged behind its back."""

from sqlalchemy import update

from certsvc.domain.access import OPERATOR
from certsvc.domain.records import CredentialRecord
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db
from certsvc.workflows.browse_records import list_credentials


def only_credential() -> CredentialRecord:
    """The one credential that there is."""
    (record,) = list_credentials(by=OPERATOR).items
    return record


def alter_stored_bytes(record: CredentialRecord, old: bytes, new: bytes) -> None:
    """Change the stored document as somebody with the database in her hands would."""
    assert old in record.signed_bytes
    changed = record.signed_bytes.replace(old, new)
    db.session.execute(
        update(CredentialRow).where(CredentialRow.id == record.id).values(signed_bytes=changed)
    )
    db.session.commit()
