"""People: who owns the records that centres keep of their learners."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from certsvc.domain.identifiers import LanguageTag

PersonId = NewType("PersonId", str)
"""UUIDv7 of a person, in the usual 36-character form."""

MailAddress = NewType("MailAddress", str)
"""A mail address as addresses are compared here: NFC, in lower case (see ``normal_address``)."""

LONGEST_ADDRESS = 254
"""Characters of a mail address (RFC 5321 section 4.5.3.1.3, less the brackets)."""


class Visibility(StrEnum):
    """What the public page of a certificate shows; the person's choice."""

    EVERYTHING = "everything"
    WITHOUT_RESULT = "without_result"
    """All but score and hours."""
    CODE_ONLY = "code_only"
    """Only to whoever types or scans the full code; not by the credential's address."""


@dataclass(frozen=True, slots=True)
class Person:
    """Whoever has proven a mailbox. ``language``: of her pages and mails; None: as her browser says.

    Learners of several centres are hers when they were bound to her, by a claim link or by an
    address that she has proven.
    """

    id: PersonId
    language: LanguageTag | None
    visibility: Visibility
    created_at: datetime
    erased_at: datetime | None = None


def normal_address(text: str) -> MailAddress | None:
    """``text`` as addresses are compared; None for what cannot be one mailbox's address.

    Only what would do harm is refused (spaces, controls, a second @): whether somebody reads there
    is shown by a mail that arrives.
    """
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", text.strip()).lower())
    local, at, host = text.partition("@")
    if not (at and local and host) or "@" in host or len(text) > LONGEST_ADDRESS:
        return None
    if any(not char.isprintable() or char in ' ,;<>"()[]\\:' for char in text):
        return None
    return MailAddress(text)
