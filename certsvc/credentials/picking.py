"""Several values of a sequence at once, as fast as Python can."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import TypeVar

Value = TypeVar("Value")


def pick(places: Sequence[int]) -> Callable[[Sequence[Value]], tuple[Value, ...]]:
    """What takes the values at ``places`` out of a sequence, as a tuple."""
    if len(places) > 1:
        return itemgetter(*places)
    if places:
        place = places[0]
        return lambda values: (values[place],)
    return lambda _values: ()
