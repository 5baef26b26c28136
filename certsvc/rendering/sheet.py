"""What stands on a sheet, word for word: read from the signed credential and worded in its language.

The template draws this and decides nothing; this decides every word and draws nothing.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from certsvc.errors import InvalidInputError
from certsvc.rendering.document import Document, find_text, find_time, get_text, objects_at
from certsvc.rendering.facts import Fact, facts_of
from certsvc.rendering.fonts import Face, check_coverage
from certsvc.rendering.labels import FALLBACK, Labels, labels_for
from certsvc.rendering.link import link_host, verification_link
from certsvc.rendering.signatories import Signatory, signatories_of
from certsvc.rendering.wording import breakable, cut, printable

COMPETENCIES_SHOWN = 6
_LONGEST_TEXT = 400
"""Letters of a name or title: beyond, the type on one sheet would be too small to read."""
_LONGEST_LINE = 120
_LONGEST_NARRATIVE = 240


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every word of one certificate, printable as it stands; the template knows it as JSON.

    ``latin_name`` is None where the name is Latin already or none was given; ``more`` says how many
    competencies did not fit; ``link`` is what the QR code holds; ``issued_at`` when it was signed (UTC).
    """

    language: str
    labels: Labels
    issuer: str
    name: str
    latin_name: str | None
    title: str
    human_code: str | None
    narrative: str | None
    competencies: tuple[str, ...]
    more: str | None
    facts: tuple[Fact, ...]
    signatories: tuple[Signatory, ...]
    code: str
    link: str
    issued_at: datetime

    @property
    def host(self) -> str:
        """Whose page alone says whether the certificate stands."""
        return link_host(self.link)


def read_sheet(document: Document) -> Sheet:
    """The sheet of a signed credential (the shape that ``credentials.compose`` gives it).

    Raises InvalidInputError: ``malformed_credential`` for a field that is missing or misshapen,
    ``too_long_for_a_sheet``, ``script_not_covered``.
    """
    achievement = ("credentialSubject", "achievement")
    language = find_text(document, *achievement, "inLanguage") or FALLBACK
    labels = labels_for(language)
    name, latin_name = _names(document)
    competencies = tuple(
        _line(get_text(item, "targetName")) for item in objects_at(document, *achievement, "alignment")
    )
    left_out = len(competencies) - COMPETENCIES_SHOWN
    narrative = find_text(document, "credentialSubject", "narrative")
    human_code = find_text(document, *achievement, "humanCode")
    sheet = Sheet(
        language=labels.language,
        labels=labels,
        issuer=_whole(get_text(document, "issuer", "name"), "the issuer's name"),
        name=name,
        latin_name=latin_name,
        title=_whole(get_text(document, "name"), "the title"),
        human_code=_line(human_code) if human_code else None,
        narrative=cut(printable(narrative), _LONGEST_NARRATIVE) if narrative else None,
        competencies=competencies[:COMPETENCIES_SHOWN],
        more=labels.filled("more", count=str(left_out)) if left_out > 0 else None,
        facts=facts_of(document, labels),
        signatories=signatories_of(document),
        code=get_text(document, "credentialSubject", "licenseNumber"),
        link=verification_link(document),
        issued_at=_issued_at(document),
    )
    _check_letters(sheet)
    return sheet


def _names(document: Document) -> tuple[str, str | None]:
    """The name as its bearer writes it, and in Latin letters where that is another one."""
    full, latin = _identity(document, "name"), _identity(document, "ext:latinName")
    if full is None:
        raise InvalidInputError("The credential names no learner.", code="malformed_credential")
    name = _whole(full, "the learner's name")
    if latin is None:
        return name, None
    latin = _whole(latin, "the learner's Latin name")
    return name, latin if latin.casefold() != name.casefold() else None


def _identity(document: Document, identity_type: str) -> str | None:
    """What the learner is called in the first plain IdentityObject of that type (OB 3.0, B.1.14)."""
    for identity in objects_at(document, "credentialSubject", "identifier"):
        if identity.get("identityType") == identity_type and identity.get("hashed") is False:
            return find_text(identity, "identityHash")
    return None


def _issued_at(document: Document) -> datetime:
    moment = find_time(document, "proof", "created") or find_time(document, "validFrom")
    if moment is None:
        raise InvalidInputError("The credential has no validFrom.", code="malformed_credential")
    return moment


def _whole(text: str, what: str) -> str:
    """A text that is printed in full or not at all."""
    clean = printable(text)
    if not clean:
        raise InvalidInputError(f"The credential has no letter in {what}.", code="malformed_credential")
    if len(clean) > _LONGEST_TEXT:
        raise InvalidInputError(
            f"{what.capitalize()} is longer than the {_LONGEST_TEXT} letters that one sheet can hold.",
            code="too_long_for_a_sheet",
        )
    return breakable(clean)


def _line(text: str) -> str:
    """A text that may end in an ellipsis: the verification page has it in full."""
    return breakable(cut(printable(text) or "–", _LONGEST_LINE))


def _check_letters(sheet: Sheet) -> None:
    display = [sheet.issuer, sheet.name, sheet.title, sheet.latin_name]
    display += [signatory.name for signatory in sheet.signatories]
    plain = [sheet.human_code, sheet.narrative, *sheet.competencies, *(fact.value for fact in sheet.facts)]
    plain += [text for signatory in sheet.signatories for text in (signatory.role, signatory.organisation)]
    for texts, face in ((display, Face.DISPLAY), (plain, Face.PLAIN)):
        for text in texts:
            check_coverage(unicodedata.normalize("NFC", text or ""), face)
