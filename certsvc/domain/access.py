"""Who acts: officers, the secretariat, the operator at the command line."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from certsvc.domain.identifiers import ApiKeyId, PartnerCode
from certsvc.errors import NotAllowedError, NotFoundError


class Role(StrEnum):
    """``operator`` is whoever can run the command line; ``centre`` acts for one centre only."""

    OPERATOR = "operator"
    SECRETARIAT = "secretariat"
    CENTRE = "centre"


class Scope(StrEnum):
    """What an API key may be used for."""

    READ = "read"
    RECORD = "record"
    ISSUE = "issue"
    REVOKE = "revoke"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does something. ``name`` goes into the event log: a key's id, or ``command line``."""

    name: str
    role: Role
    centre: PartnerCode | None = None
    scopes: frozenset[Scope] = frozenset(Scope)

    def sees(self, centre: PartnerCode) -> bool:
        """Whether the data of ``centre`` is this actor's to see."""
        return self.role is not Role.CENTRE or self.centre == centre

    def check_sees(self, centre: PartnerCode) -> None:
        """Refuse another centre's data as if it were not there."""
        if not self.sees(centre):
            raise NotFoundError("There is nothing here by that name.")

    def check_may(self, scope: Scope) -> None:
        """Refuse what the key was not made for."""
        if scope not in self.scopes:
            raise NotAllowedError(
                f"This API key does not have the scope '{scope}'.",
                hint="Ask the secretariat for a key with it.",
            )


OPERATOR = Actor(name="command line", role=Role.OPERATOR)


@dataclass(frozen=True, slots=True)
class ApiKey:
    """An API key as listed; its secret is shown once when it is made and not kept."""

    id: ApiKeyId
    label: str
    role: Role
    centre: PartnerCode | None
    scopes: frozenset[Scope]
    created_at: datetime
    revoked_at: datetime | None = None
