"""Takes every figure, shows the table, writes the JSON lines."""

import itertools
import sys
import time
from collections.abc import Iterator

from certsvc.domain.access import OPERATOR
from certsvc.rendering.certificate import certificate_pdf
from certsvc.workflows.browse_records import list_credentials
from tests.benchmarks import issuing
from tests.benchmarks.house import a_house, keep_to_one_core
from tests.benchmarks.importing import importing, importing_many
from tests.benchmarks.measuring import Figure, rate_of, show
from tests.benchmarks.opening import opening
from tests.benchmarks.records import records
from tests.benchmarks.serving import serving
from tests.benchmarks.transcripts import transcripts
from tests.benchmarks.verifying import verifying
from tests.benchmarks.workers import working


def main() -> None:
    """In the order of a certificate's life. ``--million``: a million rows too, which takes minutes."""
    keep_to_one_core()
    with a_house() as (app, services):
        show(
            itertools.chain(
                issuing.figures(),
                importing(services),
                verifying(app, services),
                opening(list_credentials(by=OPERATOR, limit=1).items[0].signed_bytes),
                rendering(),
                serving(services.settings),
                transcripts(services),
                records(app, services),
                importing_many(huge="--million" in sys.argv),
                working(),
            )
        )


def rendering() -> Iterator[Figure]:
    """PDF certificates, each of another credential."""
    contents = [record.signed_bytes for record in list_credentials(by=OPERATOR, limit=500).items]
    started = time.perf_counter()
    certificate_pdf(contents[0])
    yield Figure("the first PDF certificate", 1000 * (time.perf_counter() - started), "ms")
    following = itertools.cycle(contents[1:])
    rate = rate_of(lambda: certificate_pdf(next(following)))
    yield Figure("a PDF certificate after the first", 1000 / rate, "ms")


if __name__ == "__main__":
    main()
