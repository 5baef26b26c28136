"""What a reader would see change from one version of a credential to the next."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from certsvc.credentials.certified_parts import Part, parts_of
from certsvc.credentials.compose import email_hash
from certsvc.credentials.lint_values import text_at

__all__ = ["Difference", "Part", "differences_between"]

_SHOWN = len("sha256$") + 8
"""Characters of a hash."""


@dataclass(frozen=True, slots=True)
class Difference:
    """``what`` differs, one of ``Part``, and how it reads; a text is empty where there is nothing.

    ``of``: the code of the course, or the place in the document, where there may be several.
    """

    what: str
    before: str
    after: str
    of: str = ""


def differences_between(
    before: Mapping[str, Any], after: Mapping[str, Any], *, email: str = ""
) -> tuple[Difference, ...]:
    """In the order in which a certificate is read; nothing of what is drawn anew each time.

    ``email``: the address that stands hashed in ``after``, so that hashes with two salts can be compared.
    """
    old, new = parts_of(before), parts_of(after)
    found = [
        Difference(part, old.get((part, of), ""), new.get((part, of), ""), of)
        for part, of in dict.fromkeys((*old, *new))
        if old.get((part, of)) != new.get((part, of))
    ]
    known, salt = _hash_of(before)
    now = email_hash(email, salt) if email and salt else _hash_of(after)[0]
    if known != now:
        found.append(Difference(Part.EMAIL, _short(known), _short(now)))
    order = list(Part)
    return tuple(sorted(found, key=lambda one: order.index(Part(one.what))))


def _hash_of(document: Mapping[str, Any]) -> tuple[str, str]:
    """The hash of an address, and its salt; two empty texts where there is none."""
    subject = document.get("credentialSubject")
    identities = subject.get("identifier") if isinstance(subject, dict) else None
    for identity in identities if isinstance(identities, list) else ():
        if isinstance(identity, dict) and identity.get("hashed") is True:
            return text_at(identity, "identityHash"), text_at(identity, "salt")
    return "", ""


def _short(digest: str) -> str:
    return f"{digest[:_SHOWN]}…" if digest else ""
