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
# Those that our own documents do not name; the world's do.
CREDENTIALS_V1 = "https://www.w3.org/2018/credentials/v1"
OPEN_BADGES_V3_0 = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
OPEN_BADGES_V3_1 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json"
OPEN_BADGES_V3_2 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json"
DATA_INTEGRITY_V1 = "https://w3id.org/security/data-integrity/v1"
ED25519_2020_V1 = "https://w3id.org/security/suites/ed25519-2020/v1"
STATUS_LIST_2021_V1 = "https://w3id.org/vc/status-list/2021/v1"
DID_V1 = "https://www.w3.org/ns/did/v1"
EXAMPLES_V2 = "https://www.w3.org/ns/credentials/examples/v2"
UNDEFINED_TERMS_V2 = "https://www.w3.org/ns/credentials/undefined-terms/v2"


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
        CREDENTIALS_V1: PinnedContext(
            "credentials-v1.json", "00d7dd6d3ad8b920e3e550dd3a3d9090bffcac84cdbf943da6924b3e0a5c8bb8"
        ),
        OPEN_BADGES_V3_0: PinnedContext(
            "open-badges-3.0.0.json", "9f1c8f9f361ba2994b9b50701f41149919542c50c7b7455b2846d87959295d72"
        ),
        OPEN_BADGES_V3_1: PinnedContext(
            "open-badges-3.0.1.json", "af095468326d3449160509b26ca71576e6321d13c85b0369cfe3b654c9a48fba"
        ),
        OPEN_BADGES_V3_2: PinnedContext(
            "open-badges-3.0.2.json", "00666ad080ba407687ed1846b7f5e7495f5019042b202a727de47c48a1755c53"
        ),
        DATA_INTEGRITY_V1: PinnedContext(
            "data-integrity-v1.json", "b5d829bd09aa7c42abc6efa0c8ed7635313b5487f37ccfce3ecd149ca9418554"
        ),
        ED25519_2020_V1: PinnedContext(
            "ed25519-2020-v1.json", "b9e1ab971fd8bf2c7553e0c4a9438e0b9450afde1ea1ca5b2492368b9f549588"
        ),
        STATUS_LIST_2021_V1: PinnedContext(
            "status-list-2021-v1.json", "634d71c159289f068c96012e4511c657fdf82ac4231900081bda3ba24e2e1160"
        ),
        DID_V1: PinnedContext(
            "did-v1.json", "62c1054bf404d6dd3a4b26b64f830fd72095f6a26edc4469908c94351352ce5f"
        ),
        EXAMPLES_V2: PinnedContext(
            "credentials-examples-v2.json", "57393fbc69d6efb9b9b5dc9cb6b9880b0944360abfe2eaf459c9e58cf2279d7c"
        ),
        UNDEFINED_TERMS_V2: PinnedContext(
            "undefined-terms-v2.json", "82dab514ba44eb18f5d1b0f638c5e140c6a556fbfb5089601bdc0fa5eb8b2581"
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
