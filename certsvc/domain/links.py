"""Links that are a secret between this service and one person."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from certsvc.domain.identifiers import LearnerId
from certsvc.domain.people import MailAddress


class LinkKind(StrEnum):
    """``claim``: the centre hands it to its learner; ``sign_in``: mailed, and proves the mailbox."""

    CLAIM = "claim"
    SIGN_IN = "sign_in"


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """A link as it is kept. Its token is not: ``digest`` is the token's SHA-256, hex.

    ``seed`` (hex) makes the token, together with this service's secret, for the mail that carries it
    (workflows.personal_tokens). A claim link has a learner. A sign-in link has an address; when a claim
    is behind it, that claim's digest and learner as well.
    """

    digest: str
    kind: LinkKind
    seed: str
    learner_id: LearnerId | None
    address: MailAddress | None
    claim_digest: str | None
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    replaced_at: datetime | None = None

    def stands(self, at: datetime) -> bool:
        """Whether it opens something at that time."""
        return self.used_at is None and self.replaced_at is None and at < self.expires_at
