"""Acts on many credentials: previewed, then begun as a batch that a worker runs."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from certsvc.credentials.uuids import new_uuid7
from certsvc.domain.access import Actor, Role, Scope
from certsvc.domain.batches import (
    Batch,
    BatchKind,
    BatchState,
    BulkAct,
    BulkReport,
    Bundle,
    CredentialFilter,
    SheetFormat,
)
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.records import CredentialKind, Page
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError
from certsvc.storage import batches, credential_selection
from certsvc.storage.batches import OPEN, StoredBatch
from certsvc.storage.database import transaction
from certsvc.workflows.browse_records import visible_centre
from certsvc.workflows.bulk_parameters import act_from, parameters_of
from certsvc.workflows.revoke_credential import check_reason
from certsvc.workflows.services import Services

_SCOPES: Mapping[BatchKind, tuple[Scope, ...]] = {
    BatchKind.REVOKE: (Scope.REVOKE,),
    BatchKind.REISSUE: (Scope.REVOKE, Scope.ISSUE),
    BatchKind.EXPORT: (Scope.READ,),
}


def preview_act(act: BulkAct, *, by: Actor) -> int:
    """How many standing credentials it would be done to now.

    Raises NotAllowedError, NotFoundError (another centre), InvalidInputError (no filter, no reason).
    """
    return count_wanted(checked_act(act, by))


def begin_act(
    services: Services, act: BulkAct, *, expected: int, by: Actor, until: str | None = None
) -> BulkReport:
    """Begin what was previewed; a worker does it.

    ``expected``: what the preview said. If it is another number by now, nothing is begun: ConflictError
    (``preview_changed``). What is issued afterwards is not touched. ``until``: the newest credential of the
    preview (``ReissuePreview.until``); what came later is not touched either.

    Sent again (a second click, a request that is tried anew) it begins nothing more, and the answer is what
    it began: as long as that is open, and with ``until`` once it is done too. Raises as ``preview_act`` does.
    """
    act = checked_act(act, by)
    confirmed = _Confirmed(act, expected, by, until)
    try:
        report, is_new = _begun(services, confirmed)
    except ConflictError as error:
        if error.code != "act_begun":
            raise
        report, is_new = _begun(services, confirmed)  # which finds what was faster
    if is_new:
        services.enqueue(report.batch.id)
    return report


@dataclass(frozen=True, slots=True)
class _Confirmed:
    """A checked act, what its preview said, and who wants it."""

    act: BulkAct
    expected: int
    by: Actor
    until: str | None

    @property
    def digest(self) -> str:
        """The same for the same confirmation, however often it is sent."""
        said = (self.act.kind, parameters_of(self.act, ""), self.expected, self.until, self.by.name)
        return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()

    def find_begun(self, *states: BatchState) -> BulkReport | None:
        """What it has begun already."""
        found = batches.find_confirmed(self.digest, centre=self.act.wanted.centre, states=states)
        return None if found is None else report_of(found)


def _begun(services: Services, confirmed: _Confirmed) -> tuple[BulkReport, bool]:
    """What the confirmation has begun, and whether that was now. ConflictError: of two at once the second."""
    act, at = confirmed.act, services.now()
    with transaction():
        if open_already := confirmed.find_begun(*OPEN):
            return open_already, False
        newest = credential_selection.last_credential_id()
        until = newest if confirmed.until is None else min(confirmed.until, newest)
        found = count_wanted(act, until)
        if found != confirmed.expected:
            if confirmed.until is not None and (done := confirmed.find_begun(BatchState.DONE)):
                return done, False
            raise ConflictError(
                f"This is about {found} credentials now, not {confirmed.expected}.",
                code="preview_changed",
                hint="Look at it again, and confirm the new number.",
            )
        batch = Batch(
            id=new_uuid7(at, services.random_bytes(10)),
            kind=act.kind,
            state=BatchState.QUEUED,
            total=found,
            done=0,
            created_at=at,
            created_by=confirmed.by.name,
        )
        batches.add_batch(
            batch,
            centre=act.wanted.centre,
            parameters=parameters_of(act, until),
            confirmation=confirmed.digest,
        )
    return BulkReport(act, batch), True


def count_wanted(act: BulkAct, until: str | None = None) -> int:
    """How many standing credentials a checked act is about; of those not after ``until``, if that is given.

    Of what was erased there is nothing to export or to make anew; it can be revoked.
    """
    count = (
        credential_selection.count_standing
        if act.kind is BatchKind.REVOKE
        else credential_selection.count_kept
    )
    return sum(count(act.wanted, kind, until=until) for kind in kinds_of(act))


def takes_same(act: BulkAct) -> bool:
    """Whether a reissue replaces what would say the same too: of a key's, the signature is what differs."""
    return act.wanted.key is not None


