"""Things to open, made by hand: images with a credential baked in, PDF files, pictures of QR codes."""

import io
import json
import struct
import zlib
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import pikepdf
from PIL import Image

from certsvc.credentials.codes import new_code
from certsvc.rendering.certificate import certificate_pdf
from certsvc.rendering.qr import qr_png
from certsvc.signing.base64url import encode_base64url
from tests.builders import a_signed_document

CODE = str(new_code(bytes(range(101, 111))))
LINK = f"https://certificates.example.org/v/{CODE}"
NAMESPACE = "https://purl.imsglobal.org/ob/v3p0"
SIGNATURE = b"\x89PNG\r\n\x1a\n"


def a_credential(**differences: Any) -> bytes:  # noqa: ANN401  # any member
    """A credential as JSON; its proof proves nothing."""
    document = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        **a_signed_document(code=CODE, **differences),
    }
    return json.dumps(document, ensure_ascii=False).encode()


def a_token(payload: bytes | None = None) -> bytes:
    """A compact token of a credential; its signature proves nothing."""
    parts = (b'{"alg":"EdDSA","typ":"vc+jwt"}', payload or a_credential(), bytes(64))
    return b".".join(map(encode_base64url, parts))


def a_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def a_text_chunk(text: bytes, *, keyword: bytes = b"openbadgecredential", packed: bool = False) -> bytes:
    body = zlib.compress(text) if packed else text
    return a_chunk(b"iTXt", keyword + (b"\0\1\0" if packed else b"\0\0\0") + b"en\0title\0" + body)


def baked_png(*chunks: bytes, image: bytes | None = None) -> bytes:
    """A PNG image, plain grey unless ``image`` is given, with ``chunks`` behind its head."""
    image = image or picture_bytes(Image.new("L", (40, 30), 128), "PNG")
    head = len(SIGNATURE) + 25
    return image[:head] + b"".join(chunks) + image[head:]


def baked_svg(
    *, verify: str | None = None, body: str = "", prologue: str = "", namespace: str = NAMESPACE
) -> str:
    attribute = "" if verify is None else f' verify="{verify}"'
    return (
        f'{prologue}<svg xmlns="http://www.w3.org/2000/svg" xmlns:openbadges="{namespace}" viewBox="0 0 9 9">'
        f"<openbadges:credential{attribute}>{body}</openbadges:credential><g><path d='M0 0'/></g></svg>"
    )


def qr_picture(content: str = LINK, *, width: int = 400) -> Image.Image:
    """A QR code with its white margin, in grey."""
    picture = Image.open(io.BytesIO(qr_png(content))).convert("L")
    return picture.resize((width, width), Image.Resampling.LANCZOS)


def a_scene(
    *codes: Image.Image, size: tuple[int, int] = (1600, 1200), angle: float = 0, ground: int = 225
) -> Image.Image:
    """A picture with ``codes`` lying in it side by side, each turned by ``angle`` degrees."""
    scene = Image.new("L", size, ground)
    for place, code in enumerate(codes):
        turned = code.rotate(angle, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=ground)
        left = (2 * place + 1) * size[0] // (2 * len(codes)) - turned.width // 2
        scene.paste(turned, (left, (size[1] - turned.height) // 2))
    return scene


def picture_bytes(picture: Image.Image, kind: str = "JPEG", **how: Any) -> bytes:  # noqa: ANN401  # as Pillow takes them
    out = io.BytesIO()
    picture.save(out, kind, **how)
    return out.getvalue()


def seen_askew(picture: Image.Image, share: float) -> Image.Image:
    """``picture`` as seen from one side: its right edge is shorter by ``share`` above and below."""
    side = picture.width
    inset = side * share
    corners = [(0, 0), (side, inset), (side, side - inset), (0, side)]
    originals = [(0, 0), (side, 0), (side, side), (0, side)]
    rows, right = [], []
    for (x, y), (u, v) in zip(corners, originals, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        right += [float(u), float(v)]
    return picture.transform(
        picture.size,
        Image.Transform.PERSPECTIVE,
        _solved(rows, right),
        Image.Resampling.BICUBIC,
        fillcolor=255,
    )


def _solved(rows: Sequence[Sequence[float]], right: Sequence[float]) -> list[float]:
    """Gauss and Jordan."""
    table = [[*map(float, row), value] for row, value in zip(rows, right, strict=True)]
    for column in range(len(table)):
        pivot = max(range(column, len(table)), key=lambda row: abs(table[row][column]))
        table[column], table[pivot] = table[pivot], table[column]
        table[column] = [value / table[column][column] for value in table[column]]
        for row in range(len(table)):
            if row != column:
                factor = table[row][column]
                table[row] = [a - factor * b for a, b in zip(table[row], table[column], strict=True)]
    return [row[-1] for row in table]


@cache
def own_pdf(content: bytes | None = None) -> bytes:
    return certificate_pdf(content or a_credential(base_url="https://certificates.example.org"))


def a_pdf(
    *,
    attached: Iterable[tuple[str, bytes]] = (),
    associated: Iterable[tuple[str, bytes]] = (),
    links: Iterable[str] = (),
    picture: Image.Image | None = None,
    pages: int = 1,
    is_typed: bool = False,
    **saving: Any,  # noqa: ANN401  # as pikepdf takes them
) -> bytes:
    """Blank pages, ``picture`` on the last. Embedded files name their type only if ``is_typed``."""
    pdf = pikepdf.new()
    for _ in range(pages):
        pdf.add_blank_page(page_size=(595, 842))
    page = pdf.pages[-1]
    if picture is not None:
        image = pdf.make_stream(zlib.compress(picture.tobytes()))
        image.stream_dict = pikepdf.Dictionary(
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Image,
            Width=picture.width,
            Height=picture.height,
            ColorSpace=pikepdf.Name.DeviceGray,
            BitsPerComponent=8,
            Filter=pikepdf.Name.FlateDecode,
        )
        page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im=image))
        page.Contents = pdf.make_stream(b"q 200 0 0 200 100 500 cm /Im Do Q")
    page.Annots = pdf.make_indirect(pikepdf.Array([_link(link) for link in links]))
    names = [(name, _specification(pdf, name, content, is_typed=is_typed)) for name, content in attached]
    if names:
        flat = pikepdf.Array([item for pair in names for item in pair])
        pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=pikepdf.Dictionary(Names=flat))
    pdf.Root.AF = pikepdf.Array(
        [_specification(pdf, name, content, is_typed=is_typed) for name, content in associated]
    )
    out = io.BytesIO()
    pdf.save(out, **saving)
    return out.getvalue()


def _link(link: str) -> pikepdf.Dictionary:
    return pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Link,
        Rect=[0, 0, 9, 9],
        A=pikepdf.Dictionary(S=pikepdf.Name.URI, URI=link),
    )


def _specification(pdf: pikepdf.Pdf, name: str, content: bytes, *, is_typed: bool) -> pikepdf.Object:
    stream = pdf.make_stream(content)
    if is_typed:
        stream.stream_dict.Type = pikepdf.Name.EmbeddedFile
    return pdf.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Filespec, F=name, UF=name, EF=pikepdf.Dictionary(F=stream))
    )


def raw_pdf(*objects: bytes) -> bytes:
    """Objects 1, 2, ... as written, behind a correct table; the first is the catalogue."""
    out, places = b"%PDF-1.5\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return out + (
        b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (size, table, size, len(out))
    )


def a_stream(content: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(content, 9)
    return b"<<%b/Filter/FlateDecode/Length %d>>\nstream\n%b\nendstream" % (entries, len(packed), packed)
