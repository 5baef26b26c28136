"""Whatever is put wherever, and any bytes at all: nothing but the signed credential is valid.

What a forger would do place by place, tests/tampering does.
"""

import copy
import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.verdicts import CheckName, Finding, Verdict
from certsvc.signing.json_text import same_json
from certsvc.verification.reasons import Reason
from certsvc.verification.verify import verify_document
from tests.builders import (
    ADDRESSES,
    NOW,
    RegistryInMemory,
    a_certification,
    a_signed_credential,
    an_issuer_profile,
)
from tests.tampering.trees import Path, holder_of, paths_of

# Another partner made the achievement: where it is the issuer, all that is said of it is said twice.
CREATOR = an_issuer_profile(code="UZ", did=ADDRESSES.centre_did(PartnerCode("UZ")), name="TUIT, Tashkent")
SIGNED = a_signed_credential(a_certification(creator=CREATOR))
REGISTRY = RegistryInMemory(SIGNED)
DOCUMENT: dict[str, Any] = json.loads(SIGNED.content)
OF_ANY = [name for name in CheckName if name not in {CheckName.HOLDER, CheckName.RECORD, CheckName.SHEET}]
CODES = {reason.value for reason in Reason}

PATHS = list(paths_of(DOCUMENT))


def verdict_on(document: object, registry: RegistryInMemory = REGISTRY) -> Verdict:
    return verify_document(json.dumps(document).encode(), registry=registry, now=NOW)


def check_well_said(verdict: Verdict) -> None:
    """Every check that can be made, each with a code of the list and a printable sentence."""
    assert [check.check for check in verdict.checks if check.check is not CheckName.RECORD] == OF_ANY
    for check in verdict.checks:
        assert check.reason in CODES
        assert check.detail
        assert check.detail.isprintable()


def test_what_is_said_twice_of_one_issuer_and_left_out_once_differs_from_the_record() -> None:
    signed = a_signed_credential()  # the issuer made the achievement too
    document = json.loads(signed.content)
    assert document["issuer"] == document["credentialSubject"]["achievement"]["creator"]
    del document["issuer"]["official"]
    verdict = verdict_on(document, RegistryInMemory(signed))
    assert verdict.finding is Finding.TAMPERED
    assert {check.reason for check in verdict.checks} >= {"signature_valid", "record_differs"}


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.text(max_size=4)
            | st.sampled_from(
                ["id", "type", "@id", "@type", "@value", "@context", "name", "proof", "issuer"]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(PATHS), json_values), min_size=1, max_size=3))
def test_whatever_is_put_wherever_the_verdict_is_said_well_and_not_valid(
    changes: list[tuple[Path, object]],
) -> None:
    document = copy.deepcopy(DOCUMENT)
    for path, value in changes:
        try:
            holder_of(document, path)[path[-1]] = value
        except (TypeError, KeyError, IndexError):
            continue  # an earlier change took the place away
    verdict = verdict_on(document)
    check_well_said(verdict)
    assert (verdict.finding is Finding.VALID) == same_json(document, DOCUMENT)


@settings(max_examples=300)
@given(st.binary(max_size=300))
def test_any_bytes_have_a_verdict(content: bytes) -> None:
    verdict = verify_document(content, registry=REGISTRY, now=NOW)
    check_well_said(verdict)
    assert verdict.finding is not Finding.VALID


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from([*DOCUMENT, "x"]), json_values))
def test_any_object_has_a_verdict(document: dict[str, Any]) -> None:
    verdict = verdict_on(document)
    check_well_said(verdict)
    assert verdict.finding is not Finding.VALID


@settings(max_examples=200)
@given(
    st.integers(0, len(SIGNED.content) - 1), st.integers(0, 255), st.sampled_from(["set", "insert", "delete"])
)
def test_no_changed_byte_of_a_presented_document_is_valid(position: int, byte: int, how: str) -> None:
    content = bytearray(SIGNED.content)
    if how == "set":
        content[position] = byte
    elif how == "insert":
        content.insert(position, byte)
    else:
        del content[position]
    verdict = verify_document(bytes(content), registry=REGISTRY, now=NOW)
    check_well_said(verdict)
    if verdict.finding is Finding.VALID:  # a space between two members says nothing
        assert json.loads(content) == DOCUMENT
