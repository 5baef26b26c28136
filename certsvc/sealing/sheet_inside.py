"""The process that looks at PDFs: reads them from standard input, answers one JSON object, ends.

The input: each file after its length in eight bytes; the first is a stranger's, the others were drawn here.
It bounds itself before it loads any parser: a file that makes one run wild ends this process alone.
"""

import json
import resource
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

_LIMITS = {
    resource.RLIMIT_AS: 1 << 30,
    resource.RLIMIT_CPU: 5,
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_CORE: 0,
    resource.RLIMIT_NOFILE: 64,
}
_DOTS_PER_INCH = 96
_LARGEST_PAGE = 2_000
"""Points a side."""
_FAINT = 56
"""Of 255: so much may a pixel differ where numbers were rounded. A stroke put in or taken out is more."""
_SPECKS = 3
"""Pixels that may differ by more."""
_MOST_WORDS = 20_000
_MOST_PAGES = 8
_SHOWN = 6
"""Words shown from the first that differs."""
_NEAR = ("picture", "links")
"""What differs least."""


def main() -> None:
    """Answers ``difference``: None, or a value of ``sheet_apart.Difference``.

    With ``words``: those ``presented`` and ``certified`` from the first that differs.
    """
    for limit, value in _LIMITS.items():
        with suppress(ValueError, OSError):  # a system that does not know one of them
            resource.setrlimit(limit, (value, value))
    try:
        answer = _answer(*_files(sys.stdin.buffer.read()))
    except Exception:  # noqa: BLE001  # whatever a parser makes of a stranger's file
        answer = {"difference": "unreadable"}
    sys.stdout.write(json.dumps(answer))


def _files(content: bytes) -> Iterator[bytes]:
    position = 0
    while position < len(content):
        start = position + 8
        position = start + int.from_bytes(content[position:start])
        yield content[start:position]


def _answer(presented: bytes, *certified: bytes) -> dict[str, str | None]:
    """On the sheet that is like the presented one; on the one that has most of its words, where none is."""
    import pypdfium2  # noqa: PLC0415  # loads a parser: after the limits

    from certsvc.sealing.sheet_acts import find_addresses  # noqa: PLC0415  # likewise

    addresses = find_addresses(presented)
    if addresses is None:
        return {"difference": "active"}
    answers = []
    with closing(pypdfium2.PdfDocument(presented)) as document:
        document.init_forms()
        words = Counter(word for page in list(document)[:_MOST_PAGES] for word in _words(page))
        for sheet in certified:
            with closing(pypdfium2.PdfDocument(sheet)) as true_document:
                true_words = Counter(word for page in true_document for word in _words(page))
                answer = _compared(document, true_document)
            if answer["difference"] is None and addresses != find_addresses(sheet):
                answer = {"difference": "links"}
            if answer["difference"] is None:
                return answer
            answers.append(((words & true_words).total(), answer["difference"] in _NEAR, answer))
    return max(answers, key=lambda entry: entry[:2])[2]


def _compared(document: Any, true_document: Any) -> dict[str, str | None]:  # noqa: ANN401  # pdfium's documents
    """1. the words in their order, 2. the pages, 3. the picture."""
    pages, true_pages = list(document)[:_MOST_PAGES], list(true_document)
    words, true_words = ([word for page in each for word in _words(page)] for each in (pages, true_pages))
    if words != true_words:  # 1
        return {"difference": "words", **_first_difference(words, true_words)}
    if len(document) != len(true_document) or list(map(_size, pages)) != list(map(_size, true_pages)):  # 2
        return {"difference": "pages"}
    for page, true_page in zip(pages, true_pages, strict=True):
        if not _looks_alike(page, true_page):  # 3
            return {"difference": "picture"}
    return {"difference": None}


def _size(page: Any) -> tuple[int, int]:  # noqa: ANN401  # pdfium's page
    width, height = round(page.get_width()), round(page.get_height())
    if max(width, height) > _LARGEST_PAGE:
        raise ValueError(width, height)
    return width, height


def _words(page: Any) -> list[str]:  # noqa: ANN401  # pdfium's page
    text = str(page.get_textpage().get_text_range()).replace("\u200b", "").replace("\ufffe", "")
    return text.split()[:_MOST_WORDS]


def _first_difference(words: list[str], true_words: list[str]) -> dict[str, str]:
    pairs = zip(words, true_words, strict=False)
    first = next((n for n, (a, b) in enumerate(pairs) if a != b), min(len(words), len(true_words)))
    shown = slice(first, first + _SHOWN)
    return {"presented": " ".join(words[shown]), "certified": " ".join(true_words[shown])}


def _looks_alike(page: Any, true_page: Any) -> bool:  # noqa: ANN401  # pdfium's pages
    from PIL import ImageChops  # noqa: PLC0415  # likewise

    one, other = (
        each.render(scale=_DOTS_PER_INCH / 72).to_pil().convert("RGB") for each in (page, true_page)
    )
    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(most.histogram()[_FAINT:]) <= _SPECKS


if __name__ == "__main__":
    main()
