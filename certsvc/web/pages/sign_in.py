"""``/sign-in``: a link to her mailbox instead of a password."""

from http import HTTPStatus
from urllib.parse import quote

from flask import Blueprint, Response, request

from certsvc.errors import ConflictError
from certsvc.web.pages.personal import (
    LINK_GONE,
    WayOn,
    erasure_waits_page,
    go_to,
    notice_page,
    page_language,
    personal_page,
    typed_address,
)
from certsvc.web.pages.speech import worded
from certsvc.web.security import PERSONAL, declares
from certsvc.web.services import current_services
from certsvc.web.sessions import PEOPLE
from certsvc.workflows import own_mailboxes, sign_in

blueprint = Blueprint("sign-in", __name__)

NO_ADDRESS = worded("This does not look like an e-mail address.")
_HERS = {"mine": False, "both": True}
"""Answers of who is signed in that the mailbox is hers too -> whether it has a record of its own."""
_OTHER = "other"
"""Her answer that she is not who is signed in."""


@blueprint.get("/sign-in")
@declares(PERSONAL)
def ask_for_address() -> Response:
    """Ask where to send the link."""
    return _form()


@blueprint.post("/sign-in")
@declares(PERSONAL)
def send_link() -> Response:
    """Send it, if somebody has claimed a record with that address; say the same if nobody has."""
    address = typed_address()
    if address is None:
        typed = request.form.get("address", "")
        return _form(complaint=NO_ADDRESS, typed=typed, status=HTTPStatus.BAD_REQUEST)
    sign_in.request_sign_in(current_services(), address, language=page_language())
    return mailbox_page(again="/sign-in")


@blueprint.get("/sign-in/<token>")
@declares(PERSONAL)
def show_button(token: str) -> Response:
    """Show a button and do nothing: mail scanners follow every link before she does.

    Nothing is said of the link, but to somebody who is signed in as another than its mailbox's owner: on a
    computer that many use, it may be her own second mailbox or somebody else's.
    """
    return personal_page("sign_in_button.html", token=token, question=_find_question(token))


@blueprint.post("/sign-in/<token>")
@declares(PERSONAL)
def use_link(token: str) -> Response:
    """Sign in by the link, once; or let its mailbox be hers who is signed in, if she says so."""
    choice = request.form.get("as", "")
    if choice in _HERS:
        return _take_mailbox(token, has_record=_HERS[choice])
    if choice != _OTHER and _find_question(token) is not None:
        return _ask_again(token)
    signed_in = sign_in.use_sign_in(current_services(), token)
    if signed_in is None:
        return _link_gone()
    sign_in.end_session(current_services(), PEOPLE.current_token())
    return PEOPLE.begin(go_to("/record"), signed_in.session_token)


def _find_question(token: str) -> own_mailboxes.Question | None:
    session = PEOPLE.find_current()
    if session is None:
        return None
    return own_mailboxes.find_question(current_services(), token, session.person_id)


def _take_mailbox(token: str, *, has_record: bool) -> Response:
    session = PEOPLE.find_current()
    if session is None:  # it has ended meanwhile
        return _ask_again(token)
    try:
        taken = own_mailboxes.take_mailbox(
            current_services(), token, session.person_id, has_record=has_record
        )
    except ConflictError:
        return erasure_waits_page()
    if taken is own_mailboxes.Taken.CHANGED:
        return _ask_again(token)
    return _link_gone() if taken is own_mailboxes.Taken.GONE else go_to("/record")


def _ask_again(token: str) -> Response:
    return go_to(f"/sign-in/{quote(token, safe='')}")


def _link_gone() -> Response:
    return notice_page(
        worded("This link opens nothing"),
        (
            LINK_GONE,
            worded("Ask for a new one; it comes within minutes."),
        ),
        (WayOn("/sign-in", worded("Send me a new link")),),
        status=HTTPStatus.NOT_FOUND,
    )


def mailbox_page(*, again: str) -> Response:
    """The same for every address, known or not. ``again``: the path of the form that led here."""
    return notice_page(
        worded("Look into your mailbox"),
        (
            worded("If this address fits, a message with a link is on its way. The link works once."),
            worded("If some came before, use the newest: while several of them work, no more are sent."),
            worded(
                "Nothing there after some minutes? Look among the unwanted mail, and compare the address "
                "letter by letter. To protect everyone’s privacy, this page says the same for every address."
            ),
        ),
        (WayOn(again, worded("Try another address")),),
    )


def _form(*, complaint: str = "", typed: str = "", status: int = HTTPStatus.OK) -> Response:
    return personal_page("sign_in.html", status=status, complaint=complaint, typed=typed)
