"""A file that a workflow made, as an answer."""

from flask import Response

from certsvc.web.headers import unlisted
from certsvc.workflows.downloads import Download


def download_response(download: Download, *, inline: bool, media_type: str | None = None) -> Response:
    """``inline``: a browser shows it rather than saving it. ``media_type`` overrides the file's own."""
    response = Response(download.content, mimetype=media_type or download.media_type)
    disposition = "inline" if inline else "attachment"
    response.headers.set("Content-Disposition", disposition, filename=download.filename)
    return unlisted(response)
