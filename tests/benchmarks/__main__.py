"""Takes every figure, shows the table, writes the JSON lines."""

import itertools
import sys
import time
from collections.abc import Iterator

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from certsvc.domain.access import OPERATOR
from certsvc.rendering.certificate import certificate_pdf
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code
from tests.benchmarks import issuing
from tests.benchmarks.house import a_house, keep_to_one_core
from tests.benchmarks.importing import importing, importing_many
from tests.benchmarks.measuring import Figure, rate_of, show
from tests.benchmarks.serving import serving
from tests.benchmarks.workers import working

MESSAGE = bytes(64)


def main() -> None:
    """In the order of a certificate's life. ``--million``: a million rows too, which takes minutes."""
    keep_to_one_core()
    with a_house() as (app, services):
        show(
            itertools.chain(
                issuing.figures(),
                importing(services),
                verifying(app, services),
                rendering(),
                serving(services.settings),
                importing_many(huge="--million" in sys.argv),
                working(),
            )
        )


def verifying(app: Flask, services: Services) -> Iterator[Figure]:
    """A verdict in the process, its proof really checked."""
    key = Ed25519PrivateKey.generate()
    signature, public = key.sign(MESSAGE), key.public_key()
    checks = rate_of(lambda: public.verify(signature, MESSAGE))
    yield Figure("raw Ed25519 checks", checks, "/s")
    codes = itertools.cycle(record.code for record in list_credentials(by=OPERATOR, limit=500).items)
    verdicts = rate_of(lambda: verify_code(services, next(codes)))
    yield Figure("verdict, without HTTP", 1000 / verdicts, "ms", verdicts / checks, "raw Ed25519 checking")
    client = app.test_client()
    as_json = rate_of(lambda: client.get(f"/api/v1/verify/{next(codes)}").get_data())
    yield Figure("verdict as JSON, in the process", 1000 / as_json, "ms")
    as_page = rate_of(lambda: client.get(f"/v/{next(codes)}").get_data())
    yield Figure("verdict as a page, in the process", 1000 / as_page, "ms")


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
