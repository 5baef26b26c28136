"""``/claim/{token}``: the link that a centre gives to its learner, bound to her own mailbox."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from certsvc.web.pages.personal import (
    LINK_GONE,
    WayOn,
    notice_page,
    page_language,
    personal_page,
    typed_address,
)
from certsvc.web.pages.sign_in import NO_ADDRESS, mailbox_page
from certsvc.web.pages.speech import worded
from certsvc.web.security import PERSONAL, declares
from certsvc.web.services import current_services
from certsvc.workflows import claim_records

blueprint = Blueprint("claim", __name__)


@blueprint.get("/claim/<token>")
@declares(PERSONAL)
def show_offer(token: str) -> Response:
    """Say what the link opens, without anything about its owner, and ask for an address of hers."""
    return _offer(token)


@blueprint.post("/claim/<token>")
@declares(PERSONAL)
def prove_address(token: str) -> Response:
    """Send a link to that address if it fits; say the same if it does not, or if this link is none."""
    address = typed_address()
    if address is None:
        typed = request.form.get("address", "")
        return _offer(token, complaint=NO_ADDRESS, typed=typed, status=HTTPStatus.BAD_REQUEST)
    claim_records.prove_address(
        current_services(), claim_token=token, address=address, language=page_language()
    )
    return mailbox_page(again=f"/claim/{token}")


def _offer(token: str, *, complaint: str = "", typed: str = "", status: int = HTTPStatus.OK) -> Response:
    offer = claim_records.open_claim(current_services(), token)
    if offer is None:
        return _nothing()
    return personal_page(
        "claim.html", status=status, offer=offer, token=token, complaint=complaint, typed=typed
    )


def _nothing() -> Response:
    """The same for a link that never was, and for one that was used, replaced, or has run out."""
    return notice_page(
        worded("This link opens nothing"),
        (
            LINK_GONE,
            worded("If you have opened your record before, sign in. If not, ask your centre for a new link."),
        ),
        (WayOn("/sign-in", worded("Sign in")),),
        status=HTTPStatus.NOT_FOUND,
    )
