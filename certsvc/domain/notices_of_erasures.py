"""The mails that tell somebody that she is to be forgotten, while she can still stop it."""

import hashlib
from datetime import timedelta

from certsvc.domain.erasures import Erasure
from certsvc.domain.people import MailAddress

THINK_AGAIN = timedelta(days=3)
"""How long an erasure waits for whoever asked for it."""


def notice_subject(erasure: Erasure, address: MailAddress) -> str:
    """Of the notice to that mailbox: each mailbox has one of its own, which does not hold the address."""
    return hashlib.sha256(f"{erasure.id} {address}".encode()).hexdigest()
