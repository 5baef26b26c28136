import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from certsvc.errors import SettingsError
from certsvc.settings import Settings, read_settings
from certsvc.signing.service_secret import read_secret


@pytest.fixture
def of_default(tmp_path: Path) -> Settings:
    return read_settings({"CERTSVC_VAR_DIR": str(tmp_path / "var")})


def named(path: Path) -> Settings:
    return read_settings({"CERTSVC_SECRET_FILE": str(path)})


def test_the_default_file_is_made_once_and_is_its_owners_alone(of_default: Settings) -> None:
    assert not of_default.secret_file.exists()
    first = read_secret(of_default, "sessions")
    assert stat.S_IMODE(of_default.secret_file.stat().st_mode) == 0o600
    assert read_secret(of_default, "sessions") == first
    assert [path.name for path in of_default.secret_file.parent.iterdir()] == ["secret"]


def test_those_who_ask_first_at_once_share_one_secret(of_default: Settings) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: read_secret(of_default, "sessions"), range(64)))
    assert len(found) == 1


def test_a_secret_for_one_purpose_is_none_for_another(of_default: Settings) -> None:
    assert read_secret(of_default, "sessions") != read_secret(of_default, "personal links")
    assert len(read_secret(of_default, "sessions")) == 32


def test_a_named_file_is_never_made(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="CERTSVC_SECRET_FILE") as caught:
        read_secret(named(tmp_path / "missing"), "sessions")
    assert caught.value.code == "secret_unreadable"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 31 + b"\r\n", b"x" * 5000])
def test_a_secret_that_can_be_guessed_or_is_no_secret_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_secret(named(path), "sessions")
    assert caught.value.code == "secret_too_short"
    assert "xxx" not in str(caught.value)


def test_a_line_break_at_the_end_is_no_part_of_it(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    one.write_bytes(b"k" * 40)
    other.write_bytes(b"k" * 40 + b"\r\n")
    assert read_secret(named(one), "sessions") == read_secret(named(other), "sessions")
