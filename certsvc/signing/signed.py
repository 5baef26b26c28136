"""SignedCredential: the last stage, whose bytes are kept and served for ever."""

import hashlib
from collections.abc import Mapping
from typing import Any, final

from certsvc.signing.json_text import parse_json_object


@final
class SignedCredential:
    """A credential with its proof; nothing in it can be set anew.

    ``content``: compact UTF-8 JSON, the bytes to keep; ``digest``: SHA-256 of ``content``, hex.
    """

    __slots__ = ("_document", "content", "digest")

    content: bytes
    digest: str

    def __init__(self, document: Mapping[str, Any] | None, content: bytes, digest: str) -> None:
        object.__setattr__(self, "_document", document)
        object.__setattr__(self, "content", content)
        object.__setattr__(self, "digest", digest)

    @property
    def document(self) -> Mapping[str, Any]:
        """``content``, read; not before somebody asks, for a batch keeps the bytes only."""
        document: Mapping[str, Any] | None = object.__getattribute__(self, "_document")
        if document is None:
            document = parse_json_object(self.content)
            object.__setattr__(self, "_document", document)
        return document

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: what was signed stays as it is."""
        raise AttributeError("a SignedCredential cannot be changed")

    def __eq__(self, other: object) -> bool:
        """Two are equal when their bytes are."""
        return isinstance(other, SignedCredential) and self.content == other.content

    def __hash__(self) -> int:
        """As equality has it."""
        return hash(self.content)

    def __repr__(self) -> str:
        """The digest alone: a log needs no names of people."""
        return f"SignedCredential(digest={self.digest!r})"


def digest_of(content: bytes) -> str:
    """SHA-256 of ``content``, hex."""
    return hashlib.sha256(content).hexdigest()


def parse_signed(content: bytes) -> SignedCredential:
    """Stored bytes as a SignedCredential; its proof is not checked here.

    Raises InvalidInputError as ``parse_json_object`` does.
    """
    return SignedCredential(parse_json_object(content), content, digest_of(content))
