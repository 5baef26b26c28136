"""Where a mail server is and how it is spoken to, read from one address."""

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from certsvc.errors import SettingsError

_LOCAL = {"localhost", "127.0.0.1", "::1"}


class Security(StrEnum):
    """How a connection is secured."""

    TLS = "tls"
    """From its first byte (RFC 8314, section 3.3)."""
    STARTTLS = "starttls"
    """After a word in the clear (RFC 3207); without it nothing is sent."""
    NONE = "none"
    """Not at all, inside this machine."""


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """A mail server. ``password`` is kept out of what is printed."""

    host: str
    port: int
    security: Security
    user: str = ""
    password: str = ""

    def __repr__(self) -> str:
        """Without user and password."""
        return f"SmtpServer({self.host!r}, {self.port}, {self.security})"


def read_smtp_url(url: str) -> SmtpServer:
    """``smtps://USER:PASSWORD@HOST[:465]``, or ``smtp://…[:587]`` with STARTTLS; user and password may lack.

    On localhost ``smtp://`` needs no TLS (port 25). Raises SettingsError.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise SettingsError("CERTSVC_SMTP_URL is not an address.") from error
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname or any(c.isspace() for c in url):
        raise SettingsError("CERTSVC_SMTP_URL must be smtps://USER:PASSWORD@HOST:PORT, or smtp://….")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise SettingsError("CERTSVC_SMTP_URL must end with the host and its port.")
    if (parts.username is None) != (parts.password is None):
        raise SettingsError("CERTSVC_SMTP_URL must have both a user and a password, or none.")
    if parts.scheme == "smtps":
        security, usual = Security.TLS, 465
    elif parts.hostname in _LOCAL:
        security, usual = Security.NONE, 25
    else:
        security, usual = Security.STARTTLS, 587
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    return SmtpServer(parts.hostname, port or usual, security, user, password)
