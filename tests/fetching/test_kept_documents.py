from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from certsvc.fetching.kept import Failure, Kept, Question

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIVE_MINUTES = timedelta(minutes=5)
FAILURE = Failure("fetch_failed", "It did not answer.")


def question(name: str) -> Question:
    return Question(f"https://issuer.example/{name}", "application/json")


def test_a_document_is_found_until_it_is_as_old_as_is_asked() -> None:
    kept = Kept(most=4, most_bytes=100)
    kept.keep(question("a"), b"{}", now=NOW)
    young, old = NOW + timedelta(seconds=299), NOW + timedelta(seconds=300)
    assert kept.find(question("a"), now=young, max_age=FIVE_MINUTES) == b"{}"
    assert kept.find(question("a"), now=old, max_age=FIVE_MINUTES) is None
    assert kept.find(question("a"), now=young, max_age=timedelta(minutes=1)) is None


def test_a_clock_that_was_set_back_makes_nothing_fresh() -> None:
    kept = Kept(most=4, most_bytes=100)
    kept.keep(question("a"), b"{}", now=NOW)
    assert kept.find(question("a"), now=NOW - timedelta(seconds=1), max_age=FIVE_MINUTES) is None


def test_a_failure_is_remembered_for_half_a_minute() -> None:
    kept = Kept(most=4, most_bytes=100)
    kept.keep(question("a"), FAILURE, now=NOW)
    assert kept.find(question("a"), now=NOW + timedelta(seconds=29), max_age=FIVE_MINUTES) == FAILURE
    assert kept.find(question("a"), now=NOW + timedelta(seconds=30), max_age=FIVE_MINUTES) is None


def test_a_failure_does_not_displace_the_document_that_is_still_young_enough() -> None:
    kept = Kept(most=4, most_bytes=100)
    kept.keep(question("a"), b"{}", now=NOW)
    later = NOW + timedelta(minutes=2)
    kept.keep(question("a"), FAILURE, now=later)
    assert kept.find(question("a"), now=later, max_age=FIVE_MINUTES) == b"{}"
    assert kept.find(question("a"), now=later, max_age=timedelta(minutes=1)) == FAILURE


def test_a_document_ends_the_failure_before_it() -> None:
    kept = Kept(most=4, most_bytes=100)
    kept.keep(question("a"), FAILURE, now=NOW)
    kept.keep(question("a"), b"{}", now=NOW)
    assert kept.find(question("a"), now=NOW + timedelta(seconds=1), max_age=timedelta()) is None


def test_what_was_not_used_for_longest_makes_room() -> None:
    kept = Kept(most=2, most_bytes=100)
    for name in "ab":
        kept.keep(question(name), name.encode(), now=NOW)
    kept.find(question("a"), now=NOW, max_age=FIVE_MINUTES)
    kept.keep(question("c"), b"c", now=NOW)
    found = [kept.find(question(name), now=NOW, max_age=FIVE_MINUTES) for name in "abc"]
    assert found == [b"a", None, b"c"]


def test_a_document_larger_than_all_room_is_not_kept() -> None:
    kept = Kept(most=2, most_bytes=10)
    kept.keep(question("a"), b"x" * 11, now=NOW)
    assert kept.find(question("a"), now=NOW, max_age=FIVE_MINUTES) is None
    kept.keep(question("b"), b"x" * 10, now=NOW)
    assert kept.find(question("b"), now=NOW, max_age=FIVE_MINUTES) == b"x" * 10


@given(st.lists(st.tuples(st.sampled_from("abcdefgh"), st.one_of(st.binary(max_size=40), st.just(FAILURE)))))
def test_the_bounds_hold_whatever_is_kept(kept_in_order: list[tuple[str, bytes | Failure]]) -> None:
    kept = Kept(most=3, most_bytes=60)
    for name, outcome in kept_in_order:
        kept.keep(question(name), outcome, now=NOW)
    found = [kept.find(question(name), now=NOW, max_age=FIVE_MINUTES) for name in "abcdefgh"]
    documents = [outcome for outcome in found if isinstance(outcome, bytes)]
    assert len(documents) <= 3
    assert sum(map(len, documents)) <= 60
    assert sum(isinstance(outcome, Failure) for outcome in found) <= 3
    if kept_in_order and isinstance(kept_in_order[-1][1], bytes):
        assert (
            kept.find(question(kept_in_order[-1][0]), now=NOW, max_age=FIVE_MINUTES) == kept_in_order[-1][1]
        )
