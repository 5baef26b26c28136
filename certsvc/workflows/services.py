"""What every workflow is given; ``app.py`` binds it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from certsvc.credentials.addresses import Addresses
from certsvc.settings import Settings
from certsvc.signing.key_ring import KeyRing


@dataclass(frozen=True, slots=True)
class Services:
    """Settings, keys, clock (aware, UTC) and randomness. Tests bind their own."""

    settings: Settings
    keys: KeyRing
    now: Callable[[], datetime]
    random_bytes: Callable[[int], bytes]

    @property
    def addresses(self) -> Addresses:
        """Every public address of this service."""
        return Addresses(self.settings.base_url)
