"""The log of events: append-only, who did what to which, when."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Index, Integer, String, Text, select
from sqlalchemy.orm import Mapped, mapped_column

from certsvc.storage.database import Base, UtcDateTime, db, insert_rows


class EventRow(Base):
    """One event; ``detail`` is JSON without personal data."""

    __tablename__ = "event"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(String(255))
    action: Mapped[str] = mapped_column(String(32))
    subject_kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(255))
    detail: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("ix_event_subject", "subject_kind", "subject"),)


@dataclass(frozen=True, slots=True)
class Event:
    """``actor`` did ``action`` to ``subject`` (of ``subject_kind``) at ``at``."""

    at: datetime
    actor: str
    action: str
    subject_kind: str
    subject: str
    detail: Mapping[str, object]


def add_event(event: Event) -> None:
    """Append one."""
    add_events([event])


def add_events(events: list[Event]) -> None:
    """Append many."""
    if events:
        insert_rows(
            EventRow,
            [
                {
                    "at": event.at,
                    "actor": event.actor,
                    "action": event.action,
                    "subject_kind": event.subject_kind,
                    "subject": event.subject,
                    "detail": json.dumps(event.detail, sort_keys=True),
                }
                for event in events
            ],
        )


def list_events(subject_kind: str, subject: str) -> list[Event]:
    """What happened to it, oldest first."""
    rows = db.session.execute(
        select(EventRow.__table__)
        .where(EventRow.subject_kind == subject_kind, EventRow.subject == subject)
        .order_by(EventRow.id)
    )
    return [
        Event(row.at, row.actor, row.action, row.subject_kind, row.subject, json.loads(row.detail))
        for row in rows
    ]
