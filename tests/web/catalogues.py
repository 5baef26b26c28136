"""The texts of the pages as gettext has them. ``python -m tests.web.catalogues`` updates and compiles all."""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

import certsvc.web
from certsvc.settings import LANGUAGES
from certsvc.web.pages.borrowed import texts_of_other_rooms

WEB = Path(certsvc.web.__file__).parent
FOLDER = WEB / "translations"
TRANSLATED = [tag.replace("-", "_") for tag in LANGUAGES if tag != "en"]
_METHODS = [("pages/**.py", "python"), ("templates/**.html", "jinja2.ext.babel_extract")]
_BEGUN = datetime(2026, 11, 24, tzinfo=UTC)
"""In the heads of the files, so that nothing but texts changes them."""
_WORDS = {"worded": None, "_": None, "say": None}


def texts_in_use() -> dict[str, list[str]]:
    """Every text that a page may have to say, with the files that say it."""
    found: dict[str, list[str]] = {}
    for file, _, text, _, _ in extract_from_dir(str(WEB), method_map=_METHODS, keywords=_WORDS):
        found.setdefault(str(text), []).append(file)
    for text in texts_of_other_rooms():
        found.setdefault(text, []).append("pages/borrowed.py")
    return found


def po_file(locale: str) -> Path:
    return FOLDER / locale / "LC_MESSAGES" / "messages.po"


def read_catalogue(locale: str) -> Catalog:
    with po_file(locale).open("rb") as file:
        return read_po(file, locale=locale)


def compiled(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_mo(out, catalogue)
    return out.getvalue()


def updated(old: Catalog, locale: str) -> Catalog:
    """The same translations for the texts in use, and no others; new texts are empty."""
    catalogue = Catalog(
        locale=locale,
        project="certsvc",
        version="1",
        header_comment=f"# What the pages of certsvc say: {locale}. See tests/web/catalogues.py.",
        msgid_bugs_address="the issues of this project",
        last_translator="certsvc",
        language_team=locale,
        creation_date=_BEGUN,
        revision_date=_BEGUN,
        fuzzy=False,
    )
    for text, files in texts_in_use().items():
        known = old.get(text)
        places = [(name, 0) for name in dict.fromkeys(files)]
        catalogue.add(text, known.string if known else "", locations=places)
    return catalogue


def written(catalogue: Catalog) -> bytes:
    out = BytesIO()
    write_po(out, catalogue, width=100, omit_header=False, include_lineno=False)
    return out.getvalue()


def missing(catalogue: Catalog) -> Iterator[str]:
    for text in texts_in_use():
        message = catalogue.get(text)
        if message is None or not message.string:
            yield text


def main() -> None:
    for locale in TRANSLATED:
        file = po_file(locale)
        file.parent.mkdir(parents=True, exist_ok=True)
        old = read_catalogue(locale) if file.exists() else Catalog(locale=locale)
        catalogue = updated(old, locale)
        file.write_bytes(written(catalogue))
        file.with_suffix(".mo").write_bytes(compiled(catalogue))
        for text in missing(catalogue):
            print(f"{locale}: {text}")  # noqa: T201  # it is run by hand


if __name__ == "__main__":
    main()
