"""What is kept for a while goes when its time is over; and whoever asked to be forgotten is."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta

from certsvc.domain.access import OPERATOR
from certsvc.domain.notices_of_erasures import THINK_AGAIN
from certsvc.errors import CertsvcError
from certsvc.storage import retention
from certsvc.storage.database import transaction
from certsvc.workflows import keep_files
from certsvc.workflows.erase_person import Erased, erase_asked
from certsvc.workflows.rewrite_uploads import forget_all_erased_rows
from certsvc.workflows.services import Services

KEEP_ENDED = timedelta(days=30)
"""Links and sessions, after they ended."""


@dataclass(frozen=True, slots=True)
class Kept:
    """How many of each went. ``erased``: erasures that were carried out, or met a hindrance."""

    uploads: int = 0
    refused_rows: int = 0
    attachments: int = 0
    exports: int = 0
    mails: int = 0
    links: int = 0
    sessions: int = 0
    erased: tuple[Erased, ...] = field(default=())


def keep_house(services: Services, *, stopped: Callable[[], bool] = lambda: False) -> Kept:
    """Take away what is over, for as long as not ``stopped()``; done twice it finds nothing.

    1. Rows of people who were erased before, should a file still bring them again; uploaded files and the
       refused rows of their imports, after ``keep_uploads_days``.
    2. What was attached to corrections, as long after these were decided.
    3. Exports and mails in the outbox, after ``keep_exports_days``.
    4. Links and sessions, 30 days after they ended.
    5. Erasures that were asked for three days ago are carried out.

    A step that fails does not keep the others from being done: its error is raised at the end.
    """
    kept, first = Kept(), None
    for step in (_old_uploads, _old_attachments, _old_exports, _old_mails, _ended, _erasures):
        if stopped():
            break
        try:
            kept = step(services, kept)
        except CertsvcError as error:
            first = first or error
    if first is not None:
        raise first
    return kept


def _old_uploads(services: Services, kept: Kept) -> Kept:
    forget_all_erased_rows(services)  # 1
    uploads, rows = keep_files.remove_old_uploads(services)
    return replace(kept, uploads=uploads, refused_rows=rows)


def _old_attachments(services: Services, kept: Kept) -> Kept:
    return replace(kept, attachments=keep_files.remove_old_attachments(services))  # 2


def _old_exports(services: Services, kept: Kept) -> Kept:
    return replace(kept, exports=keep_files.remove_old_exports(services))  # 3


def _old_mails(services: Services, kept: Kept) -> Kept:
    return replace(kept, mails=keep_files.remove_old_mails(services))


def _ended(services: Services, kept: Kept) -> Kept:
    before = services.now() - KEEP_ENDED
    with transaction():  # 4
        return replace(
            kept,
            links=retention.remove_ended_links(before),
            sessions=retention.remove_ended_sessions(before),
        )


def _erasures(services: Services, kept: Kept) -> Kept:
    return replace(kept, erased=erase_asked(services, by=OPERATOR, older_than=THINK_AGAIN))  # 5
