"""A stored credential as a token of the same claims (Securing Verifiable Credentials using JOSE, 3.1.1)."""

from certsvc.domain.records import CredentialRecord
from certsvc.signing.signed import parse_signed
from certsvc.signing.vc_jwt import sign_vc_jwt
from certsvc.storage import issuers
from certsvc.workflows.services import Services


def token_of(services: Services, record: CredentialRecord) -> bytes:
    """The compact JWT, by the issuer's active key; the same bytes at every call until that key changes.

    It says that it was made when the credential was, or when its key was if that is younger: no key vouches
    for a time before its own. Raises NotFoundError (``no_active_key``), UnavailableError as ``KeyRing`` does.
    """
    key = issuers.get_active_key(record.issuer)
    signing_key = services.keys.get_signing_key(key.issuer, key.multibase)
    made_at = max(record.issued_at, key.created_at)
    return sign_vc_jwt(parse_signed(record.signed_bytes), key=signing_key, issued_at=made_at)
