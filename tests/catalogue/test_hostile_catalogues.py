"""Whatever the files hold, reading them ends in a Catalogue or in CatalogueError."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from certsvc.catalogue.problems import CatalogueError
from certsvc.catalogue.read import COURSES, MICRO_CERTIFICATIONS, PARTNERS, SHIPPED, read_catalogue
from certsvc.domain.catalogue import Catalogue

FRAMEWORK = "frameworks/ai-cft.toml"
FILES = [COURSES, MICRO_CERTIFICATIONS, PARTNERS, FRAMEWORK]
SHIPPED_BYTES = {str(path.relative_to(SHIPPED)): path.read_bytes() for path in SHIPPED.rglob("*.toml")}

words = st.sampled_from(
    [
        "courses",
        "partners",
        "micro_certifications",
        "competencies",
        "code",
        "hours",
        "pass_mark",
        "modes",
        "developed_by",
        "titles",
        "names",
        "requirement",
        "all_of",
        "any_of",
        "at_least",
        "of",
        "en",
        "kind",
        "parent",
        "levels",
        "level",
        "B1",
        "NG",
        "AI-CFT",
        "AI-CFT:1.1",
        "online",
    ]
)
scalars = st.one_of(
    words,
    st.text(max_size=20),
    st.integers(),
    st.floats(),
    st.booleans(),
    st.dates(min_value=date(1000, 1, 1)),
)
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)
tables = st.dictionaries(words, values, max_size=5)


def toml(value: object) -> str:
    """The value as an inline TOML value."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = "".join(f"\\U{ord(letter):08X}" if ord(letter) < 32 else letter for letter in value)
        return '"' + escaped.replace('"', "\\U00000022").replace("\x7f", "\\U0000007F") + '"'
    return value.isoformat() if isinstance(value, date) else str(value)


def outcome(changed: Mapping[str, bytes]) -> Catalogue | CatalogueError:
    with TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "frameworks").mkdir()
        for file, content in {**SHIPPED_BYTES, **changed}.items():
            (folder / file).write_bytes(content)
        try:
            return read_catalogue(folder)
        except CatalogueError as error:
            return error


def check_is_said_plainly(result: Catalogue | CatalogueError) -> None:
    if isinstance(result, CatalogueError):
        assert result.problems
        for problem in result.problems:
            assert "\n" not in str(problem)
            assert problem.file
            assert problem.message


@given(st.sampled_from(FILES), st.binary(max_size=200))
def test_arbitrary_bytes_are_a_catalogue_error(file: str, content: bytes) -> None:
    result = outcome({file: content})

    assert isinstance(result, CatalogueError)
    check_is_said_plainly(result)


@given(st.sampled_from(FILES), tables)
def test_arbitrary_toml_is_read_or_a_catalogue_error(file: str, table: dict[str, object]) -> None:
    content = "\n".join(f"{json.dumps(key)} = {toml(value)}" for key, value in table.items())

    check_is_said_plainly(outcome({file: content.encode("utf-8", "surrogatepass")}))


@given(
    st.sampled_from(FILES),
    st.integers(0, 10**6),
    st.integers(0, 30),
    st.sampled_from([b"", b"x", b'"', b"[", b"]", b"\n", b"=", b"0", b"\x00", b"\xff", b'en = "y"\n']),
)
def test_a_shipped_file_with_a_piece_exchanged_is_read_or_a_catalogue_error(
    file: str, position: int, length: int, piece: bytes
) -> None:
    content = SHIPPED_BYTES[file]
    start = position % len(content)

    check_is_said_plainly(outcome({file: content[:start] + piece + content[start + length :]}))


@given(st.lists(values, min_size=1, max_size=3))
def test_arbitrary_requirements_are_read_or_a_catalogue_error(parts: list[object]) -> None:
    content = SHIPPED_BYTES[MICRO_CERTIFICATIONS].replace(
        b'courses = ["B1"]', f"all_of = {toml(parts)}".encode("utf-8", "surrogatepass")
    )

    check_is_said_plainly(outcome({MICRO_CERTIFICATIONS: content}))
