"""Labels for blank nodes that are hard to tell apart (RDFC-1.0, sections 4.4 to 4.8), with bounded work.

Nodes that look alike are told apart by trying their orders, which a document can make grow without end
(section 7.1, dataset poisoning), and pyoxigraph sets no bound. It also tells like nodes of different graphs
apart otherwise than the reference implementations do: it takes the name of a graph once, where they take it
once for each quad. The documents that could need either are labelled here; tests hold the labels equal to
PyLD's.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import sha256, sha384

from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError

Quad = tuple[str, str, str, str]
"""Subject, predicate, object and graph name as N-Quads writes them; the default graph is an empty text."""
Issuer = dict[str, str]
"""Labels by blank node, in the order of their giving."""

MOST_STEPS = 100_000
"""Statements and labels looked at while orders are tried, a microsecond or two each. Real documents need some
hundreds."""
_BLANK = "_:"


def labelled_nquads(quads: Iterable[Quad], algorithm: KeyAlgorithm) -> list[str]:
    """The canonical N-Quads of a dataset, sorted. Raises InvalidInputError (``too_complex``)."""
    quads = list(quads)
    try:
        labels = _Labeller(quads, sha384 if algorithm is KeyAlgorithm.P384 else sha256).labels()
    except RecursionError as error:
        raise _too_complex() from error
    return sorted(_line([labels.get(part, part) for part in quad]) for quad in quads)


class _Labeller:
    """The state of one canonicalization (section 4.2)."""

    def __init__(self, quads: Iterable[Quad], hashing: Callable[[bytes], object]) -> None:
        self._hash: Callable[[bytes], object] = hashing
        self._mentions: dict[str, list[Quad]] = defaultdict(list)
        for quad in quads:
            for part in {quad[0], quad[2], quad[3]}:
                if part.startswith(_BLANK):
                    self._mentions[part].append(quad)
        self._first = {name: self._first_degree(name) for name in self._mentions}
        self._canonical: Issuer = {}
        self._left = MOST_STEPS

    def labels(self) -> Mapping[str, str]:
        """Section 4.4.3, steps 3 to 5."""
        by_hash: dict[str, list[str]] = defaultdict(list)
        for name, digest in self._first.items():
            by_hash[digest].append(name)
        alike = []
        for _, names in sorted(by_hash.items()):
            if len(names) == 1:
                _issue(self._canonical, names[0], "c14n")
            else:
                alike.append(names)
        for names in alike:
            found = [self._n_degree(name, {name: "_:b0"}) for name in names if name not in self._canonical]
            for _, issuer in sorted(found, key=lambda result: result[0]):
                for name in issuer:
                    _issue(self._canonical, name, "c14n")
        return self._canonical

    def _spend(self, steps: int) -> None:
        self._left -= steps
        if self._left < 0:
            raise _too_complex()

    def _digest(self, text: str) -> str:
        return self._hash(text.encode()).hexdigest()  # type: ignore[attr-defined,no-any-return]  # hashlib's

    def _first_degree(self, name: str) -> str:
        """Section 4.6.3."""
        lines = [
            _line(["_:a" if part == name else "_:z" if part.startswith(_BLANK) else part for part in quad])
            for quad in self._mentions[name]
        ]
        return self._digest("".join(sorted(lines)))

    def _related(self, name: str, issuer: Issuer) -> dict[str, list[str]]:
        """Sections 4.7.3 and 4.8.3, steps 1 to 3: the nodes beside ``name``, once for each quad."""
        self._spend(len(self._mentions[name]))
        beside: dict[str, list[str]] = defaultdict(list)
        for subject, predicate, found, graph in self._mentions[name]:
            for start, other in ((f"s{predicate}", subject), (f"o{predicate}", found), ("g", graph)):
                if other.startswith(_BLANK) and other != name:
                    known = self._canonical.get(other) or issuer.get(other) or self._first[other]
                    beside[self._digest(start + known)].append(other)
        return beside

    def _n_degree(self, name: str, issuer: Issuer) -> tuple[str, Issuer]:
        """Section 4.8.3: a hash of what surrounds ``name``, and labels for what was met on the way."""
        data = []
        for digest, others in sorted(self._related(name, issuer).items()):
            chosen, chosen_issuer = "", issuer
            for order in _orders(others):
                self._spend(len(order) + len(issuer))
                path, found = self._path(order, issuer, chosen)
                if path and (not chosen or path < chosen):
                    chosen, chosen_issuer = path, found
            data += [digest, chosen]
            issuer = chosen_issuer
        return self._digest("".join(data)), issuer

    def _path(self, order: Iterable[str], issuer: Issuer, chosen: str) -> tuple[str, Issuer]:
        """Steps 5.4.1 to 5.4.5; an empty path for one that cannot be the least."""
        issuer = dict(issuer)
        path = ""
        waiting = []
        for other in order:
            if other in self._canonical:
                path += self._canonical[other]
            else:
                if other not in issuer:
                    waiting.append(other)
                path += _issue(issuer, other, "b")
            if _is_beaten(path, chosen):
                return "", issuer
        for other in waiting:
            digest, found = self._n_degree(other, issuer)
            path += f"{issuer[other]}<{digest}>"
            issuer = found
            if _is_beaten(path, chosen):
                return "", issuer
        return path, issuer


def _is_beaten(path: str, chosen: str) -> bool:
    return bool(chosen) and len(path) >= len(chosen) and path > chosen


def _issue(issuer: Issuer, name: str, prefix: str) -> str:
    """Section 4.5.2: the label of ``name``, new where it has none."""
    return issuer.setdefault(name, f"{_BLANK}{prefix}{len(issuer)}")


def _orders(names: list[str]) -> Iterator[list[str]]:
    """The orders of ``names`` that differ: a name that stands there twice is the same twice."""
    order = sorted(names)
    while True:
        yield order
        at = next((i for i in range(len(order) - 2, -1, -1) if order[i] < order[i + 1]), -1)
        if at < 0:
            return
        other = next(i for i in range(len(order) - 1, at, -1) if order[i] > order[at])
        order = order[:]
        order[at], order[other] = order[other], order[at]
        order[at + 1 :] = reversed(order[at + 1 :])


def _line(parts: Iterable[str]) -> str:
    return " ".join(filter(None, parts)) + " .\n"


def _too_complex() -> InvalidInputError:
    return InvalidInputError(
        "The document has too many parts that cannot be told apart to be canonicalized.", code="too_complex"
    )
