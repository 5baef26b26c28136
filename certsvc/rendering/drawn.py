"""A sheet as the templates read it: JSON of texts ready to be set. The only place where the two meet."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from certsvc.rendering.equipment import Equipment
from certsvc.rendering.fonts import Face
from certsvc.rendering.labels import Labels
from certsvc.rendering.palette import Accent
from certsvc.rendering.parties import Party
from certsvc.rendering.setting import SetText, set_text
from certsvc.rendering.sheet import Sheet
from certsvc.rendering.wording import ZERO_WIDTH_SPACE, breakable

_SPOKEN = ("qr_alt", "attachment", "figure_alt")
"""Labels that are read aloud and not printed."""
_LEADS = ("certifies", "earned", "earned_award")
"""Labels that lead to what stands in display type."""
_IN_CAPITALS = (
    "kind", "kind_award", "competencies", "code", "centre", "programme",
    "result", "hours", "mode", "completed", "issued", "valid_until", "cohort", "developed", "issuer",
    "members",
)  # fmt: skip
_BETWEEN = "\u00a0· "
"""Of two members of a team."""
_PRINTED = ("scan", "scan_end", "figure")


_Setter = Callable[[str | None], SetText | None]


def drawn_sheet(sheet: Sheet, *, display: Face, accent: Accent, equipment: Equipment) -> str:
    """The sheet as JSON. ``display``: the face of its names and titles in the template that it is for."""

    def plain(text: str | None) -> SetText | None:
        return set_text(text, Face.PLAIN, equipment) if text else None

    def large(text: str | None) -> SetText | None:
        return set_text(text, display, equipment) if text else None

    labels = sheet.labels
    content = {
        "language": labels.language.partition("-")[0],
        "right_to_left": labels.right_to_left,
        "accent": {"deep": accent.deep, "mid": accent.mid, "pale": accent.pale},
        "spoken": {name: labels[name] for name in _SPOKEN},
        "document_title": labels.filled("document_title", title=sheet.title, name=sheet.name),
        "author": sheet.creator.name,
        "words": _words(labels, sheet.english, display, equipment),
        "award": sheet.is_award,
        "creator": _party(sheet, sheet.creator, large),
        "centre": _party(sheet, sheet.centre, large) if sheet.centre else None,
        "name": large(sheet.name),
        "latin_name": large(sheet.latin_name),
        "institution": large(sheet.institution),
        "title": large(sheet.title),
        "english_title": large(sheet.english_title),
        "human_code": plain(sheet.human_code),
        "narrative": plain(sheet.narrative),
        "competencies": [plain(name) for name in sheet.competencies],
        "more": plain(labels.filled("more", count=str(sheet.left_out))) if sheet.left_out else None,
        **_team(sheet, plain),
        "facts": _facts(sheet, equipment),
        "signatories": _signatories(sheet, plain, large),
        **_proof(sheet, plain),
    }
    return json.dumps(content, ensure_ascii=False)


def _signatories(sheet: Sheet, plain: _Setter, large: _Setter) -> Sequence[Mapping[str, Any]]:
    return [
        {
            "name": large(who.name),
            "role": plain(who.role),
            "organisation": plain(who.organisation),
            "spoken": sheet.labels.filled("signature", name=who.name or ""),
        }
        for who in sheet.signatories
    ]


def _team(sheet: Sheet, plain: _Setter) -> Mapping[str, Any]:
    """Its members one by one, and the text that they make: no line breaks in a name, which is a piece."""
    labels, left_out = sheet.labels, sheet.team.left_out
    names = [name for name in map(plain, sheet.team.members) if name]
    pieces = [name for name in map(plain, (member + _BETWEEN for member in sheet.team.members)) if name]
    listed = SetText(
        s="".join(piece["s"] for piece in pieces),
        w=sum(piece["w"] for piece in pieces),
        p=[piece["w"] for piece in pieces],
        x=all(piece["x"] for piece in pieces),
        r=labels.right_to_left,
    )
    return {
        "members": listed if names else None,
        "member_names": names,
        "more_members": plain(labels.filled("more_members", count=str(left_out))) if left_out else None,
    }


def _proof(sheet: Sheet, plain: _Setter) -> Mapping[str, Any]:
    """Where to look whether the sheet stands."""
    host = breakable(sheet.host)
    before = before_code(sheet.link, sheet.code, sheet.host, host)
    return {
        "code": plain(sheet.code),
        "link": sheet.link,
        # The code in one piece: an address that is broken at a hyphen is typed wrong.
        "address": plain(before + sheet.code),
        "before_code": before,
        "stands": plain(sheet.labels.filled("stands", host=host)),
    }


def _party(sheet: Sheet, party: Party, large: _Setter) -> Mapping[str, Any]:
    return {
        "name": large(party.name),
        "english": large(party.english_name) if sheet.english else None,
        "letters": party.letters,
        "spoken": sheet.labels.filled("logo", name=party.name),
    }


def _facts(sheet: Sheet, equipment: Equipment) -> Sequence[Mapping[str, Any]]:
    """Each with label and value, and the same in English where that is to stand beside it and differs."""
    others = sheet.english_facts or (None,) * len(sheet.facts)
    rows = []
    for fact, other in zip(sheet.facts, others, strict=True):
        english_value = other.value if other and not _same(other.value, fact.value) else None
        rows.append(
            {
                "label": set_text(fact.label.upper(), Face.PLAIN, equipment),
                "label_english": set_text(other.label, Face.PLAIN, equipment) if other else None,
                "value": set_text(fact.value, Face.PLAIN, equipment),
                "value_english": set_text(english_value, Face.PLAIN, equipment) if english_value else None,
                "wide": fact.wide,
            }
        )
    return rows


def _same(one: str, other: str) -> bool:
    """But for blanks, as before a percent sign."""
    return "".join(one.split()) == "".join(other.split())


@cache
def _words(labels: Labels, english: Labels | None, display: Face, equipment: Equipment) -> Mapping[str, Any]:
    """Each label as ``own`` and ``english``; the second is None on a sheet in one language."""
    words: dict[str, Any] = {}
    for name in (*_LEADS, *_IN_CAPITALS, *_PRINTED):
        face = display if name in _LEADS else Face.PLAIN
        own = labels[name].upper() if name in _IN_CAPITALS else labels[name]
        words[name] = {
            "own": set_text(own, face, equipment),
            "english": set_text(english[name], face, equipment) if english else None,
        }
    return words


def before_code(link: str, code: str, host: str, breakable_host: str) -> str:
    """The link without scheme and code, with places to break."""
    return link.partition("://")[2].removesuffix(code).replace(host, breakable_host, 1) + ZERO_WIDTH_SPACE
