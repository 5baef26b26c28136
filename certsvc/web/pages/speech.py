"""What a page says, in the language of its reader; days and times too."""

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date
from babel.support import NullTranslations
from flask_babel import get_locale, get_translations  # type: ignore[import-untyped]
from markupsafe import Markup

from certsvc.web.pages.languages import Language, chosen_language, language_of


def worded(text: str) -> str:
    """``text``, marked for the catalogues: it is said later, when the reader's language is known."""
    return text


class Speech:
    """One language's catalogue. Made once a process: what was looked up is kept."""

    def __init__(self, language: Language, catalogue: NullTranslations) -> None:
        """``catalogue`` of that language; an empty one says everything in English."""
        self.language = language
        self._catalogue = catalogue
        self._known: dict[str, Markup] = {}

    def say(self, text: str, **values: object) -> Markup:
        """A text of ours in this language. ``values`` stand for its ``%(names)s`` and are escaped."""
        said = self._known.get(text)
        if said is None:
            said = self._known[text] = Markup(self.find(text) or text)  # noqa: S704  # our own catalogues
        return said % values if values else said

    def find(self, text: str) -> str | None:
        """What the catalogue has for ``text``, which may be anything; English has everything."""
        if self.language.tag == "en" or not text:
            return text
        said: str = self._catalogue.gettext(text)
        return None if said == text else said

    def day(self, moment: datetime) -> str:
        """A day with its month in letters, which is read alike everywhere: ``24 November 2026``."""
        return _long_date(moment.date(), self.language.dates)

    def minute(self, moment: datetime) -> Markup:
        """``24 November 2026, 09:30 UTC``."""
        return self.say("%(day)s, %(time)s UTC", day=self.day(moment), time=f"{moment:%H:%M}")


_SPEECHES: dict[str, Speech] = {}


def current_speech() -> Speech:
    """The speech of this request, as Flask-Babel's locale has it."""
    locale = get_locale()
    language = chosen_language() if locale is None else language_of(locale)
    found = _SPEECHES.get(language.tag)
    if found is None:
        found = _SPEECHES[language.tag] = Speech(language, get_translations())
    return found


@lru_cache(maxsize=4096)
def _long_date(day: date, locale: Locale) -> str:
    return format_date(day, format="long", locale=locale)
