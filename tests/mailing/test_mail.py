import email
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.errors import InvalidInputError
from certsvc.mailing.mail import Mail, write_message
from tests.mailing.mails import a_mail


def read(mail: Mail) -> EmailMessage:
    content = write_message(mail).content
    return email.message_from_bytes(content, policy=policy.default)


def written(mail: Mail) -> tuple[EmailMessage, str]:
    """The message, or an empty one and what was said of it."""
    try:
        return read(mail), ""
    except InvalidInputError as error:
        return EmailMessage(), error.message


def test_a_message_has_text_and_html_in_utf_8_of_which_text_comes_first() -> None:
    message = read(a_mail())
    assert message.get_content_type() == "multipart/alternative"
    text, html = message.iter_parts()
    assert (text.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    for part in (text, html):
        assert part.get_content_charset() == "utf-8"
        assert "تحية طيبة" in part.get_content()


def test_its_headers_say_whence_whither_what_and_that_no_person_wrote_it() -> None:
    message = read(a_mail())
    assert message["From"] == "UNESCO-ICHEI <certificates@example.org>"
    assert message["To"] == "ngozi@abu.example"
    assert message["Subject"] == "وصلت شهادتكم"
    assert message["Date"].datetime == a_mail().at
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Content-Language"] == "ar"
    assert "Reply-To" not in message


def test_the_message_id_is_made_of_the_mails_id_and_the_message_is_the_same_each_time() -> None:
    mail = a_mail()
    assert read(mail)["Message-ID"] == f"<{mail.id}@certs.example.org>" == mail.message_id
    ids = {read(mail)["Message-ID"] for _ in range(3)}
    assert len(ids) == 1


def test_what_travels_is_ascii_in_short_lines_ended_by_cr_lf() -> None:
    envelope = write_message(a_mail(text="ي" * 5000, html="<p>" + "ي" * 5000 + "</p>"))
    assert envelope.content.isascii()
    assert not envelope.needs_utf8
    lines = envelope.content.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\n" in line or b"\r" in line for line in lines)


@pytest.mark.parametrize("break_", ["\r\n", "\n", "\r", "\x0b", "\x85", "\u2028", "\r\n\r\n"])
@pytest.mark.parametrize("where", ["subject", "recipient", "sender", "sender_name", "id", "host", "language"])
def test_no_line_break_adds_a_header(where: str, break_: str) -> None:
    hostile = f"x{break_}Bcc: all@evil.example"
    message, said = written(a_mail(**{where: hostile}))
    assert "Bcc" not in message
    assert "evil" not in said


@given(st.text(max_size=300))
def test_any_subject_is_one_header_or_refused(subject: str) -> None:
    usual = {name.lower() for name in read(a_mail()).keys()}  # noqa: SIM118  # a message is no mapping
    message, _ = written(a_mail(subject=subject))
    assert {name.lower() for name in message.keys()} in (usual, set())  # noqa: SIM118  # likewise


@pytest.mark.parametrize(
    "address",
    ["", "nobody", "a@b@c.example", "a b@c.example", "<a@c.example>", "a@", "@c.example", "a,b@c.example"],
)
def test_what_is_no_address_is_refused_without_being_repeated(address: str) -> None:
    with pytest.raises(InvalidInputError) as caught:
        write_message(a_mail(recipient=address))
    assert caught.value.code == "malformed_address"
    assert not address or address not in str(caught.value)


def test_a_domain_in_another_script_travels_in_ascii() -> None:
    envelope = write_message(a_mail(recipient="info@пример.example"))
    assert envelope.recipient == "info@xn--e1afmkfd.example"
    assert not envelope.needs_utf8


def test_a_mailbox_in_another_script_needs_a_server_that_speaks_utf_8() -> None:
    envelope = write_message(a_mail(recipient="نغوزي@abu.example"))
    assert envelope.recipient == "نغوزي@abu.example"
    assert envelope.needs_utf8


def test_a_sender_on_this_machine_is_an_address() -> None:
    assert write_message(a_mail(sender="certsvc@localhost")).sender == "certsvc@localhost"
