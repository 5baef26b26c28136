"""Credentials to look at: really composed, linted and signed, of the catalogue that ships."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from certsvc.catalogue.read import SHIPPED, read_catalogue
from certsvc.credentials.certification import Certification
from certsvc.domain.identifiers import LanguageTag, PartnerCode
from certsvc.domain.partners import IssuerProfile, Partner
from tests.benchmarks.awards import ADDRESSES, certifications
from tests.benchmarks.issuing import issuer
from tests.gallery.honoured import honoured

_CATALOGUE = read_catalogue(SHIPPED)
_LONG_LATIN = (
    "Maria Aurelia Magdalena Concepción de los Ángeles Fernández-Villanueva y Rodríguez de Santillana"
)
_LONG_ARABIC = "عبد الرحمن بن محمد بن عبد العزيز بن إبراهيم الشافعي الأنصاري المصري"
_NAMES = {
    "short": ("Li Wu", ""),
    "mononym": ("Sukarno", ""),
    "long": (_LONG_LATIN, ""),
    "marks": ("Ọláṣubọ̀mí Ẹ̀kúndayọ̀", ""),
    "arabic": ("محمد عبد الرحمن السيد", "Mohamed Abdelrahman Elsayed"),
    "arabic-long": (_LONG_ARABIC, "Abdelrahman Mohamed Abdelaziz Ibrahim Elshafei Elansary"),
    "cyrillic": ("Ўктам Ғаниев", "Oʻktam Gʻaniyev"),
    "chinese": ("王小明", "Wang Xiaoming"),
}
_USUAL = {
    "en": ("Ngozi Okafor", ""),
    "fr": ("Zoë N’Diaye", ""),
    "ar": ("محمد عبد الرحمن السيد", "Mohamed Abdelrahman Elsayed"),
    "id": ("Siti Nurhaliza Putri", ""),
    "uz": ("Oʻktam Gʻaniyev", ""),
    "uz-Cyrl": ("Ўктам Ғаниев", "Oʻktam Gʻaniyev"),
    "ru": ("Екатерина Щербакова", "Ekaterina Shcherbakova"),
    "es": ("María José Núñez", ""),
    "zh": ("欧阳文静", "Ouyang Wenjing"),
}
_CENTRES = {"ar": "EG", "id": "ID", "uz": "UZ", "uz-Cyrl": "UZ"}
_COURSES = {"MC-B1": ("B1",), "GENAI-1X": ("GENAI-FND", "GENAI-PED", "GENAI-GOV")}


@dataclass(frozen=True, slots=True)
class Specimen:
    """A signed credential and what it shows."""

    language: str
    kind: str
    content: bytes


def specimens() -> Iterator[Specimen]:
    """In every language a usual one, one with all that a sheet holds, awards; in two, every kind of name."""
    for language, (name, latin) in _USUAL.items():
        yield Specimen(language, "usual", _signed(language, "MC-B1", name, latin))
        yield Specimen(language, "full", _filled(_signed(language, "GENAI-1X", name, latin), language))
        for kind, certification in honoured(language, _example(language)):
            yield Specimen(language, kind, _issued(certification))
    for language in ("en", "ar"):
        for kind, (name, latin) in _NAMES.items():
            yield Specimen(language, kind, _signed(language, "MC-B1", name, latin))


def _signed(language: str, code: str, name: str, latin_name: str) -> bytes:
    certification = next(certifications(code, _COURSES[code]))
    learner = replace(certification.award.learner, full_name=name, latin_name=latin_name)
    secretariat = _profile("ICHEI", language)
    centre = _profile(_CENTRES.get(language, "NG"), language)
    issued_by_centre = certification.issuer.did == certification.source.did
    certification = replace(
        certification,
        award=replace(certification.award, learner=learner),
        language=LanguageTag(language),
        issuer=centre if issued_by_centre else secretariat,
        source=centre,
        creator=secretariat,
    )
    return _issued(certification)


def _example(language: str) -> Certification:
    """Something that the secretariat decides: the Pioneer Case Award, of a university of the network."""
    certification = next(certifications("PIONEER-MC", ("B1",)))
    secretariat = _profile("ICHEI", language)
    return replace(
        certification,
        language=LanguageTag(language),
        issuer=secretariat,
        source=secretariat,
        creator=secretariat,
        institution=_partner("ABU").names.in_language(LanguageTag(language)),
    )


def _issued(certification: Certification) -> bytes:
    return issuer(Ed25519PrivateKey.from_private_bytes(bytes(32)))(certification)


def _profile(code: str, language: str) -> IssuerProfile:
    partner = _partner(code)
    secretariat = code == "ICHEI"
    return IssuerProfile(
        did=ADDRESSES.secretariat_did() if secretariat else ADDRESSES.centre_did(PartnerCode(code)),
        code=partner.code,
        name=partner.names.in_language(LanguageTag(language)),
        official=partner.official,
    )


def _partner(code: str) -> Partner:
    (partner,) = (found for found in _CATALOGUE.partners if found.code == code)
    return partner


def _filled(content: bytes, language: str) -> bytes:
    """With everything else that a sheet can show. Its proof no longer holds, which no sheet looks at."""
    document = json.loads(content)
    subject = document["credentialSubject"]
    achievement = subject["achievement"]
    achievement["creator"]["parentOrg"] = _presidency()
    _, centre = achievement["creator"], subject["source"]
    centre["parentOrg"] = {"type": ["Profile"], "name": "Ahmadu Bello University, Zaria"}
    centre["parentOrg"]["official"] = "Prof. Kabiru Misali, Vice-Chancellor"
    if language != "en":
        achievement["otherIdentifier"] = [_english("Generative AI for Higher Education (1+X)")]
        centre["otherIdentifier"] = [_english("IIOE National Centre")]
    for course in _COURSES["GENAI-1X"]:
        identifier = f"{achievement['id']}#mode-{course}"
        subject["result"].append({"type": ["Result"], "resultDescription": identifier, "value": "blended"})
    document["evidence"] = [
        {"type": ["Evidence"], "genre": "ext:Course", "description": name}
        for name in ("UNESCO-ICHEI", "Ahmadu Bello University")
    ]
    document["validUntil"] = "2029-11-24T00:00:00Z"
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _presidency() -> Mapping[str, Any]:
    return {
        "type": ["Profile"],
        "name": "International Institute of Online Education",
        "official": "Prof. Amina Misali, Rotating President 2026",
    }


def _english(name: str) -> Mapping[str, Any]:
    return {"type": "IdentifierEntry", "identifier": name, "identifierType": "ext:englishName"}
