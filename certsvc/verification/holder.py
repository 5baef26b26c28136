"""Of a presentation: who shows it, and whether the key that signed it is theirs."""

from collections.abc import Mapping, Sequence
from typing import Any

from certsvc.domain.verdicts import Check, CheckName
from certsvc.verification.checks import failed, id_of, not_checked, passed, shown
from certsvc.verification.reasons import Reason
from certsvc.verification.registry import Unavailable
from certsvc.verification.signatures import Signature


def check_of_holder(
    document: Mapping[str, Any], signatures: Sequence[Signature], purpose: str
) -> tuple[Check, str | None]:
    """The check, and the DID that the presentation's proof must be of.

    1. something is signed, 2. a signature is by the named holder (any signer is, where none is named),
    3. the holder publishes the key, for that purpose.
    """
    named = id_of(document.get("holder"))
    if not signatures:  # 1
        return not_checked(CheckName.HOLDER, Reason.KEY_NOT_KNOWN), named
    own = [signature for signature in signatures if named is None or signature.did == named]
    if not own:  # 2
        detail = f"The presentation names {shown(named or '')}, but somebody else signed it."
        return failed(CheckName.HOLDER, Reason.KEY_OF_ANOTHER, detail), named
    signature = own[0]
    if isinstance(signature.key, Unavailable):  # 3
        return not_checked(CheckName.HOLDER, signature.key.reason, signature.key.detail), signature.did
    if not signature.is_by(signature.did, purpose):
        return failed(CheckName.HOLDER, Reason.KEY_NOT_FOR_PURPOSE), signature.did
    return passed(CheckName.HOLDER, Reason.HOLDER_SIGNED, f"Shown by {shown(signature.did)}."), signature.did
