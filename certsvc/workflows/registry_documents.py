"""The documents that list issuers, in the form of the Digital Credentials Consortium: read and written.

``{"meta": {…}, "registry": {"did:…": {"name": …, "url": …, "location": …}}}``, and a proof where it is
signed.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from certsvc.domain.identifiers import Did
from certsvc.domain.recognised_issuers import RegistryEntry
from certsvc.errors import InvalidInputError
from certsvc.signing.json_text import parse_json_object

LONGEST_DID = 1_000
LONGEST_URL = 1_000
LONGEST_TEXT = 255
# DID Core 1.0, section 3.1.
_DID = re.compile(r"did:[a-z0-9]+:(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})*(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})")
_WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")


@dataclass(frozen=True, slots=True)
class RegistryDocument:
    """A registry as it was read; whether its proof holds is not said here."""

    document: Mapping[str, Any]
    entries: tuple[RegistryEntry, ...]

    @property
    def has_proof(self) -> bool:
        """Whether it says that somebody signed it."""
        return "proof" in self.document


def read_registry_document(content: bytes) -> RegistryDocument:
    """The document in ``content``.

    Raises InvalidInputError (``registry_malformed``, ``malformed_did``, and as ``parse_json_object`` does).
    """
    document = parse_json_object(content)
    listed = document.get("registry")
    if not isinstance(listed, dict):
        raise InvalidInputError("The registry lists no issuers by their DIDs.", code="registry_malformed")
    return RegistryDocument(document, tuple(_entry(did, said) for did, said in listed.items()))


def checked_entry(did: str, name: str, *, url: str = "", location: str = "") -> RegistryEntry:
    """An entry in the form that is kept: texts on one line, an address that is none left out.

    Raises InvalidInputError (``malformed_did``, ``registry_malformed``).
    """
    if len(did) > LONGEST_DID or _DID.fullmatch(did) is None:
        raise InvalidInputError(f"'{did[:80]}' is no DID.", code="malformed_did")
    name = " ".join(name.split())
    location = " ".join(location.split())
    if not name:
        raise InvalidInputError(f"{did[:80]} has no name.", code="registry_malformed")
    for text in (name, location):
        if len(text) > LONGEST_TEXT or not text.isprintable():
            raise InvalidInputError(
                f"{did[:80]} has a name or location that is too long, or not one line of text.",
                code="registry_malformed",
            )
    is_address = len(url) <= LONGEST_URL and url.isprintable() and _WEB_ADDRESS.fullmatch(url)
    return RegistryEntry(Did(did), name, url if is_address else "", location)


def compose_registry_document(
    entries: Iterable[RegistryEntry], *, created: datetime, updated: datetime
) -> Mapping[str, Any]:
    """The document that lists them, by DID, still to be signed."""
    return {
        "meta": {"created": _moment(created), "updated": _moment(updated)},
        "registry": {
            entry.did: {"name": entry.name, "url": entry.url, "location": entry.location}
            for entry in sorted(entries, key=lambda entry: entry.did)
        },
    }


def _entry(did: str, said: object) -> RegistryEntry:
    if not isinstance(said, dict):
        raise InvalidInputError(f"Nothing is said of {did[:80]}.", code="registry_malformed")
    texts = {member: said.get(member, "") for member in ("name", "url", "location")}
    if not all(isinstance(text, str) for text in texts.values()):
        raise InvalidInputError(f"What is said of {did[:80]} is no text.", code="registry_malformed")
    return checked_entry(did, **texts)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
