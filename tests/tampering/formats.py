"""The formats that are tampered with: for each a kept seed, and how many mutants the usual run tries.

The same seed gives the same mutants, in the same order. With ``CERTSVC_MUTANTS=200000`` in its environment,
``python -m pytest tests/tampering`` tries about that many over all formats (some minutes), where the usual
run tries those below (less than a minute).
A failure names the format, the seed, the mutant's number and the change, and prints the whole mutant.
"""

import os
from typing import NamedTuple

import pytest


class Format(NamedTuple):
    """``share``: mutants in the usual run."""

    seed: int
    share: int


FORMATS = {
    "own eddsa-rdfc-2022": Format(100, 5_000),
    "eddsa-rdfc-2022": Format(101, 4_000),
    "ecdsa-rdfc-2019 P-256": Format(102, 2_500),
    "ecdsa-rdfc-2019 P-384": Format(103, 2_500),
    "proof set": Format(104, 1_800),
    "proof chain": Format(105, 1_800),
    "eddsa-jcs-2022": Format(201, 3_000),
    "ecdsa-jcs-2019 P-256": Format(202, 2_000),
    "ecdsa-jcs-2019 P-384": Format(203, 2_000),
    "proof chain over JSON": Format(204, 1_200),
    "own token": Format(301, 3_000),
    "token Ed25519": Format(302, 2_000),
    "token P-256": Format(303, 2_000),
    "token P-384": Format(304, 2_000),
    "token of model 1.1": Format(305, 2_000),
    "own envelope": Format(306, 700),
    "envelope": Format(307, 700),
    "signed presentation": Format(401, 1_500),
    "bundle": Format(402, 1_500),
    "presentation token": Format(403, 1_200),
    "PNG": Format(501, 1_200),
    "packed PNG": Format(502, 500),
    "SVG": Format(503, 1_200),
    "PDF": Format(504, 1_200),
    "token in a PNG": Format(511, 600),
    "token in an SVG": Format(512, 600),
    "bytes of a PNG": Format(521, 1_000),
    "bytes of a packed PNG": Format(522, 600),
    "bytes of an SVG": Format(523, 1_000),
    "bytes of a PDF": Format(531, 12),
    "JSON presented": Format(541, 800),
    "token presented": Format(542, 800),
}
USUAL = sum(each.share for each in FORMATS.values())


def how_many(name: str) -> int:
    """Mutants of a format in this run."""
    share = FORMATS[name].share
    return max(share, share * int(os.environ.get("CERTSVC_MUTANTS", USUAL)) // USUAL)


def in_formats(*names: str) -> pytest.MarkDecorator:
    """The test, once for each format, with the seed in its id."""
    return pytest.mark.parametrize(
        "name", names, ids=[f"{name}, seed {FORMATS[name].seed}" for name in names]
    )
