"""Mails that are due: what about, to whom, whether they went out."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from certsvc.domain.identifiers import LanguageTag, LearnerId
from certsvc.domain.people import PersonId

NoticeId = NewType("NoticeId", str)
"""UUIDv7 of a notice; also what its mail's Message-ID is made of."""


class NoticeKind(StrEnum):
    """What a mail is about."""

    CLAIM = "claim"
    SIGN_IN = "sign_in"
    ISSUED = "issued"
    CORRECTED = "corrected"
    DECLINED = "declined"
    REVOKED = "revoked"
    EXPIRING = "expiring"
    ERASURE_ASKED = "erasure_asked"


class NoticeState(StrEnum):
    """``due``, with a time for the next attempt, until it is ``sent`` or given up (``failed``).

    ``sending``: handed over at this moment; ``unknown``: whoever handed it over was killed meanwhile.
    ``needless``: what it would have told was no longer so when its turn came.
    """

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NEEDLESS = "needless"


@dataclass(frozen=True, slots=True)
class Notice:
    """A mail, queued in the transaction of what it tells of. There is one of a kind and subject, ever.

    ``subject``: the credential's id; of a correction that was asked for, its own; of a claim or sign-in, the
    digest of the link, whose token ``workflows.personal_tokens`` makes anew when the mail is written; of an
    erasure that was asked for, a digest of its id with one of her addresses. The address is looked up when it
    is sent: the link's own (sign-in), else the person's, else the learner's.
    """

    id: NoticeId
    kind: NoticeKind
    subject: str
    learner_id: LearnerId | None
    person_id: PersonId | None
    language: LanguageTag
    next_at: datetime
    state: NoticeState = NoticeState.DUE
    attempts: int = 0
    sent_at: datetime | None = None
