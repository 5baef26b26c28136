"""The time that a person, or an officer, stays signed in on one device."""

from dataclasses import dataclass
from datetime import datetime

from certsvc.domain.identifiers import ApiKeyId
from certsvc.domain.people import PersonId


@dataclass(frozen=True, slots=True)
class Session:
    """A session as it is kept; ``digest`` is the SHA-256, hex, of the secret in the cookie."""

    digest: str
    person_id: PersonId
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Whether it is good for anything at that time."""
        return self.ended_at is None and at < self.expires_at


@dataclass(frozen=True, slots=True)
class OfficerSession:
    """A session that an API key opened in a browser; it is good for nothing once the key is revoked."""

    digest: str
    api_key_id: ApiKeyId
    created_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Whether it is good for anything at that time, as long as its key is."""
        return self.ended_at is None and at < self.expires_at
