"""Why nothing was fetched: the three errors of this room, UnavailableError all of them."""

from certsvc.errors import UnavailableError


def fetching_off(host: str) -> UnavailableError:
    """``fetching_off``: the operator has not allowed it."""
    return UnavailableError(
        f"This service is set up not to fetch documents of others, so nothing was asked of {host}.",
        code="fetching_off",
        hint="CERTSVC_FETCH_OUTSIDE=yes allows it.",
    )


def address_refused(why: str) -> UnavailableError:
    """``address_refused``: nothing was sent there; ``why`` is one sentence."""
    return UnavailableError(why, code="address_refused")


def fetch_failed(why: str) -> UnavailableError:
    """``fetch_failed``: it was tried and did not work; ``why`` is one sentence."""
    return UnavailableError(why, code="fetch_failed")
