"""Whose certificates soon expire is told, once, while there is time to renew them."""

from datetime import timedelta

from certsvc.domain.notices import NoticeKind
from certsvc.storage import notice_facts
from certsvc.storage.database import reading, transaction
from certsvc.workflows.notices import Wanted, queue_notices
from certsvc.workflows.services import Services

AHEAD = timedelta(days=30)
_STEP = 500


def queue_expiring(services: Services) -> int:
    """Queue a notice for what expires within ``AHEAD`` and of which none was queued; returns how many.

    To look twice does no harm: of a certificate there is one such notice, ever. Nothing is queued unless
    the operator wants notices.
    """
    if not services.settings.notices:
        return 0
    now, queued = services.now(), 0
    while True:
        with reading():
            found = notice_facts.expiring_without_notice(now, now + AHEAD, _STEP)
        if not found:
            return queued
        with transaction():
            queue_notices(
                services,
                [
                    Wanted(
                        NoticeKind.EXPIRING, credential_id, owner.language, owner.learner_id, owner.person_id
                    )
                    for credential_id, owner in found
                ],
            )
        queued += len(found)
