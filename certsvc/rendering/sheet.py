"""What stands on a sheet, word for word: read from the signed credential and worded in its language.

The template draws this and decides nothing; this decides every word and draws nothing.
"""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from certsvc.errors import InvalidInputError
from certsvc.rendering.document import Document, find_text, find_time, get_text, objects_at
from certsvc.rendering.equipment import PACKAGED, Equipment
from certsvc.rendering.facts import Fact, facts_of, is_of_award
from certsvc.rendering.fonts import Face, check_coverage, check_covered
from certsvc.rendering.honoured import Team, citation_of, find_institution, team_of
from certsvc.rendering.labels import FALLBACK, Labels, labels_for
from certsvc.rendering.link import link_host, verification_link
from certsvc.rendering.parties import Party, find_english_name, parties_of
from certsvc.rendering.signatories import Signatory, signatories_of
from certsvc.rendering.wording import breakable, cut, printable, whole

COMPETENCIES_SHOWN = 6
_LONGEST_LINE = 120
_LONGEST_NARRATIVE, _LONGEST_CITATION = 240, 400
_ACHIEVEMENT = ("credentialSubject", "achievement")


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every word of one certificate, printable as it stands.

    ``english`` and ``english_facts`` are those of a bilingual sheet, else None and empty; ``english_title``
    where the credential holds one. ``latin_name`` is None where the name is Latin already or none was given;
    ``institution``: that the recipient of an award belongs to, ``team``: its members;
    ``left_out`` counts the competencies that did not fit; ``link`` is what the QR code holds; ``issued_at``
    when it was signed (UTC).
    """

    labels: Labels
    english: Labels | None
    is_award: bool
    creator: Party
    centre: Party | None
    name: str
    latin_name: str | None
    institution: str | None
    title: str
    english_title: str | None
    human_code: str | None
    narrative: str | None
    team: Team
    competencies: tuple[str, ...]
    left_out: int
    facts: tuple[Fact, ...]
    english_facts: tuple[Fact, ...]
    signatories: tuple[Signatory, ...]
    code: str
    link: str
    issued_at: datetime

    @property
    def host(self) -> str:
        """Whose page alone says whether the certificate stands."""
        return link_host(self.link)


def read_sheet(document: Document, *, bilingual: bool = False, equipment: Equipment = PACKAGED) -> Sheet:
    """The sheet of a signed credential (the shape that ``credentials.compose`` gives it).

    ``bilingual``: with English beside its own language, where that is another one.
    Raises InvalidInputError: ``malformed_credential`` for a field that is missing or misshapen,
    ``too_long_for_a_sheet``, ``script_not_covered``.
    """
    labels = labels_for(find_text(document, *_ACHIEVEMENT, "inLanguage") or FALLBACK)
    english = labels_for(FALLBACK) if bilingual and labels.language != FALLBACK else None
    name, latin_name = names_of(document)
    competencies = tuple(
        _line(get_text(item, "targetName")) for item in objects_at(document, *_ACHIEVEMENT, "alignment")
    )
    team = team_of(document)
    human_code = find_text(document, *_ACHIEVEMENT, "humanCode")
    creator, centre = parties_of(document)
    english_title = find_english_name(document, *_ACHIEVEMENT) if english else None
    sheet = Sheet(
        labels=labels,
        english=english,
        is_award=is_of_award(document),
        creator=creator,
        centre=centre,
        name=name,
        latin_name=latin_name,
        institution=find_institution(document),
        title=whole(get_text(document, "name"), "the title"),
        english_title=whole(english_title, "the English title") if english_title else None,
        human_code=_line(human_code) if human_code else None,
        narrative=_narrative(document, team),
        team=team,
        competencies=competencies[:COMPETENCIES_SHOWN],
        left_out=max(0, len(competencies) - COMPETENCIES_SHOWN),
        facts=facts_of(document, labels),
        english_facts=facts_of(document, english) if english else (),
        signatories=signatories_of(document),
        code=get_text(document, "credentialSubject", "licenseNumber"),
        link=verification_link(document),
        issued_at=issued_at_of(document),
    )
    _check_letters(sheet, equipment)
    return sheet


def names_of(document: Document) -> tuple[str, str | None]:
    """The name as its bearer writes it, and in Latin letters where that is another one.

    Raises InvalidInputError: ``malformed_credential``, ``too_long_for_a_sheet``.
    """
    full, latin = _identity(document, "name"), _identity(document, "ext:latinName")
    if full is None:
        raise InvalidInputError("The credential names no learner.", code="malformed_credential")
    name = whole(full, "the learner's name")
    if latin is None:
        return name, None
    latin = whole(latin, "the learner's Latin name")
    return name, latin if latin.casefold() != name.casefold() else None


def _identity(document: Document, identity_type: str) -> str | None:
    """What the learner is called in the first plain IdentityObject of that type (OB 3.0, B.1.14)."""
    for identity in objects_at(document, "credentialSubject", "identifier"):
        if identity.get("identityType") == identity_type and identity.get("hashed") is False:
            return find_text(identity, "identityHash")
    return None


def _narrative(document: Document, team: Team) -> str | None:
    """How it was earned, or what for it was conferred: of an award that is the whole story."""
    narrative = citation_of(find_text(document, "credentialSubject", "narrative") or "", team)
    longest = _LONGEST_CITATION if is_of_award(document) else _LONGEST_NARRATIVE
    return cut(printable(narrative), longest) or None


def issued_at_of(document: Document) -> datetime:
    """When it was signed (UTC). Raises InvalidInputError (``malformed_credential``)."""
    moment = find_time(document, "proof", "created") or find_time(document, "validFrom")
    if moment is None:
        raise InvalidInputError("The credential has no validFrom.", code="malformed_credential")
    return moment


def _line(text: str) -> str:
    """A text that may end in an ellipsis: the verification page has it in full."""
    return breakable(cut(printable(text) or "–", _LONGEST_LINE))


def _check_letters(sheet: Sheet, equipment: Equipment) -> None:
    """Every template must be able to write every text, in whatever face it sets it."""
    large = [sheet.name, sheet.latin_name, sheet.institution, sheet.title, sheet.english_title]
    for party in filter(None, (sheet.creator, sheet.centre)):
        large += [party.name, party.english_name]
    large += [signatory.name for signatory in sheet.signatories]
    small = [sheet.human_code, sheet.narrative, *sheet.team.members, *sheet.competencies]
    small += [fact.value for fact in sheet.facts]
    small += [text for signatory in sheet.signatories for text in (signatory.role, signatory.organisation)]
    check_covered(large, equipment)
    for text in small:
        check_coverage(unicodedata.normalize("NFC", text or ""), Face.PLAIN, equipment)
