from pathlib import Path

import pytest

from certsvc.errors import SettingsError
from certsvc.settings import Settings
from certsvc.signing.key_ring import read_passphrase


def test_the_file_goes_before_the_environment(tmp_path: Path) -> None:
    path = tmp_path / "passphrase"
    path.write_text("from the file\n")
    settings = Settings(keys_passphrase_file=path, keys_passphrase="from the environment")
    assert read_passphrase(settings) == b"from the file"


@pytest.mark.parametrize(
    ("content", "passphrase"),
    [
        (b"secret", b"secret"),
        (b"secret\n", b"secret"),
        (b"secret\r\n", b"secret"),
        (b" two\nlines \n", b" two\nlines "),
    ],
)
def test_only_the_last_line_break_is_not_part_of_it(
    tmp_path: Path, content: bytes, passphrase: bytes
) -> None:
    path = tmp_path / "passphrase"
    path.write_bytes(content)
    assert read_passphrase(Settings(keys_passphrase_file=path)) == passphrase


def test_without_a_file_the_environment_is_read() -> None:
    assert read_passphrase(Settings(keys_passphrase="ключ")) == "ключ".encode()


def test_without_either_both_variables_are_named() -> None:
    with pytest.raises(SettingsError) as caught:
        read_passphrase(Settings())
    assert caught.value.code == "passphrase_missing"
    assert "CERTSVC_KEYS_PASSPHRASE_FILE" in caught.value.message
    assert "CERTSVC_KEYS_PASSPHRASE " in caught.value.message


@pytest.mark.parametrize("content", [b"", b"\n", b"x" * 5000])
def test_a_file_without_a_passphrase_is_refused_by_the_name_of_its_variable(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "passphrase"
    path.write_bytes(content)
    with pytest.raises(SettingsError) as caught:
        read_passphrase(Settings(keys_passphrase_file=path))
    assert caught.value.code == "passphrase_unreadable"
    assert "CERTSVC_KEYS_PASSPHRASE_FILE" in caught.value.message


def test_a_missing_file_is_no_silent_fall_back_to_the_environment(tmp_path: Path) -> None:
    settings = Settings(keys_passphrase_file=tmp_path / "none", keys_passphrase="from the environment")
    with pytest.raises(SettingsError) as caught:
        read_passphrase(settings)
    assert caught.value.code == "passphrase_unreadable"
    assert "No such file" in caught.value.message
