import json
import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.credentials.compose import compose_credential
from certsvc.credentials.drafts import DraftCredential
from certsvc.credentials.lint import LintedCredential, LintError, lint_credential
from certsvc.credentials.status_list import StatusBits, compose_status_list
from certsvc.errors import InvalidInputError
from tests.builders import ADDRESSES, NOW, a_full_certification, a_whole_certification

Path = tuple[str | int, ...]

BADGE = compose_credential(a_whole_certification()).document
STATUS_LIST = compose_status_list(1, ADDRESSES.secretariat_did(), StatusBits(), NOW, ADDRESSES).document

MAY_BE_MISSING = re.compile(
    r"""validUntil
    | (.*\.)?(issuer|source|creator)\.(url|email|official)
    | (.*\.)?(source|creator)\.(otherIdentifier|parentOrg(\.(url|official|otherIdentifier))?)
    | evidence(\.[01]|\.0\.description)? | credentialSubject\.achievement\.otherIdentifier
    | credentialSubject\.(term|activityEndDate|narrative|result|result\.\d)
    | credentialSubject\.identifier\.[12]
    | credentialSubject\.achievement\.alignment(\.\d(\.target(Code|Framework|Type|Description))?)?
    | credentialSubject\.achievement\.resultDescription\.\d\.(valueMin|valueMax|requiredValue)
    """,
    re.VERBOSE,
)


def _paths(value: object, here: Path = ()) -> Iterator[Path]:
    """The place of everything in a document but the document itself."""
    parts: Iterator[tuple[str | int, object]] = iter(())
    if isinstance(value, dict):
        parts = iter(value.items())
    elif isinstance(value, list):
        parts = iter(enumerate(value))
    for name, part in parts:
        yield (*here, name)
        yield from _paths(part, (*here, name))


def _holder(document: Any, path: Path) -> Any:  # noqa: ANN401  # JSON
    for step in path[:-1]:
        document = document[step]
    return document


def _changed(document: Mapping[str, Any], path: Path, value: object) -> Mapping[str, Any]:
    changed = deepcopy(document)
    _holder(changed, path)[path[-1]] = value
    return changed


def _breaches(document: Mapping[str, Any]) -> tuple[str, ...]:
    try:
        lint_credential(DraftCredential(document))
    except LintError as refused:
        return refused.breaches
    return ()


def _rules(document: Mapping[str, Any]) -> set[str]:
    return {breach.partition(" ")[0] for breach in _breaches(document)}


def _written(path: Path) -> str:
    return ".".join(str(step) for step in path)


BADGE_PATHS = list(_paths(BADGE))
STATUS_LIST_PATHS = list(_paths(STATUS_LIST))


@pytest.mark.parametrize("document", [BADGE, STATUS_LIST])
def test_a_good_draft_passes_and_comes_out_as_it_went_in(document: Mapping[str, Any]) -> None:
    linted = lint_credential(DraftCredential(document))
    assert linted.document == document
    assert linted.content == json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


@pytest.mark.parametrize("path", BADGE_PATHS, ids=_written)
def test_a_badge_without_a_part_is_refused_unless_the_part_is_optional(path: Path) -> None:
    changed = deepcopy(BADGE)
    del _holder(changed, path)[path[-1]]
    optional = MAY_BE_MISSING.fullmatch(_written(path)) is not None
    assert (_breaches(changed) == ()) == optional


@pytest.mark.parametrize("path", STATUS_LIST_PATHS, ids=_written)
def test_a_status_list_without_any_of_its_parts_is_refused(path: Path) -> None:
    changed = deepcopy(STATUS_LIST)
    del _holder(changed, path)[path[-1]]
    assert _breaches(changed)


def _nested(depth: int) -> object:
    value: object = "x"
    for _ in range(depth):
        value = [value]
    return value


JUNK = {
    "null": None,
    "float": 1.5,
    "not a number": float("nan"),
    "whole number": 7,
    "true": True,
    "empty object": {},
    "empty array": [],
    "empty text": "",
    "blank text": " \u00a0",
    "object": {"name": "x"},
    "unknown member": {"nonsense": "x"},
    "member that is no text": {7: "x"},
    "array": ["x"],
    "deep array": _nested(10_000),
    "direction override": "a\u202eb",
    "half a character": "a\ud800b",
    "control character": "a\x00b",
    "bytes": b"x",
    "long text": "x" * 20_001,
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK)
def test_junk_is_refused_wherever_it_stands(junk: object) -> None:
    for document, paths in ((BADGE, BADGE_PATHS), (STATUS_LIST, STATUS_LIST_PATHS)):
        for path in paths:
            if _holder(document, path)[path[-1]] is junk:
                continue
            assert _breaches(_changed(document, path, junk)), _written(path)


