import pytest

from certsvc.errors import SettingsError
from certsvc.mailing.mailers import mailer_for
from certsvc.mailing.smtp import SmtpMailer
from certsvc.mailing.smtp_server import Security, SmtpServer, read_smtp_url
from certsvc.settings import read_settings


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtps://mail.example", SmtpServer("mail.example", 465, Security.TLS)),
        ("smtp://mail.example", SmtpServer("mail.example", 587, Security.STARTTLS)),
        ("smtp://mail.example:25/", SmtpServer("mail.example", 25, Security.STARTTLS)),
        ("smtp://localhost", SmtpServer("localhost", 25, Security.NONE)),
        ("smtp://127.0.0.1:1025", SmtpServer("127.0.0.1", 1025, Security.NONE)),
        ("smtp://[::1]:1025", SmtpServer("::1", 1025, Security.NONE)),
        ("smtps://localhost", SmtpServer("localhost", 465, Security.TLS)),
        (
            "smtps://a%40b.example:p%2Fw%3A@mail.example:2465",
            SmtpServer("mail.example", 2465, Security.TLS, "a@b.example", "p/w:"),
        ),
    ],
)
def test_an_address_says_where_the_server_is_and_how_it_is_spoken_to(url: str, server: SmtpServer) -> None:
    assert read_smtp_url(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example", "http://mail.example", "smtp://", "smtps://:465", "smtp://mail.example:x",
        "smtp://mail.example:99999", "smtp://mail.example/path", "smtp://mail.example?x=1",
        "smtp://user@mail.example", "smtp://mail.example\r\nx", "smtp://mail .example", "smtp://[::1",
    ],
)  # fmt: skip
def test_another_address_names_its_variable(url: str) -> None:
    with pytest.raises(SettingsError, match="CERTSVC_SMTP_URL"):
        read_smtp_url(url)


def test_a_server_is_printed_without_user_and_password() -> None:
    shown = repr(SmtpMailer(read_smtp_url("smtps://user:secret@mail.example"), own_name="here"))
    assert "secret" not in shown
    assert "user" not in shown


def test_the_setting_chooses_the_server() -> None:
    settings = read_settings(
        {"CERTSVC_SMTP_URL": "smtps://mail.example", "CERTSVC_BASE_URL": "https://certs.example:8443"}
    )
    expected = SmtpMailer(SmtpServer("mail.example", 465, Security.TLS), own_name="certs.example")
    assert mailer_for(settings) == expected
