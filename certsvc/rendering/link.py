"""The address that a certificate sends its reader to."""

import re
from urllib.parse import urlsplit

from certsvc.errors import InvalidInputError
from certsvc.rendering.document import Document, get_text, objects_at

TRANSCRIPT_CODE = "ext:verificationCode"
"""Identity type of a transcript's verification code (CLR 2.0: a ClrSubject has no ``licenseNumber``)."""
_ORIGIN = re.compile(r"(https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?)/")
_CODE = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*")


def verification_link(document: Document) -> str:
    """``ORIGIN/v/CODE``: the origin of the credential's own ``id``, and its code.

    ``document`` is a signed credential as parsed JSON. Nothing but what was signed decides where its
    QR code leads. Raises InvalidInputError when either is missing, or the id is no http(s) address.
    """
    identifier = get_text(document, "id")
    return f"{_origin(identifier)}/v/{_checked_code(code_of(document))}"


def code_of(document: Document) -> str:
    """The verification code: a badge's ``licenseNumber``, or the identity of a transcript that says it.

    Raises InvalidInputError (``malformed_credential``) where there is neither.
    """
    for identity in objects_at(document, "credentialSubject", "identifier"):
        if identity.get("identityType") == TRANSCRIPT_CODE:
            return get_text(identity, "identityHash")
    return get_text(document, "credentialSubject", "licenseNumber")


def link_host(link: str) -> str:
    """The host of a link, with its port where it has one: what a reader compares with the sheet."""
    return urlsplit(link).netloc


def _origin(identifier: str) -> str:
    found = _ORIGIN.match(identifier)
    if found is None:
        raise InvalidInputError("The credential's id is not an http(s) address.", code="malformed_credential")
    return found.group(1)


def _checked_code(code: str) -> str:
    """As it stands, if it can stand in an address as it is: what is printed is what is scanned."""
    if _CODE.fullmatch(code) is None:
        raise InvalidInputError(
            "The credential's licenseNumber is no verification code.", code="malformed_code"
        )
    return code
