"""Everything of this room put on a Flask application."""

from flask import Flask
from flask.json.provider import DefaultJSONProvider

from certsvc.web.api import (
    awards,
    batches,
    catalogue,
    centres,
    claims,
    completions,
    corrections,
    credentials,
    imports,
    verification,
)
from certsvc.web.documents import (
    achievements,
    did_documents,
    health,
    issuer_registry,
    partners,
    robots,
    status_lists,
)
from certsvc.web.documents import credentials as credential_documents
from certsvc.web.error_handlers import register_error_handlers
from certsvc.web.headers import add_headers
from certsvc.web.openapi import describe_api
from certsvc.web.pages import (
    claim,
    correction_pages,
    disown_pages,
    docs,
    layout,
    leaving_pages,
    officer,
    officer_corrections,
    officer_reissue,
    record,
    record_certificate,
    record_transcripts,
    settings_pages,
    sign_in,
    start,
    verdict,
)
from certsvc.web.security import admit
from certsvc.web.services import services_of
from certsvc.web.vc_api import issuing, verifying

_RESOURCES = (
    imports.resource,
    completions.resource,
    credentials.resource,
    awards.resource,
    batches.resource,
    catalogue.resource,
    centres.resource,
    claims.resource,
    corrections.resource,
    verification.resource,
    issuing.resource,
    verifying.resource,
    verdict.resource,
    credential_documents.resource,
    achievements.resource,
    partners.resource,
    status_lists.resource,
    did_documents.resource,
    issuer_registry.resource,
    health.resource,
)
"""In the order of the documentation: what centres use first, what machines read last."""

_PAGES = (
    layout.blueprint,
    robots.blueprint,
    start.blueprint,
    docs.blueprint,
    claim.blueprint,
    sign_in.blueprint,
    record.blueprint,
    record_certificate.blueprint,
    record_transcripts.blueprint,
    correction_pages.blueprint,
    settings_pages.blueprint,
    disown_pages.blueprint,
    leaving_pages.blueprint,
    officer.blueprint,
    officer_corrections.blueprint,
    officer_reissue.blueprint,
)


def register_web(app: Flask) -> None:
    """Put every route, the gate before them, the headers and the error answers on ``app``.

    Its services are bound already.
    """
    settings = services_of(app).settings
    app.config["MAX_CONTENT_LENGTH"] = settings.max_upload_bytes
    app.url_map.strict_slashes = False  # a slash too many in a link that people pass on does no harm
    app.json = _ReadableJson(app)
    app.before_request(admit)
    app.after_request(add_headers)
    register_error_handlers(app)
    for blueprint in (*_RESOURCES, *_PAGES):
        app.register_blueprint(blueprint)
    docs.bind_description(app, lambda: describe_api(app, settings.base_url, _RESOURCES))


class _ReadableJson(DefaultJSONProvider):
    """JSON in the order in which it was written, in UTF-8, as credentials are."""

    ensure_ascii = False
    sort_keys = False
