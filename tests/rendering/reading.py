"""A sheet as its reader has it: what stands on the page, and where."""

import json
from contextlib import closing
from typing import Any

import pypdfium2

from certsvc.rendering.certificate import Template, certificate_pdf
from certsvc.rendering.equipment import PACKAGED, Equipment
from tests.builders import a_signed_document

INSIDE = {Template.CLASSIC: 41.0, Template.MODERN: 30.0}
"""Points between the edge of the paper and any text, at least: inside the frame, inside the margins."""

PRESIDENCY = {
    "type": ["Profile"],
    "name": "International Institute of Online Education",
    "official": "Prof. Amina Misali, Rotating President 2026",
}


def content_of(**differences: Any) -> bytes:  # noqa: ANN401  # whatever the builder takes
    return json.dumps(a_signed_document(**differences), ensure_ascii=False).encode()


def a_full_document(**differences: Any) -> dict[str, Any]:  # noqa: ANN401  # whatever the builder takes
    """With all that a sheet can show: four signatories, modes, developing partners, English names."""
    document = a_signed_document(
        **{"latin_name": "Emeka Olatunji", "validUntil": "2029-01-01T00:00:00Z"} | differences
    )
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    achievement["creator"] = document["issuer"] | {"parentOrg": PRESIDENCY}
    achievement["otherIdentifier"] = [english_name("Micro-Course Production")]
    subject["source"]["parentOrg"] = {
        "name": "Ahmadu Bello University",
        "official": "Prof. Kabiru Misali, Vice-Chancellor",
    }
    subject["source"]["otherIdentifier"] = [english_name("National Centre")]
    subject["result"].append(
        {"resultDescription": f"{achievement['id']}#mode-B1", "value": "smart_classroom"}
    )
    document["evidence"] = [{"genre": "ext:Course", "description": "Zaria Digital Press"}]
    return document


def english_name(name: str) -> dict[str, str]:
    return {"type": "IdentifierEntry", "identifierType": "ext:englishName", "identifier": name}


def pdf_of(
    document: dict[str, Any],
    template: Template = Template.CLASSIC,
    *,
    bilingual: bool = False,
    equipment: Equipment = PACKAGED,
) -> bytes:
    content = json.dumps(document, ensure_ascii=False).encode()
    return certificate_pdf(content, template=template, bilingual=bilingual, equipment=equipment)


def text_of(pdf: bytes) -> str:
    """What stands on the page on one line, without places to break."""
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        text = str(document[0].get_textpage().get_text_range())
    return " ".join(text.replace("\u200b", "").split())


def check_all_inside(pdf: bytes, template: Template) -> None:
    """One page, and no text box leaves it or crosses its margin."""
    margin = INSIDE[template]
    with closing(pypdfium2.PdfDocument(pdf)) as document:
        assert len(document) == 1
        width, height = document[0].get_size()
        texts = document[0].get_textpage()
        boxes = [texts.get_rect(n) for n in range(texts.count_rects())]
    assert len(boxes) > 10
    for left, bottom, right, top in boxes:
        assert margin < left < right < width - margin, (left, right)
        assert margin < bottom < top < height - margin, (bottom, top)
