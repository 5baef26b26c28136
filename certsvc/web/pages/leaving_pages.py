"""``/record/data``: all that is kept about her, to take along; and how to have it erased."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from certsvc.errors import ConflictError, NotFoundError
from certsvc.web.downloads import download_response
from certsvc.web.pages.personal import WayOn, go_to, notice_page, personal_page, typed_address
from certsvc.web.pages.speech import worded
from certsvc.web.security import SIGNED_IN, declares
from certsvc.web.services import current_services
from certsvc.web.sessions import current_session
from certsvc.workflows import ask_erasure, show_record
from certsvc.workflows.downloads import Download
from certsvc.workflows.export_person import export_person

blueprint = Blueprint("record data", __name__)

_DONE = {
    "asked": worded("Your request is noted."),
    "withdrawn": worded("Your request is withdrawn: nothing is erased."),
}
_NOT_HERS = worded("This is not the e-mail address by which you sign in. Nothing was done.")


@blueprint.get("/record/data")
@declares(SIGNED_IN)
def show_data() -> Response:
    """What she can take along, and what an erasure means."""
    return _data_page()


@blueprint.get("/record/data/everything.json")
@declares(SIGNED_IN)
def download_data() -> Response:
    """Everything that is stored on her, as JSON."""
    content = export_person(current_services(), current_session().person_id)
    file = Download(content, "application/json", "my-data.json")
    return download_response(file, inline=False)


@blueprint.post("/record/data/erasure")
@declares(SIGNED_IN)
def request_erasure() -> Response:
    """Ask for it; her own address, typed, says that she means it."""
    services, person_id = current_services(), current_session().person_id
    if typed_address() not in show_record.show_known_as(person_id).addresses:
        return _data_page(complaint=_NOT_HERS, status=HTTPStatus.BAD_REQUEST)
    ask_erasure.ask_erasure(services, person_id)
    return go_to("/record/data", saying="asked")


@blueprint.post("/record/data/erasure/withdraw")
@declares(SIGNED_IN)
def withdraw_erasure() -> Response:
    """Think better of it, as long as it has not begun. Withdrawn twice, it is withdrawn."""
    try:
        ask_erasure.withdraw_erasure(current_services(), current_session().person_id)
    except ConflictError:
        return notice_page(
            worded("It has begun already"),
            (worded("Your data are being erased, and this cannot be stopped any more."),),
            (WayOn("/record/data", worded("Your data")),),
            status=HTTPStatus.CONFLICT,
        )
    except NotFoundError:
        return go_to("/record/data")
    return go_to("/record/data", saying="withdrawn")


def _data_page(*, complaint: str = "", status: int = HTTPStatus.OK) -> Response:
    person_id = current_session().person_id
    return personal_page(
        "record_data.html",
        signed_in=True,
        status=status,
        complaint=complaint,
        done=_DONE.get(request.args.get("done", ""), ""),
        erasure=ask_erasure.find_open_erasure(person_id),
        addresses=show_record.show_known_as(person_id).addresses,
    )
