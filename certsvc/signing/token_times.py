"""The times of a token beside those of the document that it carries, to the second."""

import math
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from certsvc.credentials.lint_envelope import find_moment
from certsvc.signing.jws import malformed_token


def find_numeric_date(claims: Mapping[str, Any], name: str) -> datetime | None:
    """The NumericDate ``name`` in UTC, its fraction cut off; None where it is not there.

    RFC 7519, section 2. Raises InvalidInputError (``jwt_malformed``) for what is no number of a second
    within the years 1 to 9999.
    """
    if name not in claims:
        return None
    value = claims[name]
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise malformed_token(f"its {name} is no number of seconds")
    try:
        return datetime.fromtimestamp(math.floor(value), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise malformed_token(f"its {name} is beyond any calendar") from error


def find_second(value: object) -> datetime | None:
    """The moment of a document's date in UTC, its fraction cut off; None for what is no xsd:dateTimeStamp."""
    moment = find_moment(value)
    try:
        return None if moment is None else moment.astimezone(UTC).replace(microsecond=0)
    except OverflowError:
        return None  # before the first year, or after the last, in UTC


def numeric_date(moment: datetime) -> int:
    """The seconds since 1970, the fraction cut off."""
    return math.floor(moment.timestamp())


def date_text(moment: datetime) -> str:
    """A moment as a document writes it: UTC, to the second."""
    return moment.astimezone(UTC).isoformat(timespec="seconds").removesuffix("+00:00") + "Z"
