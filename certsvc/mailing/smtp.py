"""Mails through a mail server (RFC 5321), which is asked step by step what became of each."""

import contextlib
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from certsvc.errors import CertsvcError, InvalidInputError, UnavailableError
from certsvc.mailing.mail import Envelope, Mail, write_message
from certsvc.mailing.mailer import OUTCOME_UNKNOWN, REFUSED
from certsvc.mailing.smtp_server import Security, SmtpServer

_SECONDS = 20.0
"""How long a server may be silent."""
_DONE, _GO_ON, _NOT_NOW, _NEVER = 2, 3, 4, 5
"""What the first digit of a reply says (RFC 5321, section 4.2.1)."""


@dataclass(frozen=True, slots=True)
class SmtpMailer:
    """Speaks to ``server`` as ``own_name``; ``tls`` is what its certificate is held against."""

    server: SmtpServer
    own_name: str
    tls: ssl.SSLContext | None = None
    seconds: float = _SECONDS
    is_repeatable: bool = False

    @contextmanager
    def open(self) -> Iterator["SmtpPost"]:
        """Connect, secure the connection, sign in.

        Raises UnavailableError: ``mail_server_unavailable``, ``mail_server_insecure`` (no TLS, or another's
        certificate), ``mail_sign_in_refused``.
        """
        smtp = self._connect()
        try:
            yield SmtpPost(smtp)
        finally:
            with contextlib.suppress(OSError):
                smtp.quit()
            smtp.close()

    def _connect(self) -> smtplib.SMTP:
        smtp: smtplib.SMTP | None = None
        try:
            smtp = self._dial()
            smtp.ehlo_or_helo_if_needed()
            if self.server.security is Security.STARTTLS:
                smtp.starttls(context=self._tls())
                smtp.ehlo()
            if self.server.user:
                smtp.login(self.server.user, self.server.password)
        except OSError as error:  # smtplib's own errors are OSErrors too
            if smtp is not None:
                smtp.close()
            raise _closed_door(error) from error
        except BaseException:
            if smtp is not None:
                smtp.close()
            raise
        return smtp

    def _dial(self) -> smtplib.SMTP:
        host, port = self.server.host, self.server.port
        if self.server.security is Security.TLS:
            return smtplib.SMTP_SSL(
                host, port, local_hostname=self.own_name, timeout=self.seconds, context=self._tls()
            )
        return smtplib.SMTP(host, port, local_hostname=self.own_name, timeout=self.seconds)

    def _tls(self) -> ssl.SSLContext:
        return self.tls or ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class SmtpPost:
    """A session with a server."""

    smtp: smtplib.SMTP

    def send(self, mail: Mail) -> None:
        """As of every post.

        Until the server asks for the content, a lost connection means that nothing was taken. From then on to
        its last word nobody knows (RFC 5321, section 4.5.4.1): such a mail must not simply be sent again.
        """
        envelope = write_message(mail)
        try:
            self._announce(envelope)
        except OSError as error:
            raise _unavailable() from error
        try:
            code = self._hand_over(envelope.content)
        except OSError as error:
            raise _unknown() from error
        if code // 100 not in {_DONE, _NOT_NOW, _NEVER}:
            raise _unknown()
        if code // 100 != _DONE:
            raise self._refusal(code)

    def _announce(self, envelope: Envelope) -> None:
        options = []
        if envelope.needs_utf8:  # RFC 6531, section 3.4
            if not self.smtp.has_extn("smtputf8"):
                raise InvalidInputError("The mail server takes no address in this script.", code=REFUSED)
            options = ["SMTPUTF8", "BODY=8BITMIME"]
        code, _ = self.smtp.mail(envelope.sender, options)
        if code // 100 == _NEVER:
            raise _sender_refused()
        self._check(code, _DONE)
        code, _ = self.smtp.rcpt(envelope.recipient)
        self._check(code, _DONE)
        self.smtp.putcmd("data")
        code, _ = self.smtp.getreply()
        self._check(code, _GO_ON)

    def _check(self, code: int, wanted: int) -> None:
        if code // 100 != wanted:
            raise self._refusal(code)

    def _hand_over(self, content: bytes) -> int:
        """The content and its last dot (RFC 5321, section 4.5.2): a dot that begins a line is doubled."""
        stuffed = content.replace(b"\r\n.", b"\r\n..")
        stuffed = b"." + stuffed if stuffed.startswith(b".") else stuffed
        ending = b".\r\n" if stuffed.endswith(b"\r\n") else b"\r\n.\r\n"
        self.smtp.send(stuffed + ending)
        return self.smtp.getreply()[0]

    def _refusal(self, code: int) -> CertsvcError:
        """What a reply means for this mail; the session is ready for the next one."""
        with contextlib.suppress(OSError):
            self.smtp.rset()
        if code // 100 == _NEVER:
            return InvalidInputError(f"The mail server refused a mail for good ({code}).", code=REFUSED)
        return UnavailableError(f"The mail server does not take a mail now ({code}).", code="mail_deferred")


def _sender_refused() -> UnavailableError:
    return UnavailableError(
        "The mail server takes no mail from this sender.",
        code="mail_sender_refused",
        hint="Look at CERTSVC_MAIL_FROM and CERTSVC_SMTP_URL.",
    )


def _unavailable() -> UnavailableError:
    return UnavailableError("The mail server does not answer.", code="mail_server_unavailable")


def _unknown() -> UnavailableError:
    return UnavailableError(
        "The mail server fell silent before it said whether it took a mail.", code=OUTCOME_UNKNOWN
    )


def _closed_door(error: OSError) -> UnavailableError:
    if isinstance(error, smtplib.SMTPAuthenticationError) or "AUTH" in str(error):
        return UnavailableError("The mail server refuses our user.", code="mail_sign_in_refused")
    if isinstance(error, (ssl.SSLError, smtplib.SMTPNotSupportedError)):  # STARTTLS, of what may lack
        return UnavailableError(
            "The mail server offers no connection that can be trusted.", code="mail_server_insecure"
        )
    return _unavailable()
