from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from certsvc.domain.notices import NoticeKind
from certsvc.errors import InvalidInputError, NotFoundError
from certsvc.letters.letter import Facts, compose_letter
from certsvc.letters.words import words_for
from certsvc.settings import LANGUAGES

KINDS = tuple(NoticeKind)
LINK = "https://certs.example.org/v/7K3M-9PQ2-XR5T-W8HD-N"
FACTS = Facts(
    host="certs.example.org",
    link=LINK,
    name="Ngozi Okafor",
    title="Micro-Course Production",
    centre="IIOE National Centre, Nigeria",
    reason="The course title was misspelt.",
    word="Thank you for telling us.",
    day=date(2026, 12, 1),
    minutes=30,
)
VOID = {"meta", "br", "img", "link", "input"}


class Page(HTMLParser):
    """What a mail program sees: well nested, with so many links, and no more than text and style."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.links: list[str] = []
        self.attributes: set[str] = set()
        self.said = ""
        self.language: dict[str, str | None] = {}
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links += [str(value) for name, value in attrs if name in {"href", "src"}]
        if tag == "html":
            self.language = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_has_one_link_and_nothing_that_is_fetched(language: str, kind: NoticeKind) -> None:
    letter = compose_letter(kind, language, FACTS)
    page = Page(letter.html)
    assert page.links == [LINK]
    assert page.tags == {"html", "head", "meta", "title", "body", "div", "p", "a", "bdi"}
    assert page.attributes == {"lang", "dir", "charset", "name", "content", "style", "href"}
    assert "url(" not in letter.html
    assert letter.text.count(LINK) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_text_and_html_say_the_same_and_name_the_domain(language: str, kind: NoticeKind) -> None:
    letter = compose_letter(kind, language, FACTS)
    said, words = Page(letter.html).said, words_for(kind, language)
    assert words is not None
    for line in letter.text.replace("\u2068", "").replace("\u2069", "").splitlines():
        if line not in {"", "-- ", words.own.get("by_link")} and LINK not in line:
            assert line.removesuffix(":") in said
    assert letter.text.count(FACTS.host) >= 3  # the link is one of them
    assert "{" not in letter.text + letter.html + letter.subject


@pytest.mark.parametrize("kind", [NoticeKind.CLAIM, NoticeKind.ISSUED])
@pytest.mark.parametrize("language", LANGUAGES)
def test_text_speaks_of_the_link_and_html_of_the_button(language: str, kind: NoticeKind) -> None:
    letter, words = compose_letter(kind, language, FACTS), words_for(kind, language)
    assert words is not None
    by_link, by_button, said = words.own["by_link"], words.own["by_button"], Page(letter.html).said
    assert f"\n\n{by_link}\n\n" in letter.text
    assert by_button in said
    assert by_button not in letter.text
    assert by_link not in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_html_says_its_language_and_direction(language: str) -> None:
    page = Page(compose_letter(NoticeKind.ISSUED, language, FACTS).html)
    assert page.language == {"lang": language, "dir": "rtl" if language == "ar" else "ltr"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reader_without_a_known_name_is_greeted_without_one(language: str) -> None:
    named = compose_letter(NoticeKind.SIGN_IN, language, FACTS)
    nameless = compose_letter(NoticeKind.SIGN_IN, language, replace(FACTS, name=" \u202e"))
    assert FACTS.name in named.text
    assert FACTS.name not in nameless.text
    assert nameless.text.splitlines()[0] != ""


def test_a_name_of_the_other_direction_is_isolated_in_text_and_always_in_html() -> None:
    arabic = replace(FACTS, title="إنتاج المقررات")
    english = compose_letter(NoticeKind.ISSUED, "en", arabic)
    assert "“\u2068إنتاج المقررات\u2069”" in english.text
    assert english.subject.endswith("\u2068إنتاج المقررات\u2069")
    assert "<bdi>إنتاج المقررات</bdi>" in english.html
    assert "\u2068" not in compose_letter(NoticeKind.ISSUED, "en", FACTS).text
    assert "\u2068Ngozi Okafor\u2069" in compose_letter(NoticeKind.ISSUED, "ar", FACTS).text


def test_what_others_wrote_cannot_be_markup_nor_turn_the_text_around() -> None:
    hostile = "</title><img src=https://evil.example/x>\u202egnp.\r\nBcc: all@evil.example"
    facts = replace(FACTS, name=hostile, title=hostile, centre=hostile, reason=hostile)
    letter = compose_letter(NoticeKind.REVOKED, "en", facts)
    page = Page(letter.html)
    assert page.links == [LINK]
    assert "img" not in page.tags
    assert "\u202e" not in letter.html + letter.text + letter.subject
    assert "\n" not in letter.subject
    assert not any(line.startswith("Bcc") for line in letter.text.splitlines())


def test_braces_in_a_name_are_only_braces() -> None:
    letter = compose_letter(NoticeKind.ISSUED, "en", replace(FACTS, name="{reason} {0} {host.x}"))
    assert letter.text.startswith("Dear {reason} {0} {host.x},")
    assert "<bdi>{reason} {0} {host.x}</bdi>" in letter.html


@given(
    name=st.text(max_size=300), title=st.text(min_size=1, max_size=300).filter(lambda text: text.isalnum())
)
def test_any_name_and_title_make_a_letter_that_can_be_sent(name: str, title: str) -> None:
    letter = compose_letter(NoticeKind.ISSUED, "ar", replace(FACTS, name=name, title=title))
    assert Page(letter.html).links == [LINK]
    assert len(letter.subject.splitlines()) == 1
    (letter.subject + letter.text + letter.html).encode("utf-8")


def test_a_name_of_five_thousand_letters_is_cut_with_an_ellipsis() -> None:
    letter = compose_letter(NoticeKind.ISSUED, "en", replace(FACTS, name="N" * 5000, title="T" * 5000))
    assert f"Dear {'N' * 199}…," in letter.text
    assert len(letter.subject) < 120


def test_a_letter_without_a_fact_that_it_tells_is_not_written() -> None:
    with pytest.raises(InvalidInputError) as caught:
        compose_letter(NoticeKind.REVOKED, "en", replace(FACTS, reason="", day=None))
    assert caught.value.code == "letter_incomplete"
    assert "day" in caught.value.message


def test_what_is_told_only_where_there_is_something_to_tell_leaves_no_gap() -> None:
    bare = compose_letter(NoticeKind.CORRECTED, "en", replace(FACTS, title="", reason="", word=""))
    full = compose_letter(NoticeKind.CORRECTED, "en", FACTS)
    assert (bare.html.count("<p"), full.html.count("<p")) == (
        bare.html.count("<p"),
        bare.html.count("<p") + 3,
    )
    assert "Thank you for telling us." in full.text
    assert "\n\n\n" not in bare.text + full.text


def test_a_kind_without_a_letter_is_not_found() -> None:
    with pytest.raises(NotFoundError) as caught:
        compose_letter(cast("NoticeKind", "farewell"), "en", FACTS)
    assert caught.value.code == "no_such_letter"
