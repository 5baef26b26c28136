"""Where the database is: for whoever runs the service; no answer to the public says it."""

from pathlib import Path

from certsvc.errors import UnavailableError
from certsvc.storage.database import db


def shown_address() -> str:
    """``sqlite:////PATH`` or ``HOST:PORT/NAME``; never a user or a password."""
    file = _find_file()
    if file is not None:
        return f"sqlite:///{file}"
    url = db.engine.url
    host = url.host or ",".join(_listed(url.query.get("host"))) or "localhost"
    return f"{host}:{url.port or 5432}/{url.database or ''}"


def check_file_there() -> None:
    """Raise UnavailableError (``not_migrated``) where SQLite has no file: connecting would make one."""
    file = _find_file()
    if file is None or file.exists():
        return
    what = "There is no database yet" if file.parent.is_dir() else "The folder of the database is not there"
    raise UnavailableError(f"{what}.", code="not_migrated", hint="Run 'certsvc init'.")


def make_folder() -> None:
    """For the file of SQLite, where it is missing."""
    file = _find_file()
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)


def _find_file() -> Path | None:
    url = db.engine.url
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _listed(value: str | tuple[str, ...] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value or ()
