"""What every workflow is given; ``app.py`` binds it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from certsvc.archive.files import Archive
from certsvc.credentials.addresses import Addresses
from certsvc.mailing.mailer import Mailer
from certsvc.settings import Settings
from certsvc.signing.key_ring import KeyRing
from certsvc.workflows.resolving import Resolver


@dataclass(frozen=True, slots=True)
class Services:
    """Settings, keys, clock (aware, UTC), randomness, and what runs batches. Tests bind their own.

    ``enqueue`` tells the workers of a batch's id; if the message is lost, they find the batch in the
    tables. ``wait`` lets so many seconds pass. ``resolver`` finds what others publish;
    ``mailer`` takes mails.
    """

    settings: Settings
    keys: KeyRing
    archive: Archive
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]
    enqueue: Callable[[str], None]
    wait: Callable[[float], None]
    resolver: Resolver
    mailer: Mailer

    @property
    def addresses(self) -> Addresses:
        """Every public address of this service."""
        return Addresses(self.settings.base_url)
