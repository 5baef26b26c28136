"""Which database it was that could not be worked with: said on the command line, and nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager

from certsvc.errors import UnavailableError
from certsvc.settings import Settings
from certsvc.workflows.set_up import shown_database

_ABSOLUTE = "sqlite:////"


@contextmanager
def naming_the_database(settings: Settings) -> Iterator[None]:
    """Errors about the whole database name it in their hint; others pass as they are."""
    try:
        yield
    except UnavailableError as error:
        if error.code == "not_migrated":
            hint = f"Run 'certsvc init' if you mean {_named(settings)}."
        elif error.code == "database_unavailable":
            hint = f"CERTSVC_DATABASE_URL names {_named(settings)}: {_questions(settings)}"
        else:
            raise
        raise UnavailableError(error.message, code=error.code, hint=hint) from error


def _named(settings: Settings) -> str:
    is_relative = settings.uses_sqlite and not settings.database_url.startswith(_ABSOLUTE)
    return shown_database() + (" (relative paths are from the folder where you stand)" if is_relative else "")


def _questions(settings: Settings) -> str:
    if settings.uses_sqlite:
        return "are folder and file yours to write in, or has somebody else been writing for long?"
    return "is it running, was the database made, are user and password right?"
