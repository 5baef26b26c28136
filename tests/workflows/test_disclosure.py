import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.credentials.compose import compose_credential
from certsvc.credentials.lint import lint_credential
from certsvc.credentials.vocabulary import PREDECESSOR
from certsvc.domain.catalogue import Mode
from certsvc.domain.people import Visibility
from certsvc.domain.verdicts import Finding, Verdict
from certsvc.signing.data_integrity import sign_credential
from certsvc.workflows.disclosure import RESULTS, as_shown, disclosed, has_results, withheld_from
from tests.builders import (
    NOW,
    a_certification,
    a_completion,
    a_predecessor,
    a_signed_credential,
    a_signing_key,
    an_award,
)
from tests.transcribing import a_signed_transcript

HIDDEN = {"result", "resultDescription", "proof"}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just(PREDECESSOR),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["result", "value", "narrative", "evidence", "genre", "proof", "name"]),
            below,
            max_size=4,
        )
    ),
    max_leaves=12,
)


def members_of(value: object) -> set[str]:
    """The names of all members at any depth."""
    if isinstance(value, dict):
        return set(value) | {name for below in value.values() for name in members_of(below)}
    if isinstance(value, list):
        return {name for below in value for name in members_of(below)}
    return set()


def earned(**cells: Any) -> dict[str, Any]:  # noqa: ANN401  # any cell of a completion
    """A signed credential for one course."""
    certification = a_certification(award=an_award(completions=[a_completion(**cells)]))
    document: dict[str, Any] = json.loads(a_signed_credential(certification).content)
    return document


@given(
    score=st.none() | st.integers(10_000, 99_999).map(lambda number: Decimal(f"{number // 1000}.{number}7")),
    hours=st.none() | st.integers(70_000, 79_999).map(lambda number: Decimal(f"{number}.{number % 100}3")),
)
def test_no_word_of_what_is_disclosed_tells_a_score_or_hours(
    score: Decimal | None, hours: Decimal | None
) -> None:
    document = earned(score=score, hours=hours)
    shown = json.dumps(disclosed(document), ensure_ascii=False)
    for value in (score, hours):
        if value is not None:
            assert f"{value.normalize():f}" in json.dumps(document)
            assert f"{value.normalize():f}" not in shown
    assert not HIDDEN & members_of(json.loads(shown))


def test_all_else_is_shown_as_it_was_signed() -> None:
    document = earned()
    shown = disclosed(document)
    assert set(document) - set(shown) == {"proof"}
    before, after = document["credentialSubject"], shown["credentialSubject"]
    assert set(before) - set(after) == {"result", "narrative"}
    assert set(before["achievement"]) - set(after["achievement"]) == {"resultDescription"}
    for name in sorted(after.keys() - {"achievement"}):
        assert after[name] == before[name], name
    assert after["achievement"]["criteria"] == before["achievement"]["criteria"]  # what is asked of everybody
    assert (shown["evidence"], shown["id"]) == (document["evidence"], document["id"])


def test_what_has_no_results_is_shown_whole() -> None:
    document = earned(score=None, hours=None, mode=None)
    assert not has_results(document)
    assert disclosed(document) is document
    verdict = Verdict((), document, Finding.VALID)
    assert as_shown(verdict, Visibility.WITHOUT_RESULT) is verdict
    assert withheld_from(verdict) == ()


@pytest.mark.parametrize("score", [Decimal(91), None])
def test_that_it_took_the_place_of_another_is_told_without_the_officers_words(score: Decimal | None) -> None:
    reason = "Ninety-one was reached, not nineteen."
    certification = a_certification(
        award=an_award(completions=[a_completion(score=score, hours=None, mode=None)]),
        predecessor=a_predecessor(reason=reason),
    )
    linted = lint_credential(compose_credential(certification))
    document = json.loads(sign_credential(linted, key=a_signing_key(), created=NOW).content)
    shown = disclosed(document)
    assert reason in json.dumps(document)
    assert reason not in json.dumps(shown)
    before, after = (one["evidence"][-1] for one in (document, shown))
    assert after == {name: before[name] for name in before if name != "narrative"}
    assert shown["evidence"][:-1] == document["evidence"][:-1]  # the courses


def test_a_transcript_is_disclosed_with_everything_in_it() -> None:
    document = json.loads(a_signed_transcript().content)
    shown = disclosed(document)
    assert not HIDDEN & members_of(shown)
    parts = shown["credentialSubject"]["verifiableCredential"]
    assert len(parts) == len(document["credentialSubject"]["verifiableCredential"]) > 1
    whole = Verdict((), document, Finding.VALID, parts=(Verdict((), earned(), Finding.VALID),))
    seen = as_shown(whole, Visibility.WITHOUT_RESULT)
    assert [withheld_from(one) for one in (seen, *seen.parts)] == [(RESULTS,), (RESULTS,)]
    assert not HIDDEN & members_of(dict(seen.parts[0].credential or {}))


@pytest.mark.parametrize("visibility", [Visibility.EVERYTHING, Visibility.CODE_ONLY])
def test_with_her_code_everything_is_shown(visibility: Visibility) -> None:
    document = earned(mode=Mode.ONLINE)
    seen = as_shown(Verdict((), document, Finding.VALID), visibility)
    assert (seen.credential, withheld_from(seen)) == (document, ())


@given(document=st.dictionaries(st.sampled_from(["credentialSubject", "evidence", "result"]), JSON))
def test_whatever_stands_in_a_document_its_results_are_left_out(document: dict[str, Any]) -> None:
    shown = disclosed(document)
    assert not has_results(shown)
    if has_results(document):
        assert not HIDDEN & members_of(shown)
