"""JSON values as bytes that are equal exactly when the values are, types included.

Python's own ``marshal`` in its version 2 writes the built-in types one to one, members in their order, and
refuses subclasses of them; texts of JSON cannot tell a tuple from a list, nor ``True`` from ``"true"`` as
a member's name. Such bytes stay in this process: they are keys and copies, never read from outside.
"""

import marshal
from typing import Any

_VERSION = 2
"""The last that writes no references, which depend on more than the value."""


def freeze(value: Any) -> bytes | None:  # noqa: ANN401  # any value
    """The bytes of a value made of built-in types; None for any other, and for what is nested without end."""
    try:
        return marshal.dumps(value, _VERSION)
    except ValueError:
        return None


def thaw(frozen: bytes) -> Any:  # noqa: ANN401  # any JSON value
    """A fresh copy of what ``freeze`` was given."""
    return marshal.loads(frozen)  # noqa: S302  # bytes of our own making
