"""A text in several languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from certsvc.domain.identifiers import LanguageTag

FALLBACK_LANGUAGE = LanguageTag("en")


@dataclass(frozen=True, slots=True)
class Texts:
    """One text by language; English is always there."""

    by_language: Mapping[LanguageTag, str]

    def __post_init__(self) -> None:
        """Hold the promise that a text can always be shown."""
        if not self.by_language.get(FALLBACK_LANGUAGE):
            raise ValueError("a text needs its English wording")

    def in_language(self, tag: str | None) -> str:
        """The wording for ``tag``, else for its primary language, else English."""
        return self.by_language[self.language_for(tag)]

    def language_for(self, tag: str | None) -> LanguageTag:
        """The language that ``in_language(tag)`` answers in."""
        for candidate in (tag or "", (tag or "").split("-", maxsplit=1)[0]):
            if candidate in self.by_language:
                return LanguageTag(candidate)
        return FALLBACK_LANGUAGE

    def __iter__(self) -> Iterator[tuple[LanguageTag, str]]:
        """Pairs of language and wording, English first."""
        yield FALLBACK_LANGUAGE, self.by_language[FALLBACK_LANGUAGE]
        yield from ((tag, text) for tag, text in self.by_language.items() if tag != FALLBACK_LANGUAGE)
