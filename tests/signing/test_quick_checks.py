"""Checking a proof by known shapes says of every document what the general path says of it."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsvc.domain.identifiers import PartnerCode
from certsvc.errors import InvalidInputError, ProofError
from certsvc.signing import quick
from certsvc.signing.data_integrity import check_proof
from certsvc.signing.multikey import decode_multikey
from certsvc.signing.shapes import Shapes
from tests.builders import (
    ADDRESSES,
    a_certification,
    a_full_certification,
    a_learner,
    a_predecessor,
    a_signed_credential,
    a_signing_key,
    an_award,
    an_issuer_profile,
)

PUBLIC = decode_multikey(a_signing_key().multibase)
CREATOR = an_issuer_profile(code="UZ", did=ADDRESSES.centre_did(PartnerCode("UZ")), name="TUIT, Tashkent")
SIGNED = [
    a_signed_credential(certification)
    for certification in (
        a_full_certification(),
        a_certification(creator=CREATOR, predecessor=a_predecessor()),
    )
]
DOCUMENTS: list[dict[str, Any]] = [json.loads(signed.content) for signed in SIGNED]

Path = tuple[Any, ...]


@pytest.fixture(autouse=True)
def _fresh_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quick, "_checked", Shapes(50))


def outcome(document: Any) -> str:  # noqa: ANN401  # any JSON
    try:
        check_proof(document, PUBLIC)
    except (ProofError, InvalidInputError) as error:
        return f"{type(error).__name__} {error.code} {error.message}"
    return "holds"


def both_outcomes(document: Any) -> tuple[str, str]:  # noqa: ANN401  # any JSON
    """With the shapes learned so far; and by the general path alone."""
    known = quick._checked  # noqa: SLF001  # what the test is about
    quickly = outcome(document)
    quick._checked = Shapes(0)  # noqa: SLF001
    try:
        return quickly, outcome(document)
    finally:
        quick._checked = known  # noqa: SLF001


def learn_all() -> None:
    for document in DOCUMENTS:
        assert outcome(document) == "holds"
    assert len(quick._checked) == len(DOCUMENTS)  # noqa: SLF001


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    parts: Iterator[tuple[Any, object]] = iter(())
    if isinstance(value, dict):
        parts = iter(value.items())
    elif isinstance(value, list):
        parts = iter(enumerate(value))
    for step, part in parts:
        yield (*path, step)
        yield from paths(part, (*path, step))


def changed(document: Any, path: Path, value: object) -> Any:  # noqa: ANN401  # any JSON
    document = copy.deepcopy(document)
    holder = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return document


def replacements(value: object) -> Iterator[object]:
    yield from (None, "", "x", 0, 1, True, False, [], {}, [value], (value,), {"@value": value}, "\ud800", 1.5)
    yield from ("name", "@id", "_:b0", "https://example.org/", "did:web:example.org", {"id": "urn:x"}, b"x")
    if isinstance(value, str):
        yield from (value + " ", value[:-1], value + "\u0000", value + '"', value + "\\", {"id": value})
    if isinstance(value, list):
        yield from (value[::-1], value[1:], [*value, value[0]], value[0], [*value, None], tuple(value))
    if isinstance(value, dict):
        yield from ({**value, "undefined": 1}, {**value, "name": "x"}, dict(reversed(value.items())))
        yield from ({**value, 7: "x"}, {**value, True: "x"}, {**value, "@context": None})
    if isinstance(value, bool):
        yield from (not value, int(value), str(value).lower())


def test_every_mutant_has_the_outcome_of_the_general_path() -> None:
    learn_all()
    document, made = DOCUMENTS[1], 0
    for path in paths(document):
        value: Any = document
        for step in path:
            value = value[step]
        for replacement in replacements(value):
            made += 1
            quickly, generally = both_outcomes(changed(document, path, replacement))
            assert quickly == generally, (path, replacement)
    assert made > 2_000


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
all_paths = st.sampled_from([(number, path) for number in (0, 1) for path in paths(DOCUMENTS[number])])


@settings(max_examples=400)
@given(
    st.lists(st.tuples(all_paths, json_values | st.sampled_from(["name", "hashed"])), min_size=1, max_size=3)
)
def test_any_document_has_the_outcome_of_the_general_path(changes: list[tuple[Any, object]]) -> None:
    if not len(quick._checked):  # noqa: SLF001
        learn_all()
    document: Any = DOCUMENTS[changes[0][0][0]]
    for (_, path), value in changes:
        try:
            document = changed(document, path, value)
        except (TypeError, KeyError, IndexError):
            continue  # an earlier change took the place away
    quickly, generally = both_outcomes(document)
    assert quickly == generally


def test_a_shape_once_seen_is_not_expanded_again(monkeypatch: pytest.MonkeyPatch) -> None:
    learn_all()
    names = ("Ngozi Okafor", "Ўктам Ғаниев", "محمد", 'Ana "Ani" Ñ')
    awards = [an_award(learner=a_learner(full_name=name)) for name in names]
    signed = [
        a_signed_credential(
            a_certification(award=award, creator=CREATOR, predecessor=a_predecessor(number=number))
        )
        for number, award in enumerate(awards)
    ]
    monkeypatch.setattr(quick, "canonical_nquads", None)
    for credential in signed:
        assert outcome(json.loads(credential.content)) == "holds"


def test_no_shape_is_learned_from_what_was_not_signed() -> None:
    for document in DOCUMENTS:
        for path in paths(document):
            outcome(changed(document, path, "https://example.org/another"))
    assert len(quick._checked) == 0  # noqa: SLF001


def test_no_shape_is_learned_from_what_the_lint_would_not_let_this_service_sign() -> None:
    subject = DOCUMENTS[0]["credentialSubject"]
    wrapped = {**DOCUMENTS[0], "credentialSubject": [subject]}  # says the same to a reader of linked data
    assert outcome(wrapped) == "holds"
    assert len(quick._checked) == 0  # noqa: SLF001


def test_a_holder_who_shows_his_credential_in_many_forms_fills_no_more_than_the_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quick, "_checked", Shapes(4))
    issued = len(quick._issued)  # noqa: SLF001
    names = list(DOCUMENTS[0])
    for turn in range(len(names)):
        turned = {name: DOCUMENTS[0][name] for name in names[turn:] + names[:turn]}
        assert outcome(turned) == "holds"
    assert len(quick._checked) == 4  # noqa: SLF001
    assert len(quick._issued) == issued  # noqa: SLF001


def test_contexts_of_a_test_are_never_served_from_shapes() -> None:
    learn_all()

    def nowhere(address: str) -> bytes:
        raise InvalidInputError(address, code="unknown_context")

    with pytest.raises(InvalidInputError):
        check_proof(DOCUMENTS[0], PUBLIC, contexts=nowhere)
