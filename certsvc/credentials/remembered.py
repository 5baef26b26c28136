"""What was found out once, kept while it is in use and no longer than there is room."""

import contextlib
from collections import OrderedDict
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")


class Remembered(Generic[Key, Value]):
    """The ``most`` values used last, by their keys. Threads may share it.

    Nothing is computed here and no value depends on what was forgotten: it is only found out again.
    """

    __slots__ = ("_most", "_values")

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[Key, Value] = OrderedDict()

    def __len__(self) -> int:
        """How many are kept now."""
        return len(self._values)

    def find(self, key: Key) -> Value | None:
        """The value kept under ``key``, which is now the one used last; None when there is none."""
        value = self._values.get(key)
        if value is not None:
            try:  # noqa: SIM105  # this is asked for every credential, and suppress is slow
                self._values.move_to_end(key)
            except KeyError:  # another thread has just dropped it
                pass
        return value

    def keep(self, key: Key, value: Value) -> None:
        """Keep ``value``, in the place of what was not used for longest if there is no room."""
        self._values[key] = value
        while len(self._values) > self._most:
            with contextlib.suppress(KeyError):  # another thread made room
                self._values.popitem(last=False)
