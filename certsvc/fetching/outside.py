"""The outside world: documents by their addresses, each fetched once for all who ask."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from datetime import datetime, timedelta

from certsvc.errors import UnavailableError
from certsvc.fetching.connection import Dial, dial_address, tls_context
from certsvc.fetching.deadline import Deadline
from certsvc.fetching.exchange import Redirect, Way, request_document
from certsvc.fetching.kept import Failure, Kept, Question
from certsvc.fetching.locations import Location, follow, read_location
from certsvc.fetching.names import Names, Resolve, resolve_name
from certsvc.fetching.public_addresses import public_addresses
from certsvc.fetching.refusals import fetch_failed, fetching_off

MAX_AGE = timedelta(minutes=5)
_MOST_REDIRECTS = 3
_MOST_AT_ONCE = 16
_MOST_KEPT = 512
_MOST_KEPT_BYTES = 32 * 1024 * 1024


class Outside:
    """Fetches documents of others where ``allowed``; threads share one.

    ``now`` (aware) is what ages are told by. ``seconds``: all that one fetch may take, from looking the
    name up to the last byte. ``resolve``, ``dial`` and ``authorities`` (PEM, trusted in place of the
    machine's) are for tests, which have no public address: every rule holds for what they give, too.
    """

    def __init__(
        self,
        *,
        allowed: bool,
        now: Callable[[], datetime],
        resolve: Resolve = resolve_name,
        dial: Dial = dial_address,
        authorities: str = "",
        seconds: float = 5.0,
    ) -> None:
        self._allowed = allowed
        self._now = now
        self._names = Names(resolve)
        self._dial = dial
        self._authorities = authorities
        self._seconds = seconds
        self._lock = threading.Lock()
        self._slots = threading.BoundedSemaphore(_MOST_AT_ONCE)
        self._kept = Kept(most=_MOST_KEPT, most_bytes=_MOST_KEPT_BYTES)
        self._under_way: dict[Question, Future[bytes | Failure]] = {}
        self._way: Way | None = None

    def get_document(self, url: str, *, accept: str, max_age: timedelta = MAX_AGE) -> bytes:
        """What is served at ``url``, as it was at most ``max_age`` ago; 1 MiB at most.

        In this order: 1. the address is one that is fetched from, 2. fetching is allowed, 3. what is kept
        of it, a failure of the last half minute too, 4. one fetch, by whoever asked first.
        ``accept`` is what the request says; what the answer says of its type is not trusted.
        Raises UnavailableError (``address_refused``, ``fetching_off``, ``fetch_failed``).
        """
        location = read_location(url)  # 1
        if not self._allowed:  # 2
            raise fetching_off(location.host)
        question = Question(location.url, accept)
        with self._lock:
            outcome = self._kept.find(question, now=self._now(), max_age=max_age)  # 3
            waiting = self._under_way.get(question)
            if outcome is None and waiting is None:
                mine = self._under_way[question] = Future()
        if outcome is None:  # 4
            outcome = self._lead(question, location, mine) if waiting is None else waiting.result()
        if isinstance(outcome, Failure):
            raise UnavailableError(outcome.message, code=outcome.code)
        return outcome

    def _lead(
        self, question: Question, location: Location, mine: "Future[bytes | Failure]"
    ) -> bytes | Failure:
        """Fetch for all who wait; whatever happens here, they are told something."""
        outcome: bytes | Failure = Failure("fetch_failed", f"{location.host} could not be read.")
        started = self._now()
        try:
            outcome = self._fetch(location, question.accept)
        except UnavailableError as error:
            outcome = Failure(error.code, error.message)
        finally:
            with self._lock:
                self._kept.keep(question, outcome, now=started)
                del self._under_way[question]
            mine.set_result(outcome)
        return outcome

    def _fetch(self, location: Location, accept: str) -> bytes:
        """Every redirect is checked like the first address, and all share one deadline."""
        deadline = Deadline(self._seconds)
        try:
            with self._one_of_few(deadline):
                for _ in range(1 + _MOST_REDIRECTS):
                    answer = self._request(location, accept, deadline)
                    if not isinstance(answer, Redirect):
                        return answer
                    location = follow(location, answer.target)
        except TimeoutError as error:
            raise fetch_failed(f"{location.host} did not answer within {self._seconds:g} seconds.") from error
        raise fetch_failed(f"{location.host} redirects once too often.")

    @contextmanager
    def _one_of_few(self, deadline: Deadline) -> Iterator[None]:
        """Slow hosts of others hold up each other, and not all of this service."""
        if not self._slots.acquire(timeout=deadline.remaining()):
            raise fetch_failed("Too many documents are being fetched at once.")
        try:
            yield
        finally:
            self._slots.release()

    def _request(self, location: Location, accept: str, deadline: Deadline) -> bytes | Redirect:
        addresses = public_addresses(location.host, self._names.find_addresses(location.host, deadline))
        return request_document(location, addresses, accept=accept, deadline=deadline, way=self._get_way())

    def _get_way(self) -> Way:
        """Made when it is first needed: reading the machine's authorities takes tens of milliseconds."""
        with self._lock:
            if self._way is None:
                self._way = Way(tls_context(self._authorities), self._dial)
            return self._way
