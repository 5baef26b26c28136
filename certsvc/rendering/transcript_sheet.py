"""What stands on a transcript, word for word: read from the signed document, worded in its language."""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from certsvc.errors import InvalidInputError
from certsvc.rendering.document import Document, find_text, find_time, get_text, objects_at
from certsvc.rendering.equipment import PACKAGED, Equipment
from certsvc.rendering.facts import hours_of, results_of
from certsvc.rendering.fonts import Face, check_coverage, check_covered
from certsvc.rendering.labels import FALLBACK, Labels, labels_for, languages
from certsvc.rendering.link import code_of, link_host, verification_link
from certsvc.rendering.parties import Party, parties_of
from certsvc.rendering.sheet import issued_at_of, names_of
from certsvc.rendering.signatories import Signatory, signatories_of
from certsvc.rendering.wording import breakable, cut, printable, whole

CLR_TYPE = "ClrCredential"
_LONGEST = 200
_CREDENTIALS = ("credentialSubject", "verifiableCredential")
_ACHIEVEMENT = ("credentialSubject", "achievement")


@dataclass(frozen=True, slots=True)
class Earned:
    """One certificate on a transcript. ``detail``: short name and hours. It and ``results`` may be empty."""

    on: date
    day: str
    title: str
    detail: str
    centre: str
    results: tuple[str, ...]
    code: str


@dataclass(frozen=True, slots=True)
class TranscriptSheet:
    """Every word of a transcript, printable as it stands; ``years``: what each brought, the newest first."""

    labels: Labels
    creator: Party
    title: str
    name: str
    latin_name: str | None
    count: str
    scope: str
    years: tuple[tuple[int, tuple[Earned, ...]], ...]
    signatories: tuple[Signatory, ...]
    code: str
    link: str
    issued_at: datetime

    @property
    def host(self) -> str:
        """Whose pages alone say what stands."""
        return link_host(self.link)


def is_transcript(document: Document) -> bool:
    """Whether it says that it is one (CLR 2.0)."""
    types = document.get("type")
    return isinstance(types, list) and CLR_TYPE in types


def read_transcript(document: Document, *, equipment: Equipment = PACKAGED) -> TranscriptSheet:
    """The sheet of a signed transcript (the shape that ``credentials.compose_transcript`` gives it).

    Raises InvalidInputError: ``malformed_credential``, ``too_long_for_a_sheet``, ``script_not_covered``.
    """
    credentials = objects_at(document, *_CREDENTIALS)
    if not credentials:
        raise InvalidInputError("The transcript holds nothing.", code="malformed_credential")
    title = get_text(document, "name")
    labels = labels_for(_language(title, credentials))
    name, latin_name = names_of(document)
    creator, _ = parties_of(document)
    issued_at = issued_at_of(document)
    is_partial = document.get("partial") is not False
    earned = sorted((_earned(one, labels) for one in credentials), key=lambda one: one.on, reverse=True)
    sheet = TranscriptSheet(
        labels=labels,
        creator=creator,
        title=whole(title, "the title"),
        name=name,
        latin_name=latin_name,
        count=labels.filled("transcript_count", count=str(len(earned))),
        scope=labels.filled(
            "transcript_some" if is_partial else "transcript_all", date=labels.day(issued_at.date())
        ),
        years=tuple((year, tuple(several)) for year, several in groupby(earned, lambda one: one.on.year)),
        signatories=signatories_of(document),
        code=code_of(document),
        link=verification_link(document),
        issued_at=issued_at,
    )
    _check_letters(sheet, equipment)
    return sheet


def _language(title: str, credentials: list[Document]) -> str:
    """That of its title, which has no tag of its own (CLR 2.0: ``name`` is a text); else its last part's."""
    for language in languages():
        if labels_for(language)["transcript"] == title:
            return language
    return find_text(credentials[-1], *_ACHIEVEMENT, "inLanguage") or FALLBACK


def _earned(credential: Document, labels: Labels) -> Earned:
    moment = find_time(credential, "awardedDate") or find_time(credential, "validFrom")
    if moment is None:
        raise InvalidInputError("A certificate of it has no date.", code="malformed_credential")
    hours = hours_of(credential, labels)
    details = (
        find_text(credential, *_ACHIEVEMENT, "humanCode") or "",
        f"{labels['hours']}: {hours}" if hours else "",
    )
    centre = find_text(credential, "credentialSubject", "source", "name")
    return Earned(
        on=moment.date(),
        day=labels.day(moment.date()),
        title=_line(get_text(credential, "name")),
        detail=_line(" · ".join(filter(None, details))),
        centre=_line(centre or get_text(credential, "issuer", "name")),
        results=results_of(credential, labels),
        code=_line(code_of(credential)),
    )


def _line(text: str) -> str:
    return breakable(cut(printable(text), _LONGEST))


def _check_letters(sheet: TranscriptSheet, equipment: Equipment) -> None:
    """Every letter can be written in the face that it is set in."""
    check_covered((sheet.name, sheet.latin_name, sheet.title, sheet.creator.name), equipment)
    check_covered((who.name for who in sheet.signatories), equipment)
    small = [text for _, several in sheet.years for one in several for text in (one.title, one.centre)]
    small += [text for who in sheet.signatories for text in (who.role or "", who.organisation)]
    for text in small:
        check_coverage(unicodedata.normalize("NFC", text), Face.PLAIN, equipment)
