"""Many credentials are written as files, and the files packed into one."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

from certsvc.domain.access import Actor
from certsvc.domain.batches import BatchKind, BatchState, SheetFormat
from certsvc.domain.records import CredentialRecord
from certsvc.errors import ConflictError, NotFoundError, UnavailableError
from certsvc.rendering.certificate import certificate_pdf
from certsvc.workflows.bulk_acts import get_act
from certsvc.workflows.services import Services


def write_step(
    services: Services, batch_id: str, records: Sequence[CredentialRecord], sheet_format: SheetFormat
) -> None:
    """Write a file a credential, named by its code; doing it again writes the same.

    Raises UnavailableError (``export_unwritable``), on a full disk for one.
    """
    folder = _folder(services, batch_id)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for record in records:
            content = record.signed_bytes
            if sheet_format is SheetFormat.PDF:
                content = certificate_pdf(content)
            (folder / f"{record.code}.{sheet_format}").write_bytes(content)
    except OSError as error:
        raise UnavailableError(
            f"The export cannot be written: {error.strerror}.", code="export_unwritable"
        ) from error


def finish_export(services: Services, batch_id: str) -> None:
    """Pack the files into one ZIP, which appears whole or not at all.

    The files stay: until the tables know that the export is done, it may have to be packed again.
    """
    folder, packed = _folder(services, batch_id), _packed(services, batch_id)
    try:
        packed.parent.mkdir(parents=True, exist_ok=True)
        # A name of its own: a worker thought dead may be packing still.
        with tempfile.NamedTemporaryFile(dir=packed.parent, suffix=".part", delete=False) as part:
            try:
                with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as archive:
                    for path in sorted(folder.iterdir()) if folder.exists() else ():
                        archive.write(path, path.name)
                part.flush()
                os.fsync(part.fileno())
                Path(part.name).replace(packed)
            finally:
                Path(part.name).unlink(missing_ok=True)
    except OSError as error:
        raise UnavailableError(
            f"The export cannot be packed: {error.strerror}.", code="export_unwritable"
        ) from error


def remove_parts(services: Services, batch_id: str) -> None:
    """The files of an export that is done and packed."""
    shutil.rmtree(_folder(services, batch_id), ignore_errors=True)


def get_export(services: Services, batch_id: str, *, by: Actor) -> Path:
    """The packed file of a finished export. Raises NotFoundError, ConflictError (``not_done``)."""
    report = get_act(batch_id, by=by)
    if report.act.kind is not BatchKind.EXPORT:
        raise NotFoundError("There is no such export.")
    if report.batch.state is not BatchState.DONE:
        raise ConflictError("The export is not done yet.", code="not_done")
    packed = _packed(services, batch_id)
    if not packed.exists():
        raise NotFoundError("The export is no longer kept here.")
    return packed


def _folder(services: Services, batch_id: str) -> Path:
    return services.settings.var_dir / "exports" / batch_id


def _packed(services: Services, batch_id: str) -> Path:
    return services.settings.var_dir / "exports" / f"{batch_id}.zip"
