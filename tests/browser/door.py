"""One port for whichever house stands behind it."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Door:
    """A real server, a thread a request; its log lines would hold links that open records.

    ``tls``: over HTTPS, with a certificate that it makes and signs itself.
    """

    def __init__(self, *, tls: bool = False) -> None:
        self.house: Flask | None = None
        self._server = make_server(
            "127.0.0.1",
            0,
            self,
            threaded=True,
            request_handler=_Silent,
            ssl_context="adhoc" if tls else None,
        )
        self.port = self._server.port

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if self.house is None:
            start_response("503 Service Unavailable", [])
            return []
        return self.house(environ, start_response)

    @contextmanager
    def open(self) -> Iterator["Door"]:
        """Answers until the end of the block."""
        thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        thread.start()
        try:
            yield self
        finally:
            self._server.shutdown()
            thread.join()
            self._server.server_close()


class _Silent(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  # as werkzeug names it
        """Nothing."""
