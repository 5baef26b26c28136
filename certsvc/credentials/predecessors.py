"""What a new credential says of the one whose place it takes, as OB 3.0 Evidence (B.1.10).

Evidence, for every reader of credentials shows it (VC Data Model 2.0, 5.6): name, reason, and where the old
one is to be found. A member of our own would be shown by nobody.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from certsvc.credentials.addresses import Addresses
from certsvc.credentials.certification import Predecessor
from certsvc.credentials.codes import is_code
from certsvc.credentials.lint_parts import is_text
from certsvc.credentials.lint_values import text_at
from certsvc.credentials.vocabulary import PREDECESSOR
from certsvc.credentials.wording import wording_for
from certsvc.domain.identifiers import LanguageTag, VerificationCode
from certsvc.domain.records import LONGEST_REASON

_LOOKS_LIKE_A_CODE = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}-[0-9A-Z](?![0-9A-Z-])")
_MEMBERS = frozenset({"id", "type", "genre", "name", "narrative"})
_MOST_READ = 64
"""Pieces of evidence of somebody else's that are looked through."""


class StatedPredecessor(NamedTuple):
    """What a document says of its predecessor; it may be anybody's, so nothing in it is certain.

    ``address``: the old one's id; ``name``: the words that stand for it; ``reason`` may be empty.
    """

    address: str
    name: str
    code: VerificationCode
    reason: str


def predecessor_evidence(
    predecessor: Predecessor, language: LanguageTag, addresses: Addresses, *, is_transcript: bool = False
) -> dict[str, Any]:
    """Named in words that say its code; the narrative is the reason, as it was given."""
    words = wording_for(language)
    named = words.transcript_in_place_of if is_transcript else words.in_place_of
    return {
        "id": addresses.credential(predecessor.credential_id),
        "type": ["Evidence"],
        "genre": PREDECESSOR,
        "name": named.format(code=predecessor.code),
        "narrative": predecessor.reason,
    }


def is_predecessor(evidence: object) -> bool:
    """Whether a piece of evidence says that it is a credential whose place was taken."""
    return isinstance(evidence, dict) and evidence.get("genre") == PREDECESSOR


def find_predecessor(document: Mapping[str, Any]) -> StatedPredecessor | None:
    """What any document says of it; None where it names none, or none that has a code."""
    found = document.get("evidence")
    for piece in (found if isinstance(found, list) else [found])[:_MOST_READ]:
        if isinstance(piece, dict) and is_predecessor(piece):
            name = text_at(piece, "name")
            code = _find_code(name)
            if code is not None:
                return StatedPredecessor(text_at(piece, "id"), name, code, text_at(piece, "narrative"))
    return None


def breaches_of_predecessor(
    path: str, evidence: Mapping[str, Any], addresses: Addresses, own_id: str
) -> Iterator[str]:
    """Rule 26 of ``lint``: another credential of this service, by address and code, and why."""
    if evidence.get("type") != ["Evidence"] or not is_predecessor(evidence):
        yield f"26.1 {path} is not Evidence of the genre {PREDECESSOR}"
    before = addresses.find_credential_id(text_at(evidence, "id"))
    if before is None or text_at(evidence, "id") != addresses.credential(before):
        yield f"26.2 {path}.id is not the address of a credential of this service"
    elif text_at(evidence, "id") == own_id:
        yield f"26.2 {path}.id is the credential's own"
    if _find_code(text_at(evidence, "name")) is None:
        yield f"26.3 {path}.name does not say the code of the credential before"
    if not is_text(evidence.get("narrative")) or not _is_reason(text_at(evidence, "narrative")):
        yield f"26.4 {path}.narrative does not say why, in one line of {LONGEST_REASON} characters at most"
    if evidence.keys() != _MEMBERS:
        yield f"26.5 {path} has not exactly the members {', '.join(sorted(_MEMBERS))}"


def _find_code(text: str) -> VerificationCode | None:
    """The one code that ``text`` says."""
    found = [piece for piece in _LOOKS_LIKE_A_CODE.findall(text) if is_code(piece)]
    return VerificationCode(found[0]) if len(found) == 1 else None


def _is_reason(text: str) -> bool:
    return len(text) <= LONGEST_REASON and text.splitlines() == [text]
