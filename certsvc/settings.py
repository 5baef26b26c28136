"""Frozen Settings, read from the environment once and validated; a message names its variable."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from certsvc.errors import SettingsError

_DEFAULT_PASSPHRASE_NAME = "keys-passphrase"  # noqa: S105  # a file's name
_DEFAULT_SECRET_NAME = "secret"  # noqa: S105  # a file's name
LANGUAGES = ("en", "fr", "ar", "id", "uz", "uz-Cyrl", "ru", "es", "zh")
"""The languages that this service speaks."""

_LOCAL_HOSTS = {"localhost"}
_DATABASE_SCHEMES = ("sqlite:///", "postgresql+psycopg://")  # psycopg 3


@dataclass(frozen=True, slots=True)
class Settings:
    """All that an operator can choose. README.md has the table."""

    base_url: str = "http://localhost:8000"
    """Where the public reaches this service; no slash at the end. It stands in every credential."""
    database_url: str = "sqlite:///var/certsvc.sqlite"
    keys_dir: Path = Path("keys")
    keys_passphrase_file: Path | None = None
    keys_passphrase: str | None = None
    var_dir: Path = Path("var")
    uploads_dir: Path = Path("var/uploads")
    max_upload_bytes: int = 256 * 1024 * 1024
    """Some two million rows of CSV; the command line has no limit."""
    keep_uploads_days: int = 365
    """How long uploaded files are kept after their import ended, refused rows, and what corrections hold."""
    keep_exports_days: int = 7
    """How long finished exports and the mails in the outbox are kept."""
    lease_seconds: int = 15
    """How long a worker may be silent before another takes its batch over."""
    default_language: str = "en"
    fonts_dir: Path | None = None
    """Fonts for scripts that the packaged ones lack; a sheet is the same wherever this folder is."""
    marks_dir: Path | None = None
    """``logos/`` and ``signatures/`` that sheets may show; files are added, never changed."""
    tsa_url: str | None = None
    """Where seals get their time-stamps (RFC 3161); None: they have none."""
    fetch_outside: bool = False
    """Whether a verifier fetches issuers' documents and status lists of others from the internet."""
    open_vc_api: bool = False
    """Whether anyone may have credentials signed over the VC-API: for conformance testing, never for use."""

    secret_file: Path = Path("var/secret")
    """Its secret signs cookies and makes the tokens of links; processes on several machines share it."""
    smtp_url: str | None = None
    """``smtp[s]://[user:password@]host[:port]`` of who sends our mail; None: goes to ``var_dir/outbox``."""
    mail_from: str = "certsvc@localhost"
    notices: bool = False
    """Whether learners get mail of what happens to their certificates; links asked for are sent anyway."""

    def __repr__(self) -> str:
        """Without the passphrase: a Settings may end in a log."""
        return f"Settings(base_url={self.base_url!r})"

    @property
    def host(self) -> str:
        """Host with port, as in ``base_url``: ``localhost:8000``."""
        return urlsplit(self.base_url).netloc

    @property
    def uses_sqlite(self) -> bool:
        """Whether this is the embedded set-up, on one machine."""
        return self.database_url.startswith("sqlite:")

    @property
    def default_passphrase_file(self) -> Path | None:
        """The passphrase file of the embedded set-up, which may be made; None when the operator named one."""
        default = self.var_dir / _DEFAULT_PASSPHRASE_NAME
        return default if self.keys_passphrase_file == default else None

    @property
    def default_secret_file(self) -> Path | None:
        """The secret file of the default set-up, which may be made; None when the operator named one."""
        default = self.var_dir / _DEFAULT_SECRET_NAME
        return default if self.secret_file == default else None


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Settings from the ``CERTSVC_…`` variables; raises SettingsError naming the first that is wrong."""
    taken = {
        name.removeprefix("CERTSVC_"): value
        for name, value in environment.items()
        if name.startswith("CERTSVC_") and value
    }
    default = Settings()
    var_dir = Path(taken.get("VAR_DIR", default.var_dir))
    passphrase_file = taken.get("KEYS_PASSPHRASE_FILE")
    if passphrase_file is None and "KEYS_PASSPHRASE" not in taken:
        passphrase_file = str(var_dir / _DEFAULT_PASSPHRASE_NAME)
    database_url = _database_url(taken.get("DATABASE_URL", default.database_url))
    base_url = _base_url(taken.get("BASE_URL", default.base_url))
    return Settings(
        base_url=base_url,
        database_url=database_url,
        keys_dir=Path(taken.get("KEYS_DIR", default.keys_dir)),
        keys_passphrase_file=Path(passphrase_file) if passphrase_file else None,
        keys_passphrase=taken.get("KEYS_PASSPHRASE"),
        var_dir=var_dir,
        uploads_dir=Path(taken.get("UPLOADS_DIR", var_dir / "uploads")),
        keep_uploads_days=_positive("KEEP_UPLOADS_DAYS", taken, default.keep_uploads_days),
        keep_exports_days=_positive("KEEP_EXPORTS_DAYS", taken, default.keep_exports_days),
        lease_seconds=_positive("LEASE_SECONDS", taken, default.lease_seconds),
        max_upload_bytes=_positive("MAX_UPLOAD_BYTES", taken, default.max_upload_bytes),
        default_language=_language(taken.get("DEFAULT_LANGUAGE", default.default_language)),
        fonts_dir=_folder("FONTS_DIR", taken.get("FONTS_DIR")),
        marks_dir=_folder("MARKS_DIR", taken.get("MARKS_DIR")),
        tsa_url=_web_address("TSA_URL", taken.get("TSA_URL")),
        fetch_outside=_fetch_outside(taken.get("FETCH_OUTSIDE"), database_url),
        open_vc_api=_yes_or_no("OPEN_VC_API", taken.get("OPEN_VC_API", "no")),
        secret_file=Path(taken.get("SECRET_FILE", var_dir / _DEFAULT_SECRET_NAME)),
        smtp_url=_smtp_url(taken.get("SMTP_URL")),
        mail_from=_mail_from(taken.get("MAIL_FROM", f"certsvc@{urlsplit(base_url).hostname}")),
        notices=_yes_or_no("NOTICES", taken.get("NOTICES", "no")),
    )


def _base_url(value: str) -> str:
    """Scheme and host of ``value``, in lower case: DIDs and links are compared letter by letter."""
    try:
        url = urlsplit(value)
        port = "" if url.port is None else f":{url.port}"
    except ValueError as error:
        raise SettingsError("CERTSVC_BASE_URL is not an http(s) address.") from error
    if (
        url.scheme not in {"http", "https"}
        or not url.hostname
        or "@" in url.netloc
        or url.query
        or url.fragment
    ):
        raise SettingsError(
            "CERTSVC_BASE_URL must be an http(s) address of a host, without user, query and fragment."
        )
    if url.path not in {"", "/"}:
        raise SettingsError("CERTSVC_BASE_URL must have no path: did:web identifiers are made of its host.")
    if url.hostname.replace(".", "").isdigit() or ":" in url.hostname:
        raise SettingsError("CERTSVC_BASE_URL must name a host: did:web allows no IP address.")
    if url.scheme == "http" and url.hostname not in _LOCAL_HOSTS:
        raise SettingsError("CERTSVC_BASE_URL must be https, except on localhost: did:web resolves over TLS.")
    return f"{url.scheme}://{url.hostname}{port}"


def _web_address(name: str, value: str | None) -> str | None:
    if value is not None and not value.startswith(("https://", "http://")):
        raise SettingsError(f"CERTSVC_{name} is not an http(s) address.")
    return value


def _smtp_url(value: str | None) -> str | None:
    """As it was given. Never shown: it may hold a password."""
    if value is None:
        return None
    wrong = SettingsError("CERTSVC_SMTP_URL must be smtp[s]://[USER:PASSWORD@]HOST[:PORT].")
    try:
        url = urlsplit(value)
        port = url.port
    except ValueError:
        raise wrong from None  # the cause would quote the address
    if url.scheme not in {"smtp", "smtps"} or not url.hostname or port == 0:
        raise wrong
    if url.path not in {"", "/"} or url.query or url.fragment:
        raise wrong
    return value


def _mail_from(value: str) -> str:
    local, at, host = value.rpartition("@")
    if not (at and local and host) or not value.isascii() or not value.isprintable() or " " in value:
        raise SettingsError(
            "CERTSVC_MAIL_FROM must be a mail address alone, such as certificates@example.org."
        )
    return value


def _database_url(value: str) -> str:
    if value.startswith("postgresql://"):
        value = value.replace("postgresql://", "postgresql+psycopg://", 1)
    if not value.startswith(_DATABASE_SCHEMES):
        raise SettingsError("CERTSVC_DATABASE_URL must begin with sqlite:/// or postgresql://.")
    try:
        _ = urlsplit(value).port
    except ValueError:
        raise SettingsError(
            "CERTSVC_DATABASE_URL names no port between its last colon and its last slash."
        ) from None  # the cause would quote the address
    return value


def _folder(name: str, path: str | None) -> Path | None:
    if path is None:
        return None
    folder = Path(path)
    if not folder.is_dir():
        raise SettingsError(f"CERTSVC_{name} is no folder: {path}.")
    return folder


def _positive(name: str, taken: Mapping[str, str], default: int) -> int:
    value = taken.get(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise SettingsError(f"CERTSVC_{name} must be a whole number above zero, not {value!r}.")
    return int(value)


def _language(tag: str) -> str:
    if tag not in LANGUAGES:
        raise SettingsError(f"CERTSVC_DEFAULT_LANGUAGE must be one of {', '.join(LANGUAGES)}.")
    return tag


def _fetch_outside(value: str | None, database_url: str) -> bool:
    """Where nobody says: not from the embedded set-up, which may stand on a desk inside a network."""
    if value is None:
        return not database_url.startswith("sqlite:")
    return _yes_or_no("FETCH_OUTSIDE", value)


def _yes_or_no(name: str, value: str) -> bool:
    if value not in {"yes", "no"}:
        raise SettingsError(f"CERTSVC_{name} must be yes or no, not {value!r}.")
    return value == "yes"
