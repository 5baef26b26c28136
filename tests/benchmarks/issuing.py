"""Award -> signed bytes, and the way back, beside raw Ed25519 and the plain PyLD path.

All in seconds of this process's processor time, so that who else is on the machine counts for little.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, TypeVar

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.credentials.certification import Certification
from certsvc.credentials.compose import compose_credential
from certsvc.credentials.composed_achievements import ComposedAchievements
from certsvc.credentials.lint import lint_credential
from certsvc.signing.base58 import decode_base58
from certsvc.signing.data_integrity import check_proof, sign_credential
from certsvc.signing.signing_key import SigningKey, public_multibase
from tests.benchmarks.awards import ADDRESSES, NOW, certifications
from tests.benchmarks.measuring import Figure
from tests.pyld_oracle import by_pyld

CHUNK = 100
SECONDS = 3.0
THREE_COURSES = ("GENAI-FND", "GENAI-PED", "GENAI-GOV")
RAW_SIGNING, RAW_CHECKING = "raw Ed25519 signing", "raw Ed25519 checking"
T = TypeVar("T")


def figures() -> Iterator[Figure]:
    """Raw Ed25519, PyLD, then ours: signing and checking, every document another one."""
    private = Ed25519PrivateKey.generate()
    public, message = private.public_key(), bytes(64)
    signature = private.sign(message)
    raw_signs = rate_over(endless(message), private.sign)
    yield Figure(RAW_SIGNING, raw_signs, "/s")
    raw_checks = rate_over(endless(message), lambda data: public.verify(signature, data))
    yield Figure(RAW_CHECKING, raw_checks, "/s")
    pyld_signs = rate_over(written("MC-B1", ["B1"]), lambda document: sign_by_pyld(document, private))
    yield Figure("signing by the PyLD path", pyld_signs, "/s", pyld_signs / raw_signs, RAW_SIGNING)
    for name, code, courses in (
        ("award → signed bytes, one course", "MC-B1", ["B1"]),
        ("award → signed bytes, three courses", "GENAI-1X", THREE_COURSES),
    ):
        rate = rate_over(certifications(code, courses), issuer(private))
        yield Figure(name, rate, "/s", rate / raw_signs, RAW_SIGNING)
        yield Figure(f"the same, {name.rpartition(', ')[2]}", rate, "/s", rate / pyld_signs, "the PyLD path")
    signed = (json.loads(content) for content in map(issuer(private), certifications("MC-B1", ["B1"])))
    pyld_checks = rate_over(signed, lambda document: check_by_pyld(document, private))
    yield Figure("checking by the PyLD path", pyld_checks, "/s", pyld_checks / raw_checks, RAW_CHECKING)
    checks = rate_over(signed, lambda document: check_proof(document, public))
    yield Figure("checking a proof of ours", checks, "/s", checks / raw_checks, RAW_CHECKING)
    yield Figure("the same", checks, "/s", checks / pyld_checks, "the PyLD path")


def rate_over(things: Iterator[T], act: Callable[[T], object], *, seconds: float = SECONDS) -> float:
    """How often ``act`` is done in a second of processor time, to another thing each time.

    The things are made between the measurements. The first chunk warms up.
    """
    for thing in islice(things, CHUNK):
        act(thing)
    done, spent = 0, 0.0
    while spent < seconds:
        chunk = list(islice(things, CHUNK))
        started = time.process_time()
        for thing in chunk:
            act(thing)
        spent += time.process_time() - started
        done += len(chunk)
    return done / spent


def endless(thing: T) -> Iterator[T]:
    """``thing``, as often as it is asked for."""
    while True:
        yield thing


def issuer(private: Ed25519PrivateKey) -> Callable[[Certification], bytes]:
    """What makes signed bytes of an award, as a batch does."""
    key = SigningKey(ADDRESSES.secretariat_did(), public_multibase(private), private)
    achievements = ComposedAchievements()

    def issue(certification: Certification) -> bytes:
        linted = lint_credential(compose_credential(certification, achievements=achievements))
        return sign_credential(linted, key=key, created=NOW).content

    return issue


def written(code: str, courses: list[str]) -> Iterator[dict[str, Any]]:
    """Documents to sign, composed and linted beforehand."""
    for certification in certifications(code, courses):
        yield json.loads(lint_credential(compose_credential(certification)).content)


def sign_by_pyld(document: dict[str, Any], private: Ed25519PrivateKey) -> bytes:
    """As one does it with PyLD: normalize proof and document, hash, sign."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": "2026-11-24T09:30:00Z",
    }
    return private.sign(hash_by_pyld(document, {**proof, "proofPurpose": "assertionMethod"}))


def check_by_pyld(signed: dict[str, Any], private: Ed25519PrivateKey) -> None:
    """The same way back. Raises unless the proof holds."""
    proof = dict(signed["proof"])
    signature = decode_base58(proof.pop("proofValue").removeprefix("z"))
    document = {name: value for name, value in signed.items() if name != "proof"}
    private.public_key().verify(signature, hash_by_pyld(document, proof))


def hash_by_pyld(document: dict[str, Any], proof: dict[str, Any]) -> bytes:
    """What is signed (Data Integrity EdDSA Cryptosuites 1.0, section 3.2.4)."""
    configuration = by_pyld({"@context": document["@context"], **proof})
    return b"".join(hashlib.sha256(text.encode()).digest() for text in (configuration, by_pyld(document)))
