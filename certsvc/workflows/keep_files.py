"""Files go when their time is over: uploads, exports, mails in the outbox, what corrections came with.

What a batch that waits or runs has is left alone, and so is a mail that is to be written.
"""

import shutil
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from certsvc.errors import UnavailableError
from certsvc.storage import kept_uploads, retention
from certsvc.storage.database import reading, transaction
from certsvc.storage.kept_uploads import KeptUpload
from certsvc.workflows.rewrite_uploads import remove_unneeded
from certsvc.workflows.services import Services

_STEP = 100
"""Files that go in one transaction."""
_HALF_FILES = timedelta(days=1)
"""After so long whoever was writing a file is dead."""

Known = Callable[[str], tuple[bool, datetime | None] | None]
"""Of a name: whether its file is still wanted, and since when not; None when nobody knows it."""


def remove_old_uploads(services: Services) -> tuple[int, int]:
    """Files whose last import ended before ``keep_uploads_days``, and the refused rows of such imports.

    How many of each. Later the import's report says that they are kept no more. A file that nobody knows
    (a killed upload's) goes at the same age. Raises UnavailableError.
    """
    before = services.now() - timedelta(days=services.settings.keep_uploads_days)
    files = 0
    while gone := _remove_some(services, before):
        files += gone
    with transaction():
        rows = retention.remove_refused_rows(before)
    with reading():
        lost = set(services.archive.list_digests()) - kept_uploads.needed_digests()
    files += remove_unneeded(services, _kept_before(services, sorted(lost), before))
    services.archive.remove_leftovers(services.now() - _HALF_FILES)
    return files, rows


def remove_old_attachments(services: Services) -> int:
    """What was attached to corrections that were closed before ``keep_uploads_days``; how many."""
    before = services.now() - timedelta(days=services.settings.keep_uploads_days)
    with transaction():
        digests = retention.forget_attachments(before)
    # Somebody may be attaching the same document at this moment.
    return remove_unneeded(services, _kept_before(services, digests, services.now() - _HALF_FILES))


def remove_old_exports(services: Services) -> int:
    """Files of exports that ended before ``keep_exports_days``, and what killed ones left; how many files."""
    folder = services.settings.var_dir / "exports"
    return _remove_old(services, folder, retention.find_export_end, "exports_unwritable")


def remove_old_mails(services: Services) -> int:
    """Mails that were written to the outbox before ``keep_exports_days``; how many."""
    folder = services.settings.var_dir / "outbox"
    return _remove_old(services, folder, retention.find_sent_mail, "outbox_unwritable")


def _remove_some(services: Services, before: datetime) -> int:
    """Up to so many files: the tables know first, and until then nobody begins an import of one anew."""
    with transaction():
        kept_uploads.lock_kept_uploads()
        owners: dict[str, list[KeptUpload]] = defaultdict(list)
        for upload in kept_uploads.list_kept_uploads():
            owners[upload.kept].append(upload)
        old = [digest for digest, uploads in owners.items() if _all_ended(uploads, before)][:_STEP]
        kept_uploads.move_kept_uploads([upload.import_id for digest in old for upload in owners[digest]], "")
    remove_unneeded(services, old)
    return len(old)


def _kept_before(services: Services, digests: Sequence[str], before: datetime) -> list[str]:
    return [digest for digest in digests if (services.archive.kept_at(digest) or before) < before]


def _all_ended(uploads: list[KeptUpload], before: datetime) -> bool:
    return all(
        not upload.is_open and upload.ended_at is not None and upload.ended_at < before for upload in uploads
    )


def _remove_old(services: Services, folder: Path, known: Known, code: str) -> int:
    before = services.now() - timedelta(days=services.settings.keep_exports_days)
    removed = 0
    with _writing(folder, code):
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            with suppress(FileNotFoundError):  # another worker keeps house too, or a part has its name now
                if _is_old(services, path, known, before):
                    removed += _remove(path)
    return removed


def _remove(path: Path) -> bool:
    """Whether it was a whole file."""
    if path.is_dir():
        shutil.rmtree(path)
        return False
    path.unlink()
    return not path.name.startswith(".")


def _is_old(services: Services, path: Path, known: Known, before: datetime) -> bool:
    """By what the tables say of it; by its own time where they say nothing."""
    if path.name.startswith("."):
        return _written_at(path) < services.now() - _HALF_FILES
    with reading():
        found = known(path.name.partition(".")[0])
    if found is None:
        return _written_at(path) < before
    is_wanted, ended_at = found
    return not is_wanted and (ended_at or _written_at(path)) < before


def _written_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


@contextmanager
def _writing(folder: Path, code: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise UnavailableError(
            f"The folder {folder.name} cannot be written: {error.strerror}.", code=code
        ) from error
