"""Issuers that are not ours and that the secretariat has reasons to trust."""

from dataclasses import dataclass
from datetime import datetime

from certsvc.domain.identifiers import Did

BY_HAND = ""
"""The registry of those whom the secretariat recognises itself: they stand in the one that it publishes."""


@dataclass(frozen=True, slots=True)
class RegistryEntry:
    """What a registry says of an issuer; ``location`` in words or as a country's code."""

    did: Did
    name: str
    url: str = ""
    location: str = ""


@dataclass(frozen=True, slots=True)
class RecognisedIssuer:
    """An entry, whose registry it is (``BY_HAND``: our own) and who brought it here."""

    entry: RegistryEntry
    registry: str
    loaded_at: datetime
    loaded_by: str


@dataclass(frozen=True, slots=True)
class RecognisedRegistry:
    """A registry of others as it was loaded. ``source``: where the document came from, in words.

    ``signed_by``: the DID whose signature on it was checked; empty for one that was taken unsigned.
    """

    name: str
    source: str
    document: bytes
    signed_by: str
    loaded_at: datetime
