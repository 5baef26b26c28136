"""The documents that somebody attached to her requests for corrections, as they stand in JSON."""

from base64 import b64encode
from collections.abc import Mapping
from typing import Any

from certsvc.domain.corrections import Attachment, CorrectionId
from certsvc.errors import NotFoundError
from certsvc.storage.personal_data import Rows
from certsvc.workflows.services import Services

MOST_BYTES = 64 * 1024 * 1024
"""All that one export holds; an export is made in memory."""
_ENDINGS: Mapping[str, str] = {"application/pdf": "pdf", "image/png": "png", "image/jpeg": "jpg"}


def name_of_document(correction_id: CorrectionId, attachment: Attachment) -> str:
    """What to call its file: what its sender called it is not kept."""
    return f"correction-{correction_id}.{_ENDINGS.get(attachment.media_type, 'bin')}"


def with_documents(services: Services, corrections: Rows) -> Rows:
    """Rows of requests, each with ``attachment``: ``name``, ``media_type``, ``base64``; null without one.

    ``base64`` is null where the file is here no more; and, the newest coming first, of what all together
    would be too large. Raises UnavailableError.
    """
    room = MOST_BYTES
    found: Rows = []
    for row in sorted(corrections, key=lambda one: str(one["id"]), reverse=True):
        shown = _document(services, row, room)
        room -= 0 if shown is None else len(shown["base64"] or "")
        found.append({**row, "attachment": shown})
    return found[::-1]


def _document(services: Services, row: Mapping[str, Any], room: int) -> dict[str, Any] | None:
    if not row["attachment_digest"]:
        return None
    attachment = Attachment(row["attachment_digest"], row["attachment_type"])
    shown = {
        "name": name_of_document(CorrectionId(row["id"]), attachment),
        "media_type": attachment.media_type,
        "base64": None,
    }
    try:
        with services.archive.open(attachment.digest) as file:
            content = file.read()
    except NotFoundError:
        return shown
    encoded = b64encode(content).decode()
    return shown if len(encoded) > room else {**shown, "base64": encoded}
