"""What the lint remembers changes nothing of what it says."""

import copy
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from certsvc.credentials import lint_shared, lint_structures
from certsvc.credentials.compose import compose_credential
from certsvc.credentials.composed_achievements import ComposedAchievements
from certsvc.credentials.drafts import STAND_IN, DraftCredential
from certsvc.credentials.lint import LintError, lint_credential
from certsvc.credentials.remembered import Remembered
from tests.builders import a_certification, a_full_certification, a_learner, a_whole_certification, an_award

BADGE = compose_credential(a_whole_certification()).document
Path = tuple[Any, ...]


def paths(value: object, path: Path = ()) -> Iterator[Path]:
    parts: Iterator[tuple[Any, object]] = iter(())
    if isinstance(value, dict):
        parts = iter(value.items())
    elif isinstance(value, list):
        parts = iter(enumerate(value))
    for step, part in parts:
        yield (*path, step)
        yield from paths(part, (*path, step))


PATHS = list(paths(BADGE))


def changed(document: Mapping[str, Any], path: Path, value: object) -> Any:  # noqa: ANN401  # JSON
    document = copy.deepcopy(document)
    holder: Any = document
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = value
    return document


def said_of(document: Mapping[str, Any]) -> tuple[str, ...] | bytes:
    """The breaches, or what can be signed."""
    try:
        return lint_credential(DraftCredential(document)).content
    except LintError as refused:
        return refused.breaches


def forget(monkeypatch: pytest.MonkeyPatch, *, most: int) -> None:
    for module, name in (
        (lint_shared, "_achievements"),
        (lint_shared, "_parts"),
        (lint_structures, "_passed"),
    ):
        monkeypatch.setattr(module, name, Remembered(most))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["name", STAND_IN]),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=8), parts, max_size=3),
    max_leaves=6,
)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PATHS), json_values), max_size=2))
def test_the_lint_says_the_same_whether_it_remembers_or_not(
    monkeypatch: pytest.MonkeyPatch, changes: list[tuple[Path, object]]
) -> None:
    document: Any = BADGE
    for path, value in changes:
        try:
            document = changed(document, path, value)
        except (TypeError, KeyError, IndexError):
            continue  # an earlier change took the place away
    with monkeypatch.context() as patch:
        forget(patch, most=0)
        without = said_of(document)
    said_of(BADGE)
    assert said_of(document) == without
    assert said_of(document) == without


@pytest.mark.parametrize(
    "text", ["x", "", " ", " x", "two\nlines", "a\\b", 'a"b', "a\u200cb", "a\u202eb", "\u00a0"]
)
def test_every_text_is_judged_alike_at_first_and_afterwards(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    for path in PATHS:
        document = changed(BADGE, path, text)
        with monkeypatch.context() as patch:
            forget(patch, most=0)
            without = said_of(document)
        assert said_of(BADGE) == said_of(BADGE)
        assert said_of(document) == without, path


def test_an_achievement_that_was_changed_is_linted_anew() -> None:
    assert isinstance(said_of(BADGE), bytes)
    found = said_of(changed(BADGE, ("credentialSubject", "achievement", "version"), "2"))
    assert found == ("9.2 credentialSubject.achievement.id is not the address of its humanCode and version",)


def test_an_achievement_is_judged_by_the_service_that_the_credential_comes_from() -> None:
    assert isinstance(said_of(BADGE), bytes)
    elsewhere = changed(BADGE, ("id",), BADGE["id"].replace("localhost:8000", "other.example"))
    assert any(breach.startswith("9.2 ") for breach in said_of(elsewhere) if isinstance(breach, str))


def test_what_is_linted_is_cut_where_the_achievement_stands() -> None:
    first, second = (lint_credential(DraftCredential(BADGE)) for _ in range(2))
    before, achievement, after = second.texts
    assert before.endswith('"achievement":')
    assert achievement.startswith('{"id":"http://localhost:8000/achievements/')
    assert f"{before}{achievement}{after}".encode() == first.content == second.content


def test_a_learner_may_be_called_like_the_stand_in() -> None:
    award = an_award(learner=a_learner(full_name=STAND_IN))
    document = compose_credential(a_certification(award=award)).document
    for _ in range(2):
        linted = lint_credential(DraftCredential(document))
        assert linted.document == document
        assert len(linted.texts) == 1


def test_a_batch_composes_the_same_documents() -> None:
    achievements = ComposedAchievements()
    for certification in (
        a_certification(),
        a_full_certification(),
        a_certification(),
        a_certification(language="ar"),
    ):
        alone = compose_credential(certification)
        for _ in range(2):
            of_batch = compose_credential(certification, achievements=achievements)
            assert of_batch.document == alone.document
            assert list(of_batch.document) == list(alone.document)
            assert lint_credential(of_batch).content == lint_credential(alone).content


def test_nobody_changes_the_achievement_of_a_batch() -> None:
    achievements = ComposedAchievements()
    first = compose_credential(a_certification(), achievements=achievements)
    expected = compose_credential(a_certification()).document
    first.document["credentialSubject"]["achievement"]["name"] = "Another"
    assert first.document == expected
    assert compose_credential(a_certification(), achievements=achievements).document == expected


def test_an_ordered_dictionary_is_an_object_like_any_other() -> None:
    assert said_of({**BADGE, "issuer": OrderedDict(BADGE["issuer"])}) == said_of(BADGE)


def test_what_was_not_used_for_longest_is_forgotten() -> None:
    remembered: Remembered[str, int] = Remembered(2)
    remembered.keep("a", 1)
    remembered.keep("b", 2)
    assert remembered.find("a") == 1
    remembered.keep("c", 3)
    assert (remembered.find("a"), remembered.find("b"), remembered.find("c")) == (1, None, 3)
    assert len(remembered) == 2
