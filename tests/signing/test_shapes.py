"""Filled in from its shape, a document has the canonical form of the general path, and of PyLD."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from certsvc.credentials.certification import Certification
from certsvc.credentials.compose import compose_credential
from certsvc.credentials.contexts import get_context
from certsvc.credentials.lint import LintedCredential, lint_credential
from certsvc.credentials.status_list import StatusBits, compose_status_list
from certsvc.domain.catalogue import Mode
from certsvc.domain.competencies import Competency
from certsvc.domain.completions import Completion, Learner
from certsvc.domain.identifiers import PartnerCode
from certsvc.domain.partners import IssuerProfile
from certsvc.errors import CertsvcError
from certsvc.signing import quick
from certsvc.signing.canonical import canonical_nquads
from certsvc.signing.contexts_in_use import vocabulary
from certsvc.signing.marking import ADDRESS
from certsvc.signing.quick import nquads_to_sign
from certsvc.signing.shapes import Shapes, find_outline
from tests.builders import (
    ADDRESSES,
    NOW,
    a_certification,
    a_competency,
    a_completion,
    a_course,
    a_framework,
    a_learner,
    a_linted_credential,
    a_micro_certification,
    a_predecessor,
    a_whole_certification,
    an_award,
    an_issuer_profile,
)
from tests.pyld_oracle import by_pyld

CENTRES = [
    an_issuer_profile(
        code=code, did=ADDRESSES.centre_did(PartnerCode(code)), name=f"IIOE National Centre {code}"
    )
    for code in ("NG", "UZ")
]
PROFILES = [an_issuer_profile(), *CENTRES]
DIDS = [profile.did for profile in PROFILES]
NO_ADDRESSES = [
    "",
    "x",
    "relative/address",
    "_:b0",
    "did:x",
    "urn:uuid:1",
    "http://a b",
    "http://a/%zz",
    "name",
]


def written(document: Any) -> str:  # noqa: ANN401  # any JSON
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def learned(document: Any) -> Shapes:  # noqa: ANN401  # any JSON
    """Shapes that know the shape of ``document`` and no other."""
    shapes = Shapes(10)
    outline = find_outline([written(document)])
    assert outline is not None
    shapes.learn(outline, (), canonical_nquads(document))
    return shapes


def filled(shapes: Shapes, document: Any) -> bytes | None:  # noqa: ANN401  # any JSON
    outline = find_outline([written(document)])
    return None if outline is None else shapes.find_nquads(outline)


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401  # any JSON
    """The path of every text below ``value`` but for types and contexts."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name not in {"@context", "type"}:
                yield from leaves(part, (*path, name))
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from leaves(part, (*path, number))
    elif isinstance(value, str):
        yield path


def put(document: Any, path: tuple[Any, ...], value: object) -> None:  # noqa: ANN401  # any JSON
    for step in path[:-1]:
        document = document[step]
    document[path[-1]] = value


def full() -> dict[str, Any]:
    """Every member that a credential of ours can have; issuer, creator and source are three."""
    whole = a_whole_certification()
    certification = replace(whole, issuer=CENTRES[1])
    return dict(a_linted_credential(certification).document)


FULL = full()
SHAPES = learned(FULL)
PATHS = list(leaves(FULL))
TEXTS = [path for path in PATHS if path[-1] not in {"id", "statusListCredential"}]
IDS = [path for path in PATHS if path[-1] in {"id", "statusListCredential"}]

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30) | st.sampled_from(
    ['"', "\\", '\\"', "\n", "\r\t\b\f", "\\u0041", "\x7f", "\x00", "\u2028\u2029", "e\u0301", "\U0001f393",
     "\u202e", "_:c14n0", "_:a", "<urn:x>", "@type", "name", "https://w3.org/ns", "%s {} \0"]
)  # fmt: skip
a_name = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=30).filter(
    lambda text: "@" not in text
)


@settings(max_examples=400)
@given(st.dictionaries(st.sampled_from(TEXTS), any_text, max_size=8))
def test_any_text_anywhere_has_the_form_of_the_general_path(texts: dict[tuple[Any, ...], str]) -> None:
    document = full()
    for path, text in texts.items():
        put(document, path, text)
    found = filled(SHAPES, document)
    assert found is None or found == canonical_nquads(document)
    escaped = any(ord(character) < 0x20 or character in "\x7f￾￿" for character in "".join(texts.values()))
    if found is not None and not escaped:
        assert found.decode() == by_pyld(document)


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from(IDS), st.from_regex(ADDRESS, fullmatch=True), max_size=4))
def test_any_address_anywhere_has_the_form_of_the_general_path(texts: dict[tuple[Any, ...], str]) -> None:
    document = full()
    for path, text in texts.items():
        put(document, path, text)
    found = filled(SHAPES, document)
    assert found is not None or len({written_id(document, path) for path in IDS}) < len(IDS)
    if found is not None:
        assert found == canonical_nquads(document)
        assert found.decode() == by_pyld(document)


