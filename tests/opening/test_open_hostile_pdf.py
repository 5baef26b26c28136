"""PDF files written by hand: made to run wild, or broken in places."""

import pytest

from certsvc.domain.verdicts import Carrier
from certsvc.errors import InvalidInputError
from certsvc.opening.open import Opened, open_presented
from tests.opening.carriers import LINK, a_credential, a_stream, raw_pdf

DOCUMENT = a_credential()
CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 99 99]/Contents 4 0 R/Resources<</XObject<</A 5 0 R>>>>>>"
_FORM = b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]/Resources<</XObject<</A %d 0 R>>>>"


def code_of(content: bytes) -> str:
    with pytest.raises(InvalidInputError) as caught:
        open_presented(content)
    return caught.value.code


@pytest.mark.parametrize(
    "pdf",
    [
        pytest.param(raw_pdf(CATALOGUE, PAGES, PAGE, a_stream(b"0 0 m\n" * (60 << 20))), id="drawing"),
        pytest.param(raw_pdf(CATALOGUE, PAGES, PAGE, a_stream(b"[" * (200 << 20))), id="brackets"),
        pytest.param(
            raw_pdf(
                CATALOGUE,
                PAGES,
                PAGE,
                a_stream(b"/A Do " * 10),
                *(a_stream(b"/A Do " * 10, _FORM % number) for number in range(6, 26)),
                a_stream(b"0 0 9 9 re f " * 1_000, b"/Type/XObject/Subtype/Form/BBox[0 0 99 99]"),
            ),
            id="forms in forms",
        ),
        pytest.param(
            raw_pdf(b"<</Type/Catalog/Pages 2 0 R/AF[" + b"[] " * (3 << 20) + b"]>>", PAGES, PAGE), id="list"
        ),
        pytest.param(raw_pdf(b"<</Type/Catalog/Pages 1 0 R/AF 1 0 R/Kids[1 0 R 1 0 R]>>"), id="circle"),
        pytest.param(
            raw_pdf(CATALOGUE, PAGES, PAGE.replace(b"99 99", b"1e9 1e-9"), a_stream(b"")), id="huge page"
        ),
    ],
)
def test_a_pdf_made_to_run_wild_is_refused(pdf: bytes) -> None:
    assert code_of(pdf) in {"carrier_malformed", "not_recognised"}


def test_a_broken_tree_of_files_hides_neither_associated_files_nor_links() -> None:
    broken = b"/Names<</EmbeddedFiles<</Kids[7 0 R 1 0 R 9 0 R]>>>>"
    files = (b"<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>", a_stream(DOCUMENT))
    catalogue = CATALOGUE.replace(b">>", broken + b"/AF[null 8 0 R 3 0 R 4 0 R]>>")
    assert open_presented(raw_pdf(catalogue, PAGES, PAGE, *files)) == Opened(Carrier.PDF, DOCUMENT)
    linked = PAGE.replace(
        b"/Contents 4 0 R", b"/Annots[null 1 0 R<</Subtype/Link/A<</URI(%b)>>>>]" % LINK.encode()
    )
    assert open_presented(raw_pdf(catalogue, PAGES, linked)) == Opened(Carrier.PDF, None, LINK)


def test_an_attachment_packed_in_a_way_that_cannot_be_bounded_is_passed_over() -> None:
    stream = a_stream(DOCUMENT).replace(b"/FlateDecode", b"[/LZWDecode]")
    catalogue = CATALOGUE.replace(b">>", b"/AF[4 0 R]>>")
    specification = b"<</Type/Filespec/F(a)/EF<</F 5 0 R>>>>"
    assert code_of(raw_pdf(catalogue, PAGES, PAGE, specification, stream)) == "not_recognised"