ANY_TEXT = re.compile(
    r"""name | (.*\.)?(issuer|source|creator)\.(name|url|email|official)
    | (.*\.)?(source|creator)\.parentOrg\.(id|name|url|official) | (.*\.)?otherIdentifier\.0\.identifier
    | evidence\.0\.(id|name|description) | evidence\.1\.(name|narrative)
    | credentialSubject\.(term|narrative) | credentialSubject\.identifier\.[01]\.identityHash
    | credentialSubject\.identifier\.2\.salt
    | credentialSubject\.achievement\.(name|description|criteria\.narrative|inLanguage)
    | credentialSubject\.achievement\.alignment\.\d\.target(Name|Url|Code|Framework|Description|Type)
    | credentialSubject\.achievement\.resultDescription\.(\d\.name|1\.resultType)
    | credentialSubject\.identifier\.1\.identityType
    | (.*\.)?source\.id | credentialSchema\.0\.id
    """,
    re.VERBOSE,
)


@pytest.mark.parametrize("path", BADGE_PATHS, ids=_written)
def test_one_letter_more_is_refused_wherever_the_text_is_not_free(path: Path) -> None:
    value = _holder(BADGE, path)[path[-1]]
    if isinstance(value, str):
        free = ANY_TEXT.fullmatch(_written(path)) is not None
        assert (_breaches(_changed(BADGE, path, value + "x")) == ()) == free