def written_id(document: Any, path: tuple[Any, ...]) -> object:  # noqa: ANN401  # any JSON
    for step in path:
        document = document[step]
    return document


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(PATHS), any_text | st.sampled_from(DIDS), max_size=4))
def test_what_the_general_path_refuses_is_never_filled_in(texts: dict[tuple[Any, ...], str]) -> None:
    document = full()
    for path, text in texts.items():
        put(document, path, text)
    found = filled(SHAPES, document)
    if found is not None:
        assert found == canonical_nquads(document)


def test_every_character_is_written_as_the_general_path_writes_it() -> None:
    characters = [chr(point) for point in range(sys.maxunicode + 1) if not 0xD800 <= point <= 0xDFFF]
    for start in range(0, len(characters), 8_192):
        some = characters[start : start + 8_192]
        for text in ("".join(some), "".join(c for c in some if c >= " " and c not in "\x7f￾￿")):
            document = {**full(), "name": text}
            found = filled(SHAPES, document)
            assert found is None or found == canonical_nquads(document)
    assert filled(SHAPES, {**full(), "name": 'of "quotes", \\ and\nlines\tA-Ω \U0001f393'}) is not None


@pytest.mark.parametrize("text", ["\x00", "\x1f", "\x7f", "\ufffe", "\uffff", "\ud800", "C:\\users"])
def test_a_character_that_n_quads_escapes_otherwise_takes_the_general_path(text: str) -> None:
    assert filled(SHAPES, {**full(), "name": text}) is None


@pytest.mark.parametrize("address", NO_ADDRESSES)
def test_what_is_no_plain_address_takes_the_general_path(address: str) -> None:
    for path in IDS:
        document = full()
        put(document, path, address)
        assert filled(SHAPES, document) is None


PROFILE = st.sampled_from(PROFILES)
LEARNER = st.builds(
    a_learner,
    full_name=a_name,
    latin_name=st.just("") | st.sampled_from(["Oksana", "Ngozi"]),
    email=st.just("") | st.just("a@b.example"),
)
PREDECESSOR = st.builds(
    a_predecessor, number=st.integers(0, 3), reason=a_name | st.just('The "name" was\\ corrected.\nTwice.')
)


@st.composite
def a_completion_of(draw: st.DrawFn, learner: Learner) -> Completion:
    return a_completion(
        learner=learner,
        course=draw(st.sampled_from(["B1", "B2", "B3"])),
        cohort=draw(st.sampled_from(["", "2024-04", "2024-05"])),
        completed_on=draw(st.dates(date(2020, 1, 1), date(2026, 11, 1))),
        score=draw(st.none() | st.sampled_from([Decimal(89), Decimal("75.5")])),
        hours=draw(st.none() | st.sampled_from([Decimal(24), Decimal("1.5")])),
        mode=draw(st.none() | st.sampled_from(list(Mode))),
    )


@st.composite
def certifications(draw: st.DrawFn) -> Certification:
    """Whatever can be composed: parts absent, alike, several, the same partner in several places."""
    learner = draw(LEARNER)
    competencies: list[Competency] = [
        a_competency(code=f"{number}.1", description=draw(st.sampled_from(["", "What it\nmeans."])))
        for number in range(draw(st.integers(0, 5)))
    ]
    completions = draw(st.lists(a_completion_of(learner), max_size=4))
    certification = a_certification(
        award=an_award(
            learner=learner,
            completions=completions,
            micro_certification=a_micro_certification(competencies=tuple(c.ref for c in competencies)),
        ),
        courses=[a_course(code=code) for code in ("B1", "B2", "B3")],
        competencies=competencies,
        frameworks=[a_framework()],
        language=draw(st.sampled_from(["en", "ar", "uz-Cyrl"])),
    )
    return replace(
        certification,
        issuer=draw(PROFILE),
        source=draw(PROFILE),
        creator=draw(st.none() | PROFILE),
        valid_until=draw(st.none() | st.just(NOW.replace(year=2029))),
        predecessor=draw(st.none() | PREDECESSOR),
    )


def find_linted(certification: Certification) -> LintedCredential | None:
    try:
        return lint_credential(compose_credential(certification))
    except CertsvcError:  # a result of a course that the achievement does not name, a name unfit to print
        return None


@settings(max_examples=200)
@given(certifications())
def test_whatever_is_composed_is_signed_over_what_all_three_find(
    certification: Certification,
) -> None:
    linted = find_linted(certification)
    assume(linted is not None)
    assert linted is not None
    first, second = nquads_to_sign(linted), nquads_to_sign(linted)
    assert first == second == canonical_nquads(linted.document)
    assert first.decode() == by_pyld(dict(linted.document))
    whole = linted.document
    if find_outline([written(whole)]) is not None:  # a name may hold an escape that N-Quads writes otherwise
        assert filled(learned(whole), whole) in {None, first}


