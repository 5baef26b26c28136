"""``did:web``: where the document of such a DID is published (did:web Method, "Read (Resolve)")."""

import re
from urllib.parse import unquote_to_bytes

from certsvc.signing.did_documents import malformed_did

_METHOD = "did:web:"
_LONGEST = 1024
_LONGEST_HOST = 253
# DID Core 1.0, section 3.1: what may stand between the colons.
_PART = re.compile(r"(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2})+")
_HOST = re.compile(r"(?P<host>[A-Za-z0-9.-]+)(?:%3[Aa](?P<port>[1-9][0-9]{0,4}))?")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# The URL Standard, section 3.5: a host whose last label is such a number is an address, not a name.
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_LARGEST_PORT = 65535
_FORBIDDEN_BYTES = frozenset(b"/\\?#%;:@&=+$,") | frozenset(range(0x21)) | {0x7F}


def did_web_url(did: str) -> str:
    """The HTTPS address of the document of a ``did:web``. Whether it may be fetched is not said here.

    1. its parts, 2. a host that is a name, no address of numbers, and 3. perhaps a port, 4. a path whose
    parts stay parts: no ``..``, no slash in disguise, and nothing that a URL reads as something else.
    Raises InvalidInputError (``did_document_malformed``).
    """
    if not did.startswith(_METHOD) or len(did) > _LONGEST:
        raise malformed_did("it is no did:web, or longer than any address")
    authority, *path = did.removeprefix(_METHOD).split(":")
    if not all(_PART.fullmatch(part) for part in (authority, *path)):  # 1
        raise malformed_did("a part of it is empty, or holds a symbol that no DID has")
    found = _HOST.fullmatch(authority)
    if found is None:
        raise malformed_did("its host is not written as one")
    host, port = found["host"].lower(), found["port"]
    _check_host(host)  # 2
    if port is not None and int(port) > _LARGEST_PORT:  # 3
        raise malformed_did("its port does not exist")
    for part in path:
        _check_path_part(part)  # 4
    place = "/".join(path) if path else ".well-known"
    return f"https://{host}{f':{port}' if port else ''}/{place}/did.json"


def _check_host(host: str) -> None:
    labels = host.split(".")
    if len(host) > _LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in labels):
        raise malformed_did("its host is no name of a host")
    if _NUMBER.fullmatch(labels[-1]):
        raise malformed_did("its host is an address of numbers, which did:web does not allow")


def _check_path_part(part: str) -> None:
    data = unquote_to_bytes(part)
    if data in {b".", b".."} or not _FORBIDDEN_BYTES.isdisjoint(data):
        raise malformed_did("its path is written so that it could be read as another")
    try:
        data.decode()
    except UnicodeDecodeError as error:
        raise malformed_did("its path is not UTF-8") from error
