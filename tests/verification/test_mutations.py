"""Every node of a signed credential is changed, dropped, doubled, wrapped: nothing else is valid."""

import copy
import json
from collections.abc import Iterator
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.verdicts import CheckName, Finding, Verdict, VerdictKind
from certsvc.signing.json_text import same_json
from certsvc.verification.reasons import Reason
from certsvc.verification.verify import verify_credential
from tests.builders import (
    ADDRESSES,
    NOW,
    RegistryInMemory,
    a_certification,
    a_signed_credential,
    an_issuer_profile,
)

# Another partner made the achievement: where it is the issuer, all that is said of it is said twice.
CREATOR = an_issuer_profile(code="UZ", did=ADDRESSES.centre_did(PartnerCode("UZ")), name="TUIT, Tashkent")
SIGNED = a_signed_credential(a_certification(creator=CREATOR))
REGISTRY = RegistryInMemory(SIGNED)
DOCUMENT: dict[str, Any] = json.loads(SIGNED.content)
CODES = {reason.value for reason in Reason}

Path = tuple[Any, ...]


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    """Every node below ``value``."""
    parts: Iterator[tuple[Any, object]] = iter(())
    if isinstance(value, dict):
        parts = iter(value.items())
    elif isinstance(value, list):
        parts = iter(enumerate(value))
    for step, part in parts:
        yield (*path, step)
        yield from paths(part, (*path, step))


PATHS = list(paths(DOCUMENT))


def holder_of(document: Any, path: Path) -> Any:  # noqa: ANN401  # any JSON
    for step in path[:-1]:
        document = document[step]
    return document


def mutants_of(path: Path) -> Iterator[dict[str, Any]]:
    """What can be done to the node at ``path`` without a second thought."""
    value = holder_of(DOCUMENT, path)[path[-1]]
    replacements: list[object] = [
        None,
        "",
        "x",
        0,
        1,
        True,
        [],
        {},
        [value],
        [value, value],
        {"@value": value},
    ]
    if isinstance(value, str):
        replacements += [
            value + " ",
            value.upper(),
            value[:-1],
            "_:" + value,
            value + "\u0000",
            {"id": value},
        ]
    if isinstance(value, list):
        replacements += [value[::-1], value[1:], [*value, value[0]], value[0], [value], [*value, None]]
    if isinstance(value, dict):
        replacements += [{**value, "undefined": 1}, {**value, "name": "x"}, {**value, "@context": None}]
    if isinstance(value, bool):
        replacements += [not value, str(value).lower(), int(value)]
    for replacement in replacements:
        mutant = copy.deepcopy(DOCUMENT)
        holder_of(mutant, path)[path[-1]] = replacement
        yield mutant
    dropped = copy.deepcopy(DOCUMENT)
    del holder_of(dropped, path)[path[-1]]
    yield dropped
    if isinstance(path[-1], str):
        renamed = copy.deepcopy(DOCUMENT)
        holder = holder_of(renamed, path)
        holder[path[-1] + "x"] = holder.pop(path[-1])
        yield renamed


def verdict_on(document: object, registry: RegistryInMemory = REGISTRY) -> Verdict:
    return verify_credential(json.dumps(document).encode(), registry=registry, now=NOW)


def check_well_said(verdict: Verdict) -> None:
    """Six checks, each with a code of the list and a printable sentence."""
    assert [check.check for check in verdict.checks] == list(CheckName)
    for check in verdict.checks:
        assert check.reason in CODES
        assert check.detail
        assert check.detail.isprintable()


def test_no_mutant_of_a_signed_credential_is_valid() -> None:
    made = 0
    for path in PATHS:
        for mutant in mutants_of(path):
            if same_json(mutant, DOCUMENT):
                continue
            made += 1
            verdict = verdict_on(mutant)
            check_well_said(verdict)
            assert verdict.kind is not VerdictKind.VALID, (path, mutant)
            assert verdict.kind is VerdictKind.INVALID, (path, mutant)
    assert made > 1_500


def test_no_mutant_that_the_proof_accepts_says_anything_else() -> None:
    """The record aside: what passes the proof differs in the form of the JSON only."""
    ours_unknown = RegistryInMemory()
    accepted = []
    for path in PATHS:
        for mutant in mutants_of(path):
            if not same_json(mutant, DOCUMENT):
                proof = next(
                    check
                    for check in verdict_on(mutant, ours_unknown).checks
                    if check.check is CheckName.PROOF
                )
                if proof.reason == Reason.SIGNATURE_VALID:
                    accepted.append((path, mutant))
    for path, mutant in accepted:
        before, after = holder_of(DOCUMENT, path), holder_of(mutant, path)
        assert said(before) == said(after), (path, after)


def said(value: object) -> frozenset[object]:
    """A node without what linked data does not tell apart: order, and one value from a set of it."""
    parts = value if isinstance(value, list) else [value]
    return frozenset(_said_by(part) for part in parts if part is not None)


def _said_by(value: object) -> object:
    if isinstance(value, dict):
        if value.keys() in ({"@value"}, {"id"}):
            return next(iter(value.values()))
        members = {name: said(part) for name, part in value.items()}
        return frozenset((name, found) for name, found in members.items() if found)
    return str(value).lower() if isinstance(value, bool) else value


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


@settings(max_examples=300, deadline=None)
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


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_have_a_verdict(content: bytes) -> None:
    verdict = verify_credential(content, registry=REGISTRY, now=NOW)
    check_well_said(verdict)
    assert verdict.finding is not Finding.VALID


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*DOCUMENT, "x"]), json_values))
def test_any_object_has_a_verdict(document: dict[str, Any]) -> None:
    verdict = verdict_on(document)
    check_well_said(verdict)
    assert verdict.finding is not Finding.VALID


@settings(max_examples=200, deadline=None)
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
    verdict = verify_credential(bytes(content), registry=REGISTRY, now=NOW)
    check_well_said(verdict)
    if verdict.finding is Finding.VALID:  # a space between two members says nothing
        assert json.loads(content) == DOCUMENT
