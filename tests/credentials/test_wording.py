import unicodedata

import pytest

from certsvc.credentials.wording import LANGUAGES, narrative_sentence, wording_for
from certsvc.domain.catalogue import Mode
from certsvc.domain.identifiers import LanguageTag


def test_every_language_of_the_network_is_spoken() -> None:
    assert set(LANGUAGES) == {"en", "fr", "ar", "id", "uz", "uz-Cyrl", "ru", "es", "zh"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_has_titles_hours_and_every_mode_in_every_language(language: LanguageTag) -> None:
    words = wording_for(language)
    sentence = narrative_sentence(words, ["Kurs B1", "Kurs A3"], hours="7.5", modes=list(Mode))
    assert all(part in sentence for part in ("Kurs B1", "Kurs A3", "7.5", *words.mode_names.values()))
    assert unicodedata.is_normalized("NFC", sentence)
    assert "{" not in sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_without_facts_has_no_empty_brackets(language: LanguageTag) -> None:
    sentence = narrative_sentence(wording_for(language), ["B1"], hours=None, modes=[])
    assert "(" not in sentence
    assert "（" not in sentence


def test_braces_in_a_title_are_only_text() -> None:
    assert "{hours}" in narrative_sentence(wording_for(LanguageTag("en")), ["{hours}"], hours="1", modes=[])


@pytest.mark.parametrize(
    ("asked", "answered"), [("fr-CI", "fr"), ("uz-Latn", "uz"), ("xx", "en"), ("", "en")]
)
def test_a_language_unknown_here_falls_back_to_its_primary_one_or_english(asked: str, answered: str) -> None:
    assert wording_for(LanguageTag(asked)) is wording_for(LanguageTag(answered))


def test_wordings_differ_from_language_to_language() -> None:
    assert len({wording_for(language).completed for language in LANGUAGES}) == len(LANGUAGES)
