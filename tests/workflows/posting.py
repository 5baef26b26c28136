"""Houses whose learners are told, and posts that keep or lose what they are given."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from certsvc.domain.notices import Notice, NoticeKind
from certsvc.errors import CertsvcError
from certsvc.mailing.mail import Mail
from certsvc.mailing.mailer import Mailer, Post
from certsvc.storage.database import db
from certsvc.storage.notices import NoticeRow, notice_from_row
from certsvc.workflows.services import Services


@dataclass
class Letterbox:
    """Takes mails, or answers each with the next of ``faults`` (None: takes it)."""

    faults: list[CertsvcError | None] = field(default_factory=list)
    closed: CertsvcError | None = None
    is_repeatable: bool = False
    taken: list[Mail] = field(default_factory=list)
    opened: int = 0

    @contextmanager
    def open(self) -> Iterator[Post]:
        self.opened += 1
        if self.closed is not None:
            raise self.closed
        yield self

    def send(self, mail: Mail) -> None:
        fault = self.faults.pop(0) if self.faults else None
        if fault is not None:
            raise fault
        self.taken.append(mail)


def telling(services: Services, mailer: Mailer) -> Services:
    """The same house, whose learners are told by that mailer."""
    return replace(services, settings=replace(services.settings, notices=True), mailer=mailer)


def notices(kind: NoticeKind | None = None) -> list[Notice]:
    """All of them, or those of a kind, as they are now; the oldest first."""
    db.session.rollback()
    rows = db.session.execute(select(NoticeRow.__table__).order_by(NoticeRow.id))
    found = [notice_from_row(row) for row in rows]
    return [notice for notice in found if kind is None or notice.kind is kind]
