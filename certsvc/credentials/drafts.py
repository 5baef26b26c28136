"""DraftCredential: a composed document that nobody has checked yet."""

from collections.abc import Mapping
from typing import Any, final

from certsvc.credentials.freezing import thaw

STAND_IN = "(the achievement that many credentials share)"
"""Stands in a document for the achievement that was taken out."""


@final
class DraftCredential:
    """What ``compose`` made: a JSON-LD document without a proof. Only ``lint_credential`` takes it on.

    A badge of a batch leaves its achievement out: ``rest`` has ``STAND_IN`` in its place, ``shared`` is the
    achievement as ``freeze`` wrote it. Of any other, ``rest`` is the document and ``shared`` None.
    """

    __slots__ = ("rest", "shared")

    def __init__(self, document: Mapping[str, Any], shared: bytes | None = None) -> None:
        self.rest = document
        self.shared = shared

    @property
    def document(self) -> Mapping[str, Any]:
        """The whole document; where a part is shared, a new copy at every reading."""
        if self.shared is None:
            return self.rest
        subject = {**self.rest["credentialSubject"], "achievement": thaw(self.shared)}
        return {**self.rest, "credentialSubject": subject}
