"""JSON-LD document -> RDF -> canonical N-Quads (RDF Dataset Canonicalization 1.0, RDFC-1.0).

``survey`` reads the words of the document under their pinned contexts; what it makes of them is read by
pyoxigraph, a JSON-LD processor, and nothing may be lost on the way. Work is bounded before it is done:
nesting, values, blank nodes, and the orders of like ones that RDFC-1.0 would have to try (``labelling``).
"""

import json
from collections.abc import Mapping
from typing import Any

from pyoxigraph import (
    CanonicalizationAlgorithm,
    Dataset,
    DefaultGraph,
    Quad,
    RdfFormat,
    parse,
    serialize,
)

from certsvc.credentials.contexts import get_context
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing.contexts_in_use import ContextSource
from certsvc.signing.labelling import labelled_nquads
from certsvc.signing.survey import Survey, survey_document

MOST_ORDERINGS = 5_040
"""7!: orders of seven parts without id, which pyoxigraph may try. Real documents of one graph need fewer."""
MOST_LIST_QUADS = 64
"""Of lists, whose like values are a long chain of like blank nodes: pyoxigraph takes its length cubed."""
_LABELLING = {KeyAlgorithm.P384: CanonicalizationAlgorithm.RDFC_1_0_SHA_384}
"""Keys whose suites label blank nodes by another hash than SHA-256 (ECDSA Cryptosuites 1.0, 3.2.3)."""


def canonical_nquads(
    document: Mapping[str, Any],
    *,
    algorithm: KeyAlgorithm = KeyAlgorithm.ED25519,
    contexts: ContextSource = get_context,
) -> bytes:
    """The canonical N-Quads of all of ``document``, UTF-8, sorted; refuses what they would not cover.

    1. the JSON is surveyed within its bounds, under contexts that are known, and expanded; 2. it becomes
    quads; 3. no statement of the JSON got lost; 4. blank nodes are labelled, with bounded work, and the quads
    sorted.

    ``algorithm``: of the key, whose hash labels the blank nodes. ``contexts`` is for tests with published
    vectors; the product knows the pinned ones only. Raises as ``survey_document`` does.
    """
    survey = survey_document(document, contexts)  # 1
    quads = _read_quads(survey)  # 2
    if not quads:
        raise InvalidInputError("The document says nothing.", code="not_json_ld")
    dataset = Dataset(quads)
    if len(dataset) != survey.quads:  # 3
        raise ProofError(
            "A value of this document is covered by no signature: it is dropped when the document is read"
            " as linked data (a relative address, or a value where none can stand).",
            code="unsigned_content",
        )
    hard = survey.orderings > MOST_ORDERINGS or survey.list_quads > MOST_LIST_QUADS
    if hard or survey.graphs:  # 4
        texts = [(str(q.subject), str(q.predicate), str(q.object), _graph_of(q)) for q in dataset]
        return "".join(labelled_nquads(texts, algorithm)).encode()
    dataset.canonicalize(_LABELLING.get(algorithm, CanonicalizationAlgorithm.RDFC_1_0))
    lines = (serialize(dataset, format=RdfFormat.N_QUADS) or b"").split(b"\n")
    return b"\n".join([*sorted(filter(None, lines)), b""])


def _graph_of(quad: Quad) -> str:
    return "" if isinstance(quad.graph_name, DefaultGraph) else str(quad.graph_name)


def _read_quads(survey: Survey) -> list[Quad]:
    try:
        text = json.dumps([survey.expanded], allow_nan=False)
        return list(parse(text, format=RdfFormat.JSON_LD))
    except (SyntaxError, ValueError, TypeError) as error:
        raise InvalidInputError("The document is not JSON-LD.", code="not_json_ld") from error
