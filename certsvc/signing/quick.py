"""Canonical N-Quads the quick way where a shape is known, else by the general path.

Which shapes are learned. Signing learns from every document that passed the lint. Checking meets documents
of strangers: it learns a shape only from one whose signature has just held under a key that the caller
knows, and which the lint would let this service sign. A stranger can show old credentials with their members
in another order, and so many shapes; there is room for a hundred or two, what is in use stays, and the worst
that comes of it is the general path, which he gets anyway. What was learned by checking is kept apart from
what signing uses.
"""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from certsvc.credentials.contexts import get_context
from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.inline_contexts import InlineContext
from certsvc.credentials.lint import LintedCredential, LintError, lint_credential
from certsvc.credentials.outline import Outline
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.contexts_in_use import ContextSource
from certsvc.signing.shapes import Shapes, find_outline

_COMPACT = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_LONGEST = 256 * 1024
"""Characters of a document whose shape is looked for; the longest of ours, a status list, has a tenth."""
_LONGEST_LEARNED = 64 * 1024
"""Characters of what is signed; a transcript is longer, and hardly two have one shape."""

_issued = Shapes(most=256)
_checked = Shapes(most=128)


class Canonical(NamedTuple):
    """Canonical N-Quads of a document to check; ``unknown``: its outline, if its shape is not known yet."""

    nquads: bytes
    unknown: Outline | None = None


def nquads_to_sign(linted: LintedCredential) -> bytes:
    """The canonical N-Quads of what passed the lint. Raises as ``canonical_nquads`` does."""
    if any(isinstance(context, InlineContext) for context in linted.context):
        return canonical_nquads(linted.document)  # a text of its definitions is no text that a shape fills in
    own, shared = linted.texts[::2], linted.texts[1::2]
    outline = linted.outline or (find_outline(own) if sum(map(len, own)) <= _LONGEST_LEARNED else None)
    if outline is None:
        return canonical_nquads(linted.document)
    quick = _issued.find_nquads(outline, shared)
    if quick is not None:
        return quick
    nquads = canonical_nquads(linted.document)
    _issued.learn(outline, shared, nquads)
    return nquads


def nquads_to_check(document: Mapping[str, Any], contexts: ContextSource = get_context) -> Canonical:
    """The canonical N-Quads of a document without its proof. Raises as ``canonical_nquads`` does."""
    named = document.get("@context")
    is_plain = not isinstance(named, list) or not any(isinstance(context, dict) for context in named)
    text = _find_text(document) if contexts is get_context and is_plain else ""
    outline = find_outline([text]) if text else None
    quick = None if outline is None else _checked.find_nquads(outline)
    # What is no JSON (a tuple, a number for a member's name) can look like JSON once it is written.
    if quick is not None and json.loads(text) == document:
        return Canonical(quick)
    return Canonical(canonical_nquads(document, contexts=contexts), outline)


def learn_checked(document: Mapping[str, Any], canonical: Canonical) -> None:
    """Learn the shape of a document whose proof holds, if it is new and could be one of ours."""
    if canonical.unknown is None:
        return
    try:
        lint_credential(DraftCredential(document))
    except LintError:
        return
    _checked.learn(canonical.unknown, (), canonical.nquads)


def _find_text(document: Mapping[str, Any]) -> str:
    """The compact JSON of a document; nothing where it is none, or too long."""
    try:
        text = _COMPACT.encode(document)
    except (TypeError, ValueError, RecursionError):
        return ""
    return text if len(text) <= _LONGEST else ""
