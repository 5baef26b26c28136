"""Mails through a real mail server, and what is said of one when that server misbehaves."""

import socket
import ssl
from collections.abc import Iterator

import pytest

from certsvc.errors import CertsvcError, InvalidInputError, UnavailableError
from certsvc.mailing.smtp import SmtpMailer
from certsvc.mailing.smtp_server import Security, SmtpServer
from tests.fetching.tls_server import TlsServer, running_server
from tests.mailing.mail_server import PASSWORD, USER, MailServer, a_mail_server
from tests.mailing.mails import a_mail


@pytest.fixture(scope="module")
def localhost() -> Iterator[TlsServer]:
    """A certificate for localhost, and the authority that it hangs on."""
    with running_server(["localhost"]) as made:
        yield made


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[TlsServer]:
    """The same for another host."""
    with running_server(["elsewhere.example"]) as made:
        yield made


def mailer_to(
    server: MailServer,
    *,
    security: Security = Security.NONE,
    authority: str | None = None,
    password: str | None = None,
    seconds: float = 60.0,  # a busy machine is no fault
) -> SmtpMailer:
    user = "" if password is None else USER
    where = SmtpServer("localhost", server.port, security, user, password or "")
    tls = None if authority is None else ssl.create_default_context(cadata=authority)
    return SmtpMailer(where, own_name="certs.example.org", tls=tls, seconds=seconds)


def send(mailer: SmtpMailer, **mail: str) -> None:
    with mailer.open() as post:
        post.send(a_mail(**mail))


def refusal(mailer: SmtpMailer, **mail: str) -> CertsvcError:
    with pytest.raises((InvalidInputError, UnavailableError)) as caught:
        send(mailer, **mail)
    assert "ngozi" not in str(caught.value)
    return caught.value


def test_a_mail_arrives_as_it_was_written() -> None:
    with a_mail_server() as server:
        send(mailer_to(server))
    [taken] = server.taken
    assert (taken.sender, taken.recipient) == ("certificates@example.org", "ngozi@abu.example")
    assert taken.message["Message-ID"] == a_mail().message_id
    assert server.commands[0].lower() == "ehlo certs.example.org"
    [text, _] = taken.message.iter_parts()
    assert text.get_content().splitlines()[2] == ".a line that begins with a dot"


def test_one_session_carries_many_mails() -> None:
    with a_mail_server() as server, mailer_to(server).open() as post:
        for number in range(3):
            post.send(a_mail(id=f"n{number}"))
    assert [taken.message["Message-ID"] for taken in server.taken] == [
        f"<n{number}@certs.example.org>" for number in range(3)
    ]
    assert server.sessions == 1


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_mail_travels_encrypted_and_only_then_says_who_we_are(
    security: Security, localhost: TlsServer
) -> None:
    with a_mail_server(tls=localhost.context, wrapped=security is Security.TLS) as server:
        send(mailer_to(server, security=security, authority=localhost.authority, password=PASSWORD))
    assert len(server.taken) == 1
    words = [command.split(" ")[0].upper() for command in server.commands]
    assert words.index("AUTH") > (words.index("STARTTLS") if security is Security.STARTTLS else 0)


@pytest.mark.parametrize("security", [Security.TLS, Security.STARTTLS])
def test_a_server_with_anothers_certificate_gets_nothing(security: Security, elsewhere: TlsServer) -> None:
    with a_mail_server(tls=elsewhere.context, wrapped=security is Security.TLS) as server:
        mailer = mailer_to(server, security=security, authority=elsewhere.authority, password=PASSWORD)
        assert refusal(mailer).code == "mail_server_insecure"
    assert server.taken == []
    assert not any(command.startswith("AUTH") for command in server.commands)


def test_a_certificate_of_an_authority_that_nobody_knows_is_not_trusted(localhost: TlsServer) -> None:
    with a_mail_server(tls=localhost.context, wrapped=True) as server:
        assert refusal(mailer_to(server, security=Security.TLS)).code == "mail_server_insecure"


def test_a_server_that_offers_no_tls_gets_nothing() -> None:
    with a_mail_server() as server:
        mailer = mailer_to(server, security=Security.STARTTLS, password=PASSWORD)
        assert refusal(mailer).code == "mail_server_insecure"
    assert not any(command.startswith(("AUTH", "MAIL")) for command in server.commands)


def test_a_wrong_password_is_said_so() -> None:
    with a_mail_server() as server:
        error = refusal(mailer_to(server, password="wrong"))
    assert error.code == "mail_sign_in_refused"
    assert "wrong" not in str(error)


def test_a_server_without_sign_in_is_said_so() -> None:
    with a_mail_server(extensions=()) as server:
        assert refusal(mailer_to(server, password=PASSWORD)).code == "mail_sign_in_refused"


def test_nobody_at_the_address_is_unavailable() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # so that nobody else listens there meanwhile
        where = SmtpServer("localhost", silent.getsockname()[1], Security.NONE)
        assert refusal(SmtpMailer(where, own_name="here", seconds=60)).code == "mail_server_unavailable"


def test_a_server_that_never_greets_is_given_up() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        where = SmtpServer("localhost", listener.getsockname()[1], Security.NONE)
        assert refusal(SmtpMailer(where, own_name="here", seconds=0.2)).code == "mail_server_unavailable"


@pytest.mark.parametrize(
    ("command", "reply", "code"),
    [
        ("GREETING", "554 go away", "mail_server_unavailable"),
        ("MAIL", "451 later", "mail_deferred"),
        ("MAIL", "550 not you", "mail_sender_refused"),
        ("MAIL", "", "mail_server_unavailable"),
        ("RCPT", "450 greylisted", "mail_deferred"),
        ("RCPT", "550 no ngozi@abu.example here", "mail_refused"),
        ("RCPT", "", "mail_server_unavailable"),
        ("DATA", "451 later", "mail_deferred"),
        ("DATA", "554 never", "mail_refused"),
        ("DATA", "", "mail_server_unavailable"),
        ("CONTENT", "451 later", "mail_deferred"),
        ("CONTENT", "552 too much", "mail_refused"),
        ("CONTENT", "", "mail_outcome_unknown"),
        ("CONTENT", "what", "mail_outcome_unknown"),
    ],
)
def test_every_answer_has_its_meaning(command: str, reply: str, code: str) -> None:
    with a_mail_server(replies={command: reply}) as server:
        error = refusal(mailer_to(server))
    assert error.code == code
    assert isinstance(error, InvalidInputError) is (code == "mail_refused")


def test_after_a_refused_mail_the_session_carries_the_next() -> None:
    with a_mail_server(replies={"RCPT": "550 no"}) as server, mailer_to(server).open() as post:
        with pytest.raises(InvalidInputError):
            post.send(a_mail(id="first"))
        server.replies.clear()
        post.send(a_mail(id="second"))
    assert [taken.message["Message-ID"] for taken in server.taken] == ["<second@certs.example.org>"]


def test_a_mailbox_in_another_script_goes_to_a_server_that_speaks_it() -> None:
    with a_mail_server() as server:
        send(mailer_to(server), recipient="نغوزي@abu.example")
    [taken] = server.taken
    assert taken.recipient == "نغوزي@abu.example"
    assert taken.message["To"] == "نغوزي@abu.example"


def test_a_mailbox_in_another_script_is_refused_by_one_that_does_not() -> None:
    with a_mail_server(extensions=()) as server:
        assert refusal(mailer_to(server), recipient="نغوزي@abu.example").code == "mail_refused"
    assert server.taken == []
