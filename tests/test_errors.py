"""What a log is told of an error."""

import pytest

from certsvc.errors import UnavailableError, trace_of

NAME = "Amina Yusuf"


def _look_up() -> None:
    raise KeyError(NAME)


def _open_file() -> None:
    try:
        _look_up()
    except KeyError as error:
        raise UnavailableError("The disk is full.") from error


def _fail() -> None:
    try:
        _open_file()
    except UnavailableError:
        raise ValueError(f"cannot encode {NAME}")  # noqa: B904  # what comes up while an error is handled


def _hide() -> None:
    try:
        _look_up()
    except KeyError:
        raise ValueError("no") from None


def _caught() -> ValueError:
    with pytest.raises(ValueError, match="cannot encode") as caught:
        _fail()
    return caught.value


def test_a_trace_tells_what_happened_where_cause_before_consequence() -> None:
    told = trace_of(_caught())
    kinds = [line for line in told.splitlines() if line.startswith(("KeyError", "Unavailable", "ValueError"))]
    assert kinds == ["KeyError", "UnavailableError: The disk is full.", "ValueError"]
    assert "in _fail" in told
    assert "test_errors.py" in told


def test_a_trace_has_no_word_of_an_error_that_is_none_of_ours() -> None:
    assert NAME not in trace_of(_caught())


def test_a_cause_that_was_hidden_on_purpose_stays_so() -> None:
    with pytest.raises(ValueError, match="no") as caught:
        _hide()
    assert "KeyError" not in trace_of(caught.value)
