"""The queue of mails, for who looks after it: what is in it, how many wait, which is to be sent again."""

from dataclasses import dataclass
from datetime import datetime

from certsvc.domain.access import Actor, Role, Scope
from certsvc.domain.notices import Notice, NoticeId, NoticeState
from certsvc.domain.records import Page
from certsvc.errors import NotAllowedError, NotFoundError
from certsvc.storage import notice_claims
from certsvc.storage.database import reading, transaction
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many mails are not due yet, or with another sender now; ``until`` the first of them is due."""

    number: int = 0
    until: datetime | None = None


def find_waiting(services: Services) -> Waiting:
    """What is left for later, though nothing is due."""
    with reading():
        return Waiting(*notice_claims.count_later(services.now()))


def list_notices(
    *, by: Actor, state: NoticeState | None = None, limit: int = 50, cursor: str | None = None
) -> Page[Notice]:
    """Newest first. Raises NotAllowedError, InvalidInputError (``malformed_cursor``)."""
    _check_sees_all(by, Scope.READ)
    return notice_claims.page_of_notices(state=state, limit=limit, cursor=cursor)


def send_again(services: Services, notice_id: str, *, by: Actor) -> None:
    """Make due what was given up, or of which nobody knows: somebody looked and wants it sent.

    Raises NotFoundError when there is no such notice in one of these states.
    """
    _check_sees_all(by, Scope.ISSUE)
    with transaction():
        if not notice_claims.make_due_again(NoticeId(notice_id), services.now()):
            raise NotFoundError("No notice with that id has failed or is unknown.")


def _check_sees_all(by: Actor, scope: Scope) -> None:
    by.check_may(scope)
    if by.role is Role.CENTRE:
        raise NotAllowedError("The queue of mails is the secretariat's to see.")
