"""Tokens of personal links and sessions: made, made again for a mail, and known by their digests.

No token is kept. A link's is HMAC-SHA-256 of a random seed under the service's secret: whoever has the
database alone can open nothing, and the mail that carries it can be written later, by another process.
A digest is looked up in an index; what that takes tells nothing of a token of 256 bits.
"""

import hashlib
import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from itsdangerous import BadSignature, Signer

from certsvc.domain.identifiers import LearnerId
from certsvc.domain.links import LinkKind, PersonalLink
from certsvc.domain.people import MailAddress
from certsvc.errors import UnavailableError
from certsvc.signing.service_secret import FILE_VARIABLE, read_secret
from certsvc.workflows.services import Services

SEED_BYTES = 32
CLAIM_DAYS = 90
SIGN_IN_MINUTES = 30
SESSION_HOURS = 12
LIFETIMES = {LinkKind.CLAIM: timedelta(days=CLAIM_DAYS), LinkKind.SIGN_IN: timedelta(minutes=SIGN_IN_MINUTES)}
PERSON = "sessions"
OFFICER = "officers' sessions"
"""Purposes of the service's secret, each with a key of its own."""
_LONGEST = 200
_PATHS = {LinkKind.CLAIM: "claim", LinkKind.SIGN_IN: "sign-in"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What a new link is about."""

    learner_id: LearnerId | None = None
    address: MailAddress | None = None
    claim_digest: str | None = None


def make_links(
    services: Services, kind: LinkKind, subjects: Sequence[Subject], *, at: datetime
) -> list[tuple[PersonalLink, str]]:
    """A link with its token for each; nothing is stored yet."""
    key = _link_key(services)
    made = []
    for subject in subjects:
        seed = services.random_bytes(SEED_BYTES)
        token = _token(key, seed)
        link = PersonalLink(
            digest=digest_of(token),
            kind=kind,
            seed=seed.hex(),
            learner_id=subject.learner_id,
            address=subject.address,
            claim_digest=subject.claim_digest,
            created_at=at,
            expires_at=at + LIFETIMES[kind],
        )
        made.append((link, token))
    return made


def token_of(services: Services, link: PersonalLink) -> str:
    """The token of a link, made again: for the mail that carries it.

    Raises UnavailableError (``secret_changed``) where it would open nothing.
    """
    token = _token(_link_key(services), bytes.fromhex(link.seed))
    if digest_of(token) != link.digest:
        raise UnavailableError(
            f"This link was made with another secret than the one that {FILE_VARIABLE} names.",
            code="secret_changed",
            hint="Processes on several machines must share the file; if it was changed, make new links.",
        )
    return token


def address_of(services: Services, kind: LinkKind, token: str) -> str:
    """Where the link leads: the page of this service that reads its token."""
    return f"{services.settings.base_url}/{_PATHS[kind]}/{token}"


def digest_of(token: str) -> str:
    """What stands for it in the tables: SHA-256, hex. Any text has one."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def sign_session(services: Services, secret: bytes, whose: str = PERSON) -> str:
    """The value of a cookie: a session's secret and our signature on it, for a person or an ``OFFICER``."""
    return _signer(services, whose).sign(_encoded(secret)).decode("ascii")


def find_session_digest(services: Services, value: str, whose: str = PERSON) -> str | None:
    """The digest of the session in a cookie's value; None unless we signed it, and then no table is asked."""
    if len(value) > _LONGEST or not value.isascii():
        return None
    try:
        return digest_of(_signer(services, whose).unsign(value).decode("ascii"))
    except BadSignature:
        return None


def session_digest(secret: bytes) -> str:
    """The digest of a session by its secret."""
    return digest_of(_encoded(secret))


def _signer(services: Services, whose: str) -> Signer:
    """One signs for people or for officers: no cookie of the one is taken for the other's."""
    key = read_secret(services.settings, whose)
    return Signer(key, salt="session", key_derivation="hmac", digest_method=hashlib.sha256)


def _link_key(services: Services) -> bytes:
    return read_secret(services.settings, "personal links")


def _token(key: bytes, seed: bytes) -> str:
    return _encoded(hmac.digest(key, seed, hashlib.sha256))


def _encoded(content: bytes) -> str:
    return urlsafe_b64encode(content).decode("ascii").rstrip("=")
