"""Work that is queued or running is ended where it stands; what is committed stays."""

from certsvc.domain.access import Actor
from certsvc.domain.batches import BatchKind, BulkReport
from certsvc.domain.identifiers import ImportId
from certsvc.domain.imports import ImportReport
from certsvc.errors import NotFoundError
from certsvc.storage import batches, imports
from certsvc.workflows.bulk_acts import cancel, report_of
from certsvc.workflows.services import Services


def cancel_import(services: Services, import_id: ImportId, *, by: Actor) -> ImportReport:
    """Raises NotFoundError (for another centre's too), ConflictError (``not_running``), NotAllowedError."""
    imports.get_import(import_id)  # a bulk act is not found here
    cancel(services, import_id, by=by)
    return imports.get_import(import_id)


def cancel_act(services: Services, batch_id: str, *, by: Actor) -> BulkReport:
    """Likewise for an act on many credentials; it takes the scopes that beginning it takes."""
    if batches.get_batch(batch_id).batch.kind is BatchKind.IMPORT:
        raise NotFoundError("There is no such batch.")
    cancel(services, batch_id, by=by)
    return report_of(batches.get_batch(batch_id))
