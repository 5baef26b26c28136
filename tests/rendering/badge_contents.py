"""Signed credentials to draw badges of: any title, code, level and language."""

import json
from typing import Any

from certsvc.catalogue.read import SHIPPED, read_catalogue
from certsvc.rendering.labels import languages
from tests.builders import a_signed_document

ICT = "ICT Competency Framework for Teachers"


def badge_content(
    *,
    code: str = "MC-B1",
    levels: tuple[int, ...] = (2,),
    framework: str = ICT,
    kind: str = "MicroCredential",
    **differences: Any,  # noqa: ANN401  # whatever the builder takes
) -> bytes:
    """Signed bytes; ``levels``: of the competencies, one each."""
    document = a_signed_document(**differences)
    achievement = document["credentialSubject"]["achievement"]
    achievement["humanCode"], achievement["achievementType"] = code, kind
    achievement["alignment"] = [
        {
            "type": ["Alignment"],
            "targetName": "A competency",
            "targetFramework": framework,
            "targetCode": f"{n + 1}.{level}",
        }
        for n, level in enumerate(levels)
    ]
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def catalogue_contents() -> dict[tuple[str, str], bytes]:
    """By code and language: a badge of everything that ships."""
    return {
        (micro.code, language): badge_content(
            code=micro.code,
            title=micro.titles.in_language(language),
            language=language,
            kind="Award" if micro.requirement.conferred_on else "MicroCredential",
        )
        for micro in read_catalogue(SHIPPED).micro_certifications
        for language in languages()
    }
