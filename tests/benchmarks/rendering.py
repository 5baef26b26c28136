"""Signed bytes -> sheet: every sheet another learner's, in six languages; and the figure alone."""

import hashlib
import time
from collections.abc import Iterator
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.rendering.certificate import Template, certificate_pdf
from certsvc.rendering.rosette import Colours, rosette_svg
from tests.benchmarks.awards import certifications
from tests.benchmarks.issuing import THREE_COURSES, issuer, rate_over
from tests.benchmarks.measuring import Figure

COLOURS = Colours("#12455c", ("#6a8998", "#12455c", "#6a8998"))


def rendering() -> Iterator[Figure]:
    """The first sheet of a process, then so many a second of one core's time."""
    issue = issuer(Ed25519PrivateKey.generate())
    started = time.perf_counter()
    certificate_pdf(issue(next(certifications("MC-B1", ["B1"]))))
    yield Figure("the first PDF certificate", 1000 * (time.perf_counter() - started), "ms")
    for template in Template:
        for name, code, courses in (
            ("one course", "MC-B1", ["B1"]),
            ("three courses", "GENAI-1X", THREE_COURSES),
        ):
            contents = map(issue, certifications(code, courses))
            rate = rate_over(contents, partial(certificate_pdf, template=template))
            yield Figure(f"PDF certificates, {template}, {name}", rate, "/s")
    digests = (hashlib.sha256(content).hexdigest() for content in map(issue, certifications("MC-B1", ["B1"])))
    yield Figure(
        "rosettes", rate_over(digests, lambda digest: rosette_svg(digest, size=96, colours=COLOURS)), "/s"
    )
