"""Results files: rows recorded, awarded, issued and stored, and the memory that it takes."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.domain.access import OPERATOR
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.imports import ImportOptions
from certsvc.workflows.import_results import Upload, import_results
from certsvc.workflows.services import Services
from tests.benchmarks.house import a_house, keep_to_one_core
from tests.benchmarks.measuring import Figure, rate_of
from tests.uploads import a_row, csv_file, upload

SMALL, LARGE, HUGE = 10_000, 100_000, 1_000_000
_IN_ANOTHER_PROCESS = "from tests.benchmarks.importing import tell_memory; tell_memory()"


def importing(services: Services) -> Iterator[Figure]:
    """Ten thousand rows into ``services``, where they stay for the figures that follow."""
    key = Ed25519PrivateKey.generate()
    signs = rate_of(lambda: key.sign(bytes(64)))
    seconds = _seconds(services, SMALL)
    yield Figure(f"{SMALL:,} rows imported, awarded, issued, stored (SQLite)", seconds, "s")
    rate = SMALL / seconds
    yield Figure("the same", rate, "rows/s", rate / signs, "raw Ed25519 signing")


def importing_many(*, huge: bool) -> Iterator[Figure]:
    """A hundred thousand, and a million if wished, each in a house and a process of its own."""
    large = _told(LARGE)
    yield Figure(f"{LARGE:,} rows (SQLite)", large["rate"], "rows/s")
    yield Figure("its peak memory", large["memory"], "MiB")
    if huge:
        found = _told(HUGE)
        yield Figure(f"{HUGE:,} rows (SQLite)", found["rate"], "rows/s")
        ratio = found["memory"] / large["memory"]
        yield Figure("its peak memory", found["memory"], "MiB", ratio, f"that of {LARGE:,} rows")


def _seconds(services: Services, rows: int) -> float:
    content = csv_file([a_row(number) for number in range(1, rows + 1)])
    started = time.perf_counter()
    report = upload(services, content)
    if report.counts.issued != rows:
        raise SystemExit(f"{report.state}: only {report.counts.issued} of {rows} were issued")
    return time.perf_counter() - started


def _told(rows: int) -> dict[str, float]:
    done = subprocess.run(  # noqa: S603  # our own program
        [sys.executable, "-c", _IN_ANOTHER_PROCESS],
        env=os.environ | {"ROWS": str(rows)},
        capture_output=True,
        text=True,
        check=True,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def tell_memory() -> None:
    """Import a file from the disk, as the command line does; rate and peak memory as JSON on stdout."""
    keep_to_one_core()
    rows = int(os.environ["ROWS"])
    with a_house() as (_, services):
        path = services.settings.var_dir / "rows.csv"
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.write(csv_file([]))
            for number in range(1, rows + 1):
                file.write(csv_file([a_row(number)]).partition(b"\n")[2])
        started = time.perf_counter()
        with path.open("rb") as content:
            upload = Upload(content, path.name, PartnerCode("NG"), ImportOptions())
            report = import_results(services, upload, by=OPERATOR)
        seconds = time.perf_counter() - started
        if report.counts.issued != rows:
            raise SystemExit(f"{report.state}: only {report.counts.issued} of {rows} were issued")
        json.dump({"rate": rows / seconds, "memory": _peak_memory()}, sys.stdout)


def _peak_memory() -> float:
    """In MiB, of this program alone: getrusage would tell that of the process which started it too."""
    status = Path("/proc/self/status").read_text("ascii")
    peak = re.search(r"^VmHWM:\s*([0-9]+) kB", status, re.MULTILINE)
    if peak is None:
        raise SystemExit("this system does not tell a program's peak memory")
    return int(peak[1]) / 1024
