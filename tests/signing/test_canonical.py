import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from certsvc.credentials.contexts import (
    CLR_V2,
    CREDENTIALS_V2,
    DATA_INTEGRITY_V2,
    EXAMPLES_V2,
    MULTIKEY_V1,
    OPEN_BADGES_V3,
)
from certsvc.errors import CertsvcError, InvalidInputError, ProofError
from certsvc.signing.canonical import canonical_nquads
from tests.builders import (
    a_certification,
    a_competency,
    a_framework,
    a_learner,
    a_linted_credential,
    a_micro_certification,
    an_award,
)
from tests.pyld_oracle import by_pyld
from tests.vectors.load import own_vectors

# The characters on which canonical N-Quads and PyLD differ are left out: PyLD writes control characters as
# they are. RDFC-1.0, section 5.1, has them escaped; no name holds any.
a_text = st.text(
    alphabet=st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="￾￿"), min_size=1, max_size=40
)


def a_document(**members: Any) -> dict[str, Any]:  # noqa: ANN401  # any JSON
    """The smallest credential that says something."""
    return {
        "@context": [CREDENTIALS_V2, OPEN_BADGES_V3],
        "id": "urn:uuid:1",
        "type": ["VerifiableCredential"],
        **members,
    }


def refusal(document: dict[str, Any]) -> str:
    with pytest.raises((InvalidInputError, ProofError)) as caught:
        canonical_nquads(document)
    return caught.value.code


def composed() -> dict[str, Any]:
    competency = a_competency()
    certification = a_certification(
        award=an_award(micro_certification=a_micro_certification(competencies=(competency.ref,))),
        competencies=[competency],
        frameworks=[a_framework(competencies=(competency,))],
    )
    return dict(a_linted_credential(certification).document)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401  # any JSON
    """The path of every text below ``value``, but for those that must be what they are."""
    if isinstance(value, dict):
        return [
            found
            for name, part in value.items()
            if name not in {"@context", "id", "type", "statusListCredential"}
            for found in places(part, (*path, name))
        ]
    if isinstance(value, list):
        return [found for number, part in enumerate(value) for found in places(part, (*path, number))]
    return [path] if isinstance(value, str) else []


def put(document: Any, path: tuple[Any, ...], value: object) -> None:  # noqa: ANN401  # any JSON
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


TEXT_PLACES = places(composed())


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(TEXT_PLACES), a_text, max_size=6))
def test_any_text_anywhere_gives_the_canonical_form_that_pyld_finds(
    texts: dict[tuple[Any, ...], str],
) -> None:
    document = composed()
    for path, text in texts.items():
        put(document, path, text)
    assert canonical_nquads(document).decode() == by_pyld(document)


json_values = st.recursive(
    a_text
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.decimals(allow_nan=False, allow_infinity=False, places=2, max_value=1000).map(float),
    lambda inner: (
        st.lists(inner.filter(lambda value: not isinstance(value, list)), max_size=3)
        | st.dictionaries(st.sampled_from(["name", "description", "evidence", "url", "narrative"]), inner)
    ),
    max_leaves=12,
)


@settings(max_examples=200)
@given(
    st.dictionaries(
        st.sampled_from(["name", "evidence", "awardedDate", "image", "tag", "nobody", "termsOfUse", "type"]),
        json_values,
    )
)
def test_any_document_is_refused_or_has_the_canonical_form_that_pyld_finds(members: dict[str, Any]) -> None:
    document = a_document(**members)
    try:
        found = canonical_nquads(document).decode()
    except CertsvcError:
        return
    assert found == by_pyld(document)


@pytest.mark.parametrize(
    "contexts",
    [
        [CREDENTIALS_V2],
        [CREDENTIALS_V2, OPEN_BADGES_V3, CLR_V2],
        [CREDENTIALS_V2, OPEN_BADGES_V3, CLR_V2, DATA_INTEGRITY_V2, MULTIKEY_V1, EXAMPLES_V2],
    ],
)
def test_contexts_say_together_what_pyld_finds_that_they_say(contexts: list[str]) -> None:
    document = a_document(
        name="x",
        type=["VerifiableCredential", "BitstringStatusListCredential"],
        credentialSubject={"id": "urn:x#list", "type": "BitstringStatusList", "encodedList": "uH4s"},
        issuer={"id": "did:web:example.org", "name": "y"},
    )
    document["@context"] = contexts
    assert canonical_nquads(document).decode() == by_pyld(document)


