"""JSON-LD document -> RDF -> canonical N-Quads (RDF Dataset Canonicalization 1.0, RDFC-1.0).

JSON-LD is read by pyoxigraph, with the pinned contexts put into the document, for it fetches none.
Work is bounded before it is done: nesting, values, blank nodes, and the orders of like blank nodes
that RDFC-1.0 would have to try (section 7.1, dataset poisoning).
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from math import factorial
from typing import Any

from pyoxigraph import (
    BlankNode,
    CanonicalizationAlgorithm,
    Dataset,
    NamedNode,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from certsvc.credentials.contexts import get_context
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.contexts_in_use import (
    UNDEFINED,
    ContextSource,
    Vocabulary,
    context_addresses,
    context_text,
    terms_in_use,
    vocabulary,
)
from certsvc.signing.survey import Survey, survey_document

MOST_ORDERINGS = 5_040
"""7!: seven siblings without id that look alike. Real documents stay under 10."""


def canonical_nquads(document: Mapping[str, Any], *, contexts: ContextSource = get_context) -> bytes:
    """The canonical N-Quads of all of ``document``, UTF-8, sorted; refuses what they would not cover.

    1. contexts are known; 2. the JSON is surveyed within its bounds; 3. it becomes quads;
    4. no quad has an undefined term; 5. no statement of the JSON got lost; 6. labelling is bounded;
    7. blank nodes are labelled and the quads sorted.

    ``contexts`` is for tests with published vectors; the product knows the pinned ones only.
    Raises InvalidInputError (``unknown_context``, ``context_missing``, ``inline_context``,
    ``nested_context``, ``too_deep``, ``too_complex``, ``blank_node_id``, ``not_json_ld``),
    ProofError (``unsigned_content``).
    """
    words = vocabulary(context_addresses(document), contexts)  # 1
    survey = survey_document(document, words)  # 2
    quads = _read_quads(document, words, survey)  # 3
    if not quads:
        raise InvalidInputError("The document says nothing.", code="not_json_ld")
    dataset = Dataset(quads)
    _check_terms_defined(quads, survey)  # 4
    if len(dataset) != survey.quads:  # 5
        raise ProofError(
            "A value of this document is covered by no signature: it is dropped when the document is read"
            " as linked data (a relative address, or a value where none can stand).",
            code="unsigned_content",
        )
    if survey.orderings > MOST_ORDERINGS:  # 6
        _check_labelling_bounded(quads)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)  # 7
    lines = (serialize(dataset, format=RdfFormat.N_QUADS) or b"").split(b"\n")
    return b"\n".join([*sorted(filter(None, lines)), b""])


def _read_quads(document: Mapping[str, Any], words: Vocabulary, survey: Survey) -> list[Quad]:
    rest = {name: value for name, value in document.items() if name != "@context"}
    context = context_text(words, terms_in_use(words, survey.strings))
    try:
        text = f'{{"@context":{context},"@graph":[{json.dumps(rest, allow_nan=False)}]}}'
        return list(parse(text, format=RdfFormat.JSON_LD))
    except (SyntaxError, ValueError, TypeError) as error:
        raise InvalidInputError("The document is not JSON-LD.", code="not_json_ld") from error


def _check_terms_defined(quads: Iterable[Quad], survey: Survey) -> None:
    unnamed: set[str] = set()
    for quad in quads:
        for node in (quad.subject, quad.predicate, quad.object):
            if isinstance(node, BlankNode):
                unnamed.add(node.value)
            elif isinstance(node, NamedNode) and node.value.startswith(UNDEFINED):
                name = node.value.removeprefix(UNDEFINED)[:40]
                raise ProofError(
                    f"'{name}' is covered by no signature: the document's contexts do not define it.",
                    code="unsigned_content",
                )
    if len(unnamed) > survey.blank_nodes:  # a value like "_:b0" where an address belongs
        raise InvalidInputError("The document refers to a blank node by name.", code="blank_node_id")


def _check_labelling_bounded(quads: Iterable[Quad]) -> None:
    """Siblings without id are like each other when their own quads are: each of their orders is tried."""
    own: dict[str, list[tuple[str, str]]] = {}
    edges: list[tuple[str, str, str]] = []
    for quad in quads:
        if isinstance(quad.subject, BlankNode):
            unnamed = isinstance(quad.object, BlankNode)
            own.setdefault(quad.subject.value, []).append(
                (quad.predicate.value, "" if unnamed else str(quad.object))
            )
            if isinstance(quad.object, BlankNode):
                edges.append((quad.subject.value, quad.predicate.value, quad.object.value))
    looks = {name: tuple(sorted(statements)) for name, statements in own.items()}
    groups = Counter((parent, predicate, looks.get(child)) for parent, predicate, child in edges)
    orderings = 1
    for size in groups.values():
        orderings *= factorial(size)
        if orderings > MOST_ORDERINGS:
            raise InvalidInputError(
                "The document has too many parts that cannot be told apart to be canonicalized.",
                code="too_complex",
            )
