"""Acts on many credentials: previewed, then begun as a batch that a worker runs."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import date
from typing import Any

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
from certsvc.domain.identifiers import ImportId, Multibase, PartnerCode
from certsvc.domain.records import CredentialKind, Page
from certsvc.domain.sheets import SheetStyle, Template
from certsvc.errors import ConflictError, InvalidInputError, NotFoundError
from certsvc.storage import batches, credential_selection
from certsvc.storage.batches import StoredBatch
from certsvc.storage.database import transaction
from certsvc.workflows.browse_records import visible_centre
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
    preview (``ReissuePreview.until``); what came later is not touched either, so that one and the same
    confirmation does nothing twice. Raises as ``preview_act`` does.
    """
    act = checked_act(act, by)
    at = services.now()
    batch = Batch(
        id=new_uuid7(at, services.random_bytes(10)),
        kind=act.kind,
        state=BatchState.QUEUED,
        total=expected,
        done=0,
        created_at=at,
        created_by=by.name,
    )
    with transaction():
        newest = credential_selection.last_credential_id()
        until = newest if until is None else min(until, newest)
        found = count_wanted(act, until)
        if found != expected:
            raise ConflictError(
                f"This is about {found} credentials now, not {expected}.",
                code="preview_changed",
                hint="Look at it again, and confirm the new number.",
            )
        batches.add_batch(batch, centre=act.wanted.centre, parameters=_encode(act, until))
    services.enqueue(batch.id)
    return BulkReport(act, batch)


def count_wanted(act: BulkAct, until: str | None = None) -> int:
    """How many standing credentials a checked act is about; of those not after ``until``, if that is given.

    An export is about those that there is a file of.
    """
    if act.kind is BatchKind.EXPORT:
        return credential_selection.count_kept(act.wanted, until=until)
    return sum(credential_selection.count_standing(act.wanted, kind, until=until) for kind in kinds_of(act))


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
    return Page(tuple(report_of(stored) for stored in page.items), page.next_cursor)


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
    return BulkReport(_decode(stored), stored.batch, stored.left_out)


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


def _encode(act: BulkAct, until: str) -> dict[str, Any]:
    days = ("issued_from", "issued_until")
    wanted = {
        name: str(value) if name in days else value for name, value in asdict(act.wanted).items() if value
    }
    return {
        "wanted": wanted,
        "reason": act.reason,
        "format": act.sheet_format.value,
        "bundle": act.bundle.value,
        "template": act.style.template.value,
        "bilingual": act.style.bilingual,
        "until": until,
    }


def _decode(stored: StoredBatch) -> BulkAct:
    wanted = dict(stored.parameters["wanted"])
    return BulkAct(
        kind=stored.batch.kind,
        wanted=CredentialFilter(
            centre=PartnerCode(wanted["centre"]) if "centre" in wanted else None,
            micro_certification=wanted.get("micro_certification"),
            course=wanted.get("course"),
            cohort=wanted.get("cohort"),
            import_id=ImportId(wanted["import_id"]) if "import_id" in wanted else None,
            issued_from=_day(wanted.get("issued_from")),
            issued_until=_day(wanted.get("issued_until")),
            key=Multibase(wanted["key"]) if "key" in wanted else None,
        ),
        reason=stored.parameters["reason"],
        sheet_format=SheetFormat(stored.parameters["format"]),
        bundle=Bundle(stored.parameters.get("bundle", Bundle.FILES)),
        style=SheetStyle(
            Template(stored.parameters.get("template", Template.CLASSIC)),
            bilingual=stored.parameters.get("bilingual", False),
        ),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)
