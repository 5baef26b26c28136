"""``/record/transcripts``: one signed document of all that she has earned, or of what she ticks."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from flask import Blueprint, Response, request

from certsvc.domain.batches import SheetFormat
from certsvc.domain.identifiers import CredentialId
from certsvc.errors import CertsvcError, ConflictError, InvalidInputError
from certsvc.web.downloads import download_response
from certsvc.web.pages.own_files import own_file
from certsvc.web.pages.personal import go_to, personal_page
from certsvc.web.pages.record import days_of
from certsvc.web.pages.record_wording import (
    SIGNS,
    STANDING_OF_USE,
    STANDINGS,
    TRANSCRIPT_DOWNLOADS,
)
from certsvc.web.pages.speech import current_speech, worded
from certsvc.web.problems import problem_of_error
from certsvc.web.security import SIGNED_IN, declares
from certsvc.web.services import current_services
from certsvc.web.sessions import current_session
from certsvc.workflows import export_own, own_transcripts
from certsvc.workflows.fitting_transcripts import how_many_fit
from certsvc.workflows.issue_transcript import issue_transcript
from certsvc.workflows.show_record import Certificate, Standing, list_certificates

blueprint = Blueprint("record transcripts", __name__)

_NONE_TICKED = worded("Tick at least one certificate.")
_COMPLAINTS: Mapping[str, str] = {
    "nothing_earned": worded("There is no valid certificate yet that a transcript could hold."),
    "certificate_not_sound": worded("One of these certificates does not stand any more. Tick others."),
    "too_many_credentials": worded("A transcript holds %(most)s certificates at most. Tick some of them."),
    "too_many_transcripts": worded(
        "No more than 20 transcripts are made in a day. Those that were made are still here."
    ),
    "script_not_covered": worded(
        "Your name has letters that cannot be printed here yet. Your centre can help."
    ),
}
"""Error code -> what the page says beside the form."""
_NEWEST_TICKED = worded(
    "A transcript holds %(most)s certificates at most. The newest are ticked below: make one of these, or "
    "tick others."
)


@blueprint.get("/record/transcripts")
@declares(SIGNED_IN)
def list_transcripts() -> Response:
    """Those that she has, and the forms that make another."""
    return _list_page()


@blueprint.post("/record/transcripts")
@declares(SIGNED_IN)
def make_transcript() -> Response:
    """Make one of all that is valid, or of what she ticked; the same once more is the one that she has."""
    ticked = None if request.form.get("which") == "all" else request.form.getlist("certificate")
    person_id = current_session().person_id
    if ticked == []:
        return _list_page(complaint=_NONE_TICKED)
    chosen = None if ticked is None else [CredentialId(one) for one in ticked]
    try:
        made = issue_transcript(current_services(), person_id, chosen, by=person_id)
    except (ConflictError, InvalidInputError) as error:
        if error.code not in _COMPLAINTS:
            raise
        return _list_page(ticked=ticked, error=error)
    return go_to(f"/record/transcripts/{made.code}")


@blueprint.get("/record/transcripts/<code>")
@declares(SIGNED_IN)
def show_transcript(code: str) -> Response:
    """Everything that she can do with it."""
    services = current_services()
    one = own_transcripts.show_own_transcript(services, current_session().person_id, code)
    is_of_use = one.standing in STANDING_OF_USE
    return personal_page(
        "record_transcript.html",
        signed_in=True,
        one=one,
        standing=STANDINGS[one.standing],
        sign=SIGNS[one.standing],
        downloads=TRANSCRIPT_DOWNLOADS if is_of_use else {"json": TRANSCRIPT_DOWNLOADS["json"]},
        share_link=services.addresses.verification(one.record.code) if is_of_use else "",
        on_day=days_of(current_speech()),
    )


@blueprint.get("/record/transcripts/<code>.<any(pdf, json, jwt):ending>")
@declares(SIGNED_IN)
def get_transcript_file(code: str, ending: str) -> Response:
    """It as a file."""
    return own_file(export_own.export_own_transcript, "/record/transcripts", code, ending)


@blueprint.get("/record/transcripts/<code>/qr.<any(png, svg):picture>")
@declares(SIGNED_IN)
def get_transcript_qr(code: str, picture: str) -> Response:
    """The QR code of its share link."""
    person_id = current_session().person_id
    file = export_own.export_own_transcript_qr(current_services(), person_id, code, SheetFormat(picture))
    return download_response(file, inline=True)


def _list_page(
    *, ticked: Sequence[str] | None = (), complaint: str = "", error: CertsvcError | None = None
) -> Response:
    """``ticked`` None: she asked for all. The complaint stands in the form that she sent.

    Of all that are too many, the newest are ticked for her.
    """
    services, person_id = current_services(), current_session().person_id
    certificates = [one for one in list_certificates(services, person_id) if _can_be_in(one)]
    status = HTTPStatus.BAD_REQUEST if complaint else HTTPStatus.OK
    chosen, most = frozenset(ticked or ()), 0
    if error is not None:
        complaint, status = _COMPLAINTS[error.code], problem_of_error(error).status
    if error is not None and error.code == "too_many_credentials":
        asked_for = [one.record for one in certificates if _was_asked_for(one, ticked)]
        most = how_many_fit(asked_for)
        if ticked is None:
            complaint, chosen = _NEWEST_TICKED, frozenset(one.id for one in asked_for[:most])
    return personal_page(
        "record_transcripts.html",
        signed_in=True,
        status=status,
        transcripts=own_transcripts.list_own_transcripts(services, person_id),
        certificates=certificates,
        ticked=chosen,
        most=most,
        complaint_of_all=complaint if ticked is None else "",
        complaint_of_some=complaint if ticked is not None else "",
        standings=STANDINGS,
        signs=SIGNS,
        on_day=days_of(current_speech()),
    )


def _can_be_in(certificate: Certificate) -> bool:
    return certificate.standing in STANDING_OF_USE


def _was_asked_for(certificate: Certificate, ticked: Sequence[str] | None) -> bool:
    return certificate.standing is Standing.STANDS if ticked is None else certificate.record.id in ticked
