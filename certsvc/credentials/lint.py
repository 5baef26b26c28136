"""Draft -> linted credential: nothing that breaks a rule of the standards or of ours gets a signature."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, NamedTuple, final
from urllib.parse import urlsplit

from certsvc.credentials import lint_badge, lint_status_list, lint_transcript
from certsvc.credentials.addresses import Addresses
from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.inline_contexts import inline_context
from certsvc.credentials.lint_envelope import breaches_of_envelope
from certsvc.credentials.lint_plain import breaches_of_plain
from certsvc.credentials.lint_shared import Cut, Passed, cut_badge, find_passed, find_texts, remember_passed
from certsvc.credentials.lint_structures import find_passed_outline, find_plain_outline, remember
from certsvc.credentials.lint_values import breaches_of_values, text_at
from certsvc.credentials.outline import Outline
from certsvc.credentials.vocabulary import vocabulary_of
from certsvc.errors import InvalidInputError

__all__ = ["DraftCredential", "LintError", "LintedCredential", "lint_credential", "lint_plain_credential"]

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
    """Held by this module alone: who has it is ``lint_credential`` or ``lint_plain_credential``."""


_TOKEN: Final = _Token()


@final
class LintedCredential:
    """A document that has passed the lint: the only thing that can be signed.

    It keeps the document as JSON text, so that nobody edits what was checked. Made by the two functions
    below alone: anyone else gets a TypeError.
    """

    __slots__ = ("_context", "_outline", "_texts")

    _context: tuple[str, ...]
    _outline: Outline | None
    _texts: tuple[str, ...]

    def __init__(
        self,
        texts: tuple[str, ...],
        context: Sequence[str] = (),
        outline: Outline | None = None,
        *,
        token: _Token,
    ) -> None:
        if token is not _TOKEN:
            raise TypeError("only lint_credential and lint_plain_credential make a LintedCredential")
        object.__setattr__(self, "_texts", texts)
        object.__setattr__(self, "_context", tuple(context))
        object.__setattr__(self, "_outline", outline)

    def __setattr__(self, name: str, value: object) -> None:
        """Refuse: what was linted stays as it is."""
        raise AttributeError("a LintedCredential cannot be changed")

    @property
    def content(self) -> bytes:
        """The document, still without proof, as compact UTF-8 JSON in the order of its composing."""
        return "".join(self.texts).encode()

    @property
    def texts(self) -> tuple[str, ...]:
        """The content, cut where the part begins and ends that other credentials share.

        Own, shared, own; or one text alone. Between two own texts stands one whole JSON object.
        """
        return self._texts

    @property
    def outline(self) -> Outline | None:
        """Of the own texts, where it was read and nothing in them is escaped."""
        return self._outline

    @property
    def context(self) -> tuple[str, ...]:
        """What stands in the document as its ``@context``; an object of its own as an ``InlineContext``."""
        return self._context

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
    own_words: Callable[[Mapping[str, Any]], Mapping[str, Any]] = lambda document: document
    """Without parts that were linted when they were signed."""


_BADGE = _Kind(lint_badge.CONTEXT, lint_badge.TYPES, lint_badge.breaches_of_badge)
_STATUS_LIST = _Kind(
    lint_status_list.CONTEXT, lint_status_list.TYPES, lint_status_list.breaches_of_status_list
)
_TRANSCRIPT = _Kind(
    lint_transcript.CONTEXT,
    lint_transcript.TYPES,
    lint_transcript.breaches_of_transcript,
    lint_transcript.without_credentials,
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
    6. one status entry for revocation whose list, index and id agree; JSON schemas; courses as evidence;
    7. subject: AchievementSubject, well-formed code as licenseNumber, the assessing centre as source;
    8. identities: one name, fit to print, no member of a team twice, no address in clear, salted hashes;
    9. achievement: its required members, enumerations, an id that says code and version;
    10. alignments: name and address of what they point at;
    11. result descriptions: required members, enumerations, ids of their own;
    12. results: plain numbers, or modes, for descriptions that the achievement declares;
    13. a status list: 131,072 bits for revocation (Bitstring Status List 1.0, 2.2);
    23. to 25. a transcript (CLR 2.0): its code, signed badges of ours. 8 to 12: Open Badges 3.0, B.1;
    26. whose place it takes: another credential of ours, by address and code, and why.
    """
    if type(draft.rest) is not dict:
        raise LintError(("1.2 the document is not an object",))
    kind = _kind_of(draft.rest.get("type"))
    addresses = _addresses_of(text_at(draft.rest, "id"))
    cut = cut_badge(draft) if kind is _BADGE else None
    passed = None if cut is None else find_passed(cut, addresses.base_url)
    texts = None if cut is None or passed is None else find_texts(cut, passed.text)
    if cut is not None and passed is not None and texts is not None:
        return _lint_rest(cut, passed, texts, addresses)
    return _lint_whole(draft.document, cut, kind, addresses)


