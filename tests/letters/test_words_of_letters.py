"""Every language has every word of every letter, and the same places in it."""

import tomllib
from datetime import date
from importlib.resources import files
from string import Formatter

import pytest

from certsvc.letters.words import words_for
from certsvc.settings import LANGUAGES

KINDS = ("claim", "sign_in", "issued", "revoked", "expiring", "corrected", "declined", "erasure_asked")
OF_SOME = {"first"}
"""Words that only some languages need."""
PLACES = {
    "claim": {"centre", "day"},
    "sign_in": {"minutes"},
    "issued": {"title", "centre"},
    "revoked": {"title", "centre", "day", "reason"},
    "expiring": {"title", "centre", "day"},
    "corrected": {"centre"},
    "declined": {"centre", "word"},
    "erasure_asked": {"day"},
}
WAYS = {"by_button", "by_link"}
"""Of the kinds whose words speak of the link; the second stands in plain text."""
BUTTONS = {
    "en": "button",
    "fr": "bouton",
    "ar": "الزر",
    "id": "tombol",
    "uz": "tugma",
    "uz-Cyrl": "тугма",
    "ru": "кнопк",
    "es": "botón",
    "zh": "按钮",
}
OPTIONAL = {"corrected": [{"title"}, {"reason"}, {"centre", "word"}]}


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_letters_speak_every_language_of_this_service() -> None:
    said = tomllib.loads((files("certsvc.letters") / "words.toml").read_text(encoding="utf-8"))
    assert set(said) == set(LANGUAGES)
    assert tuple(name for name, word in said["en"].items() if isinstance(word, dict)) == KINDS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word_with_the_same_places(language: str, kind: str) -> None:
    words, english = words_for(kind, language), words_for(kind, "en")
    assert words is not None
    assert english is not None
    assert words.language == language
    assert set(words.shared) - OF_SOME == set(english.shared) - OF_SOME
    assert set(words.own) == set(english.own)
    assert set(words.own) - WAYS == {"subject", "button", "note"}
    assert len(set(words.own) & WAYS) in {0, len(WAYS)}
    assert len(words.body) == len(english.body)
    for name in set(english.shared) - {"date"}:
        assert places(words.shared[name]) == places(english.shared[name]), name
    assert places(words.own["subject"]) == places(english.own["subject"])
    assert places(words.own["button"]) == set()
    told = [*words.body, words.own["note"], words.own["subject"]]
    assert set().union(*map(places, told)) == PLACES[kind]
    assert list(map(places, words.optional)) == OPTIONAL.get(kind, [])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_only_what_stands_beside_a_button_speaks_of_one(language: str, kind: str) -> None:
    words = words_for(kind, language)
    assert words is not None
    elsewhere = [
        *words.body,
        *words.optional,
        *(text for name, text in words.own.items() if name != "by_button"),
    ]
    assert not any(BUTTONS[language] in text.lower() for text in elsewhere)
    assert BUTTONS[language] in words.own.get("by_button", BUTTONS[language]).lower()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", [tag for tag in LANGUAGES if tag != "en"])
def test_no_language_repeats_the_english(language: str, kind: str) -> None:
    words, english = words_for(kind, language), words_for(kind, "en")
    assert words is not None
    assert english is not None
    told = {*words.body, *words.optional, *words.own.values()}
    assert not told & {*english.body, *english.optional, *english.own.values()}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_markup_or_hides_something(language: str, kind: str) -> None:
    words = words_for(kind, language)
    assert words is not None
    for text in (*words.shared.values(), *words.own.values(), *words.body, *words.optional):
        assert text == text.strip() != ""
        assert not set("<>&\n\r\t\u202e\u2066\u2067\u2068\u2069") & set(text)


def test_only_arabic_runs_from_right_to_left() -> None:
    found = {tag: words.direction for tag in LANGUAGES if (words := words_for("claim", tag)) is not None}
    assert {tag for tag, direction in found.items() if direction == "rtl"} == {"ar"}
    assert set(found.values()) == {"ltr", "rtl"}


@pytest.mark.parametrize(
    ("asked", "found"),
    [("uz-Cyrl", "uz-Cyrl"), ("zh-Hans", "zh"), ("ar-EG", "ar"), ("fr-CM", "fr"), ("ha", "en"), ("", "en")],
)
def test_a_language_without_letters_gets_those_of_its_parent_or_english(asked: str, found: str) -> None:
    words = words_for("claim", asked)
    assert words is not None
    assert words.language == found


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("en", "1 December 2026"),
        ("fr", "1er décembre 2026"),
        ("ar", "1 ديسمبر 2026"),
        ("id", "1 Desember 2026"),
        ("uz", "2026-yil 1-dekabr"),
        ("uz-Cyrl", "2026 йил 1 декабр"),
        ("ru", "1 декабря 2026 года"),
        ("es", "1 de diciembre de 2026"),
        ("zh", "2026年12月1日"),
    ],
)
def test_a_day_is_written_as_the_language_does(language: str, written: str) -> None:
    words = words_for("claim", language)
    assert words is not None
    assert words.day(date(2026, 12, 1)) == written


def test_the_eleventh_is_not_taken_for_the_first() -> None:
    words = words_for("claim", "fr")
    assert words is not None
    assert words.day(date(2026, 11, 11)) == "11 novembre 2026"