@pytest.mark.parametrize(
    "vector", own_vectors("eddsa-rdfc-2022", "ecdsa-rdfc-2019"), ids=lambda vector: vector.name
)
def test_the_order_of_members_changes_nothing(vector: Any) -> None:  # noqa: ANN401  # a Vector
    turned = dict(reversed(list(vector.unsigned.items())))
    assert canonical_nquads(turned) == canonical_nquads(vector.unsigned)


def test_a_list_keeps_its_order_and_its_repetitions() -> None:
    def graded(*values: str) -> dict[str, Any]:
        return a_document(evidence={"type": "ResultDescription", "id": "urn:r", "allowedValue": list(values)})

    assert canonical_nquads(graded("A", "B", "A")).decode() == by_pyld(graded("A", "B", "A"))
    assert canonical_nquads(graded("A", "B")) != canonical_nquads(graded("B", "A"))
    assert canonical_nquads(graded()).decode() == by_pyld(graded())


UNSIGNED: list[dict[str, Any]] = [
    {"undefined": "x"},
    {"undefined": {"name": "x"}},
    {"evidence": {"name": "seen", "undefined": 1}},
    {"type": ["VerifiableCredential", "Undefined"]},
    {"identityHash": "a term of another type's objects"},
    {"issuer": "relative/address"},
    {"issuer": ""},
    {"issuer": "http://not an address"},
    {"issuer": {"id": "relative", "name": "x"}},
    {"name": {"@value": ["x"]}},
    {"@graph": [{"name": "x"}]},
    {"@included": [{"name": "x"}]},
    {"@reverse": {"name": "x"}},
    {"@unknown": "x"},
    {"_:b": "x"},
    {"evidence": {"@list": ["x"]}},
]


@pytest.mark.parametrize("members", UNSIGNED)
def test_what_linked_data_would_drop_is_refused_as_unsigned(members: dict[str, Any]) -> None:
    assert refusal(a_document(**members)) == "unsigned_content"


@settings(max_examples=100)
@given(st.text(min_size=1, max_size=20), st.sampled_from(["", "issuer", "credentialSubject"]))
def test_no_member_of_any_name_is_dropped_in_silence(name: str, place: str) -> None:
    document = composed()
    holder = document[place] if place else document
    if name in holder or name == "@context":
        return
    bare = canonical_nquads(document)
    holder[name] = "added"
    try:
        assert canonical_nquads(document) != bare
    except CertsvcError as error:
        assert error.code in {"unsigned_content", "not_json_ld"}  # noqa: PT017  # a few names are terms


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ({"@context": [CREDENTIALS_V2, "https://example.org/unknown"]}, "unknown_context"),
        ({"@context": [CREDENTIALS_V2, {"name": "https://example.org/other"}]}, "inline_context"),
        ({"@context": {"name": "https://example.org/other"}}, "unsigned_content"),
        ({"@context": [CREDENTIALS_V2] * 17}, "inline_context"),
        ({"@context": None}, "context_missing"),
        ({"@context": []}, "context_missing"),
        ({"evidence": {"@context": {"name": "https://example.org/other"}}}, "nested_context"),
        ({"evidence": {"@context": None}}, "nested_context"),
        ({"evidence": {"@context": "https://example.org/unknown"}}, "unknown_context"),
        ({"evidence": {"id": "_:b0", "name": "x"}}, "blank_node_id"),
        ({"issuer": "_:b0"}, "blank_node_id"),
        ({"evidence": [["x"]]}, "not_json_ld"),
        ({"id": 5}, "not_json_ld"),
        ({"@id": "urn:two"}, "not_json_ld"),
        ({"type": 5}, "not_json_ld"),
        ({"type": {"a": 1}}, "not_json_ld"),
        ({"name": "\ud800"}, "not_json_ld"),
        ({"name": float("nan")}, "not_json_ld"),
        ({"name": 2**53}, "number_out_of_range"),
        ({"name": 1e300}, "number_out_of_range"),
        ({"name": -(2**53)}, "number_out_of_range"),
        ({"name": {"@value": 1e300}}, "number_out_of_range"),
        ({"name": b"bytes"}, "not_json"),
        ({"type": []}, "not_json_ld"),
    ],
)
def test_what_has_no_one_meaning_is_refused(members: dict[str, Any], code: str) -> None:
    assert refusal(a_document(**members)) == code


