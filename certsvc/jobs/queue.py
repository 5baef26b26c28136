"""The queue of messages: Huey on a file beside SQLite, or on the PostgreSQL that holds the tables."""

import logging
import threading
from collections.abc import Callable

from huey import Huey, PostgresHuey, SqliteHuey

from certsvc.errors import CertsvcError, trace_of
from certsvc.settings import Settings

_LOG = logging.getLogger(__name__)
_NAME = "certsvc"


class BatchQueue:
    """Messages that say that a batch is to be run; ``run`` is what a worker does about one.

    The queue is opened when it is first used: a server starts also while its database is away.
    """

    def __init__(self, settings: Settings, run: Callable[[str], None]) -> None:
        self._settings = settings
        self._run = run
        self._lock = threading.Lock()
        self._huey: Huey | None = None

    def enqueue(self, batch_id: str) -> None:
        """Tell the workers. A message that cannot be sent is no loss: they look into the tables too."""
        try:
            self._open().enqueue(self._task(batch_id))
        except Exception as error:  # noqa: BLE001  # whatever keeps the queue from answering
            _LOG.warning(
                "The queue does not answer (%s); a worker will find the batch.", type(error).__name__
            )

    def take_one(self) -> bool:
        """Run what the next message is about; whether there was one."""
        queue = self._open()
        task = queue.dequeue()
        if task is None:
            return False
        queue.execute(task)
        return True

    def close(self) -> None:
        """Close its connection; it opens again when it is needed."""
        with self._lock:
            if self._huey is not None:
                self._huey.storage.close()
                self._huey = None

    def _run_batch(self, batch_id: str) -> None:
        try:
            self._run(batch_id)
        except CertsvcError as error:  # the batch stays open, and is found again
            _LOG.warning("A batch was interrupted and will be taken up again: %s", error.message)
        except Exception as error:  # noqa: BLE001  # Huey would log the words of whatever it is
            _LOG.error("A batch failed as nobody foresaw; it will be taken up again:\n%s", trace_of(error))

    def _open(self) -> Huey:
        with self._lock:
            if self._huey is None:
                self._huey = _open_huey(self._settings)
                self._task = self._huey.task(name="run_batch")(self._run_batch).s
            return self._huey


def _open_huey(settings: Settings) -> Huey:
    if settings.uses_sqlite:
        settings.var_dir.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(_NAME, filename=str(settings.var_dir / "queue.sqlite"), results=False, fsync=True)
    dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
    return PostgresHuey(_NAME, dsn=dsn, results=False, blocking=False)
