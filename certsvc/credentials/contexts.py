"""JSON-LD contexts, pinned: exact bytes with their SHA-256, never fetched at run time."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from certsvc.errors import InvalidInputError, UnavailableError

CREDENTIALS_V2 = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES_V3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DATA_INTEGRITY_V2 = "https://w3id.org/security/data-integrity/v2"
MULTIKEY_V1 = "https://w3id.org/security/multikey/v1"
CLR_V2 = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"


@dataclass(frozen=True, slots=True)
class PinnedContext:
    """A file of ``credentials/contexts/`` and the SHA-256 of its bytes, hex."""

    file: str
    digest: str


CONTEXTS: Mapping[str, PinnedContext] = MappingProxyType(
    {
        CREDENTIALS_V2: PinnedContext(
            "credentials-v2.json", "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
        ),
        OPEN_BADGES_V3: PinnedContext(
            "open-badges-3.0.3.json", "3d34f4d4ef1bce691106e63798beb5e7b862ba841423f5ee1e53ab7ddf3bca84"
        ),
        DATA_INTEGRITY_V2: PinnedContext(
            "data-integrity-v2.json", "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4"
        ),
        MULTIKEY_V1: PinnedContext(
            "multikey-v1.json", "ba2c182de2d92f7e47184bcca8fcf0beaee6d3986c527bf664c195bbc7c58597"
        ),
        CLR_V2: PinnedContext(
            "clr-2.0.1.json", "880f1902d4158f2f33ce06af41b90719977cd1ea337a9de2e41edb3ff5e543d6"
        ),
    }
)
"""Every context that this service knows, by its address."""


def get_context(url: str) -> bytes:
    """The pinned bytes of the context at ``url``.

    Raises InvalidInputError (``unknown_context``) for any other address, UnavailableError
    (``context_damaged``) when the installed file is not the one that was pinned.
    """
    pinned = CONTEXTS.get(url)
    if pinned is None:
        raise InvalidInputError(
            "The document names a JSON-LD context that this service does not know.",
            code="unknown_context",
            hint="Known are: " + ", ".join(CONTEXTS) + ".",
        )
    return _read_pinned(pinned)


@cache
def _read_pinned(pinned: PinnedContext) -> bytes:
    try:
        content = (files("certsvc.credentials") / "contexts" / pinned.file).read_bytes()
    except OSError as error:
        raise UnavailableError(
            f"The JSON-LD context file {pinned.file} is missing.",
            code="context_damaged",
            hint="Install the service again.",
        ) from error
    if hashlib.sha256(content).hexdigest() != pinned.digest:
        raise UnavailableError(
            f"The JSON-LD context file {pinned.file} is not the one that was pinned.",
            code="context_damaged",
            hint="Install the service again.",
        )
    return content
