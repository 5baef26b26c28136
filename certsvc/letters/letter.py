"""A letter is composed: the words of its kind and language, filled with the facts."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from string import Formatter

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from certsvc.domain.notices import NoticeKind
from certsvc.errors import InvalidInputError, NotFoundError
from certsvc.letters.isolating import isolated, one_line
from certsvc.letters.words import Words, words_for

_LONGEST_NAME = 200
_LONGEST_REASON = 600
_LONGEST_WORD = 1_000
_LONGEST_IN_SUBJECT = 80
_BDI = Markup("<bdi>{}</bdi>")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a letter tells. ``host`` is where this service lives, ``link`` the one address it leads to.

    ``day``: until when a link or certificate is good, when one was withdrawn, or from when on an erasure may
    be carried out; ``minutes``: how long a sign-in link is good; ``word``: an officer's, to the reader. Which
    of them a kind needs, ``words.toml`` lists.
    """

    host: str
    link: str
    name: str = ""
    title: str = ""
    centre: str = ""
    reason: str = ""
    day: date | None = None
    minutes: int | None = None
    word: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent; ``language`` is the one it is written in. ``subject`` is one line."""

    language: str
    subject: str
    text: str
    html: str


def compose_letter(kind: NoticeKind, language: str, facts: Facts) -> Letter:
    """The letter of that kind in a language, else in English.

    Raises NotFoundError (``no_such_letter``), InvalidInputError (``letter_incomplete``: a fact is missing).
    """
    words = words_for(kind, language)
    if words is None:
        raise NotFoundError(f"There is no letter of the kind {kind}.", code="no_such_letter")
    values = _values(facts, words)
    plain = _Filled(words, values, lambda value: isolated(value, words.direction))
    rich = _Filled(words, values, _BDI.format)
    short = {name: one_line(value, _LONGEST_IN_SUBJECT) for name, value in values.items()}
    subject = _Filled(words, short, lambda value: isolated(value, words.direction))
    greeting = words.shared["greeting" if values["name"] else "greeting_without_name"]
    told = [one for one in words.optional if all(values[place] for place in _places(one))]
    common = {
        "words": words,
        "greeting": greeting,
        "subject": subject.text(words.own["subject"]),
        "link": facts.link,
    }
    in_text, in_html = ([*words.body, *_saying(words, way), *told] for way in ("by_link", "by_button"))
    return Letter(
        language=words.language,
        subject=subject.text(words.own["subject"]),
        text=_rendered("letter.txt", filled=plain.text, paragraphs=in_text, **common),
        html=_rendered("letter.html", filled=rich.markup, paragraphs=in_html, **common),
    )


def _saying(words: Words, way: str) -> list[str]:
    """The paragraph that speaks of the link, as the form of a letter has it; not every kind has one."""
    return [words.own[way]] if way in words.own else []


@dataclass(frozen=True, slots=True)
class _Filled:
    """Fills places in the words; ``shown`` is how a value stands among them."""

    words: Words
    values: Mapping[str, str]
    shown: Callable[[str], str]

    def text(self, word: str) -> str:
        """In plain text."""
        return word.format_map(self._asked(word))

    def markup(self, word: str) -> Markup:
        """In HTML: words and values are escaped."""
        return Markup(str(escape(word)).format_map(self._asked(word)))  # noqa: S704  # both were escaped

    def _asked(self, word: str) -> dict[str, str]:
        asked = _places(word)
        missing = sorted(name for name in asked if not self.values[name])
        if missing:
            raise InvalidInputError(
                f"A letter cannot be written without {', '.join(missing)}.", code="letter_incomplete"
            )
        return {name: self.shown(self.values[name]) for name in asked}


def _places(word: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(word) if name}


def _values(facts: Facts, words: Words) -> dict[str, str]:
    return {
        "host": facts.host,
        "name": one_line(facts.name, _LONGEST_NAME),
        "title": one_line(facts.title, _LONGEST_NAME),
        "centre": one_line(facts.centre, _LONGEST_NAME),
        "reason": one_line(facts.reason, _LONGEST_REASON),
        "word": one_line(facts.word, _LONGEST_WORD),
        "day": "" if facts.day is None else words.day(facts.day),
        "minutes": "" if facts.minutes is None else str(facts.minutes),
    }


def _rendered(template: str, **shown: object) -> str:
    return _templates().get_template(template).render(**shown)


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(enabled_extensions=("html",)),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
