"""A file that a workflow made, as an answer."""

from io import BytesIO

from flask import Response, send_file

from certsvc.workflows.import_results import Download


def download_response(download: Download, *, inline: bool, media_type: str | None = None) -> Response:
    """``inline``: a browser shows it rather than saving it. ``media_type`` overrides the file's own."""
    return send_file(
        BytesIO(download.content),
        mimetype=media_type or download.media_type,
        as_attachment=not inline,
        download_name=download.filename,
        conditional=False,
        etag=False,
    )
