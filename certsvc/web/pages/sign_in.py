"""``/sign-in``: a link to her mailbox instead of a password."""

from http import HTTPStatus

from flask import Blueprint, Response

from certsvc.web.pages.personal import (
    LINK_GONE,
    WayOn,
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
from certsvc.workflows import sign_in

blueprint = Blueprint("sign-in", __name__)

NO_ADDRESS = worded("This does not look like an e-mail address.")


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
        return _form(complaint=NO_ADDRESS, status=HTTPStatus.BAD_REQUEST)
    sign_in.request_sign_in(current_services(), address, language=page_language())
    return mailbox_page(again="/sign-in")


@blueprint.get("/sign-in/<token>")
@declares(PERSONAL)
def show_button(token: str) -> Response:
    """Show a button and look at nothing: mail scanners follow every link before she does."""
    return personal_page("sign_in_button.html", token=token)


@blueprint.post("/sign-in/<token>")
@declares(PERSONAL)
def use_link(token: str) -> Response:
    """Sign in by the link, once."""
    signed_in = sign_in.use_sign_in(current_services(), token)
    if signed_in is None:
        return notice_page(
            worded("This link opens nothing"),
            (
                LINK_GONE,
                worded("Ask for a new one; it comes within minutes."),
            ),
            (WayOn("/sign-in", worded("Send me a new link")),),
            status=HTTPStatus.NOT_FOUND,
        )
    return PEOPLE.begin(go_to("/record"), signed_in.session_token)


def mailbox_page(*, again: str) -> Response:
    """The same for every address, known or not. ``again``: the path of the form that led here."""
    return notice_page(
        worded("Look into your mailbox"),
        (
            worded("If this address fits, a message with a link is on its way. The link works once."),
            worded(
                "Nothing there after some minutes? Look among the unwanted mail, and compare the address "
                "letter by letter. To protect everyone’s privacy, this page says the same for every address."
            ),
        ),
        (WayOn(again, worded("Try another address")),),
    )


def _form(*, complaint: str = "", status: int = HTTPStatus.OK) -> Response:
    return personal_page("sign_in.html", status=status, complaint=complaint)