SUBJECT: Path = ("credentialSubject",)
ACHIEVEMENT: Path = (*SUBJECT, "achievement")


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("1.3", ("name",), "x" * 20_001),
        ("1.4", ("name",), "two\nlines"),
        ("1.4", ("name",), "a\u2067b"),
        ("2.1", ("credentialSchema", 0, "type"), "1EdTechJsonSchemaValidator2019"),
        ("2.2", ("credentialSubject", "achievement", "salt"), "x"),
        ("2.3", ("issuer", "id"), "relative"),
        ("3.1", ("@context",), list(reversed(BADGE["@context"]))),
        ("3.1", ("@context",), [*BADGE["@context"], "https://other.example/context"]),
        ("3.2", ("type",), ["OpenBadgeCredential", "VerifiableCredential"]),
        ("3.3", ("id",), "urn:uuid:019ab4f2-6c00-7a11-8c22-3d334e445f55"),
        ("3.5", ("proof",), {"type": "DataIntegrityProof"}),
        ("4", ("issuer", "id"), "did:web:other.example"),
        ("4", ("issuer", "url"), "javascript:alert(1)"),
        ("5.1", ("validFrom",), "2026-11-24T09:30:00"),
        ("5.1", ("validFrom",), "2026-02-30T09:30:00Z"),
        ("5.1", ("validFrom",), "2026-11-24"),
        ("5.2", ("validUntil",), "2026-11-24T09:30:00Z"),
        ("5.2", ("validUntil",), "2026-11-24T10:30:00+01:00"),
        ("5.3", ("awardedDate",), "2024-04-26"),
        ("6.1", ("credentialStatus",), [BADGE["credentialStatus"]]),
        ("6.2", ("credentialStatus", "statusListIndex"), "131072"),
        ("6.2", ("credentialStatus", "statusListIndex"), "007"),
        ("6.2", ("credentialStatus", "statusListIndex"), 94_567),
        ("6.3", ("credentialStatus", "statusListCredential"), "https://other.example/status/1"),
        ("6.4", ("credentialStatus", "id"), "http://localhost:8000/status/1#1"),
        ("6.6", ("evidence",), {"name": "x"}),
        ("6.6", ("evidence", 0, "type"), "Evidence"),
        ("6.6", ("evidence", 0, "genre"), "ext:Book"),
        ("6.7", ("evidence", 0, "id"), "https://other.example/achievements/MC-B1.v1#course-B1"),
        ("6.7", ("evidence", 0, "id"), "http://localhost:8000/achievements/MC-B1.v1"),
        ("6.7", ("evidence",), [BADGE["evidence"][0], *BADGE["evidence"]]),
        ("6.8", ("evidence", 0, "name"), " "),
        ("7.2", (*SUBJECT, "licenseNumber"), "000G-40R4-0M30-E209-K"),
        ("7.2", (*SUBJECT, "licenseNumber"), BADGE["credentialSubject"]["licenseNumber"].lower()),
        ("7.3", (*SUBJECT, "source", "id"), "did:web:other.example"),
        ("7.3", (*SUBJECT, "source", "parentOrg"), "http://localhost:8000/partners/ABU"),
        ("7.3", (*SUBJECT, "source", "parentOrg", "id"), "https://other.example/partners/ABU"),
        ("7.3", (*SUBJECT, "source", "parentOrg", "id"), "http://localhost:8000/partners/"),
        ("7.3", (*SUBJECT, "source", "parentOrg", "parentOrg"), BADGE["issuer"]),
        ("7.3", (*SUBJECT, "source", "otherIdentifier", 0, "type"), ["IdentifierEntry"]),
        ("7.3", (*SUBJECT, "source", "otherIdentifier", 0, "identifierType"), "ext:frenchName"),
        ("8.2", (*SUBJECT, "identifier", 1, "identityType"), "latinName"),
        ("8.3", (*SUBJECT, "identifier", 2, "identityHash"), "ngozi"),
        ("8.3", (*SUBJECT, "identifier", 2, "salt"), "short"),
        ("8.4", (*SUBJECT, "identifier", 2, "hashed"), False),
        ("8.4", (*SUBJECT, "identifier", 1, "identityHash"), "ngozi@abu.example"),
        ("8.5", (*SUBJECT, "identifier", 0, "identityHash"), "Zoe\u0308"),
        ("8.5", (*SUBJECT, "identifier", 0, "identityHash"), " Zoë"),
        ("8.5", (*SUBJECT, "identifier", 0, "identityHash"), "Zo\ufffd"),
        ("8.5", (*SUBJECT, "identifier", 0, "identityHash"), "Zo\u200fë"),
        ("8.5", (*SUBJECT, "identifier", 0, "identityHash"), "Z" * 301),
        ("8.6", (*SUBJECT, "identifier", 1, "identityType"), "name"),
        ("9.2", (*ACHIEVEMENT, "id"), "https://other.example/achievements/MC-B1.v1"),
        ("9.2", (*ACHIEVEMENT, "version"), "2"),
        ("9.4", (*ACHIEVEMENT, "criteria"), {"name": "x"}),
        ("9.5", (*ACHIEVEMENT, "achievementType"), "Microcredential"),
        ("9.6", (*ACHIEVEMENT, "inLanguage"), "English language"),
        ("9.7", (*ACHIEVEMENT, "creator", "parentOrg", "official"), ""),
        (
            "9.8",
            (*ACHIEVEMENT, "otherIdentifier"),
            BADGE["credentialSubject"]["source"]["otherIdentifier"] * 2,
        ),
        ("10.2", (*ACHIEVEMENT, "alignment", 0, "targetUrl"), "4.1"),
        ("10.3", (*ACHIEVEMENT, "alignment", 0, "targetType"), "Competency"),
        ("11.2", (*ACHIEVEMENT, "resultDescription", 0, "resultType"), "Points"),
        ("11.3", (*ACHIEVEMENT, "resultDescription", 0, "valueMax"), "hundred"),
        ("11.4", (*ACHIEVEMENT, "resultDescription", 1, "id"),
         "http://localhost:8000/achievements/MC-B1.v1#score-B1"),
        ("12.2", (*SUBJECT, "result", 0, "resultDescription"), "http://localhost:8000/achievements/X.v1#score-B1"),
        ("12.3", (*SUBJECT, "result", 0, "value"), "89.50"),
        ("12.3", (*SUBJECT, "result", 0, "value"), "1e2"),
        ("12.3", (*SUBJECT, "result", 0, "value"), "٨٩"),
        ("12.3", (*SUBJECT, "result", 0, "value"), "online"),
        ("12.4", (*SUBJECT, "result", 2, "value"), "89"),
        ("12.4", (*SUBJECT, "result", 2, "value"), "on site"),
        ("6.6", ("evidence",), [*BADGE["evidence"], BADGE["evidence"][1]]),
        ("6.6", ("evidence",), [*reversed(BADGE["evidence"])]),
        ("26.1", ("evidence", 1, "type"), "Evidence"),
        ("26.2", ("evidence", 1, "id"), "https://other.example/credentials/019ab4f2-6c00-7a11-8c22-3d33dead0000"),
        ("26.2", ("evidence", 1, "id"), BADGE["evidence"][1]["id"] + ".json"),
        ("26.2", ("evidence", 1, "id"), BADGE["id"]),
        ("26.3", ("evidence", 1, "name"), "In place of another certificate"),
        ("26.3", ("evidence", 1, "name"), "In place of certificate 000G-40R4-0M30-E209-K"),
        ("26.4", ("evidence", 1, "narrative"), " "),
        ("26.4", ("evidence", 1, "narrative"), "x" * 501),
        ("26.4", ("evidence", 1, "narrative"), "It was\nmisspelt."),
        ("26.5", ("evidence", 1, "description"), "More."),
    ],
)  # fmt: skip
def test_a_broken_rule_is_named_by_its_number(rule: str, path: Path, value: object) -> None:
    assert rule in _rules(_changed(BADGE, path, value))


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("3.1", ("@context",), BADGE["@context"]),
        ("3.3", ("id",), "http://localhost:8000/credentials/1"),
        ("4", ("issuer",), "did:web:other.example"),
        ("5.1", ("validFrom",), "yesterday"),
        ("13.1", (*SUBJECT, "id"), "http://localhost:8000/status/2#list"),
        ("13.2", (*SUBJECT, "statusPurpose"), "suspension"),
        ("13.3", (*SUBJECT, "encodedList"), "uH4sIAAAAAAAAA"),
    ],
)
def test_a_broken_rule_of_status_lists_is_named_by_its_number(rule: str, path: Path, value: object) -> None:
    assert rule in _rules(_changed(STATUS_LIST, path, value))


