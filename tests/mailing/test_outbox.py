import email
import stat
from email import policy
from pathlib import Path

import pytest

from certsvc.errors import InvalidInputError, UnavailableError
from certsvc.mailing.mailers import mailer_for
from certsvc.mailing.outbox import Outbox
from certsvc.settings import read_settings
from tests.mailing.mails import a_mail


def post(outbox: Outbox, **mail: str) -> None:
    with outbox.open() as way:
        way.send(a_mail(**mail))


def test_the_usual_mailer_is_a_folder_beside_the_database(tmp_path: Path) -> None:
    assert mailer_for(read_settings({"CERTSVC_VAR_DIR": str(tmp_path)})) == Outbox(tmp_path / "outbox")


def test_a_mail_is_a_file_that_mail_programs_read(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "deep" / "outbox")
    post(outbox)
    content = outbox.path_of(a_mail().id).read_bytes()
    message = email.message_from_bytes(content, policy=policy.default)
    assert message["To"] == "ngozi@abu.example"


def test_only_the_owner_reads_it(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    post(outbox)
    assert stat.S_IMODE(outbox.path_of(a_mail().id).stat().st_mode) == 0o600
    assert stat.S_IMODE(outbox.folder.stat().st_mode) == 0o700


def test_a_mail_that_is_sent_twice_is_one_file_and_nothing_half_is_left(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    assert outbox.is_repeatable
    post(outbox, subject="first")
    post(outbox, subject="second")
    assert [path.name for path in outbox.folder.iterdir()] == [f"{a_mail().id}.eml"]
    assert b"Subject: second" in outbox.path_of(a_mail().id).read_bytes()


@pytest.mark.parametrize("name", ["../escape", "a/b", "", ".", "..", ".hidden", "a" * 200, "x\0y", "x\n"])
def test_no_id_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    outbox = Outbox(tmp_path / "outbox")
    with pytest.raises(InvalidInputError) as caught:
        post(outbox, id=name)
    assert caught.value.code == "malformed_header"
    assert list(tmp_path.rglob("*.eml")) == []


def test_a_folder_that_cannot_be_made_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "blocked").write_text("a file where the folder should be")
    with pytest.raises(UnavailableError) as caught:
        post(Outbox(tmp_path / "blocked" / "outbox"))
    assert caught.value.code == "outbox_unwritable"


def test_a_file_that_cannot_be_written_is_unavailable_and_leaves_nothing(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "outbox")
    outbox.path_of(a_mail().id).mkdir(parents=True)
    with pytest.raises(UnavailableError) as caught:
        post(outbox)
    assert caught.value.code == "outbox_unwritable"
    assert [path.name for path in outbox.folder.iterdir()] == [f"{a_mail().id}.eml"]
