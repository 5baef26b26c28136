"""Rules on every value of a document, wherever it stands: 1.x and 2.x of ``lint``."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from certsvc.credentials.vocabulary import Vocabulary

MAX_DEPTH = 12
MAX_TEXT = 20_000

_BITS = "encodedList"
"""The one text that is no prose and longer: compressed bits."""
_PROSE = frozenset({"description", "narrative", "targetDescription"})
"""Members that may have lines and tabs (OB 3.0: Markdown)."""
_HARMFUL = r"\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff"
_FORBIDDEN = re.compile(rf"[\x00-\x1f{_HARMFUL}]")
_FORBIDDEN_IN_PROSE = re.compile(rf"[\x00-\x08\x0b-\x1f{_HARMFUL}]")
_IRI = r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`\ud800-\udfff]+"
_ABSOLUTE_IRI = re.compile(_IRI)
_ABSOLUTE_IRIS = re.compile(rf"(?:{_IRI}\n)*")


_ARRAYS = (list, tuple)
_HOLDERS = (dict, *_ARRAYS)
"""What JSON writes as arrays and objects: the rules are about what gets written."""

_Place = tuple["_Place | None", object]
"""Where a value stands: the place of what holds it, and its name or position. Written for breaches only."""


def breaches_of_values(document: Mapping[str, Any], vocabulary: Vocabulary) -> list[str]:
    """Breaches of 1 and 2; never fails, whatever the document holds."""
    inspection = _Inspection(vocabulary)
    inspection.check_object(None, document, own=frozenset({"@context"}))
    inspection.check_parts(None, "", document, 1)
    return inspection.breaches


def is_absolute_iri(value: object) -> bool:
    """Whether ``value`` has the form of an absolute IRI (a relative one has no meaning in RDF)."""
    return isinstance(value, str) and _ABSOLUTE_IRI.fullmatch(value) is not None


def are_absolute_iris(values: Iterable[str]) -> bool:
    """Whether each of ``values`` has that form; several at once are quicker than one by one."""
    return _ABSOLUTE_IRIS.fullmatch("\n".join((*values, ""))) is not None


def is_fit_text(text: str) -> bool:
    """Whether a line has none of the characters that rule 1.4 forbids."""
    return _FORBIDDEN.search(text) is None


def text_at(members: Mapping[str, Any], member: str) -> str:
    """The text that ``member`` holds; empty where it is missing or something else."""
    value = members.get(member)
    return value if isinstance(value, str) else ""


class _Inspection:
    """One walk through a document, gathering breaches. Every badge takes it, so it does little a value."""

    __slots__ = ("_vocabulary", "breaches")

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self.breaches: list[str] = []

    def check_parts(self, place: _Place | None, member: str, holder: Any, depth: int) -> None:  # noqa: ANN401  # an object or an array
        """Look at all that ``holder`` holds; ``member``: the name that an array of texts stands under."""
        is_object = isinstance(holder, dict)
        parts: Iterable[tuple[Any, Any]] = holder.items() if is_object else enumerate(holder)
        for name, part in parts:
            if isinstance(part, str):
                if not part or not part.isprintable() or part.isspace() or len(part) > MAX_TEXT:
                    self._check_odd_text((place, name), name if is_object else member, part)
            elif isinstance(part, _HOLDERS):
                self._check_holder((place, name), name if is_object else member, part, depth + 1)
            elif not isinstance(part, int):  # booleans are whole numbers to Python
                self._add("1.2", (place, name), "is neither object, array, text, whole number nor boolean")

    def check_object(
        self, place: _Place | None, members: Mapping[Any, Any], own: frozenset[str] = frozenset()
    ) -> None:
        """Look at an object's names. ``own``: members that may stand in it and are no terms."""
        named = members.get("type", [])
        types = named if isinstance(named, _ARRAYS) else [named]
        known = tuple([name for name in types if self._vocabulary.is_type(name)])
        if len(known) != len(types):
            self._add("2.1", place, "has a type that no pinned context defines")
        unknown = members.keys() - self._vocabulary.terms_for(known) - own
        if not all(isinstance(name, str) for name in unknown):
            self._add("1.2", place, "has a member whose name is no text")
        elif unknown:
            self._add("2.2", place, "has a member that no pinned context defines for it")
        if "id" in members and not is_absolute_iri(members["id"]):
            self._add("2.3", place, "has an id that is not an absolute IRI")

    def _check_holder(self, place: _Place, member: str, holder: Any, depth: int) -> None:  # noqa: ANN401  # likewise
        if not holder:
            self._add("1.2", place, "is empty")
        elif depth > MAX_DEPTH:
            self._add("1.1", place, "is nested too deeply")
        else:
            if isinstance(holder, dict):
                self.check_object(place, holder)
            self.check_parts(place, member, holder, depth)

    def _check_odd_text(self, place: _Place, member: str, text: str) -> None:
        """1.2 to 1.4, for text that is not plainly good: no forbidden character is printable."""
        if not text or text.isspace():
            self._add("1.2", place, "is empty")
        if len(text) > MAX_TEXT and member != _BITS:
            self._add("1.3", place, "is too long")
        if (_FORBIDDEN_IN_PROSE if member in _PROSE else _FORBIDDEN).search(text):
            self._add("1.4", place, "has a control character, a direction override or half a character")

    def _add(self, rule: str, place: _Place | None, what: str) -> None:
        self.breaches.append(f"{rule} {_written(place)} {what}")


def _written(place: _Place | None) -> str:
    """``credentialSubject.result[0].value``."""
    if place is None:
        return "the document"
    above, name = place
    own = f"[{name}]" if type(name) is int else f"{name}"
    if above is None:
        return own
    return f"{_written(above)}{own}" if type(name) is int else f"{_written(above)}.{own}"