def test_one_shape_is_expanded_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(quick, "_issued", Shapes(10))
    expanded: list[object] = []

    def counted(document: Any) -> bytes:  # noqa: ANN401  # any JSON
        expanded.append(document)
        return canonical_nquads(document)

    monkeypatch.setattr(quick, "canonical_nquads", counted)
    before = [None, a_predecessor(), a_predecessor(number=1, reason="The data were corrected.")]
    plain, escaped = ["Ngozi Okafor", "محمد عبد الرحمن", "Oʻktam Gʻaniyev", "王小明"], ['A "B" Ñ', "A\\B"]
    for names, expansions in ((plain, 1), (escaped, 2)):  # where JSON escapes, the lint reads no outline
        for name in names:
            linted = a_linted_credential(a_certification(award=an_award(learner=a_learner(full_name=name))))
            assert nquads_to_sign(linted) == canonical_nquads(linted.document)
        assert len(expanded) == expansions
    for predecessor, expansions in zip(before, (2, 3, 3), strict=True):
        linted = a_linted_credential(a_certification(predecessor=predecessor))
        assert nquads_to_sign(linted) == canonical_nquads(linted.document)
        assert len(expanded) == expansions


@pytest.mark.parametrize("creator", [None, *PROFILES])
@pytest.mark.parametrize("source", PROFILES)
def test_partners_in_several_places_are_filled_in(
    source: IssuerProfile, creator: IssuerProfile | None
) -> None:
    document = a_linted_credential(a_certification(source=source, creator=creator)).document
    assert filled(learned(document), document) == canonical_nquads(document)


def test_what_is_said_twice_of_one_partner_and_differs_takes_the_general_path() -> None:
    document = dict(a_linted_credential().document)
    assert document["issuer"]["id"] == document["credentialSubject"]["achievement"]["creator"]["id"]
    shapes = learned(document)
    document["issuer"] = {**document["issuer"], "name": "Another name"}
    assert filled(shapes, document) is None
    assert b"Another name" in canonical_nquads(document)


def test_two_ids_that_become_one_are_another_shape() -> None:
    document = full()
    document["credentialSubject"]["source"]["id"] = document["issuer"]["id"]
    assert filled(SHAPES, document) is None


def test_parts_that_look_alike_take_the_general_path() -> None:
    document = full()
    first, second = document["credentialSubject"]["identifier"][:2]
    second.update({**first, "identityHash": "other", "identityType": "name"})
    shapes = learned(document)
    assert filled(shapes, document) == canonical_nquads(document)
    second["identityHash"] = first["identityHash"]
    assert filled(shapes, document) is None
    assert canonical_nquads(document).decode() == by_pyld(document)


def test_a_status_list_of_any_length_is_filled_in() -> None:
    did = ADDRESSES.secretariat_did()
    bits = StatusBits()
    document = dict(compose_status_list(1, did, bits, NOW, ADDRESSES).document)
    shapes = learned(document)
    for position in range(0, 131_072, 97):
        bits.set(position)
    other = lint_credential(compose_status_list(2, did, bits, NOW, ADDRESSES))
    assert filled(shapes, dict(other.document)) == canonical_nquads(other.document)
    assert nquads_to_sign(other) == nquads_to_sign(other) == canonical_nquads(other.document)


@pytest.mark.parametrize(
    "members",
    [
        {"name": ["one", "two"]},
        {"name": 5},
        {"name": {"@value": "x", "@language": "fr"}},
        {"evidence": {"type": "ResultDescription", "id": "urn:r", "allowedValue": ["A", "B"]}},
        {"name": "https://marked.invalid/1"},
        {"issuer": "urn:uuid:2"},
    ],
)
def test_a_document_that_no_shape_fits_takes_the_general_path(members: dict[str, Any]) -> None:
    document = {**FULL, **members}
    assert filled(learned(document), document) is None


def test_no_more_shapes_are_kept_than_there_is_room_for() -> None:
    shapes = Shapes(3)
    for number in range(6):
        document = {**FULL, "credentialSchema": FULL["credentialSchema"] * number} if number else FULL
        outline = find_outline([written(document)])
        assert outline is not None
        shapes.learn(outline, (), canonical_nquads(document))
    assert len(shapes) == 3


def test_a_text_that_is_a_term_is_a_text() -> None:
    words = vocabulary(tuple(FULL["@context"]), get_context)
    terms = sorted(words.terms)
    for start in range(0, len(terms), len(TEXTS)):
        document = full()
        for path, term in zip(TEXTS, terms[start:], strict=False):
            put(document, path, term)
        assert filled(SHAPES, document) == canonical_nquads(document)