def _lint_whole(
    document: Mapping[str, Any], cut: Cut | None, kind: _Kind, addresses: Addresses
) -> LintedCredential:
    """Every rule, on all of the document; ``cut``: the same in parts, where it has any."""
    # 1. and 2.
    breaches = breaches_of_values(kind.own_words(document), vocabulary_of(tuple(kind.context)))
    # 3.
    breaches += breaches_of_envelope(document, kind.context, kind.types)
    # 4. to 13., 23. to 26.
    breaches += kind.breaches(document, addresses)
    _refuse(breaches)
    if cut is None or (texts := find_texts(cut, remember_passed(cut, addresses.base_url).text)) is None:
        return LintedCredential((_COMPACT.encode(document),), kind.context, token=_TOKEN)
    outline = find_plain_outline(texts[::2])
    return LintedCredential(texts, kind.context, outline and remember(outline), token=_TOKEN)


def lint_plain_credential(draft: DraftCredential, addresses: Addresses) -> LintedCredential:
    """A credential that a caller composed, as something that can be signed.

    It need not be a badge of this service, whose ``addresses`` these are. Raises LintError naming every
    breach of rules 14 to 22, as ``breaches_of_plain`` lists them.
    """
    if type(draft.rest) is not dict:
        raise LintError(("14.1 the document is not an object",))
    document = draft.document
    _refuse(list(breaches_of_plain(document, addresses)))
    contexts = document["@context"]
    pinned = [context for context in contexts if isinstance(context, str)]
    named = [context if isinstance(context, str) else inline_context(context, pinned) for context in contexts]
    return LintedCredential((_COMPACT.encode(document),), named, token=_TOKEN)


def _lint_rest(cut: Cut, passed: Passed, texts: tuple[str, ...], addresses: Addresses) -> LintedCredential:
    """The same for a badge whose achievement has passed before; ``texts`` are its JSON.

    What is looked at here once more depends on the rest; see ``lint_shared`` and ``lint_structures``.
    """
    outline = find_plain_outline(texts[::2])
    known = outline and find_passed_outline(outline)
    breaches: list[str] = []
    # 1. and 2.
    if known is None:
        breaches = breaches_of_values(cut.rest, vocabulary_of(tuple(_BADGE.context)))
        if outline is not None and not breaches:
            known = remember(outline)
    # 3.
    breaches += breaches_of_envelope(cut.rest, _BADGE.context, _BADGE.types)
    # 4. to 12., 26.
    breaches += lint_badge.breaches_of_badge(cut.rest, addresses, described=passed.described)
    _refuse(breaches)
    return LintedCredential(texts, _BADGE.context, known, token=_TOKEN)


def _kind_of(types: object) -> _Kind:
    """What a document says that it is; a badge if it says nothing that is signed here."""
    return next((kind for kind in (_STATUS_LIST, _TRANSCRIPT) if kind.types == types), _BADGE)


def _refuse(breaches: list[str]) -> None:
    if breaches:
        raise LintError(tuple(breaches))


def _addresses_of(identifier: str) -> Addresses:
    """Those of the service that a document says it comes from: ``https://HOST`` of its id."""
    if identifier.startswith(("http://", "https://")):
        host_ends = identifier.find("/", len("https://"))
        identifier = identifier[: host_ends + 1] or identifier
    return _addresses_at(identifier)


@lru_cache(maxsize=64)
def _addresses_at(address: str) -> Addresses:
    try:
        parts = urlsplit(address)
    except ValueError:
        return Addresses("")
    is_web = parts.scheme in {"http", "https"} and parts.netloc
    return Addresses(f"{parts.scheme}://{parts.netloc}" if is_web else "")
