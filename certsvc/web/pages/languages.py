"""The languages that pages speak, and which of them a request gets."""

from dataclasses import dataclass

from babel import Locale
from flask import request

from certsvc.settings import LANGUAGES
from certsvc.web.security import find_access
from certsvc.web.services import current_services
from certsvc.web.sessions import PEOPLE
from certsvc.workflows.choices import find_own_language


@dataclass(frozen=True, slots=True)
class Language:
    """``tag`` as in BCP 47, ``name`` in itself, ``locale`` for texts, ``dates`` for how days are written."""

    tag: str
    name: str
    locale: Locale
    dates: Locale
    direction: str


_NAMES = {
    "en": "English",
    "fr": "Français",
    "ar": "العربية",
    "id": "Bahasa Indonesia",
    "uz": "O‘zbekcha",
    "uz-Cyrl": "Ўзбекча",
    "ru": "Русский",
    "es": "Español",
    "zh": "中文",
}


def _language(tag: str) -> Language:
    locale = Locale.parse(tag, sep="-")
    # day before month: those who read English as a second language do
    dates = Locale.parse("en_GB") if tag == "en" else locale
    return Language(tag, _NAMES[tag], locale, dates, locale.text_direction)


SPOKEN = tuple(_language(tag) for tag in LANGUAGES)
"""In the order in which they are offered."""

_BY_TAG = {language.tag.lower(): language for language in SPOKEN}
_BY_LOCALE = {str(language.locale): language for language in SPOKEN}


def spoken_language(tag: str) -> Language | None:
    """By its tag in any case; None for one that is not spoken here."""
    return _BY_TAG.get(tag.lower())


def asked_language() -> Language | None:
    """What ``?lang=`` of this request asks for, if it is spoken here."""
    return spoken_language(request.args.get("lang", ""))


def chosen_language() -> Language:
    """The language of this request.

    1. ``?lang=``, 2. what she chose whose page it is, 3. the best that the browser accepts (RFC 4647
    section 3.4), 4. the setting.
    """
    return asked_language() or _own_language() or _accepted_language() or _BY_TAG[_default_tag()]


def language_of(locale: Locale) -> Language:
    """The language that Flask-Babel has for this request."""
    return _BY_LOCALE[str(locale)]


def _default_tag() -> str:
    return current_services().settings.default_language.lower()


def _own_language() -> Language | None:
    """Her choice, on pages that nobody but her sees: what is public speaks to its reader and is cached."""
    access = find_access(request.endpoint)
    if access is None or not access.signed_in:
        return None
    session = PEOPLE.find_current()
    chosen = None if session is None else find_own_language(session.person_id)
    return None if chosen is None else spoken_language(chosen)


def _accepted_language() -> Language | None:
    for tag, quality in request.accept_languages:
        if quality <= 0:
            continue
        subtags = tag.lower().replace("_", "-").split("-")
        while subtags:
            if found := _BY_TAG.get("-".join(subtags)):
                return found
            subtags.pop()
    return None
