"""E-mail addresses, internationalised ones too; checked by form, never by asking a server."""

import re
from functools import lru_cache

from email_validator import EmailNotValidError, validate_email

from certsvc.intake.fault import Fault, Reading

_MALFORMED = Fault(
    "email_malformed",
    "The e-mail address is not one.",
    "Write it as in name@university.example; leave it empty when there is none.",
)
_PLAIN_LOCAL = re.compile(r"[A-Za-z0-9_+-]{1,64}(?:\.[A-Za-z0-9_+-]{1,60}){0,4}\Z")
_MAX_LOCAL = 64
_MAX_ADDRESS = 254


def read_email(text: str) -> Reading[str]:
    """The address in normal form (domain in lower case, NFC); empty is ``""``."""
    address = text.strip()
    if not address:
        return "", None
    local, _, domain = address.rpartition("@")
    if len(address) > _MAX_ADDRESS or len(local) > _MAX_LOCAL:
        return "", _MALFORMED
    if _PLAIN_LOCAL.match(local):
        normal = _normal_domain(domain)
        if normal and len(local) + 1 + len(normal) <= _MAX_ADDRESS:
            return f"{local}@{normal}", None
        return "", _MALFORMED
    normal = _normal_address(address)
    return (normal, None) if normal else ("", _MALFORMED)


@lru_cache(maxsize=8192)
def _normal_domain(domain: str) -> str:
    return _normal_address(f"a@{domain}").removeprefix("a@")


def _normal_address(address: str) -> str:
    """The normal form, empty when it is no address. Reserved names such as ``.test`` are none."""
    try:
        return validate_email(address, check_deliverability=False).normalized
    except (EmailNotValidError, UnicodeError, ValueError):
        return ""
