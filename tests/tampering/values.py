"""What can be put in the place of one value: another type, another form, nearly the same text."""

import json
import unicodedata
from collections.abc import Iterator
from typing import Any

from tests.tampering.trees import Change, Path, Tree, put_at, raw, value_at

_LOOKALIKES = str.maketrans("aeopcxyi", "аеорсхуі")
_WRAPPED: dict[str, Any] = {
    "@value": lambda value: {"@value": value},
    "@id": lambda value: {"@id": value},
    "id": lambda value: {"id": value},
    "@list": lambda value: {"@list": [value]},
    "@set": lambda value: {"@set": [value]},
    "@graph": lambda value: {"@graph": [value]},
    "language": lambda value: {"@value": value, "@language": "en"},
    "direction": lambda value: {"@value": value, "@direction": "rtl"},
    "datatype": lambda value: {"@value": value, "@type": "http://www.w3.org/2001/XMLSchema#string"},
    "alone": lambda value: [value],
    "twice": lambda value: [value, value],
    "list in list": lambda value: [[value]],
    "beside null": lambda value: [None, value],
    "beside another": lambda value: [value, "x"],
    "behind another": lambda value: ["x", value],
    "as text": json.dumps,
}
_OTHERS: tuple[Any, ...] = (None, "", "x", 0, 1, -1, 1.5, True, False, [], {}, [{}], "did:example:x")


def value_changes(document: Tree, path: Path) -> Iterator[Change]:
    """All of them, at one place."""
    value = value_at(document, path)
    for other in _OTHERS:
        if other != value or type(other) is not type(value):
            yield _put(path, f"{other!r} instead", other)
    for name, wrap in _WRAPPED.items():
        yield _put(path, f"wrapped: {name}", wrap(value))
    if isinstance(value, str):
        yield from _text_changes(path, value)
    elif isinstance(value, bool):
        yield from (_put(path, f"bool {new!r}", new) for new in (not value, str(value).lower(), int(value)))
    elif isinstance(value, int | float):
        yield from _number_changes(path, value)
    elif isinstance(value, list):
        yield from _list_changes(path, value)
    elif isinstance(value, dict):
        yield from _object_changes(path, value)


def _put(path: Path, how: str, value: Tree) -> Change:
    return Change(path, how, lambda tree: put_at(tree, path, value))


def _text_changes(path: Path, value: str) -> Iterator[Change]:
    near = {
        "space behind": value + " ",
        "space before": " " + value,
        "line feed": value + "\n",
        "zero-width space": value + "\u200b",
        "word joiner": "\u2060" + value,
        "turned": "\u202e" + value,
        "soft hyphen": value[:1] + "\u00ad" + value[1:],
        "variation": value + "\ufe0f",
        "NUL": value + "\u0000",
        "combining": value + "\u0301",
        "upper": value.upper(),
        "lower": value.lower(),
        "swapped case": value.swapcase(),
        "shorter": value[:-1],
        "without first": value[1:],
        "doubled": value * 2,
        "blank node": "_:" + value,
        "lookalike": value.translate(_LOOKALIKES),
        "decomposed": unicodedata.normalize("NFD", value),
        "composed": unicodedata.normalize("NFC", value),
        "compatible": unicodedata.normalize("NFKC", value),
        "percent": value[:-1] + "".join(f"%{byte:02x}" for byte in value[-1:].encode()),
        "fragment": value + "#x",
        "empty fragment": value + "#",
        "query": value + "?x",
        "slash": value + "/",
        "dot": value.replace("/", "/./", 1),
        "scheme": value.replace("https:", "http:").replace("http:", "HTTP:", 1),
        "offset": value.replace("Z", "+00:00"),
        "fraction": value.replace("Z", ".000Z"),
        "small letters of time": value.replace("T", "t").replace("Z", "z"),
        "later": value.replace("202", "209", 1),
        "digit": value.translate(str.maketrans("0123456789", "1234567890")),
        "Arabic digits": value.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")),
        "zero before": "0" + value,
        "quote": value + '"',
        "markup": value + "<b>",
    }
    yield from (_put(path, how, text) for how, text in near.items() if text != value)
    if value.isdigit():
        yield _put(path, "number", int(value))
    plain = json.dumps(value)[1:-1]
    forms = {
        "escaped": '"' + "".join(f"\\u{ord(c):04x}" for c in value if ord(c) < 0x10000) + '"',
        "escaped slash": f'"{plain}"'.replace("/", "\\/"),
        "lone surrogate": f'"{plain}\\ud800"',
        "low surrogate first": f'"\\udc00\\ud800{plain}"',
        "raw control": f'"{plain}\t"',
        "bad escape": f'"{plain}\\x41"',
        "single quotes": f"'{plain}'",
        "comment": f'"{plain}"/**/',
        "spaces around": f' \n"{plain}"\t ',
        "other space": f'\u00a0"{plain}"',
        "not ended": f'"{plain}',
        "raw surrogate": f'"{plain}\ud800"',
    }
    yield from (_put(path, f"written: {how}", raw(text)) for how, text in forms.items())


