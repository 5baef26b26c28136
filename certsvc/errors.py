"""CertsvcError and its few kinds; knows nothing of HTTP.

Every kind says what went wrong in one sentence that its reader can act on, a stable ``code`` for
programs, and a ``hint``. Rooms raise these kinds, or subclasses of them that carry more.
"""

import traceback


class CertsvcError(Exception):
    """What this service says when it cannot do what was asked.

    ``message`` is one sentence for a person and holds no personal data; ``code`` a stable
    snake_case reason; ``hint`` what to do about it (may be empty).
    """

    default_code = "error"

    def __init__(self, message: str, *, code: str | None = None, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.default_code
        self.hint = hint

    def __str__(self) -> str:
        """One line: the message, and the hint where there is one."""
        return f"{self.message} {self.hint}".strip()


class InvalidInputError(CertsvcError):
    """What was sent cannot be read, or breaks a rule; sending it again will not help."""

    default_code = "invalid_input"


class TooLargeError(InvalidInputError):
    """What was sent is larger than this service reads."""

    default_code = "too_large"


class NotFoundError(CertsvcError):
    """What was named does not exist here, or is not the caller's to see."""

    default_code = "not_found"


class ConflictError(CertsvcError):
    """What was asked contradicts what is recorded."""

    default_code = "conflict"


class UnauthenticatedError(CertsvcError):
    """The caller did not show who it is."""

    default_code = "unauthenticated"


class NotAllowedError(CertsvcError):
    """The caller is known and may not do this."""

    default_code = "not_allowed"


class UnavailableError(CertsvcError):
    """Something that is needed cannot be reached or opened now; it may work later."""

    default_code = "unavailable"


class SettingsError(CertsvcError):
    """A setting is missing or wrong; the message names its variable."""

    default_code = "settings"


class ProofError(CertsvcError):
    """A cryptographic check failed: the proof does not hold for what was presented."""

    default_code = "proof_invalid"


def trace_of(error: BaseException) -> str:
    """For a log: what happened where, cause before consequence, without what was in hand.

    The words of an error that is none of ours may hold a name or an address (a database's quote the whole
    row), so they are left out; of its kind and its place nothing is.
    """
    parts = []
    for one in reversed(_chain(error)):
        said = f": {one.message}" if isinstance(one, CertsvcError) else ""
        parts.append("".join(traceback.format_tb(one.__traceback__)) + f"{type(one).__qualname__}{said}")
    return "\n\nthen\n\n".join(parts)


def _chain(error: BaseException) -> list[BaseException]:
    """The error and those behind it, as Python's own traces follow them."""
    chain: list[BaseException] = []
    behind: BaseException | None = error
    while behind is not None and behind not in chain:
        chain.append(behind)
        behind = behind.__cause__ or (None if behind.__suppress_context__ else behind.__context__)
    return chain
