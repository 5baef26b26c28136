"""``certsvc serve``: the web server, until it is interrupted."""

import errno
import socket
from urllib.parse import urlsplit

import click

from certsvc.cli.invocation import Invocation, pass_invocation
from certsvc.cli.printing import say
from certsvc.errors import InvalidInputError, UnavailableError
from certsvc.settings import Settings

WSGI_TARGET = "certsvc.app:create_wsgi_app"
DEFAULT_HOST = "localhost"
DEFAULT_PORT = 8000
_THREADS = 2
"""A worker's threads: while one waits for the database another answers. More only wait for each other:
measured with four, as many answers a second and twice the p99."""
_SECONDS_TO_END = 10
"""What a worker that is told to end may take; one that is told while it starts may never hear it."""


@click.command(name="serve")
@click.option(
    "--host", default=DEFAULT_HOST, show_default=True, help="The address to listen at; 0.0.0.0 for all."
)
@click.option(
    "--port", type=click.IntRange(1, 65535), help="Default: the port of a local CERTSVC_BASE_URL, or 8000."
)
@click.option(
    "--workers", type=click.IntRange(1, 256), default=1, show_default=True, help="Processes; one a core."
)
@pass_invocation
def serve_command(invocation: Invocation, *, host: str, port: int | None, workers: int) -> None:
    """Serve pages and API until Ctrl-C."""
    with invocation.signing_service() as services:
        settings = services.settings
    serve(settings, instead="choose another --port", host=host, port=port, workers=workers)


def serve(
    settings: Settings, *, instead: str, host: str = DEFAULT_HOST, port: int | None = None, workers: int = 1
) -> None:
    """Serve until interrupted. ``instead``: what to do about a port that is taken.

    Raises InvalidInputError (host), UnavailableError (port, server).
    """
    port = port or own_port(settings)
    address = _address(host)
    _check_port_free(address, port, instead)
    say(f"Serving {settings.base_url} (listening at {address}, port {port}). Ctrl-C ends it.", err=True)
    if _is_local(settings) and port != own_port(settings):
        say(f"Note: links and QR codes lead to {settings.base_url}, which is another port.", err=True)
    if not settings.uses_sqlite:
        say("Imports and mails wait for 'certsvc worker'.", err=True)
    _run_server(address, port, workers)
    say("Stopped.", err=True)


def own_port(settings: Settings) -> int:
    """The port that links of a local service lead to; behind a proxy the usual one."""
    port = urlsplit(settings.base_url).port
    return port if port and _is_local(settings) else DEFAULT_PORT


def _is_local(settings: Settings) -> bool:
    return urlsplit(settings.base_url).hostname == "localhost"


def _address(host: str) -> str:
    """An IP address of ``host``, IPv4 where it has one: the server takes no names."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise InvalidInputError(
            f"--host {host} is no address of this machine.", code="unknown_host"
        ) from None
    found.sort(key=lambda entry: entry[0] != socket.AF_INET)
    return str(found[0][4][0])


def _check_port_free(address: str, port: int, instead: str) -> None:
    """The server would share a taken port without a word, and answer every other request."""
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            raise UnavailableError(_refusal(error, address, port, instead), code="port_refused") from None


def _refusal(error: OSError, address: str, port: int, instead: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} at {address} is taken by another program. End that one, or {instead}."
    if error.errno == errno.EACCES:
        return f"Port {port} is not allowed for this user. Choose a --port above 1023."
    return f"Port {port} at {address} cannot be listened at: {(error.strerror or 'refused').lower()}."


def _run_server(address: str, port: int, workers: int) -> None:
    # Imported here: only serving needs it, and its processes import this module again.
    from granian import Granian  # noqa: PLC0415  # see above
    from granian.constants import Interfaces  # noqa: PLC0415  # see above
    from granian.log import LogLevels  # noqa: PLC0415  # see above

    server = Granian(
        WSGI_TARGET,
        address=address,
        port=port,
        interface=Interfaces.WSGI,
        factory=True,
        workers=workers,
        blocking_threads=_THREADS,
        websockets=False,
        log_access=False,
        log_level=LogLevels.error,
        respawn_failed_workers=workers > 1,
        workers_kill_timeout=_SECONDS_TO_END,
    )
    try:
        server.serve()
    except SystemExit:
        raise UnavailableError(
            "The server has ended: a worker could not go on.", code="server_ended"
        ) from None
