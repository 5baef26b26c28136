"""``/record/…/correct`` and ``/record/corrections``: she asks for what is wrong to be put right."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, Response, request

from certsvc.domain.corrections import CorrectionId
from certsvc.errors import CertsvcError, ConflictError, InvalidInputError, NotFoundError
from certsvc.web.pages.correction_form import CorrectionForm, box_name, form_of, read_form
from certsvc.web.pages.correction_wording import (
    COMPLAINTS,
    FIELDS,
    OF_A_VALUE,
    SIGNS,
    STATES,
    TOO_LARGE,
)
from certsvc.web.pages.languages import SPOKEN
from certsvc.web.pages.personal import WayOn, go_to, notice_page, personal_page
from certsvc.web.pages.record import language_named, words_of
from certsvc.web.pages.speech import current_speech, worded
from certsvc.web.problems import problem_of_error
from certsvc.web.security import SIGNED_IN, SIGNED_IN_WITH_FILE, declares
from certsvc.web.services import current_services
from certsvc.web.sessions import current_session
from certsvc.workflows import ask_correction, own_corrections, show_record

blueprint = Blueprint("record corrections", __name__)

_DONE = {
    "asked": worded("Your centre has your request. It answers by e-mail, and here."),
    "withdrawn": worded("Your request is withdrawn."),
}


@blueprint.get("/record/certificates/<code>/correct")
@declares(SIGNED_IN)
def ask_from_certificate(code: str) -> Response:
    """The form, filled in with what stands on that certificate and behind it."""
    return _form_page(code)


@blueprint.post("/record/certificates/<code>/correct")
@declares(SIGNED_IN_WITH_FILE)
def send_from_certificate(code: str) -> Response:
    """Ask the centre."""
    return _send(code)


@blueprint.get("/record/names/<learner_id>/correct")
@declares(SIGNED_IN)
def ask_from_name(learner_id: str) -> Response:
    """The same for what a centre has in its books, whether there is a certificate of it or not."""
    return _form_page(f"learner:{learner_id}")


@blueprint.post("/record/names/<learner_id>/correct")
@declares(SIGNED_IN_WITH_FILE)
def send_from_name(learner_id: str) -> Response:
    """Ask the centre."""
    return _send(f"learner:{learner_id}")


@blueprint.get("/record/corrections")
@declares(SIGNED_IN)
def list_corrections() -> Response:
    """What she asked for, what became of it, and the officer's word."""
    return personal_page(
        "record_corrections.html",
        signed_in=True,
        corrections=own_corrections.show_own_corrections(current_services(), current_session().person_id),
        done=_DONE.get(request.args.get("done", ""), ""),
        fields=FIELDS,
        states=STATES,
        titles=own_corrections.titles_of_courses(),
        signs=SIGNS,
        wording=words_of(current_speech()),
        language_named=language_named,
    )


@blueprint.post("/record/corrections/<correction_id>/withdraw")
@declares(SIGNED_IN)
def withdraw(correction_id: str) -> Response:
    """Take it back, as long as nobody has decided."""
    person_id = current_session().person_id
    try:
        ask_correction.withdraw_correction(current_services(), person_id, CorrectionId(correction_id))
    except ConflictError:
        return notice_page(
            worded("It is decided already"),
            (worded("Your centre was faster. See what it answered."),),
            (WayOn("/record/corrections", worded("Your corrections")),),
            status=HTTPStatus.CONFLICT,
        )
    return go_to("/record/corrections", saying="withdrawn")


def too_large_page() -> Response:
    """Of what was larger than is read at all: nobody knows what else stood in that form, but the browser."""
    return notice_page(
        worded("What was sent is too large"),
        (TOO_LARGE, worded("Go back in your browser: what you typed is still there.")),
        (WayOn(request.path, worded("Ask for a correction")),),
        status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    )


def _send(reference: str) -> Response:
    services, person_id = current_services(), current_session().person_id
    correctable = ask_correction.show_correctable(services, person_id, reference)
    form = read_form(correctable)
    try:
        ask_correction.ask_correction(
            services, person_id, reference, wanted=form.wanted, why=form.why, attachment=form.attachment
        )
    except (InvalidInputError, ConflictError) as error:
        return _form_page(reference, form=form, error=error)
    return go_to("/record/corrections", saying="asked")


def _form_page(
    reference: str, *, form: CorrectionForm | None = None, error: CertsvcError | None = None
) -> Response:
    """``form``: as she sent it, with what is wrong with it. Nothing that she typed is lost."""
    services, person_id = current_services(), current_session().person_id
    correctable = ask_correction.show_correctable(services, person_id, reference)
    known = {one.learner_id: one for one in show_record.show_known_as(person_id).known_as}
    if correctable.learner_id not in known:  # her centre was made to forget her
        raise NotFoundError("There is nothing here by that name.")
    return personal_page(
        "record_correct.html",
        signed_in=True,
        status=HTTPStatus.OK if error is None else problem_of_error(error).status,
        correctable=correctable,
        centre=known[correctable.learner_id].centre,
        form=form_of(correctable) if form is None else form,
        complaints=_complaints(error),
        labels=FIELDS,
        spoken=SPOKEN,
        titles=own_corrections.titles_of_courses() if correctable.completions else {},
        wording=words_of(current_speech()),
    )


def _complaints(error: CertsvcError | None) -> Mapping[str, str]:
    """What is said beside which part of the form: a field's name, ``why``, ``attachment``, or ``form``.

    What this page has no words for goes on as the error that it is.
    """
    if error is None:
        return {}
    if isinstance(error, ask_correction.WrongValuesError):
        return {box_name(one.field, one.completion_id): OF_A_VALUE[one.field] for one in error.wrong}
    if error.code not in COMPLAINTS:
        raise error
    place, complaint = COMPLAINTS[error.code]
    return {place: complaint}
