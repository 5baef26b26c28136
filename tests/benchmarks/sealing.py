"""A sheet under a seal, and the same sheet when it comes back; in seconds of processor time."""

import tempfile
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.rendering.certificate import certificate_pdf
from certsvc.sealing.seal_check import check_sealed
from certsvc.sealing.seal_pdf import seal_pdf
from certsvc.sealing.seal_ring import SealRing
from certsvc.sealing.sheet_apart import compare_apart
from tests.benchmarks.awards import ADDRESSES, NOW, certifications
from tests.benchmarks.issuing import issuer, rate_over
from tests.benchmarks.measuring import Figure, rate_of


def figures() -> Iterator[Figure]:
    """Drawing, sealing, both; then checking a seal, and comparing two sheets (in seconds on the clock)."""
    contents = map(issuer(Ed25519PrivateKey.generate()), certifications("MC-B1", ["B1"]))
    with tempfile.TemporaryDirectory() as folder:
        ring = SealRing(Path(folder), lambda: b"a passphrase for benchmarks")
        did = ADDRESSES.secretariat_did()
        opened = ring.open_seal(ring.create_seal("secretariat", name="Secretariat", did=did, at=NOW))
    sheets = [certificate_pdf(next(contents)) for _ in range(50)]
    sealing = rate_over(cycle(sheets), lambda pdf: seal_pdf(pdf, opened, at=NOW))
    yield Figure("seals under a sheet", sealing, "/s")
    both = rate_over(contents, lambda content: seal_pdf(certificate_pdf(content), opened, at=NOW))
    yield Figure("sealed PDF certificates", both, "/s")
    sealed = seal_pdf(sheets[0], opened, at=NOW)
    yield Figure("a seal checked", 1000 / rate_of(lambda: check_sealed(sealed, [opened.seal])), "ms")
    compared = rate_of(lambda: compare_apart(sheets[0], sheets[:4]))
    yield Figure("a sheet compared, in a process of its own", 1000 / compared, "ms")
