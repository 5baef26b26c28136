import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.credentials import addresses
from certsvc.credentials.addresses import Addresses
from certsvc.credentials.freezing import freeze, thaw
from certsvc.credentials.outline import CUT, named_strings, read_outline, write_outline

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(), parts, max_size=4),
)
objects = st.dictionaries(st.text(), json_values)


def written(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def strings_in(value: object) -> list[str]:
    """Names and texts in the order of the JSON."""
    if isinstance(value, dict):
        return [text for name, part in value.items() for text in (name, *strings_in(part))]
    if isinstance(value, list):
        return [text for part in value for text in strings_in(part)]
    return [value] if isinstance(value, str) else []


@given(objects)
def test_an_outline_holds_every_string_in_its_order_and_gives_the_text_again(value: dict[str, Any]) -> None:
    outline = read_outline(written(value))
    assert outline.strings == [written(text)[1:-1] for text in strings_in(value)]
    assert write_outline(outline, ()) == written(value)


@given(objects, st.text())
def test_other_strings_leave_the_structure_as_it_is(value: dict[str, Any], text: str) -> None:
    outline = read_outline(written(value))
    other = outline._replace(
        strings=[written(f"{place}{text}")[1:-1] for place in range(len(outline.strings))]
    )
    assert read_outline(write_outline(other, ())) == other


def test_what_was_cut_out_comes_back_in_its_place() -> None:
    outline = read_outline(f'{{"a":"1","b":{CUT},"c":[{CUT},"2"]}}')
    assert write_outline(outline, ['{"x":"\\""}', "[]"]) == '{"a":"1","b":{"x":"\\""},"c":[[],"2"]}'


def test_each_string_is_known_by_the_member_that_it_belongs_to() -> None:
    outline = read_outline('{"type":["A","B"],"part":{"id":"x"},"name":"y"}')
    assert list(named_strings(outline)) == [
        ("type", True), ("type", False), ("type", False), ("part", True), ("id", True), ("id", False),
        ("name", True), ("name", False),
    ]  # fmt: skip


@given(json_values)
def test_what_is_frozen_comes_out_as_it_went_in(value: object) -> None:
    frozen = freeze(value)
    assert frozen is not None
    assert thaw(frozen) == value


@given(json_values, json_values)
def test_two_values_freeze_alike_only_if_they_are_written_alike(one: object, other: object) -> None:
    if freeze(one) == freeze(other):
        assert written(one) == written(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(1, True), (0, False), (1, 1.0), ([], ()), ({"a": 1, "b": 2}, {"b": 2, "a": 1}), ("", b"")],
)
def test_what_is_written_otherwise_does_not_freeze_alike(one: object, other: object) -> None:
    assert freeze(one) != freeze(other)
    assert freeze({"x": [one]}) != freeze({"x": [other]})


def test_what_is_no_built_in_type_or_has_no_end_is_not_frozen() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert freeze(type("Text", (str,), {})("x")) is None
    assert freeze(endless) is None


SERVICES = [
    "http://localhost:8000",
    "https://host.example",
    "http://h:99999",
    "http://h:",
    "https://[bad",
    "",
]
segments = st.text(st.sampled_from("abcXYZ019-_.~%2F/?#@ \t"), max_size=12)


@given(st.sampled_from(SERVICES), st.sampled_from(["credentials", "status", "v", "x"]), segments, st.data())
def test_a_link_as_we_write_it_is_read_like_any_other(
    base_url: str, folder: str, name: str, data: st.DataObject
) -> None:
    home = Addresses(base_url)
    before = data.draw(st.sampled_from(["", " ", "HTTP"]))
    url = f"{before}{base_url}/{folder}/{name}"
    quickly = (home.find_code(url), home.find_status_list(url), home.find_credential_id(url))
    plain, addresses._PLAIN_SEGMENT = addresses._PLAIN_SEGMENT, re.compile("(?!)")  # noqa: SLF001
    try:
        assert quickly == (home.find_code(url), home.find_status_list(url), home.find_credential_id(url))
    finally:
        addresses._PLAIN_SEGMENT = plain  # noqa: SLF001
