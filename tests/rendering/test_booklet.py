"""Sheets bound into one document: every page as it was, whatever was left behind, in bounded memory."""

import io
import json
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from certsvc.errors import InvalidInputError
from certsvc.rendering.booklet import write_booklet
from certsvc.rendering.certificate import Template, certificate_pdf
from tests.builders import a_signed_document


def _bound(paths: Iterable[Path]) -> bytes:
    target = io.BytesIO()
    write_booklet(target, paths)
    return target.getvalue()


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Four sheets, in both templates and in two directions of writing."""
    folder = tmp_path_factory.mktemp("sheets")
    names = (
        ("en", "Ngozi Okafor"),
        ("ar", "سامي الحداد"),
        ("ru", "Оксана Ўктамова"),
        ("fr", "Élise N’Diaye"),
    )
    for number, (language, name) in enumerate(names):
        content = json.dumps(a_signed_document(name=name, language=language)).encode()
        template = list(Template)[number % 2]
        (folder / f"{number}.pdf").write_bytes(certificate_pdf(content, template=template))
    return sorted(folder.iterdir())


def test_a_bound_page_looks_as_its_sheet_does_and_no_credential_is_in_it(paths: list[Path]) -> None:
    bound = _bound(path for path in paths for _ in range(40))
    document = pypdfium2.PdfDocument(bound)
    assert len(document) == 160
    for position in (0, 39, 40, 63, 64, 128, 159):
        assert _picture(document[position]) == _picture(pypdfium2.PdfDocument(paths[position // 40])[0])
    assert len(bound) < 10 * sum(path.stat().st_size for path in paths)  # forty times what they share, once
    with pikepdf.open(io.BytesIO(bound)) as opened:
        assert opened.check_pdf_syntax() == []
        assert list(opened.attachments) == []
        assert all("/Annots" not in page for page in opened.pages)


def _picture(page: pypdfium2.PdfPage) -> bytes:
    picture: bytes = page.render().to_pil().tobytes()
    return picture


def test_a_file_that_is_no_pdf_is_not_bound(tmp_path: Path) -> None:
    (tmp_path / "x.pdf").write_bytes(b"no PDF")
    with pytest.raises(InvalidInputError) as caught:
        _bound([tmp_path / "x.pdf"])
    assert caught.value.code == "sheet_unreadable"


def test_the_memory_that_binding_takes_does_not_grow_with_the_sheets(
    paths: list[Path], tmp_path: Path
) -> None:
    program = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from certsvc.rendering.booklet import write_booklet\n"
        "sheet = Path(sys.argv[1])\n"
        "def peak(number):\n"
        "    with open(sys.argv[2], 'wb') as target:\n"
        "        assert write_booklet(target, (sheet for _ in range(number))) == number\n"
        "    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "few = peak(50)\n"
        "print(peak(1000) - few)\n"
    )
    arguments = (sys.executable, "-c", program, str(paths[0]), str(tmp_path / "bound.pdf"))
    grown = subprocess.run(arguments, check=True, capture_output=True)  # noqa: S603  # our own program
    assert int(grown.stdout) < 8 * 1024
