import hashlib
import json
from importlib.resources import files

import pytest

from certsvc.credentials import contexts
from certsvc.credentials.contexts import CONTEXTS, CREDENTIALS_V2, PinnedContext, get_context
from certsvc.errors import InvalidInputError, UnavailableError


@pytest.mark.parametrize("url", CONTEXTS)
def test_every_context_has_the_bytes_that_were_pinned(url: str) -> None:
    content = get_context(url)
    assert hashlib.sha256(content).hexdigest() == CONTEXTS[url].digest
    assert "@context" in json.loads(content)


def test_the_credentials_context_is_the_one_that_the_specification_prints() -> None:
    # VC Data Model 2.0, B.1
    stated = "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734"
    assert hashlib.sha256(get_context(CREDENTIALS_V2)).hexdigest() == stated


@pytest.mark.parametrize("url", CONTEXTS)
def test_the_readme_says_where_every_context_comes_from(url: str) -> None:
    readme = (files("certsvc.credentials") / "contexts" / "README.md").read_text(encoding="utf-8")
    (row,) = [line for line in readme.splitlines() if f"| {CONTEXTS[url].file} | {url} |" in line]
    assert f"`{CONTEXTS[url].digest}`" in row
    assert all(cell.strip() for cell in row.strip("|").split("|"))


def test_every_file_in_the_folder_is_pinned() -> None:
    folder = files("certsvc.credentials") / "contexts"
    there = {path.name for path in folder.iterdir() if path.name.endswith(".json")}
    assert there == {pinned.file for pinned in CONTEXTS.values()}


@pytest.mark.parametrize("url", ["", "https://example.org/context", CREDENTIALS_V2 + "/", "../x"])
def test_any_other_context_is_an_error_and_not_a_request(url: str) -> None:
    with pytest.raises(InvalidInputError) as refused:
        get_context(url)
    assert refused.value.code == "unknown_context"


@pytest.mark.parametrize(
    "pinned", [PinnedContext("credentials-v2.json", "0" * 64), PinnedContext("missing.json", "0" * 64)]
)
def test_a_damaged_or_missing_file_is_not_used(
    pinned: PinnedContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contexts, "CONTEXTS", {"https://context.example/": pinned})
    with pytest.raises(UnavailableError) as refused:
        get_context("https://context.example/")
    assert refused.value.code == "context_damaged"
