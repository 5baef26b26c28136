"""A file to hand out."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Download:
    """Its bytes, what they are, and what to call it."""

    content: bytes
    media_type: str
    filename: str
