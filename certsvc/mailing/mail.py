"""A mail as this service writes it: headers that nobody can add to, text and HTML of the same words."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from certsvc.domain.people import normal_address
from certsvc.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class Mail:
    """One letter to one address.

    ``id`` names it for ever (letters, digits, hyphens): the Message-ID is made of it, so that a mailbox knows
    a second copy for what it is. ``host`` is the right side of the Message-ID.
    """

    id: str
    host: str
    sender: str
    sender_name: str
    recipient: str
    language: str
    subject: str
    text: str
    html: str
    at: datetime

    @property
    def message_id(self) -> str:
        """As in RFC 5322, section 3.6.4: ``<ID@HOST>``."""
        return f"<{self.id}@{self.host}>"


@dataclass(frozen=True, slots=True)
class Envelope:
    """A whole message as it travels, and between whom. ``needs_utf8``: the server must speak SMTPUTF8."""

    sender: str
    recipient: str
    content: bytes
    needs_utf8: bool


def write_message(mail: Mail) -> Envelope:
    """The message (RFC 5322, multipart/alternative), lines ended by CR LF, ASCII unless an address is not.

    It says that no person wrote it (RFC 3834, section 5), so that no absence note answers. Raises
    InvalidInputError (``malformed_address``, ``malformed_header``): what breaks a header is never written.
    """
    sender, recipient = _address(mail.sender), _address(mail.recipient)
    needs_utf8 = not (sender.isascii() and recipient.isascii())
    message = EmailMessage(policy=policy.SMTPUTF8 if needs_utf8 else policy.SMTP)
    try:
        message["From"] = _mailbox(sender, mail.sender_name)
        message["To"] = _mailbox(recipient)
        message["Subject"] = mail.subject
        message["Date"] = format_datetime(mail.at)
        message["Message-ID"] = mail.message_id
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        message.set_content(mail.text, cte="quoted-printable")
        message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
        message["Content-Language"] = mail.language  # last: it would move into the first part
        content = message.as_bytes()
    except (ValueError, MessageError, IndexError) as error:  # a line break in a header, half a character
        raise InvalidInputError("This mail has a header that breaks.", code="malformed_header") from error
    return Envelope(sender, recipient, content, needs_utf8)


def _address(text: str) -> str:
    """The address with its domain in ASCII (IDNA). Its local part stays as it was written."""
    address = unicodedata.normalize("NFC", text)
    local, _, domain = address.rpartition("@")
    try:
        if normal_address(address) is None or address != address.strip():
            raise InvalidInputError("This is no mail address.", code="malformed_address")
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise InvalidInputError("This is no mail address.", code="malformed_address") from error


def _mailbox(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, username=local, domain=domain)
