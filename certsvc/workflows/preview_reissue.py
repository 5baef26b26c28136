"""What a bulk reissue would change is shown before anybody confirms it: drafted, signed by nobody."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from certsvc.credentials.certified_parts import parts_of
from certsvc.credentials.differences import Difference, Part
from certsvc.credentials.lint import LintedCredential
from certsvc.domain.access import Actor, Scope
from certsvc.domain.batches import BulkAct
from certsvc.domain.identifiers import VerificationCode
from certsvc.domain.records import CredentialRecord
from certsvc.storage import credential_selection
from certsvc.workflows.bulk_acts import checked_act, count_wanted, takes_same
from certsvc.workflows.differing_certificates import differences_in, document_of
from certsvc.workflows.earning_again import EarningAgain
from certsvc.workflows.issuing_parts import gather_catalogue_parts
from certsvc.workflows.making_credentials import CredentialMaker
from certsvc.workflows.reissue_credentials import has_expired
from certsvc.workflows.services import Services

__all__ = [
    "MOST_LOOKED_AT",
    "CertificatePreview",
    "Difference",
    "ReissueComparison",
    "ReissuePreview",
    "preview_reissue",
]

MOST_LOOKED_AT = 1_000
"""Certificates that one preview drafts: they take about a second."""
_STEP = 250


@dataclass(frozen=True, slots=True)
class CertificatePreview:
    """One certificate that would say something else: its code, its holder's name as it stands, and what."""

    code: VerificationCode
    name: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class ReissuePreview:
    """What the act is about. ``number``: standing ones, what ``begin_act`` expects to hear again.

    Of the first ``looked_at`` of them: how many would say something else (``changed``), how many the same
    (``unchanged``: they stay, unless ``takes_same``), and how many are ``left_out``: no longer earned,
    expired, or impossible to make anew. ``samples``: some of those that would change. ``transcripts``: how
    many of ``number`` are transcripts, which are not drafted: they will hold what their certificates say by
    then. ``until``: the newest credential that was looked at, which ``begin_act`` is told again.
    """

    number: int
    changed: int
    unchanged: int
    left_out: int
    samples: tuple[CertificatePreview, ...]
    looked_at: int = 0
    transcripts: int = 0
    until: str = ""
    takes_same: bool = False

    @property
    def not_looked_at(self) -> int:
        """Certificates of which nobody knows yet whether they would say something else."""
        return self.number - self.transcripts - self.looked_at

    @property
    def most_replaced(self) -> int:
        """How many would be replaced; at most, where some were not looked at."""
        same = self.unchanged if self.takes_same else 0
        return self.changed + same + self.transcripts + self.not_looked_at


def preview_reissue(services: Services, act: BulkAct, *, by: Actor, sample: int = 5) -> ReissuePreview:
    """Drafts are composed and linted; nothing is signed, nothing stored. Raises as ``preview_act`` does.

    ``sample``: how many of those that would change are shown side by side; none to who may not ``read``.
    """
    act, sample = checked_act(act, by), sample if Scope.READ in by.scopes else 0
    until = credential_selection.last_credential_id()
    number = count_wanted(act, until)
    awards = credential_selection.count_kept(act.wanted, until=until)
    comparison = ReissueComparison(services, reason=act.reason)
    changed = unchanged = left_out = 0
    samples: list[CertificatePreview] = []
    for records in _first_standing(act, until):
        for record, differences in comparison.compare(records):
            changed, unchanged = changed + bool(differences), unchanged + (differences == ())
            left_out += differences is None
            if differences and len(samples) < sample:
                samples.append(CertificatePreview(record.code, _name_in(record), differences))
    return ReissuePreview(
        number=number,
        changed=changed,
        unchanged=unchanged,
        left_out=left_out,
        samples=tuple(samples),
        looked_at=changed + unchanged + left_out,
        transcripts=number - awards,
        until=until,
        takes_same=takes_same(act),
    )


class ReissueComparison:
    """Holds certificates beside what would take their place today; catalogue and partners are read once."""

    def __init__(self, services: Services, *, reason: str) -> None:
        self._services = services
        self._reason = reason
        parts = gather_catalogue_parts()
        self._earning = EarningAgain(parts)
        self._maker = CredentialMaker(services, parts)

    def compare(
        self, records: Sequence[CredentialRecord]
    ) -> Iterator[tuple[CredentialRecord, tuple[Difference, ...] | None]]:
        """Each with what would differ: nothing, or None where it would be left as it is; in their order."""
        at = self._services.now()
        wanted = [record for record in records if not has_expired(record, at)]
        again = self._earning.awards_for(wanted, reason=self._reason)
        drafted = {
            one.record.id: (one, draft)
            for one, draft in zip(again, self._maker.draft([one.earned for one in again]), strict=True)
            if isinstance(draft, LintedCredential)
        }
        for record in records:
            if record.id not in drafted:
                yield record, None
                continue
            yield record, differences_in(*drafted[record.id])


def _first_standing(act: BulkAct, until: str) -> Iterator[list[CredentialRecord]]:
    after, left = "", MOST_LOOKED_AT
    while left:
        records = credential_selection.kept_after(
            act.wanted, after=after, until=until, limit=min(left, _STEP)
        )
        if not records:
            return
        yield records
        after, left = records[-1].id, left - len(records)


def _name_in(record: CredentialRecord) -> str:
    return parts_of(document_of(record)).get((Part.NAME, ""), "")