def _number_changes(path: Path, value: float) -> Iterator[Change]:
    yield from (_put(path, f"number {new!r}", new) for new in (value + 1, -value, str(value), value + 1e-12))
    forms = (f"{value}.0", f"{value}e0", f"{value}E+0", f"0{value}", f"+{value}", f"{value}.", f"-{value}")
    beyond = (
        "1e400",
        "-1e400",
        "NaN",
        "Infinity",
        "0x1",
        "9" * 41,
        "9007199254740993",
        f"{value}" + "0" * 40,
    )
    for form in (*forms, *beyond):
        yield _put(path, f"written: {form[:20]}", raw(form))


def _list_changes(path: Path, value: list[Any]) -> Iterator[Change]:
    forms: dict[str, Any] = {
        "backwards": value[::-1],
        "without its first": value[1:],
        "without its last": value[:-1],
        "first again": [*value, *value[:1]],
        "turned round": [*value[1:], *value[:1]],
        "null in it": [*value, None],
        "empty list in it": [*value, []],
        "empty object in it": [*value, {}],
        "list for each": [[entry] for entry in value],
        "numbered": {str(number): entry for number, entry in enumerate(value)},
    }
    if value:
        forms["its first alone"] = value[0]
    yield from (_put(path, how, form) for how, form in forms.items() if form != value)


def _object_changes(path: Path, value: dict[str, Any]) -> Iterator[Change]:
    added: dict[str, Any] = {
        "undefined": 1,
        "name": "x",
        "@id": "did:example:x",
        "@type": "Profile",
        "id": "did:example:x",
        "@index": "x",
        "@graph": [{"id": "did:example:x", "name": "x"}],
        "@included": [{"id": "did:example:x", "name": "x"}],
        "@reverse": {"issuer": {"id": "did:example:x"}},
        "@nest": {"name": "x"},
        "@language": "fr",
        "@vocab": "https://example.org/",
        "proof": {"type": "DataIntegrityProof"},
        "": "x",
        "https://schema.org/name": "x",
        "schema:name": "x",
        "https://example.org/x": [],
        "https://example.org/y": None,
        "__proto__": {"name": "x"},
        "evidence": [{"type": ["Evidence"], "name": "x"}],
    }
    for name, part in added.items():
        if value.get(name, ...) != part:
            yield _put(path, f"'{name}' added", {**value, name: part})
            yield _put(path, f"'{name}' added first", {name: part} | {**value, name: part})
    contexts: tuple[Any, ...] = (
        None,
        {},
        [],
        {"@vocab": "https://example.org/"},
        {"name": "https://e.example/n"},
    )
    for context in contexts:
        yield _put(path, f"@context {context!r}", {**value, "@context": context})
    yield _put(path, "backwards", dict(reversed(value.items())))
    yield _put(path, "its values", list(value.values()))
    yield _put(path, "its pairs", [{name: part} for name, part in value.items()])
