"""What comes of an upload: options, counts, problems, report."""

from dataclasses import dataclass, field
from enum import StrEnum

from certsvc.domain.batches import Batch, BatchState
from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import CourseCode, ImportId, PartnerCode


class Severity(StrEnum):
    """``refused``: the row was not recorded; ``warning``: it was, and the officer should look."""

    REFUSED = "refused"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong with one row. ``message`` and ``hint`` hold no personal data.

    ``line`` counts from 1 as the officer's editor or spreadsheet does; ``column`` is the canonical
    name (``score``), empty when the row as a whole is meant; ``code`` is stable and snake_case.
    """

    line: int
    column: str
    code: str
    message: str
    hint: str
    severity: Severity = Severity.REFUSED


class OnConflict(StrEnum):
    """What becomes of a row that contradicts a recorded completion."""

    REJECT = "reject"
    AMEND = "amend"


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How an upload is to be taken. ``course``: for files without a course column."""

    course: CourseCode | None = None
    mode: Mode | None = None
    dry_run: bool = False
    on_conflict: OnConflict = OnConflict.REJECT
    issue: bool = True


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """Of the data rows: recorded + unchanged + amended + refused + skipped = rows.

    ``skipped``: rows that say themselves that nothing was completed (Moodle). ``issued`` counts
    credentials.
    """

    rows: int = 0
    recorded: int = 0
    unchanged: int = 0
    amended: int = 0
    refused: int = 0
    skipped: int = 0
    issued: int = 0


@dataclass(frozen=True, slots=True)
class ImportReport:
    """An import as its officer sees it."""

    id: ImportId
    centre: PartnerCode
    filename: str
    digest: str
    """SHA-256 of the file, hex."""
    options: ImportOptions
    batch: Batch
    counts: ImportCounts
    problems: tuple[RowProblem, ...] = field(default=())

    @property
    def state(self) -> BatchState:
        """Where it stands."""
        return self.batch.state
