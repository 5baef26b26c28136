"""Which of an address's formats is the best answer to an Accept header (RFC 9110, 12.4.2 and 12.5.1)."""

from collections.abc import Sequence

from werkzeug.datastructures import MIMEAccept


def asks_for_page(accept: MIMEAccept) -> bool:
    """Whether a person in a browser seems to ask, who is better served with a page than with JSON."""
    named = [media_type for media_type, _ in accept]
    return "text/html" in named and accept.best_match(["application/json", "text/html"]) == "text/html"


def best_type(accept: MIMEAccept, offered: Sequence[str]) -> str | None:
    """The media type with the greatest weight; of several, the first offered. None: none is accepted.

    The most precise range that fits a type gives it its weight, so that ``q=0`` takes one out of ``*/*``.
    Without a header everything is accepted. Parameters of a range are not looked at: no format has any.
    """
    if not accept:
        return offered[0]
    weighed = [(_weight(accept, media_type), media_type) for media_type in offered]
    best = max(weight for weight, _ in weighed)
    return next(media_type for weight, media_type in weighed if weight == best) if best > 0 else None


def _weight(accept: MIMEAccept, media_type: str) -> float:
    whole, part, anything = media_type, f"{media_type.partition('/')[0]}/*", "*/*"
    for wanted in (whole, part, anything):
        weights = [q for value, q in accept if value.partition(";")[0].strip().lower() == wanted]
        if weights:
            return max(weights)
    return 0.0
