"""``/officer``: the door for officers, what waits for them, and the way out."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from certsvc.domain.access import Scope
from certsvc.web.form_tokens import FIELD, form_token, keep_secret
from certsvc.web.pages.correction_wording import FIELDS
from certsvc.web.pages.layout import page
from certsvc.web.pages.personal import WayOn, go_to, notice_page, personal_page
from certsvc.web.pages.speech import worded
from certsvc.web.security import OFFICER, PERSONAL, current_actor, declares
from certsvc.web.services import current_services
from certsvc.web.sessions import OFFICERS
from certsvc.workflows import officer_sessions
from certsvc.workflows.decide_correction import list_corrections

blueprint = Blueprint("officer", __name__)

_LONGEST_KEY = 512
_SHOWN = 5
_WRONG_KEY = worded("This is no key of this register, or it was revoked. Look whether it was copied whole.")


def officer_page(template: str, *, status: int = HTTPStatus.OK, **shown: object) -> Response:
    """``page`` with the token for an officer's forms, and who she acts for."""
    token = form_token("officer")
    return page(template, status=status, form_token=token, form_field=FIELD, officer=current_actor(), **shown)


@blueprint.get("/officer")
@declares(OFFICER)
def show_desk() -> Response:
    """What waits, and what can be done with the key at hand."""
    actor = current_actor()
    waiting = list_corrections(by=actor, limit=_SHOWN) if Scope.READ in actor.scopes else None
    return officer_page(
        "officer.html",
        waiting=waiting,
        fields=FIELDS,
        may_reissue={Scope.REVOKE, Scope.ISSUE} <= actor.scopes,
    )


@blueprint.get("/officer/sign-in")
@declares(PERSONAL)
def ask_for_key() -> Response:
    """Ask for the API key."""
    return personal_page("officer_sign_in.html", complaint="")


@blueprint.post("/officer/sign-in")
@declares(PERSONAL)
def sign_in() -> Response:
    """Sign in by the key. A wrong one is told as such, and nothing else about it."""
    key = request.form.get("api_key", "").strip()
    token = officer_sessions.sign_in_officer(current_services(), key) if len(key) <= _LONGEST_KEY else None
    if token is None:
        status = HTTPStatus.FORBIDDEN
        return personal_page("officer_sign_in.html", complaint=_WRONG_KEY, status=status)
    return keep_secret(OFFICERS.begin(go_to("/officer"), token))


@blueprint.post("/officer/sign-out")
@declares(OFFICER)
def sign_out() -> Response:
    """End the session of this browser."""
    officer_sessions.end_officer_session(current_services(), OFFICERS.current_token())
    ways_on = (WayOn("/officer/sign-in", worded("Sign in again")),)
    said = (worded("The key itself still works elsewhere."),)
    return OFFICERS.end(notice_page(worded("You are signed out"), said, ways_on))
