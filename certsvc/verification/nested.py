"""Credentials that stand inside a document: taken out, counted, read."""

from collections.abc import Mapping, Sequence
from typing import Any

from certsvc.domain.verdicts import Check, CheckName
from certsvc.signing.json_text import write_json
from certsvc.verification.checks import failed
from certsvc.verification.reasons import Reason
from certsvc.verification.securing import Secured, read_secured, secured_document, types_of
from certsvc.verification.shapes import StructureError, listed
from certsvc.verification.structure_clr import CLR_TYPE

MOST_CREDENTIALS = 128
"""In one document. These are read in 0.4 s, and a megabyte holds so many of the usual size and no more."""
MOST_PROOFS = 160
"""Over all credentials: each proof can make the verifier work anew on all that it covers."""


def credentials_in(document: Mapping[str, Any]) -> list[Any]:
    """What a transcript (CLR 2.0, ClrSubject) holds; of any other document nothing."""
    subject = document.get("credentialSubject")
    if CLR_TYPE not in types_of(document) or not isinstance(subject, dict):
        return []
    return listed(subject.get("verifiableCredential"))


def has_too_many_proofs(credentials: Sequence[object]) -> bool:
    """Whether they have more than are checked, those of the credentials inside them too."""
    return _proofs_of(credentials) > MOST_PROOFS


def read_part(part: object) -> Secured:
    """A credential as an object (an envelope too), or as a token (the first data model's way).

    Raises InvalidInputError for what is none, or cannot be read.
    """
    if isinstance(part, str):
        secured = read_secured(part.encode(errors="replace"))
    elif isinstance(part, dict):
        secured = secured_document(write_json(part), part)
    else:
        raise StructureError(Reason.NOT_A_CREDENTIAL)
    if secured.is_presentation:
        raise StructureError(Reason.NOT_A_CREDENTIAL, "A presentation stands where a credential belongs.")
    return secured


def check_of_nested(credentials: Sequence[object], room: int) -> Check | None:
    """The failed check of form where a document holds more than is read; None where it does not.

    ``room``: for so many. In a transcript that stands in a transcript there is none: that could go on for
    ever, and what nobody opened is never called verified.
    """
    if len(credentials) > room:
        detail = "More credentials stand inside one another than are opened here."
        return failed(CheckName.STRUCTURE, Reason.TOO_MANY_CREDENTIALS, detail)
    if has_too_many_proofs(credentials):
        return failed(CheckName.STRUCTURE, Reason.TOO_MANY_PROOFS)
    return None


def _proofs_of(credentials: Sequence[object]) -> int:
    found = 0
    for one in credentials:
        if isinstance(one, dict):
            found += len(listed(one.get("proof"))) + _proofs_of(credentials_in(one))
    return found
