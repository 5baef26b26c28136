"""Somebody's data go out of the files that this service keeps beside its database."""

import shutil
from dataclasses import dataclass
from functools import partial

from certsvc.errors import UnavailableError
from certsvc.intake.belonging import is_row_of
from certsvc.mailing.removing import remove_mails
from certsvc.storage import personal_traces
from certsvc.workflows.personal_traces import Subject
from certsvc.workflows.rewrite_uploads import rewrite_elsewhere, rewrite_uploads
from certsvc.workflows.services import Services
from certsvc.workflows.sheet_run import LONGEST_STEM, PARTS

_PART = PARTS.partition("*")[0]


@dataclass(frozen=True, slots=True)
class ErasedFiles:
    """How many files she was taken out of, or went."""

    uploads: int
    mails: int
    exports: int
    attachments: int


def erase_files(services: Services, subject: Subject) -> ErasedFiles:
    """Uploads without her rows; without her mails, the exports that may hold her, and what she attached.

    Also of other centres, where somebody may have sent a file by mistake. Done once more it finds nothing
    left to do: a run that was killed is simply repeated. The tables must still know her. Raises ConflictError
    (an import of a centre of hers runs, or one of another has her in its file), UnavailableError.
    """
    uploads = sum(
        rewrite_uploads(services, [centre], is_hers=partial(is_row_of, traces))
        for centre, traces in sorted(subject.by_centre.items())
    )
    uploads += rewrite_elsewhere(
        services, list(subject.by_centre), is_hers=partial(is_row_of, subject.elsewhere)
    )
    for digest in subject.attachments:
        services.archive.remove(digest)
    return ErasedFiles(
        uploads=uploads,
        mails=remove_mails(
            services.settings.var_dir / "outbox",
            ids={notice_id for notice_id, _ in subject.notices},
            addresses=subject.own_addresses,
        ),
        exports=_remove_exports(services, subject),
        attachments=len(subject.attachments),
    )


def _remove_exports(services: Services, subject: Subject) -> int:
    """Whole: a ZIP or a booklet cannot be told whose it is but by its filter. It can be made again."""
    folder = services.settings.var_dir / "exports"
    if not subject.credentials or not folder.is_dir():
        return 0
    since = min(record.issued_at for record in subject.credentials)
    batches = set(personal_traces.list_export_batches(sorted(subject.by_centre), since))
    removed = 0
    try:
        for path in sorted(folder.iterdir()):
            if path.name.removeprefix(_PART)[:LONGEST_STEM] not in batches:
                continue
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
                removed += 1
    except OSError as error:
        raise UnavailableError(
            f"The folder of exports cannot be written: {error.strerror}.", code="exports_unwritable"
        ) from error
    return removed
