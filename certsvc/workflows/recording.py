"""Rows of a results file are held against the record, chunk by chunk: recorded, amended, refused."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.completions import Completion
from certsvc.domain.identifiers import CompletionId, CourseCode, ImportId, LearnerId, LearnerRef, PartnerCode
from certsvc.domain.imports import ImportCounts, ImportOptions, RowProblem, Severity
from certsvc.intake.read import ReadRow
from certsvc.intake.reconcile import Change, reconcile, repeated_row
from certsvc.storage import awards, completions, events, import_rows, learners
from certsvc.storage.completions import NewCompletion
from certsvc.storage.learners import KnownLearner, Pending
from certsvc.workflows.corrected_values import Meaning, find_meaning
from certsvc.workflows.erased_learners import without_erased
from certsvc.workflows.joining_learners import join_recorded
from certsvc.workflows.services import Services


@dataclass(frozen=True, slots=True)
class Recorded:
    """A current completion: stored before this chunk, or about to be."""

    id: CompletionId
    completion: Completion
    version: int
    import_id: ImportId
    line: int


@dataclass(slots=True)
class _Chunk:
    """What a chunk of rows changes, gathered before it is written in a few statements."""

    learners: dict[LearnerRef, KnownLearner]
    stored: set[LearnerId]
    recorded: dict[tuple[LearnerRef, CourseCode, str], Recorded]
    meaning: Meaning
    touched: dict[LearnerRef, KnownLearner] = field(default_factory=dict)
    written: dict[LearnerId, KnownLearner] = field(default_factory=dict)
    reawakened: list[LearnerId] = field(default_factory=list)
    fresh: dict[CompletionId, NewCompletion] = field(default_factory=dict)
    superseded: dict[CompletionId, int] = field(default_factory=dict)
    refused: list[ReadRow] = field(default_factory=list)
    problems: list[RowProblem] = field(default_factory=list)


class Recorder:
    """Records rows of one import, inside transactions; ``counts`` goes on from where it began."""

    def __init__(
        self,
        services: Services,
        *,
        centre: PartnerCode,
        import_id: ImportId,
        options: ImportOptions,
        by: str,
        counts: ImportCounts | None = None,
    ) -> None:
        self.counts = counts or ImportCounts()
        self._services = services
        self._centre = centre
        self._import_id = import_id
        self._options = options
        self._by = by

    def record(self, rows: Sequence[ReadRow]) -> None:
        """Hold a chunk of rows, in their order, against the record and write what they change."""
        rows = without_erased(self._services, centre=self._centre, import_id=self._import_id, rows=rows)
        chunk = self._open_chunk(rows)
        at = self._services.now()
        for row in rows:
            self._take_row(chunk, row, at)
        self._write(chunk, at)
        join_recorded(chunk.written.values())  # once all are written: it locks addresses of people
        # Last, and once: an import's row is locked by these, and whoever issues for it locks it last too.
        import_rows.add_refused_rows(self._import_id, [(row.line, row.cells) for row in chunk.refused])
        import_rows.add_problems(self._import_id, chunk.problems)

    def _open_chunk(self, rows: Iterable[ReadRow]) -> _Chunk:
        refs = {row.completion.learner.ref for row in rows if row.completion is not None}
        known = learners.find_learners(self._centre, refs)
        ids = [learner.id for learner in known.values()]
        current, meaning = completions.current_completions(ids), find_meaning(ids)
        recorded = {
            (r.completion.learner.ref, r.completion.course, r.completion.cohort): Recorded(
                id=r.id,
                completion=meaning.of_completion(learner_id, r.completion),
                version=r.version,
                import_id=r.import_id,
                line=r.line,
            )
            for learner_id, records in current.items()
            for r in records
        }
        return _Chunk(learners=known, stored=set(ids), recorded=recorded, meaning=meaning)

    def _take_row(self, chunk: _Chunk, row: ReadRow, at: datetime) -> None:
        self._count("rows")
        chunk.problems.extend(row.problems)
        if row.skipped:
            self._count("skipped")
            return
        completion = row.completion
        if completion is None:
            self._refuse(chunk, row)
            return
        ref = completion.learner.ref
        known = chunk.learners.get(ref)
        recorded = chunk.recorded.get((ref, completion.course, completion.cohort))
        before = None if recorded is None else recorded.completion
        if known is not None:  # what was put right since stays right, whatever the file still has
            completion, before = chunk.meaning.of_row(known, completion, before)
        outcome = reconcile(
            completion,
            recorded=before,
            known_name=None if known is None else known.learner.full_name,
            on_conflict=self._options.on_conflict,
            line=row.line,
        )
        chunk.problems.extend(outcome.problems)
        if outcome.change is Change.REFUSED:
            self._refuse(chunk, replace(row, problems=(*row.problems, *outcome.problems)))
        elif outcome.change is Change.UNCHANGED:
            self._leave(chunk, row, recorded, known)
        else:
            self._count("recorded" if outcome.change is Change.RECORDED else "amended")
            self._keep(chunk, row.line, _filled(outcome.completion, known), recorded, at)

    def _refuse(self, chunk: _Chunk, row: ReadRow) -> None:
        self._count("refused")
        chunk.refused.append(row)

    def _leave(
        self, chunk: _Chunk, row: ReadRow, recorded: Recorded | None, known: KnownLearner | None
    ) -> None:
        """The record says the same already; if it came from another line of this file, say so."""
        self._count("unchanged")
        if recorded is not None and recorded.import_id == self._import_id and recorded.line != row.line:
            chunk.problems.append(repeated_row(row.line, line_of_first=recorded.line))
        if self._options.issue and known is not None and self._waits(known):
            chunk.reawakened.append(known.id)

    def _waits(self, known: KnownLearner) -> bool:
        """Held, or made due by another import, which may have been cancelled before it issued to her."""
        return known.pending is not None and (
            known.pending is Pending.HELD or known.pending_import != self._import_id
        )

    def _keep(
        self, chunk: _Chunk, line: int, completion: Completion, recorded: Recorded | None, at: datetime
    ) -> None:
        learner = completion.learner
        known = chunk.learners.get(learner.ref)
        learner_id = known.id if known is not None else LearnerId(self._new_id(at))
        held = not self._options.issue and (known is None or known.pending is not Pending.DUE)
        updated = KnownLearner(
            learner_id,
            learner,
            Pending.HELD if held else Pending.DUE,
            self._import_id,
            None if known is None else known.person_id,
        )
        chunk.learners[learner.ref] = chunk.touched[learner.ref] = updated
        entry = NewCompletion(
            id=CompletionId(self._new_id(at)),
            learner_id=learner_id,
            completion=completion,
            version=1 if recorded is None else recorded.version + 1,
            import_id=self._import_id,
            line=line,
        )
        if recorded is not None:
            if (
                recorded.id in chunk.fresh
            ):  # an earlier line of this very chunk: it must be stored to be superseded
                self._write(chunk, at)
            chunk.superseded[recorded.id] = line
        chunk.fresh[entry.id] = entry
        chunk.recorded[(learner.ref, completion.course, completion.cohort)] = Recorded(
            id=entry.id,
            completion=completion,
            version=entry.version,
            import_id=self._import_id,
            line=line,
        )

    def _write(self, chunk: _Chunk, at: datetime) -> None:
        """Write what was gathered, and begin gathering anew."""
        touched = list(chunk.touched.values())
        learners.add_learners([entry for entry in touched if entry.id not in chunk.stored], at)
        learners.update_learners([entry for entry in touched if entry.id in chunk.stored], at)
        learners.set_pending(chunk.reawakened, Pending.DUE, self._import_id)
        self._supersede(chunk, at)
        completions.add_completions(list(chunk.fresh.values()), by=self._by, at=at)
        chunk.stored.update(entry.id for entry in touched)
        chunk.written.update((entry.id, entry) for entry in touched)
        for gathered in (chunk.touched, chunk.reawakened, chunk.superseded, chunk.fresh):
            gathered.clear()

    def _supersede(self, chunk: _Chunk, at: datetime) -> None:
        """Earlier versions stay, marked; where a certificate stands on one, the officer is told."""
        old = list(chunk.superseded)
        completions.supersede(old, by=self._by, at=at)
        detail = {"import": self._import_id}
        events.add_events([events.Event(at, self._by, "amended", "completion", one, detail) for one in old])
        behind = awards.completions_behind_awards(old)
        chunk.problems.extend(
            _certificate_stands(line) for one, line in chunk.superseded.items() if one in behind
        )

    def _count(self, name: str) -> None:
        self.counts = replace(self.counts, **{name: getattr(self.counts, name) + 1})

    def _new_id(self, at: datetime) -> str:
        return new_uuid7(at, self._services.random_bytes(10))


def _filled(completion: Completion, known: KnownLearner | None) -> Completion:
    """What the row leaves open of its learner is taken from the record: an empty cell takes nothing back."""
    if known is None:
        return completion
    learner, before = completion.learner, known.learner
    filled = replace(
        learner,
        latin_name=learner.latin_name or before.latin_name,
        email=learner.email or before.email,
        institution=learner.institution or before.institution,
        gender=learner.gender or before.gender,
        preferred_language=learner.preferred_language or before.preferred_language,
    )
    return replace(completion, learner=filled)


def _certificate_stands(line: int) -> RowProblem:
    return RowProblem(
        line=line,
        column="",
        code="certificate_stands",
        message="The row was amended, but a certificate was issued on what it said before.",
        hint="That certificate still stands as it was issued; revoke it if it is no longer deserved.",
        severity=Severity.WARNING,
    )