def kinds_of(act: BulkAct) -> tuple[CredentialKind, ...]:
    """What it is done to, in this order: a key's are reissued all, transcripts after what stands in them."""
    of_a_key = CredentialFilter(centre=act.wanted.centre, key=act.wanted.key)
    takes_all = act.kind is BatchKind.REISSUE and act.wanted.key is not None and act.wanted == of_a_key
    return (CredentialKind.AWARD, CredentialKind.TRANSCRIPT) if takes_all else (CredentialKind.AWARD,)


def get_act(batch_id: str, *, by: Actor) -> BulkReport:
    """How far it is. Raises NotFoundError, for another centre's too."""
    stored = batches.get_batch(batch_id)
    if stored.batch.kind is BatchKind.IMPORT or not _sees(by, stored):
        raise NotFoundError("There is no such batch.")
    by.check_may(Scope.READ)
    return report_of(stored)


def list_acts(
    *, by: Actor, centre: PartnerCode | None = None, limit: int = 50, cursor: str | None = None
) -> Page[BulkReport]:
    """Newest first; a centre sees its own."""
    by.check_may(Scope.READ)
    page = batches.page_of_batches(centre=visible_centre(by, centre), limit=limit, cursor=cursor)
    return Page(_reports_of(page.items), page.next_cursor)


def cancel(services: Services, batch_id: str, *, by: Actor) -> Batch:
    """End an open batch (an import too) where it stands; what is committed stays.

    Raises NotFoundError, ConflictError (``not_running``), NotAllowedError.
    """
    stored = batches.get_batch(batch_id)
    if not _sees(by, stored):
        raise NotFoundError("There is no such batch.")
    for scope in _SCOPES.get(stored.batch.kind, (Scope.RECORD,)):
        by.check_may(scope)
    with transaction():
        if not batches.finish_batch(batch_id, BatchState.CANCELLED, at=services.now()):
            raise ConflictError("This is not running any more.", code="not_running")
    return batches.get_batch(batch_id).batch


def report_of(stored: StoredBatch) -> BulkReport:
    """A stored batch as its officer sees it."""
    [report] = _reports_of([stored])
    return report


def _reports_of(several: Sequence[StoredBatch]) -> tuple[BulkReport, ...]:
    """What a reissue came to and neither replaced nor left out, it left alone: it would say the same."""
    acts = {stored.batch.id: act_from(stored) for stored in several}
    choosing = [one for one, act in acts.items() if act.kind is BatchKind.REISSUE and not takes_same(act)]
    replaced = credential_selection.count_replaced_by(choosing)
    unchanged = {
        one.batch.id: one.batch.done - one.left_out - replaced.get(one.batch.id, 0)
        for one in several
        if one.batch.id in choosing
    }
    return tuple(
        BulkReport(acts[one.batch.id], one.batch, one.left_out, unchanged.get(one.batch.id, 0))
        for one in several
    )


def checked_act(act: BulkAct, by: Actor) -> BulkAct:
    """The act as it may be done: within the actor's centre, with a reason, about something.

    Raises NotAllowedError, NotFoundError (another centre), InvalidInputError.
    """
    if act.kind not in _SCOPES:
        raise InvalidInputError("This cannot be done to many credentials.", code="unknown_act")
    for scope in _SCOPES[act.kind]:
        by.check_may(scope)
    wanted = replace(act.wanted, centre=visible_centre(by, act.wanted.centre))
    if wanted == CredentialFilter():
        raise InvalidInputError(
            "Say which credentials: by centre, course, cohort, import, date or key.", code="filter_missing"
        )
    if act.kind is BatchKind.EXPORT:
        check_bundle(act)
        return replace(act, wanted=wanted, reason="")
    return replace(act, wanted=wanted, reason=check_reason(act.reason))


def check_bundle(act: BulkAct) -> None:
    """Raise InvalidInputError (``no_document``) where one document is asked for of what has no pages."""
    if act.bundle is Bundle.ONE_DOCUMENT and act.sheet_format is not SheetFormat.PDF:
        raise InvalidInputError("One document is made of PDF sheets only.", code="no_document")


def _sees(by: Actor, stored: StoredBatch) -> bool:
    return by.role is not Role.CENTRE or stored.centre == by.centre
