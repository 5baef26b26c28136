"""A transcript of fifty certificates: chosen, verified one by one, composed, signed, stored, verified; drawn.

All in seconds of this process's processor time, so that who else is on the machine counts for little.
"""

import time
from collections.abc import Callable, Iterator

from sqlalchemy import delete

from certsvc.domain.access import OPERATOR
from certsvc.rendering.transcript import transcript_pdf
from certsvc.storage.credentials import CredentialRow
from certsvc.storage.database import db, transaction
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.benchmarks.measuring import Figure
from tests.transcribing import a_holder

CERTIFICATES = 50
TIMES = 7


def transcripts(services: Services) -> Iterator[Figure]:
    """Each time anew: the one before is taken out of the table, lest it be given once more."""
    person_id, _ = a_holder(services, count=CERTIFICATES)
    taken, contents = [], []
    for _ in range(TIMES):
        started = time.process_time()
        record = issue_transcript(services, person_id, by=OPERATOR)
        taken.append(1000 * (time.process_time() - started))
        contents.append(record.signed_bytes)
        if len(taken) < TIMES:
            with transaction():
                db.session.execute(delete(CredentialRow).where(CredentialRow.id == record.id))
    yield Figure(f"the first transcript of {CERTIFICATES} certificates, issued", taken[0], "ms")
    yield Figure(f"a transcript of {CERTIFICATES} certificates, issued", _middle(taken), "ms")
    verified = _timed(lambda: verify_code(services, record.code))
    yield Figure("the same, verified with all its parts", verified, "ms")
    yield Figure("the same, its PDF", _timed(lambda: transcript_pdf(contents.pop())), "ms")


def _timed(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(TIMES):
        started = time.process_time()
        act()
        taken.append(1000 * (time.process_time() - started))
    return _middle(taken)


def _middle(taken: list[float]) -> float:
    return sorted(taken)[len(taken) // 2]
