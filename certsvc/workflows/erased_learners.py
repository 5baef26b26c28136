"""Whoever was erased is not brought back by a results file: her reference is known by its mark alone.

A mark is HMAC-SHA-256 of centre and reference under the service's secret: whoever reads the table learns
nobody's reference. With another secret the marks are worth nothing. References that differ in capitals or
dashes alone have the same mark.
"""

import hashlib
import hmac
from collections import defaultdict
from collections.abc import Iterable, Sequence

from certsvc.domain.identifiers import ImportId, LearnerRef, PartnerCode
from certsvc.domain.imports import RowProblem
from certsvc.intake.read import ReadRow
from certsvc.intake.same_reference import fold_reference
from certsvc.intake.shape import FileShape
from certsvc.intake.uploaded_row import uploaded_row
from certsvc.signing.service_secret import read_secret
from certsvc.storage import erasures, imports, learners
from certsvc.workflows.services import Services

PURPOSE = "erased learners"
CODE = "erased_learner"
_CHUNK = 500
"""Values in one statement."""


def marks_of(services: Services, centre: PartnerCode, refs: Iterable[str]) -> dict[str, set[LearnerRef]]:
    """The references by their marks. Raises SettingsError."""
    key = read_secret(services.settings, PURPOSE)
    marks: defaultdict[str, set[LearnerRef]] = defaultdict(set)
    for ref in refs:
        marked = f"{centre}\0{fold_reference(ref)}".encode()
        marks[hmac.digest(key, marked, hashlib.sha256).hex()].add(LearnerRef(ref))
    return marks


def find_erased(services: Services, centre: PartnerCode, refs: Iterable[str]) -> frozenset[LearnerRef]:
    """Those of the references whose learners were erased; one question to the database while there is none.

    A learner who is known here under exactly such a reference is somebody else, and was not erased.
    Raises SettingsError.
    """
    if not erasures.has_marks():
        return frozenset()
    by_mark = marks_of(services, centre, refs)
    marks = list(by_mark)
    found = {mark for start in range(0, len(marks), _CHUNK) for mark in _known(marks[start : start + _CHUNK])}
    suspects = {ref for mark in found for ref in by_mark[mark]}
    return frozenset(suspects - learners.find_learners(centre, suspects).keys()) if suspects else frozenset()


def without_erased(
    services: Services, *, centre: PartnerCode, import_id: ImportId, rows: Sequence[ReadRow]
) -> Sequence[ReadRow]:
    """The rows, of which those of erased learners are refused and have no cells any more.

    Also those that would be refused for something else. Raises SettingsError.
    """
    if not erasures.has_marks():
        return rows
    shape = FileShape.from_json(imports.get_shape(import_id))
    refs = [_reference(shape, row) for row in rows]
    erased = find_erased(services, centre, set(refs))
    return [
        ReadRow(row.line, (), None, (_erased_row(row.line),)) if ref in erased else row
        for row, ref in zip(rows, refs, strict=True)
    ]


def _reference(shape: FileShape, row: ReadRow) -> str:
    if row.completion is not None:
        return row.completion.learner.ref
    return uploaded_row(shape, row.line, row.cells).reference


def _erased_row(line: int) -> RowProblem:
    return RowProblem(
        line=line,
        column="learner_ref",
        code=CODE,
        message="This learner has had her data erased; the row was not recorded and is not kept.",
        hint="Take her out of the file. If she wants to come back, record her under a new reference.",
    )


def _known(marks: Sequence[str]) -> set[str]:
    return erasures.find_marks(marks)
