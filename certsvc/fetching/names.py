"""Names looked up in bounded time: the machine's own resolver cannot be interrupted, only left behind."""

import queue
import socket
import threading
from collections.abc import Callable, Sequence

from certsvc.fetching.deadline import Deadline
from certsvc.fetching.refusals import fetch_failed

Resolve = Callable[[str], Sequence[str]]
"""Host name -> its IP addresses as text, best first; raises OSError when there are none."""

_MOST_AT_ONCE = 32


def resolve_name(host: str) -> Sequence[str]:
    """By the machine's resolver, as an absolute name: no search domain of the machine is tried."""
    found = socket.getaddrinfo(f"{host}.", None, type=socket.SOCK_STREAM)
    return [str(address[0]) for *_, address in found]


class Names:
    """Looks names up with ``resolve``, each in a thread of its own that may outlive the question."""

    def __init__(self, resolve: Resolve) -> None:
        self._resolve = resolve
        self._slots = threading.BoundedSemaphore(_MOST_AT_ONCE)

    def find_addresses(self, host: str, deadline: Deadline) -> Sequence[str]:
        """All addresses of ``host``, unchecked.

        Raises TimeoutError at the deadline, and UnavailableError (``fetch_failed``) for an unknown name.
        """
        if not self._slots.acquire(timeout=deadline.remaining()):
            raise TimeoutError
        answer: queue.SimpleQueue[Sequence[str] | Exception] = queue.SimpleQueue()
        threading.Thread(target=self._answer, args=(host, answer), daemon=True).start()
        try:
            found = answer.get(timeout=deadline.remaining())
        except queue.Empty as error:
            raise TimeoutError from error
        if isinstance(found, Exception):
            raise fetch_failed(f"The name {host} cannot be looked up.") from found
        return found

    def _answer(self, host: str, answer: "queue.SimpleQueue[Sequence[str] | Exception]") -> None:
        try:
            answer.put(self._resolve(host))
        except (OSError, ValueError) as error:  # ValueError: a name that the resolver cannot write
            answer.put(error)
        finally:
            self._slots.release()
