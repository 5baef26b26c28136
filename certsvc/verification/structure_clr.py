"""The rules of form of a Comprehensive Learner Record 2.0 credential (ClrCredential, ClrSubject)."""

from collections.abc import Mapping
from typing import Any

from certsvc.verification.reasons import Reason
from certsvc.verification.securing import types_of
from certsvc.verification.shapes import (
    StructureError,
    check_address,
    check_objects,
    check_text,
    check_time,
    listed,
    malformed,
    missing,
)

CLR_TYPE = "ClrCredential"
_CONTEXTS = "https://purl.imsglobal.org/spec/clr/v2p0/"


def check_clr(document: Mapping[str, Any]) -> None:
    """1. its context, 2. id, name, from when it is valid, partial or not, 3. subject, 4. what it holds.

    What the credentials in it are, their own verdicts say. Raises StructureError.
    """
    contexts = listed(document.get("@context"))
    if not any(isinstance(address, str) and address.startswith(_CONTEXTS) for address in contexts):  # 1
        raise StructureError(
            Reason.MEMBER_MISSING, "The document does not name the context of learner records (CLR 2.0)."
        )
    check_address(document, "id")  # 2
    check_text(document, "name")
    check_time(document, "issuanceDate" if "issuanceDate" in document else "validFrom")
    if not isinstance(document.get("partial", False), bool):
        raise malformed("partial", "is neither true nor false")
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or "ClrSubject" not in types_of(subject):  # 3
        raise malformed("credentialSubject", "is not one ClrSubject")
    for name in ("identifier", "achievement", "association"):
        check_objects(subject, name)
    credentials = listed(subject.get("verifiableCredential"))  # 4
    if not credentials:
        raise missing("credentialSubject.verifiableCredential")
    if not all(isinstance(one, (dict, str)) and one for one in credentials):
        raise malformed("credentialSubject.verifiableCredential", "is not a list of credentials")