def test_a_document_nested_without_end_is_refused_before_it_is_read() -> None:
    deep: dict[str, Any] = {"name": "x"}
    for _ in range(10_000):
        deep = {"urn:x:part": deep}
    assert refusal(a_document(evidence=deep)) == "too_deep"


def alike(*sizes: int) -> dict[str, Any]:
    """Nodes without id, each with as many like it as ``sizes`` says, level under level."""
    if not sizes:
        return {}
    return {"urn:x:part": [alike(*sizes[1:]) for _ in range(sizes[0])]}


@pytest.mark.parametrize("sizes", [(1_000,), (6, 6), (8, 8), (2,) * 6, (2,) * 9, (40, 20), (30, 30)])
def test_a_graph_made_to_poison_canonicalization_is_refused(sizes: tuple[int, ...]) -> None:
    assert refusal(a_document(evidence=alike(*sizes))) == "too_complex"


@pytest.mark.parametrize("length", [50, 500, 19_000])
def test_a_long_list_of_like_values_is_refused(length: int) -> None:
    evidence = {"type": "ResultDescription", "id": "urn:r", "allowedValue": ["x"] * length}
    assert refusal(a_document(evidence=evidence)) == "too_complex"


@pytest.mark.parametrize("length", [3, 33, 400])
def test_a_long_list_of_values_that_differ_is_labelled_as_pyld_labels_it(length: int) -> None:
    values = [str(number) for number in range(length)]
    document = a_document(evidence={"type": "ResultDescription", "id": "urn:r", "allowedValue": values})
    assert canonical_nquads(document).decode() == by_pyld(document)


@pytest.mark.parametrize("members", [{"tag": ["x" + str(n) for n in range(20_001)]}])
def test_more_values_than_any_credential_has_are_refused(members: dict[str, Any]) -> None:
    assert refusal(a_document(evidence={"type": "Achievement", **members})) == "too_complex"


@pytest.mark.parametrize("sizes", [(7,), (8,), (40,), (3, 2), (4, 4), (2, 2, 2), (2, 2, 2, 2), (3, 2, 3)])
def test_a_few_like_parts_are_labelled_as_pyld_labels_them(sizes: tuple[int, ...]) -> None:
    document = a_document(evidence=alike(*sizes))
    assert canonical_nquads(document).decode() == by_pyld(document)


def test_many_parts_that_differ_are_no_poison() -> None:
    document = a_document(evidence={"urn:x:part": [{"name": str(number)} for number in range(100)]})
    assert canonical_nquads(document).decode() == by_pyld(document)


def test_an_arabic_name_stands_in_the_canonical_form_as_written() -> None:
    name = "محمد عبد الرحمن"
    linted = a_linted_credential(a_certification(award=an_award(learner=a_learner(full_name=name))))
    assert f'"{name}"'.encode() in canonical_nquads(linted.document)


def test_reading_a_document_does_not_change_it() -> None:
    document = composed()
    before = copy.deepcopy(document)
    canonical_nquads(document)
    assert document == before


def test_contexts_can_be_given_by_a_test_and_are_then_used() -> None:
    def source(url: str) -> bytes:
        return json.dumps({"@context": {"word": f"{url}#word"}}).encode()

    given_source: Callable[[str], bytes] = source
    document = {"@context": "https://example.org/c", "@id": "urn:x", "word": "y"}
    found = canonical_nquads(document, contexts=given_source)
    assert found == b'<urn:x> <https://example.org/c#word> "y" .\n'
