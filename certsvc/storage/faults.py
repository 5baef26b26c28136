"""An operational error becomes our UnavailableError, wherever a statement meets it."""

from sqlalchemy import Engine, ExceptionContext, event
from sqlalchemy.exc import OperationalError

from certsvc.errors import UnavailableError

_DISK_FULL = ("database or disk is full", "No space left on device", "disk full")
_NO_SCHEMA = ("no such table", "no such column")


def translate_faults(engine: Engine) -> None:
    """Make every statement and every connecting of ``engine`` raise UnavailableError for such an error."""

    @event.listens_for(engine, "handle_error")
    def raise_ours(context: ExceptionContext) -> None:
        error = context.sqlalchemy_exception
        if isinstance(error, OperationalError) and not context.is_pre_ping:
            raise unavailable_from(error) from error


def unavailable_from(error: OperationalError) -> UnavailableError:
    """What went wrong, as far as the driver tells."""
    text = str(error.orig)
    if any(words in text for words in _DISK_FULL):
        return UnavailableError(
            "The disk of the database is full; nothing of this was written.",
            code="disk_full",
            hint="What was written before stays; work goes on when there is space.",
        )
    if any(words in text for words in _NO_SCHEMA):
        return UnavailableError(
            "The database is not at the newest migration.", code="not_migrated", hint="Run 'certsvc init'."
        )
    return UnavailableError("The database cannot be reached now.", code="database_unavailable")
