"""Takes every figure, shows the table, writes the JSON lines."""

import itertools
import sys
from collections.abc import Iterator

from certsvc.domain.access import OPERATOR
from certsvc.workflows.browse_records import list_credentials
from tests.benchmarks import badges, issuing, sealing
from tests.benchmarks.house import a_house, keep_to_one_core
from tests.benchmarks.importing import importing, importing_many
from tests.benchmarks.measuring import Figure, show
from tests.benchmarks.opening import opening
from tests.benchmarks.records import records
from tests.benchmarks.rendering import rendering
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
                opening_of_issued(),
                rendering(),
                badges.figures(),
                sealing.figures(),
                serving(services.settings),
                transcripts(services),
                records(app, services),
                importing_many(huge="--million" in sys.argv),
                working(),
            )
        )


def opening_of_issued() -> Iterator[Figure]:
    """What carries one of the credentials that ``importing`` had issued."""
    yield from opening(list_credentials(by=OPERATOR, limit=1).items[0].signed_bytes)


if __name__ == "__main__":
    main()
