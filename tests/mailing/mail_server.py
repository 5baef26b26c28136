"""A real mail server on loopback: it speaks SMTP, keeps what it took, and misbehaves as it is told."""

import base64
import contextlib
import email
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from typing import BinaryIO

USER, PASSWORD = "certsvc@relay", "p@ss/word"


@dataclass(frozen=True)
class Taken:
    """A message as it arrived, and between whom."""

    sender: str
    recipient: str
    content: bytes

    @property
    def message(self) -> EmailMessage:
        return email.message_from_bytes(self.content, policy=policy.default)


@dataclass
class MailServer:
    """``replies`` by command (``RCPT``, ``DATA``, ``CONTENT``, …) in the place of the usual ones; an empty
    one hangs up. ``on_content`` is called when a message has been taken and nobody was told yet."""

    listener: socket.socket
    tls: ssl.SSLContext | None = None
    wrapped: bool = False
    extensions: tuple[str, ...] = ("8BITMIME", "SMTPUTF8", "AUTH PLAIN LOGIN")
    replies: dict[str, str] = field(default_factory=dict)
    on_content: Callable[[], None] = lambda: None
    taken: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    sessions: int = 0

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    def serve(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:  # closed: the test is over
                return
            threading.Thread(target=self._session, args=(connection,), daemon=True).start()

    def _session(self, connection: socket.socket) -> None:
        self.sessions += 1
        with contextlib.suppress(OSError, EOFError), contextlib.ExitStack() as stack:
            stack.enter_context(connection)
            if self.wrapped and self.tls is not None:
                connection = stack.enter_context(self.tls.wrap_socket(connection, server_side=True))
            session = _Session(self, connection)
            stack.callback(session.hang_up)
            session.say(self.replies.get("GREETING", "220 here"))
            while session.answer():
                pass


class _Session:
    def __init__(self, server: MailServer, connection: socket.socket) -> None:
        self.server = server
        self._take_over(connection)
        self.sender = self.recipient = ""

    def _take_over(self, connection: socket.socket) -> None:
        self.connection = connection
        self.lines: BinaryIO = connection.makefile("rb")

    def hang_up(self) -> None:
        self.lines.close()
        self.connection.close()

    def say(self, reply: str) -> None:
        if not reply:
            raise EOFError
        self.connection.sendall(reply.replace("\n", "\r\n").encode() + b"\r\n")

    def answer(self) -> bool:
        """One command; whether another may follow."""
        line = self.lines.readline().decode("utf-8").rstrip("\r\n")
        if not line:
            return False
        word = line.split(" ")[0].upper()
        self.server.commands.append(line)
        if word in self.server.replies:
            self.say(self.server.replies[word])
            return True
        return self._usual(word, line)

    def _usual(self, word: str, line: str) -> bool:
        if word == "EHLO":
            offers = list(self.server.extensions)
            if self.server.tls is not None and not isinstance(self.connection, ssl.SSLSocket):
                offers.append("STARTTLS")
            self.say("\n".join([*(f"250-{offer}" for offer in offers), "250 HELP"]))
        elif word == "STARTTLS" and self.server.tls is not None:
            self.say("220 go ahead")
            self.lines.close()
            self._take_over(self.server.tls.wrap_socket(self.connection, server_side=True))
        elif word == "AUTH":
            given = base64.b64decode(line.rsplit(" ", maxsplit=1)[-1]).decode().split("\0")
            self.say("235 welcome" if given[1:] == [USER, PASSWORD] else "535 no")
        elif word == "MAIL":
            self.sender = line.partition("<")[2].partition(">")[0]
            self.say("250 ok")
        elif word == "RCPT":
            self.recipient = line.partition("<")[2].partition(">")[0]
            self.say("250 ok")
        elif word == "DATA":
            self._take_content()
        elif word == "QUIT":
            self.say("221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def _take_content(self) -> None:
        self.say("354 go on")
        lines: list[bytes] = []
        while (line := self.lines.readline()) != b".\r\n":
            if not line:
                return
            lines.append(line[1:] if line.startswith(b".") else line)
        reply = self.server.replies.get("CONTENT", "250 taken")
        if not reply or reply.startswith("2"):
            self.server.taken.append(Taken(self.sender, self.recipient, b"".join(lines)))
            self.server.on_content()
        self.say(reply)


@contextmanager
def a_mail_server(
    *,
    tls: ssl.SSLContext | None = None,
    wrapped: bool = False,
    extensions: tuple[str, ...] | None = None,
    replies: Mapping[str, str] | None = None,
) -> Iterator[MailServer]:
    """One that runs for as long as it is looked at. ``wrapped``: TLS from the first byte."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        server = MailServer(listener, tls, wrapped, replies=dict(replies or {}))
        if extensions is not None:
            server.extensions = extensions
        threading.Thread(target=server.serve, daemon=True).start()
        try:
            yield server
        finally:
            listener.shutdown(socket.SHUT_RDWR)  # wakes the thread that accepts
