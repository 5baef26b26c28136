"""What posts mails: a mail server, or a folder. And how it says what became of one."""

from contextlib import AbstractContextManager
from typing import Final, Protocol

from certsvc.mailing.mail import Mail

REFUSED: Final = "mail_refused"
"""Code of an InvalidInputError: this mail will never be taken."""
OUTCOME_UNKNOWN: Final = "mail_outcome_unknown"
"""Code of an UnavailableError: it was handed over, and no answer came. It may have been taken."""


class Post(Protocol):
    """An open way to where mails go."""

    def send(self, mail: Mail) -> None:
        """Returns when it was taken.

        Raises InvalidInputError (``mail_refused``, ``malformed_address``, ``malformed_header``): it never
        will be. UnavailableError: ``mail_outcome_unknown``; or another code: it certainly was not taken, and
        may be another time.
        """


class Mailer(Protocol):
    """Opens the way. Threads may share it."""

    @property
    def is_repeatable(self) -> bool:
        """Whether to send one mail twice leaves one: then after a fault it simply is sent again."""

    def open(self) -> AbstractContextManager[Post]:
        """The way is open inside. Raises UnavailableError: nothing can be sent now."""
