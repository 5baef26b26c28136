"""Who holds the link to a credential that was replaced is led on to the one that stands in its place."""

from certsvc.domain.identifiers import CredentialId
from certsvc.domain.records import CredentialRecord
from certsvc.storage.succession import find_last_successor


def find_successor(credential_id: CredentialId) -> CredentialRecord | None:
    """What stands at the end of the chain: of A, in whose place came B, and then C, it is C.

    It is C even where C was revoked since and nothing came after it: its own page says so. None for what
    nothing took the place of.
    """
    return find_last_successor(credential_id)
