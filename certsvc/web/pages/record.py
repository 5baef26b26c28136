"""``/record``: what she has completed and earned, what remains, how she is known, and the way out."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from functools import cache

from flask import Blueprint, Response

from certsvc.credentials.achievement import plain_number
from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.texts import Texts
from certsvc.web.pages.languages import SPOKEN
from certsvc.web.pages.personal import WayOn, notice_page, personal_page
from certsvc.web.pages.record_wording import MODES, OUTCOMES, SIGNS, STANDINGS
from certsvc.web.pages.speech import Speech, current_speech, worded
from certsvc.web.security import SIGNED_IN, declares
from certsvc.web.services import current_services
from certsvc.web.sessions import PEOPLE, current_session
from certsvc.workflows import show_progress, show_record, sign_in

blueprint = Blueprint("record", __name__)
blueprint.add_app_template_filter(plain_number, "plain")

_NAMES = {language.tag: language.name for language in SPOKEN}


@blueprint.get("/record")
@declares(SIGNED_IN)
def show_own_record() -> Response:
    """Her record, over centres and years."""
    services = current_services()
    record = show_record.show_record(services, current_session().person_id)
    return personal_page(
        "record.html",
        signed_in=True,
        record=record,
        unfinished=show_progress.show_progress(services, record),
        standings=STANDINGS,
        signs=SIGNS,
        outcomes=OUTCOMES,
        modes=MODES,
        wording=words_of(current_speech()),
        on_day=days_of(current_speech()),
        language_named=language_named,
    )


@blueprint.post("/record/sign-out")
@declares(SIGNED_IN)
def sign_out() -> Response:
    """End the session of this browser."""
    sign_in.end_session(current_services(), PEOPLE.current_token())
    return PEOPLE.end(_signed_out())


@blueprint.post("/record/sign-out-everywhere")
@declares(SIGNED_IN)
def sign_out_everywhere() -> Response:
    """End every session of hers, on whatever device."""
    sign_in.end_all_sessions(current_services(), current_session().person_id)
    return PEOPLE.end(_signed_out())


def words_of(speech: Speech) -> Callable[[Texts], str]:
    """Says texts of the catalogue in the language of the page where they have it: looked up once a page."""
    tag = speech.language.tag
    return lambda texts: texts.in_language(tag)


def days_of(speech: Speech) -> Callable[[date], str]:
    """Writes days with their month in letters."""
    return cache(lambda day: speech.day(datetime.combine(day, time(), UTC)))


def language_named(tag: LanguageTag | None) -> str:
    """A language by its own name; empty for None."""
    return _NAMES.get(tag, tag) if tag else ""


def _signed_out() -> Response:
    return notice_page(
        worded("You are signed out"),
        (worded("Nothing of your record stays in this browser."),),
        (WayOn("/sign-in", worded("Sign in again")),),
    )
