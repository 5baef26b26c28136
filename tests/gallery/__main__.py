"""Draws the gallery. ``python -m tests.gallery [FOLDER]``; the folder is ``var/gallery`` by default."""

import html
import sys
from contextlib import closing
from pathlib import Path

import pypdfium2

from certsvc.rendering.certificate import Template, certificate_pdf
from certsvc.rendering.palette import accents
from certsvc.rendering.rosette import Colours, rosette_svg
from tests.gallery.specimens import Specimen, specimens

DOTS_PER_INCH = 110
_STYLE = (
    "body{font:15px/1.4 system-ui,sans-serif;margin:2rem;background:#f3f4f6}"
    "figure{display:inline-block;margin:0 1rem 1.5rem 0;vertical-align:top}"
    "img{display:block;box-shadow:0 1px 4px #0004}figcaption{margin-top:.4rem;color:#444}"
)


def main(folder: Path) -> None:
    """Every specimen in every template, in its language and, where that is not English, in both."""
    folder.mkdir(parents=True, exist_ok=True)
    figures = [
        _figure(folder, template, specimen, bilingual=bilingual)
        for specimen in specimens()
        for template in Template
        for bilingual in ((False, True) if _has_both(specimen) else (False,))
    ]
    rosettes = [_rosette(folder, number) for number in range(24)]
    page = f"<!doctype html><meta charset=utf-8><title>Gallery</title><style>{_STYLE}</style><h1>Gallery</h1>"
    page += "<h2>Sheets</h2>" + "".join(figures) + "<h2>Rosettes</h2>" + "".join(rosettes)
    (folder / "index.html").write_text(page, encoding="utf-8")
    print(f"{len(figures)} sheets: {folder / 'index.html'}")  # noqa: T201  # a line for a person


def _has_both(specimen: Specimen) -> bool:
    return specimen.language != "en" and specimen.kind in {"usual", "full", "team"}


def _figure(folder: Path, template: Template, specimen: Specimen, *, bilingual: bool) -> str:
    name = "-".join([template, specimen.language, specimen.kind, *(["en"] if bilingual else [])])
    pdf = certificate_pdf(specimen.content, template=template, bilingual=bilingual)
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        document[0].render(scale=DOTS_PER_INCH / 72).to_pil().save(folder / f"{name}.png", optimize=True)
    caption = html.escape(name)
    return f'<figure><img src="{name}.png" width="560" alt=""><figcaption>{caption}</figcaption></figure>'


def _rosette(folder: Path, number: int) -> str:
    """One at the size of the verdict page and one at that of a badge."""
    digest = f"{number:064x}" if number < 2 else f"{pow(7, number * 41, 1 << 256):064x}"
    accent = accents()[number % len(accents())]
    colours = Colours(accent.deep, (accent.mid, accent.deep, accent.mid))
    drawn = ""
    for size in (240, 96):
        name = f"rosette-{number}-{size}.svg"
        (folder / name).write_bytes(rosette_svg(digest, size=size, colours=colours))
        drawn += f'<img src="{name}" width="{size}" alt="">'
    return f"<figure>{drawn}</figure>"


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("var/gallery"))
