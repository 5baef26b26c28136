"""Where a document may be fetched: https URLs of named hosts, read in one way only."""

import re
from dataclasses import dataclass
from urllib.parse import urljoin

from certsvc.fetching.refusals import address_refused

_LONGEST_URL = 2048
_LONGEST_HOST = 253
_HTTPS = 443
_LOWEST_OTHER_PORT = 1024
"""Below it, but for 443, live other protocols of other people's machines."""
_HIGHEST_PORT = 65535

_URL_TEXT = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+")
"""RFC 3986, section 2: neither spaces, control characters and backslashes nor anything beyond ASCII."""
_URL = re.compile(r"[Hh][Tt][Tt][Pp][Ss]://([^/?#]*)([^?#]*)(\?[^#]*)?(?:#.*)?")
"""RFC 3986, appendix B."""
_AUTHORITY = re.compile(r"([^:@\[\]]+)(?::([0-9]{1,5}))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")


@dataclass(frozen=True, slots=True)
class Location:
    """An address that was read; the request is made of these parts and nothing else.

    ``host`` is in lower case, ``target`` what the request asks for: path and query.
    """

    host: str
    port: int
    target: str

    @property
    def url(self) -> str:
        """The address in its one form: one key for all spellings."""
        port = "" if self.port == _HTTPS else f":{self.port}"
        return f"https://{self.host}{port}{self.target}"


def read_location(url: str) -> Location:
    """The parts of ``url``; its fragment is dropped, since no request has one.

    In this order: 1. the characters and length of a URL, 2. https, 3. no user, no password, no brackets,
    4. a host by its full name: no IP address however it is written (decimal, octal and hexadecimal
    numbers, WHATWG URL 3.5), no single word, no dot at the end; international names as ``xn--``,
    5. port 443, or one from 1024 on. Raises UnavailableError (``address_refused``).
    """
    if len(url) > _LONGEST_URL or not _URL_TEXT.fullmatch(url):  # 1
        raise address_refused("The address is not a URL of ordinary length in plain characters.")
    parts = _URL.fullmatch(url)
    if parts is None:  # 2
        raise address_refused("The address does not begin with https://, so nothing is fetched from it.")
    authority = _AUTHORITY.fullmatch(parts[1])
    if authority is None:  # 3
        raise address_refused("The address names a user, or no host.")
    host = authority[1].lower()
    _check_host(host)  # 4
    port = int(authority[2] or _HTTPS)
    if port != _HTTPS and not _LOWEST_OTHER_PORT <= port <= _HIGHEST_PORT:  # 5
        raise address_refused("The address names a port where no documents are served.")
    return Location(host, port, (parts[2] or "/") + (parts[3] or ""))


def follow(location: Location, redirect: str) -> Location:
    """Where a redirect from ``location`` leads, held to the same rules (RFC 9110, section 10.2.2).

    Raises UnavailableError (``address_refused``).
    """
    if len(redirect) > _LONGEST_URL or not _URL_TEXT.fullmatch(redirect):
        raise address_refused(f"{location.host} redirects to something that is no URL.")
    try:
        url = urljoin(location.url, redirect)
    except ValueError as error:
        raise address_refused(f"{location.host} redirects to something that is no URL.") from error
    return read_location(url)


def _check_host(host: str) -> None:
    labels = host.split(".")
    if (
        len(host) > _LONGEST_HOST
        or len(labels) == 1
        or not all(_LABEL.fullmatch(label) for label in labels)
        or _NUMBER.fullmatch(labels[-1])
    ):
        raise address_refused("The address does not name a host by its full name.")
