"""The few words that a credential adds to its data, found by language."""

from collections.abc import Sequence

from certsvc.credentials.words import Wording
from certsvc.credentials.words_by_language import ENGLISH, WORDINGS
from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import LanguageTag

__all__ = ["LANGUAGES", "Wording", "narrative_sentence", "wording_for"]

LANGUAGES = tuple(LanguageTag(tag) for tag in WORDINGS)
"""The languages that a credential can be written in."""


def wording_for(tag: LanguageTag) -> Wording:
    """The words for ``tag``, else for its primary language, else in English."""
    return WORDINGS.get(tag) or WORDINGS.get(tag.partition("-")[0]) or ENGLISH


def narrative_sentence(
    words: Wording, titles: Sequence[str], *, hours: str | None, modes: Sequence[Mode]
) -> str:
    """How the credential was earned, in one sentence: courses, then hours and modes where known."""
    courses = words.listed.join(words.quoted.format(title) for title in titles)
    facts = []
    if hours is not None:
        facts.append(words.hours.format(hours=hours))
    if modes:
        facts.append(words.modes.format(modes=words.listed.join(words.mode_names[mode] for mode in modes)))
    if not facts:
        return words.completed.format(courses=courses)
    return words.completed_with_facts.format(courses=courses, facts=words.parted.join(facts))