@pytest.mark.parametrize(
    "name",
    [
        "Sukarno",
        "أحمد محمد عبد الله",
        "Oʻktam Gʻaniyev",
        "Ўктам Ғаниев",
        "می\u200cخواهم",
        "王小明",
        "O'Brien-Søn",
        "Ma. Ñ",
    ],
)
def test_names_of_every_script_and_form_pass(name: str) -> None:
    assert _breaches(_changed(BADGE, (*SUBJECT, "identifier", 0, "identityHash"), name)) == ()


def test_prose_may_have_lines_and_tabs() -> None:
    for path in ((*ACHIEVEMENT, "description"), (*ACHIEVEMENT, "criteria", "narrative")):
        assert _breaches(_changed(BADGE, path, "- one\n- two\tthree")) == ()


def test_every_breach_is_named_at_its_place_and_no_value_is_shown() -> None:
    changed = deepcopy(BADGE)
    changed["credentialSubject"]["identifier"][0]["identityHash"] = "secret@example.org"
    changed["credentialSubject"]["result"][0]["value"] = "ten"
    del changed["issuer"]["name"]
    with pytest.raises(LintError) as refused:
        lint_credential(DraftCredential(changed))
    assert refused.value.breaches == (
        "4 issuer.name is missing",
        "8.4 credentialSubject.identifier[0] shows an e-mail address in clear",
        "12.3 credentialSubject.result[0].value is not a plain number",
    )
    assert refused.value.code == "lint"
    assert isinstance(refused.value, InvalidInputError)
    assert "secret" not in str(refused.value)
    assert all(breach in str(refused.value) for breach in refused.value.breaches)


def test_what_is_no_object_is_refused() -> None:
    documents: tuple[Any, ...] = (MappingProxyType(dict(BADGE)), [], None)
    for document in documents:
        with pytest.raises(LintError, match=r"1\.2"):
            lint_credential(DraftCredential(document))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda parts: st.lists(parts, max_size=4) | st.dictionaries(st.text(max_size=8), parts, max_size=4),
    max_leaves=8,
)


@given(
    st.sampled_from(
        [(BADGE, path) for path in BADGE_PATHS] + [(STATUS_LIST, path) for path in STATUS_LIST_PATHS]
    ),
    json_values,
)
def test_whatever_stands_anywhere_the_lint_passes_it_unchanged_or_refuses_it_as_such(
    place: tuple[Mapping[str, Any], Path], value: object
) -> None:
    changed = _changed(place[0], place[1], value)
    if _breaches(changed) == ():
        assert lint_credential(DraftCredential(changed)).document == changed


def test_nobody_else_makes_a_linted_credential() -> None:
    for token in (None, object()):
        with pytest.raises(TypeError, match="only lint_credential"):
            LintedCredential(("{}",), token=token)  # type: ignore[arg-type]  # on purpose
    with pytest.raises(TypeError):
        LintedCredential(("{}",))  # type: ignore[call-arg]  # on purpose


def test_nobody_edits_a_document_after_the_lint() -> None:
    draft = compose_credential(a_full_certification())
    linted = lint_credential(draft)
    content = linted.content
    draft.document["credentialSubject"]["identifier"][0]["identityHash"] = "Somebody Else"
    linted.document["credentialSubject"]["identifier"][0]["identityHash"] = "Somebody Else"
    assert linted.content == content
    assert "Somebody Else" not in json.dumps(linted.document)
    with pytest.raises(AttributeError):
        linted._texts = ("{}",)  # noqa: SLF001  # on purpose
