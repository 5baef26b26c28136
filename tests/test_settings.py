from pathlib import Path

import pytest

from certsvc.errors import SettingsError
from certsvc.settings import read_settings


def test_without_any_variable_the_embedded_set_up_is_chosen() -> None:
    settings = read_settings({})
    assert settings.base_url == "http://localhost:8000"
    assert settings.database_url == "sqlite:///var/certsvc.sqlite"
    assert settings.default_passphrase_file == Path("var/keys-passphrase")


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("CERTSVC_BASE_URL", "certs.example"),
        ("CERTSVC_BASE_URL", "ftp://certs.example"),
        ("CERTSVC_BASE_URL", "http://certs.example"),
        ("CERTSVC_BASE_URL", "https://certs.example/path"),
        ("CERTSVC_BASE_URL", "https://certs.example?x=1"),
        ("CERTSVC_BASE_URL", "https://192.0.2.7"),
        ("CERTSVC_BASE_URL", "https://[2001:db8::1]"),
        ("CERTSVC_BASE_URL", "https://user:secret@certs.example"),
        ("CERTSVC_BASE_URL", "https://certs.example:port"),
        ("CERTSVC_DATABASE_URL", "mysql://localhost/x"),
        ("CERTSVC_DATABASE_URL", "var/certsvc.sqlite"),
        ("CERTSVC_DATABASE_URL", "postgresql://user:hunter2@db:port/certsvc"),
        ("CERTSVC_MAX_UPLOAD_BYTES", "0"),
        ("CERTSVC_MAX_UPLOAD_BYTES", "64 MB"),
        ("CERTSVC_DEFAULT_LANGUAGE", "tlh"),
        ("CERTSVC_FETCH_OUTSIDE", "true"),
        ("CERTSVC_FETCH_OUTSIDE", "Yes"),
        ("CERTSVC_NOTICES", "on"),
        ("CERTSVC_SMTP_URL", "mail.example"),
        ("CERTSVC_SMTP_URL", "https://mail.example"),
        ("CERTSVC_SMTP_URL", "smtp://"),
        ("CERTSVC_SMTP_URL", "smtp://mail.example:port"),
        ("CERTSVC_SMTP_URL", "smtp://mail.example:0"),
        ("CERTSVC_SMTP_URL", "smtp://mail.example/path"),
        ("CERTSVC_MAIL_FROM", "certsvc"),
        ("CERTSVC_MAIL_FROM", "certsvc@"),
        ("CERTSVC_MAIL_FROM", "Certificates <certsvc@example.org>"),
        ("CERTSVC_MAIL_FROM", "certsvc@example.org\nBcc: x@example.org"),
    ],
)
def test_a_wrong_setting_is_named_by_its_variable(variable: str, value: str) -> None:
    with pytest.raises(SettingsError, match=variable):
        read_settings({variable: value})


def test_no_message_shows_a_password() -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({"CERTSVC_BASE_URL": "https://user:hunter2@certs.example"})
    assert "hunter2" not in str(caught.value)
    with pytest.raises(SettingsError) as caught:
        read_settings({"CERTSVC_DATABASE_URL": "mysql://user:hunter2@localhost/x"})
    assert "hunter2" not in str(caught.value)
    with pytest.raises(SettingsError) as caught:
        read_settings({"CERTSVC_SMTP_URL": "smtp://user:hunter2@mail.example:x"})
    assert "hunter2" not in str(caught.value)
    assert "hunter2" not in repr(read_settings({"CERTSVC_SMTP_URL": "smtp://user:hunter2@mail.example"}))


def test_a_named_passphrase_file_is_never_made_by_the_service() -> None:
    settings = read_settings({"CERTSVC_KEYS_PASSPHRASE_FILE": "/run/secrets/keys"})
    assert settings.keys_passphrase_file == Path("/run/secrets/keys")
    assert settings.default_passphrase_file is None
    assert read_settings({"CERTSVC_KEYS_PASSPHRASE": "secret words"}).default_passphrase_file is None


def test_a_postgresql_address_may_be_written_as_usual() -> None:
    settings = read_settings({"CERTSVC_DATABASE_URL": "postgresql://certsvc@db/certsvc"})
    assert settings.database_url == "postgresql+psycopg://certsvc@db/certsvc"


def test_a_slash_at_the_end_of_the_address_and_capitals_in_it_mean_nothing() -> None:
    assert read_settings({"CERTSVC_BASE_URL": "https://Certs.Example/"}).base_url == "https://certs.example"


def test_a_settings_shown_in_a_log_holds_no_secret() -> None:
    settings = read_settings({"CERTSVC_KEYS_PASSPHRASE": "hunter2 hunter2"})
    assert "hunter2" not in repr(settings)


@pytest.mark.parametrize(
    ("database_url", "fetches"),
    [("sqlite:///x.sqlite", False), ("postgresql://certsvc@db/certsvc", True)],
)
def test_only_the_embedded_set_up_fetches_nothing_of_others_unless_told(
    database_url: str, *, fetches: bool
) -> None:
    variables = {"CERTSVC_DATABASE_URL": database_url}
    assert read_settings(variables).fetch_outside is fetches
    assert read_settings({**variables, "CERTSVC_FETCH_OUTSIDE": "yes"}).fetch_outside is True
    assert read_settings({**variables, "CERTSVC_FETCH_OUTSIDE": "no"}).fetch_outside is False


def test_a_named_secret_file_is_never_made_by_the_service() -> None:
    assert read_settings({}).default_secret_file == Path("var/secret")
    assert read_settings({"CERTSVC_VAR_DIR": "/srv/var"}).default_secret_file == Path("/srv/var/secret")
    assert read_settings({"CERTSVC_SECRET_FILE": "/run/secrets/links"}).default_secret_file is None


def test_mail_comes_from_the_host_of_the_service_unless_somebody_says_otherwise() -> None:
    assert read_settings({}).mail_from == "certsvc@localhost"
    assert (
        read_settings({"CERTSVC_BASE_URL": "https://certs.example:8443"}).mail_from == "certsvc@certs.example"
    )
    assert read_settings({"CERTSVC_MAIL_FROM": "office@example.org"}).mail_from == "office@example.org"


def test_nobody_gets_mail_unasked() -> None:
    assert read_settings({}).notices is False
    assert read_settings({"CERTSVC_NOTICES": "yes"}).notices is True
