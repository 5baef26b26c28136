"""Mails that are due or were sent, as the table has them."""

from sqlalchemy import select

from certsvc.domain.notices import Notice, NoticeKind
from certsvc.storage.database import db
from certsvc.storage.notices import NoticeRow, notice_from_row


def find_notice(kind: NoticeKind, subject: str) -> Notice | None:
    """The one of that kind and subject."""
    query = select(NoticeRow.__table__).where(NoticeRow.kind == kind, NoticeRow.subject == subject)
    row = db.session.execute(query).one_or_none()
    return None if row is None else notice_from_row(row)
