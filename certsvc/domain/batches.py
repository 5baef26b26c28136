"""Long work that may be killed at any instant and goes on where it stopped."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from certsvc.domain.identifiers import ImportId, Multibase, PartnerCode
from certsvc.domain.sheets import USUAL, SheetStyle


class BatchKind(StrEnum):
    """What the work is."""

    IMPORT = "import"
    REVOKE = "revoke"
    REISSUE = "reissue"
    EXPORT = "export"


class BatchState(StrEnum):
    """Where it stands. Whoever finds it ``queued``, or ``running`` without a heartbeat, goes on with it."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_final(self) -> bool:
        """Whether nothing more will happen."""
        return self not in {BatchState.QUEUED, BatchState.RUNNING}


@dataclass(frozen=True, slots=True)
class Batch:
    """How far it is: ``done`` of ``total`` rows or credentials; ``failure`` says why it failed."""

    id: str
    kind: BatchKind
    state: BatchState
    total: int
    done: int
    created_at: datetime
    created_by: str
    started_at: datetime | None = None
    heartbeat_at: datetime | None = None
    finished_at: datetime | None = None
    failure: str = ""

    @property
    def rate(self) -> float | None:
        """Done a second since it was started; None before there is anything to divide."""
        until = self.finished_at or self.heartbeat_at
        if self.started_at is None or until is None or not self.done:
            return None
        seconds = (until - self.started_at).total_seconds()
        return self.done / seconds if seconds > 0 else None

    @property
    def seconds_left(self) -> float | None:
        """At the rate so far; None when nobody can tell."""
        rate = self.rate
        if self.state is not BatchState.RUNNING or rate is None:
            return None
        return (self.total - self.done) / rate


@dataclass(frozen=True, slots=True)
class CredentialFilter:
    """Which standing credentials a bulk act is about; what is None does not restrict.

    ``issued_from`` and ``issued_until`` are inclusive days in UTC; ``key`` signed them.
    """

    centre: PartnerCode | None = None
    micro_certification: str | None = None
    course: str | None = None
    cohort: str | None = None
    import_id: ImportId | None = None
    issued_from: date | None = None
    issued_until: date | None = None
    key: Multibase | None = None


class SheetFormat(StrEnum):
    """What an export writes of each credential; ``png`` and ``svg`` are its badge, with it baked in."""

    JSON = "json"
    JWT = "jwt"
    PDF = "pdf"
    PNG = "png"
    SVG = "svg"


class Bundle(StrEnum):
    """How an export hands over what it wrote; one document, for the printer, is of PDF sheets only."""

    FILES = "files"
    ONE_DOCUMENT = "one-document"


@dataclass(frozen=True, slots=True)
class BulkAct:
    """What is to be done to many credentials: revoke or reissue (with a reason), or export (in a format).

    An export's ``bundle`` says as what, ``style`` how its PDF sheets look.
    """

    kind: BatchKind
    wanted: CredentialFilter
    reason: str = ""
    sheet_format: SheetFormat = SheetFormat.JSON
    bundle: Bundle = Bundle.FILES
    style: SheetStyle = USUAL


@dataclass(frozen=True, slots=True)
class BulkReport:
    """A bulk act and how far it is. ``left_out``: credentials that it could not be done to.

    ``unchanged``: those that a reissue left alone because they would say the same.
    """

    act: BulkAct
    batch: Batch
    left_out: int = 0
    unchanged: int = 0
