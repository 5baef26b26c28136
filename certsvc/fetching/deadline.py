"""The instant by which a whole fetch is over, whatever the other side does."""

import time


class Deadline:
    """So many seconds from now, by a clock that nobody sets."""

    __slots__ = ("_end", "seconds")

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._end = time.monotonic() + seconds

    def remaining(self) -> float:
        """Seconds, always above zero. Raises TimeoutError when there are none left."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        return left
