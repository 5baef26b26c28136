"""Draft -> linted credential: nothing that breaks a rule of the standards or of ours gets a signature."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple, final
from urllib.parse import urlsplit

from certsvc.credentials import lint_badge, lint_status_list
from certsvc.credentials.addresses import Addresses
from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.lint_envelope import breaches_of_envelope
from certsvc.credentials.lint_values import breaches_of_values, text_at
from certsvc.credentials.vocabulary import vocabulary_of
from certsvc.errors import InvalidInputError

__all__ = ["DraftCredential", "LintError", "LintedCredential", "lint_credential"]

_SHOWN = 5
_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False)


class LintError(InvalidInputError):
    """A draft breaks rules; ``breaches`` has each as ``NUMBER PLACE what is wrong``, without values."""

    default_code = "lint"

    def __init__(self, breaches: tuple[str, ...]) -> None:
        more = f" and {len(breaches) - _SHOWN} more" if len(breaches) > _SHOWN else ""
        super().__init__(
            f"The credential breaks rules: {'; '.join(breaches[:_SHOWN])}{more}.", hint="Nothing was signed."
        )
        self.breaches = breaches


class _Token:
    """Held by this module alone: who has it is ``lint_credential``."""


_TOKEN: Final = _Token()


@final
class LintedCredential:
    """A document that has passed the lint: the only thing that can be signed.

    It keeps the document as JSON text, so that nobody edits what was checked. Made by
    ``lint_credential`` alone: anyone else gets a TypeError.
    """

    __slots__ = ("_content",)

    def __init__(self, content: bytes, *, token: _Token) -> None:
        if token is not _TOKEN:
            raise TypeError("only lint_credential makes a LintedCredential")
        object.__setattr__(self, "_content", content)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: what was linted stays as it is."""
        raise AttributeError("a LintedCredential cannot be changed")

    @property
    def content(self) -> bytes:
        """The document, still without proof, as compact UTF-8 JSON in the order of its composing."""
        content: bytes = object.__getattribute__(self, "_content")
        return content

    @property
    def document(self) -> Mapping[str, Any]:
        """An independent copy of the document at every reading."""
        document: Mapping[str, Any] = json.loads(self.content)
        return document


class _Kind(NamedTuple):
    """A kind of credential that this service signs."""

    context: list[str]
    types: list[str]
    breaches: Callable[[Mapping[str, Any], Addresses], Iterator[str]]


_KINDS = (
    _Kind(lint_badge.CONTEXT, lint_badge.TYPES, lint_badge.breaches_of_badge),
    _Kind(lint_status_list.CONTEXT, lint_status_list.TYPES, lint_status_list.breaches_of_status_list),
)


def lint_credential(draft: DraftCredential) -> LintedCredential:
    """The draft as something that can be signed. Raises LintError naming every breach of these rules.

    1. values: JSON without floats and nulls, nothing empty, not too deep or long, no control
       characters (but lines in prose), direction overrides or unpaired surrogates;
    2. terms: every member and type is defined by the pinned contexts, every id is an absolute IRI,
       so that JSON-LD drops nothing and the proof covers all (VC Data Integrity 1.0, 2.4.1);
    3. envelope: contexts in their order, types, id and name, no proof (VC Data Model 2.0, 4.2 to 4.5);
    4. issuer: a Profile with the DID of an issuer of the service that the id belongs to;
    5. times: xsd:dateTimeStamp, in order (VC Data Model 2.0, 4.9);
    6. one status entry for revocation whose list, index and id agree; JSON schemas by address;
    7. subject: AchievementSubject, well-formed code as licenseNumber, the assessing centre as source;
    8. identities: exactly one name, names fit to print, no address in clear, every hash with a salt;
    9. achievement: its required members, enumerations, an id that says code and version;
    10. alignments: name and address of what they point at;
    11. result descriptions: required members, enumerations, ids of their own;
    12. results: plain numbers for descriptions that the achievement declares;
    13. a status list: 131,072 bits for revocation (Bitstring Status List 1.0, 2.2).
    8 to 12: Open Badges 3.0, B.1.
    """
    document = draft.document
    if type(document) is not dict:
        raise LintError(("1.2 the document is not an object",))
    kind = next((kind for kind in _KINDS if document.get("type") == kind.types), _KINDS[0])
    # 1. and 2.
    breaches = breaches_of_values(document, vocabulary_of(tuple(kind.context)))
    # 3.
    breaches += breaches_of_envelope(document, kind.context, kind.types)
    # 4. to 13.
    breaches += kind.breaches(document, Addresses(_origin(text_at(document, "id"))))
    if breaches:
        raise LintError(tuple(breaches))
    return LintedCredential(_COMPACT.encode(document).encode(), token=_TOKEN)


def _origin(address: str) -> str:
    """``https://HOST`` of the document's id: the service that it says it comes from."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in {"http", "https"} and parts.netloc else ""
