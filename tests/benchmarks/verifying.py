"""Verdicts on what is presented: ours, another's, tokens; each time another document.

In seconds of this process's processor time, like ``issuing``.
"""

import itertools
import json
from collections.abc import Iterator
from functools import partial

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from certsvc.credentials.compose import compose_credential
from certsvc.credentials.lint import lint_credential
from certsvc.domain.access import OPERATOR
from certsvc.domain.verdicts import Finding
from certsvc.signing.data_integrity import sign_credential
from certsvc.signing.signed import parse_signed
from certsvc.signing.signing_key import SigningKey, public_multibase
from certsvc.signing.vc_jwt import sign_vc_jwt
from certsvc.verification.verify import verify_document
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.services import Services
from certsvc.workflows.verify_credential import verify_code, verify_presented
from tests.benchmarks.awards import NOW, certifications
from tests.benchmarks.issuing import RAW_CHECKING, check_by_pyld, endless, rate_over
from tests.benchmarks.measuring import Figure, rate_of
from tests.builders import RegistryInMemory
from tests.verification.foreign import a_foreign_badge, a_foreign_key, a_token, known, known_by_did, secured

_COURSE = ("MC-B1", ["B1"])


def verifying(app: Flask, services: Services) -> Iterator[Figure]:
    """Raw checks, then verdicts: by code, over the pages, and on what is presented."""
    private = Ed25519PrivateKey.from_private_bytes(bytes([1]) * 32)
    signature, public = private.sign(bytes(64)), private.public_key()
    raw = rate_over(endless(bytes(64)), lambda message: public.verify(signature, message))
    yield Figure("raw Ed25519 checks", raw, "/s")
    yield from _by_code(app, services, raw)
    stored = itertools.cycle(record.signed_bytes for record in list_credentials(by=OPERATOR, limit=500).items)
    rate = rate_over(stored, lambda content: _valid(verify_presented(services, content).finding))
    yield Figure("a presented document of ours, its record asked for", rate, "/s", rate / raw, RAW_CHECKING)
    yield from _presented(private, raw)


def _by_code(app: Flask, services: Services, raw: float) -> Iterator[Figure]:
    codes = itertools.cycle(record.code for record in list_credentials(by=OPERATOR, limit=500).items)
    verdicts = rate_of(lambda: verify_code(services, next(codes)))
    yield Figure("verdict, without HTTP", 1000 / verdicts, "ms", verdicts / raw, RAW_CHECKING)
    client = app.test_client()
    as_json = rate_of(lambda: client.get(f"/api/v1/verify/{next(codes)}").get_data())
    yield Figure("verdict as JSON, in the process", 1000 / as_json, "ms")
    as_page = rate_of(lambda: client.get(f"/v/{next(codes)}").get_data())
    yield Figure("verdict as a page, in the process", 1000 / as_page, "ms")


def _presented(private: Ed25519PrivateKey, raw: float) -> Iterator[Figure]:
    """Beside the PyLD path, which checks the proof alone and makes no other check.

    Ours are read as anyone would read them: by the published key, without our record, which is asked above.
    """
    own = SigningKey(next(certifications(*_COURSE)).issuer.did, public_multibase(private), private)
    foreign = a_foreign_key()
    by_pyld = rate_over(
        (json.loads(content) for content in _issued(own)), lambda document: check_by_pyld(document, private)
    )
    yield Figure("checking by the PyLD path", by_pyld, "/s", by_pyld / raw, RAW_CHECKING)
    registry = RegistryInMemory(
        foreign=[known(own), known_by_did(foreign)], recognised=[own.issuer, foreign.issuer]
    )
    verify = partial(verify_document, registry=registry, now=NOW)
    badges = (a_foreign_badge(foreign.issuer, id=f"urn:x:{number}") for number in itertools.count())
    kinds: dict[str, Iterator[bytes]] = {
        "a document of ours, eddsa-rdfc-2022": _issued(own),
        "a foreign Open Badge, eddsa-rdfc-2022": (
            secured(badge, foreign, cryptosuite="eddsa-rdfc-2022") for badge in badges
        ),
        "the same as a VC-JWT (1.2 KB)": (a_token(badge, foreign) for badge in badges),
        "a credential of ours as a VC-JWT (4.5 KB)": (
            sign_vc_jwt(parse_signed(content), key=own, issued_at=NOW) for content in _issued(own)
        ),
    }
    for name, contents in kinds.items():
        rate = rate_over(contents, lambda content: _read(verify(content).finding))
        yield Figure(name, rate, "/s", rate / raw, RAW_CHECKING)
        if "rdfc" in name:
            yield Figure("the same", rate, "/s", rate / by_pyld, "the PyLD path")


def _issued(key: SigningKey) -> Iterator[bytes]:
    for certification in certifications(*_COURSE):
        linted = lint_credential(compose_credential(certification))
        yield sign_credential(linted, key=key, created=NOW).content


def _valid(finding: Finding) -> None:
    if finding is not Finding.VALID:
        raise AssertionError(finding)


def _read(finding: Finding) -> None:
    """All was checked but the status list, which would have to be fetched."""
    if finding not in {Finding.VALID, Finding.UNVERIFIED}:
        raise AssertionError(finding)
