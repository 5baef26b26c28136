"""How a figure is taken, and how it is shown."""

import json
import time
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path("var/bench/results.jsonl")


@dataclass(frozen=True)
class Figure:
    """One measured figure; ``ratio`` is to the reference ``ratio_to``, None where there is none."""

    name: str
    value: float
    unit: str
    ratio: float | None = None
    ratio_to: str = ""


def rate_of(act: Callable[[], object], *, seconds: float = 2.0) -> float:
    """How often a second ``act`` can be done, after one that warms up."""
    act()
    done, started = 0, time.perf_counter()
    while (elapsed := time.perf_counter() - started) < seconds:
        act()
        done += 1
    return done / elapsed


def show(figures: Iterable[Figure]) -> None:
    """A line as each figure comes, and all of them as JSON lines."""
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    with RESULTS.open("w", encoding="utf-8") as file:
        for figure in figures:
            ratio = "" if figure.ratio is None else f"{figure.ratio:8.3f} × {figure.ratio_to}"
            print(f"{figure.name:<62}{figure.value:>12,.1f} {figure.unit:<14}{ratio}", flush=True)  # noqa: T201  # a table for a person
            file.write(json.dumps(asdict(figure), ensure_ascii=False) + "\n")
