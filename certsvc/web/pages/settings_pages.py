"""``/record/settings``: her language, what others see of her certificates, and where she is signed in."""

from http import HTTPStatus

from flask import Blueprint, Response, current_app, redirect, request

from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.people import Visibility
from certsvc.web.pages.languages import SPOKEN, spoken_language
from certsvc.web.pages.personal import go_to, personal_page
from certsvc.web.pages.record import language_named, words_of
from certsvc.web.pages.record_wording import VISIBILITIES
from certsvc.web.pages.speech import current_speech, worded
from certsvc.web.security import SIGNED_IN, declares
from certsvc.web.services import current_services
from certsvc.web.sessions import PEOPLE, current_session
from certsvc.workflows import choices, own_sessions, show_record

blueprint = Blueprint("record settings", __name__)

_DONE = {
    "saved": worded("Your choice is kept."),
    "ended": worded("That device is signed out."),
    "disowned": worded("This is not in your record any more."),
}
_CHOOSE = worded("Choose one of the languages and one of the three ways.")


@blueprint.get("/record/settings")
@declares(SIGNED_IN)
def show_settings() -> Response:
    """What she has chosen, and what there is to choose from."""
    return _settings_page()


@blueprint.post("/record/settings")
@declares(SIGNED_IN)
def save_settings() -> Response:
    """Keep it. Her pages speak the chosen language from now on, whatever this one spoke."""
    typed = request.form.get("language", "")
    language = spoken_language(typed)
    visibility = request.form.get("visibility", "")
    if (typed and language is None) or visibility not in {*Visibility}:
        return _settings_page(complaint=_CHOOSE, status=HTTPStatus.BAD_REQUEST)
    choices.set_choices(
        current_services(),
        current_session().person_id,
        language=None if language is None else LanguageTag(language.tag),
        visibility=Visibility(visibility),
    )
    return current_app.make_response(redirect("/record/settings?done=saved", 303))


@blueprint.post("/record/sessions/end")
@declares(SIGNED_IN)
def end_one_session() -> Response:
    """Sign out one device from afar."""
    digest = request.form.get("session", "")
    own_sessions.end_own_session(current_services(), current_session().person_id, digest)
    return go_to("/record/settings", saying="ended")


def _settings_page(*, complaint: str = "", status: int = HTTPStatus.OK) -> Response:
    services, person_id = current_services(), current_session().person_id
    known = show_record.show_known_as(person_id)
    return personal_page(
        "record_settings.html",
        signed_in=True,
        status=status,
        complaint=complaint,
        done=_DONE.get(request.args.get("done", ""), ""),
        person=known.person,
        addresses=known.addresses,
        known_as=known.known_as,
        spoken=SPOKEN,
        visibilities=VISIBILITIES,
        sessions=own_sessions.list_own_sessions(services, person_id, PEOPLE.current_token()),
        wording=words_of(current_speech()),
        language_named=language_named,
    )
