"""What centres wrote of learners and what it means since a correction was approved.

The table holds where each spelling leads in the end, never a chain: whoever writes follows it once, and
whoever reads needs one look.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import delete, select

from certsvc.domain.corrections import CorrectedField
from certsvc.domain.identifiers import CourseCode, LearnerId
from certsvc.storage.corrections import CorrectedValueRow
from certsvc.storage.database import db, insert_rows

_BETWEEN = "\n"
"""Stands in no course's code and no cohort."""


@dataclass(frozen=True, slots=True)
class WrittenValue:
    """One value as a centre wrote it; of a result, with the course and cohort that it is of."""

    learner_id: LearnerId
    field: CorrectedField
    text: str
    result: tuple[CourseCode, str] | None = None

    @property
    def key(self) -> tuple[str, str]:
        """How the table knows it among the learner's."""
        return self.field, _BETWEEN.join((*(self.result or ()), self.text))


@dataclass(frozen=True, slots=True)
class MeantValues:
    """The corrected values of some learners. Most have none."""

    by_learner: Mapping[LearnerId, Mapping[tuple[str, str], str]] = field(default_factory=dict)

    def has(self, learner_id: LearnerId) -> bool:
        """Whether anything of hers was ever corrected."""
        return learner_id in self.by_learner

    def meant(self, written: WrittenValue) -> str:
        """What is meant by it: the value itself, unless it was corrected."""
        return self.by_learner.get(written.learner_id, {}).get(written.key, written.text)

    def is_refused(self, written: WrittenValue) -> bool:
        """Whether it was corrected, and no officer has said since that it was right."""
        return written.key in self.by_learner.get(written.learner_id, {})


def find_meant_values(learner_ids: Iterable[LearnerId]) -> MeantValues:
    """The corrected values of these learners, in one query; a short one where nothing was ever corrected."""
    wanted = list(learner_ids)
    first = select(CorrectedValueRow.learner_id).order_by(CorrectedValueRow.learner_id).limit(1)
    if not wanted or db.session.scalar(first) is None:
        return MeantValues()
    found: dict[LearnerId, dict[tuple[str, str], str]] = {}
    query = select(CorrectedValueRow.__table__).where(CorrectedValueRow.learner_id.in_(wanted))
    for row in db.session.execute(query):
        found.setdefault(LearnerId(row.learner_id), {})[row.field, row.written] = row.meant
    return MeantValues(found)


def put_meant_value(written: Iterable[WrittenValue], meant: WrittenValue) -> None:
    """From now on each of ``written`` (of one learner and field) means ``meant``, which stands for itself.

    So does all that was corrected before, and what it was taken for until now.
    """
    learner_id, (name, right) = meant.learner_id, meant.key
    before = right.removesuffix(meant.text)
    query = select(CorrectedValueRow.written, CorrectedValueRow.meant).where(
        CorrectedValueRow.learner_id == learner_id, CorrectedValueRow.field == name
    )
    known = [row for row in db.session.execute(query) if _before(row.written) == before]
    wrong = {one.key[1] for one in written}
    for row in known:
        wrong |= {row.written, f"{before}{row.meant}"}
    db.session.execute(
        delete(CorrectedValueRow).where(
            CorrectedValueRow.learner_id == learner_id,
            CorrectedValueRow.field == name,
            CorrectedValueRow.written.in_([row.written for row in known]),
        )
    )
    insert_rows(
        CorrectedValueRow,
        [
            {"learner_id": learner_id, "field": name, "written": one, "meant": meant.text}
            for one in sorted(wrong - {right})
        ],
    )


def _before(written: str) -> str:
    """What says of which result a value is; empty for one of the learner's."""
    return written[: written.rfind(_BETWEEN) + 1]
