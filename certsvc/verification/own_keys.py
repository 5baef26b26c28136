"""A key of this service's own issuers, as the checks read keys."""

from functools import lru_cache

from certsvc.domain.keys import IssuerKey
from certsvc.signing.multikey import decode_multikey
from certsvc.verification.expectations import ASSERTION
from certsvc.verification.registry import KnownKey

_LISTED = frozenset({ASSERTION})


@lru_cache(maxsize=256)
def known_key(key: IssuerKey) -> KnownKey:
    """What our DID document says of the key, and what our own record knows besides.

    A compromised key is listed for nothing. Raises InvalidInputError (``malformed_key``).
    """
    return KnownKey(
        verification_method=key.verification_method,
        controller=key.issuer,
        public_key=decode_multikey(key.multibase),
        purposes=frozenset() if key.compromised_since else _LISTED,
        retired_at=key.retired_at if key.compromised_since is None else None,
        compromised_since=key.compromised_since,
    )
