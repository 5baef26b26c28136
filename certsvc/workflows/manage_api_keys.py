"""API keys: made (shown once), listed, revoked, recognised."""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from dataclasses import dataclass

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.access import Actor, ApiKey, Role, Scope
from certsvc.domain.identifiers import ApiKeyId, PartnerCode
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError, UnauthenticatedError
from certsvc.storage import api_keys, events, partners
from certsvc.storage.database import transaction
from certsvc.workflows.services import Services

_PREFIX = "certsvc"
_SECRET_BYTES = 32
_LONGEST_LABEL = 200
_UUID_LENGTH = 36


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key just made; ``token`` is what its holder sends, and is not kept."""

    key: ApiKey
    token: str


def create_api_key(
    services: Services,
    *,
    label: str,
    role: Role,
    centre: PartnerCode | None,
    scopes: frozenset[Scope],
    by: Actor,
) -> NewApiKey:
    """For a centre (``centre`` given) or the secretariat. Raises NotFoundError, InvalidInputError."""
    if (role is Role.CENTRE) != (centre is not None) or role is Role.OPERATOR:
        raise InvalidInputError(
            "An API key is a centre's, which is named, or the secretariat's.", code="key_role"
        )
    if not label.strip() or len(label) > _LONGEST_LABEL:
        raise InvalidInputError("An API key needs a label of up to 200 characters.", code="key_label")
    if not scopes:
        raise InvalidInputError("An API key needs at least one scope.", code="key_scopes")
    at = services.now()
    key = ApiKey(
        id=ApiKeyId(new_uuid7(at, services.random_bytes(10))),
        label=label.strip(),
        role=role,
        centre=centre,
        scopes=scopes,
        created_at=at,
    )
    secret = urlsafe_b64encode(services.random_bytes(_SECRET_BYTES)).decode().rstrip("=")
    with transaction():
        if centre is not None:
            partners.get_centre(centre)
        api_keys.add_api_key(key, secret_sha256=_hash(secret))
        events.add_event(events.Event(at, by.name, "made", "api_key", key.id, {}))
    return NewApiKey(key=key, token=f"{_PREFIX}_{key.id}_{secret}")


def list_api_keys() -> tuple[ApiKey, ...]:
    """All, newest first."""
    return api_keys.list_api_keys()


def revoke_api_key(services: Services, key_id: str, *, by: Actor) -> ApiKey:
    """From now on it opens nothing. Raises NotFoundError, ConflictError (``already_revoked``)."""
    with transaction():
        found = api_keys.find_api_key(key_id)
        if found is None:
            raise NotFoundError("There is no such API key.", hint="'certsvc api-keys list' shows them.")
        if found[0].revoked_at is not None:
            raise ConflictError("This API key has been revoked already.", code="already_revoked")
        at = services.now()
        api_keys.mark_api_key_revoked(found[0].id, at)
        events.add_event(events.Event(at, by.name, "revoked", "api_key", found[0].id, {}))
    revoked = api_keys.find_api_key(key_id)
    return found[0] if revoked is None else revoked[0]


def authenticate(token: str) -> Actor:
    """Who holds the token. Raises UnauthenticatedError, the same for unknown, revoked and malformed."""
    prefix, _, rest = token.partition("_")
    key_id, _, secret = rest.partition("_")
    found = api_keys.find_api_key(key_id) if prefix == _PREFIX and len(key_id) == _UUID_LENGTH else None
    # Hashed and compared even for a key that is not there: the time taken tells nothing.
    expected = found[1] if found is not None else _hash("")
    matches = hmac.compare_digest(_hash(secret), expected)
    if found is None or not matches or found[0].revoked_at is not None:
        raise UnauthenticatedError("This API key is not known here, or was revoked.")
    return _actor(found[0])


def actor_of(key_id: ApiKeyId) -> Actor | None:
    """Who acts by that key, shown before; None once it is revoked."""
    found = api_keys.find_api_key(key_id)
    return None if found is None or found[0].revoked_at is not None else _actor(found[0])


def _actor(key: ApiKey) -> Actor:
    return Actor(name=key.id, role=key.role, centre=key.centre, scopes=key.scopes)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
