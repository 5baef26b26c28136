"""Somebody's rows are taken out of the uploaded files that are still kept."""

import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import timedelta

from certsvc.domain.identifiers import ImportId, PartnerCode
from certsvc.errors import ConflictError, NotFoundError
from certsvc.intake.blanking import blank_rows
from certsvc.intake.unreadable import UnreadableFileError
from certsvc.intake.uploaded_row import UploadedRow
from certsvc.storage import erasures, import_rows, kept_uploads
from certsvc.storage.database import reading, transaction
from certsvc.workflows.erased_learners import CODE
from certsvc.workflows.services import Services

_IN_MEMORY = 16 * 1024 * 1024
_DEAD_AFTER = timedelta(minutes=10)
"""Nobody takes so long between two blocks of a file."""

IsHers = Callable[[UploadedRow], bool]


def rewrite_uploads(services: Services, centres: Sequence[PartnerCode], *, is_hers: IsHers) -> int:
    """Every kept file of these centres without the rows that ``is_hers``; returns how many files changed.

    A run that was killed is simply repeated; one that finds nothing of hers changes nothing.

    1. None of their imports may wait or run: it reads its file.
    2. A file is written without her rows, whole, before the tables name it; then the old one goes, unless an
       import of another centre has it too. A file that cannot be read any more goes: nobody can tell who is
       in it.
    3. Files that nobody has (left by a killed run, or an upload that broke off) go if she is in them.

    Raises ConflictError (``import_running``), UnavailableError.
    """
    with reading():
        _check_none_is_open(kept_uploads.list_open_imports(centres))  # 1
        digests = sorted({upload.kept for upload in kept_uploads.list_kept_uploads(centres)})
    changed = sum(_rewrite(services, digest, centres, is_hers) for digest in digests)  # 2
    _remove_lost_files(services, is_hers)  # 3
    return changed


def rewrite_elsewhere(services: Services, but: Sequence[PartnerCode], *, is_hers: IsHers) -> int:
    """The same for every other centre: nobody waits for an import that does not have her in its file.

    A file that cannot be read stays. Raises as ``rewrite_uploads`` does.
    """
    with reading():
        centres: defaultdict[str, set[PartnerCode]] = defaultdict(set)
        for upload in kept_uploads.list_kept_uploads():
            if upload.centre not in but:
                centres[upload.kept].add(upload.centre)
    return sum(
        _rewrite(services, digest, sorted(found), is_hers)
        for digest, found in sorted(centres.items())
        if _is_in(services, digest, is_hers)
    )


def forget_erased_rows(services: Services, import_id: ImportId) -> bool:
    """The rows that were refused because their learner is erased leave the import's file too.

    Whether there were any. Raises as ``rewrite_uploads`` does.
    """
    with reading():
        lines = import_rows.list_lines_with_problem(import_id, CODE)
        upload = kept_uploads.find_kept_upload(import_id) if lines else None
    if upload is None:
        return False

    def is_hers(row: UploadedRow) -> bool:
        return row.line in lines and any(row.values)  # not a row of a sheet that is not read

    return _rewrite(services, upload.kept, [upload.centre], is_hers)


def forget_all_erased_rows(services: Services) -> int:
    """The same for every import of which a killed worker left that undone; how many files changed."""
    with reading():
        import_ids = kept_uploads.list_kept_with_problem(CODE) if erasures.has_marks() else []
    return sum(forget_erased_rows(services, import_id) for import_id in import_ids)


def remove_unneeded(services: Services, digests: Sequence[str]) -> int:
    """Of these files those that no import and no correction has any more; returns how many went.

    Outside a transaction: meanwhile nobody accepts a file. Raises UnavailableError.
    """
    with transaction():
        kept_uploads.lock_kept_uploads()
        needed = kept_uploads.needed_digests()
        return sum(services.archive.remove(digest) for digest in digests if digest not in needed)


def _rewrite(services: Services, digest: str, centres: Sequence[PartnerCode], is_hers: IsHers) -> bool:
    new = _keep_without_her(services, digest, is_hers)
    if new is None:
        return False
    with transaction():
        kept_uploads.lock_kept_uploads()
        owners = [upload for upload in kept_uploads.list_kept_uploads(centres) if upload.kept == digest]
        _check_none_is_open([upload.import_id for upload in owners if upload.is_open])
        kept_uploads.move_kept_uploads([upload.import_id for upload in owners], new)
    remove_unneeded(services, [digest])
    return True


def _keep_without_her(services: Services, digest: str, is_hers: IsHers) -> str | None:
    """Under which digest it is kept without her; None when she is not in it, "" when it cannot be read."""
    try:
        with services.archive.open(digest) as content, tempfile.SpooledTemporaryFile(_IN_MEMORY) as rest:
            number = blank_rows(content, rest, is_hers=is_hers)
            return services.archive.keep(rest) if number else None
    except (NotFoundError, UnreadableFileError):
        return ""


def _remove_lost_files(services: Services, is_hers: IsHers) -> None:
    with reading():
        needed = kept_uploads.needed_digests()
    lost = [digest for digest in services.archive.list_digests() if digest not in needed]
    remove_unneeded(services, [digest for digest in lost if _is_in(services, digest, is_hers)])
    services.archive.remove_leftovers(services.now() - _DEAD_AFTER)


def _is_in(services: Services, digest: str, is_hers: IsHers) -> bool:
    try:
        with services.archive.open(digest) as content, tempfile.SpooledTemporaryFile(_IN_MEMORY) as rest:
            return bool(blank_rows(content, rest, is_hers=is_hers))
    except (NotFoundError, UnreadableFileError):
        return False  # no results file, or damaged: it goes when its time is over


def _check_none_is_open(import_ids: Sequence[ImportId]) -> None:
    if import_ids:
        raise ConflictError(
            f"The import {import_ids[0]} waits or runs, and reads its file.",
            code="import_running",
            hint="Wait until it is done, or end it with 'certsvc imports cancel'; then do this again.",
        )
