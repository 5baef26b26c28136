"""``/officer/corrections``: what people asked to have corrected; old and new side by side, and a decision."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from certsvc.domain.access import Actor, Scope
from certsvc.domain.corrections import CorrectedField, CorrectionId, CorrectionState
from certsvc.domain.identifiers import LanguageTag
from certsvc.errors import ConflictError, InvalidInputError
from certsvc.web.downloads import download_response
from certsvc.web.pages.correction_wording import FIELDS, SIGNS
from certsvc.web.pages.officer import officer_page
from certsvc.web.pages.officer_wording import STATES
from certsvc.web.pages.personal import go_to
from certsvc.web.pages.record import language_named
from certsvc.web.pages.speech import worded
from certsvc.web.security import current_actor, declares, officer_with
from certsvc.web.services import current_services
from certsvc.workflows import decide_correction as deciding
from certsvc.workflows.correction_outcomes import show_outcome

blueprint = Blueprint("officer corrections", __name__)

_PAGE = 25
_COMPLAINTS = {
    "word_missing": worded("Say a word to her: why it is not as she asks."),
    "word_too_long": worded("The word to her is too long."),
    "reason_missing": worded("Say what the replaced certificates are to give as the reason."),
    "reason_too_long": worded("The reason is too long: it stands on a certificate."),
    "reason_unfit": worded("The reason has signs that no certificate can carry. Type it anew."),
    "certificate_left_out": worded(
        "A certificate of hers could not be made anew from this: nothing was changed."
    ),
    "nothing_mended": worded(
        "Nothing of the record has been mended since she asked. Mend it first, or decline with a word to her."
    ),
    "correction_decided": worded("Somebody has decided this meanwhile, or she has withdrawn it."),
}
_NOT_DONE = worded("This could not be done; nothing was changed.")


@blueprint.get("/officer/corrections")
@declares(officer_with(Scope.READ))
def show_corrections() -> Response:
    """Those of one state, the newest first; without a state those that wait."""
    state = _asked_state()
    listed = deciding.list_corrections(
        by=current_actor(), state=state, limit=_PAGE, cursor=request.args.get("cursor") or None
    )
    return officer_page(
        "officer_corrections.html",
        listed=listed,
        state=state,
        fields=FIELDS,
        states=STATES,
        signs=SIGNS,
    )


@blueprint.get("/officer/corrections/<correction_id>")
@declares(officer_with(Scope.READ))
def show_correction(correction_id: str) -> Response:
    """One, beside the record."""
    return _case(correction_id)


@blueprint.post("/officer/corrections/<correction_id>")
@declares(officer_with(Scope.REVOKE, Scope.ISSUE))
def decide(correction_id: str) -> Response:
    """Approve or decline; what was typed stays when it cannot be done."""
    decision = request.form.get("decision", "")
    if decision not in {"approve", "decline"}:
        return _case(correction_id, complaint=worded("Choose one: approve or decline."))
    try:
        deciding.decide_correction(
            current_services(),
            CorrectionId(correction_id),
            approve=decision == "approve",
            word=request.form.get("word", ""),
            reason=request.form.get("reason", ""),
            by=current_actor(),
        )
    except (InvalidInputError, ConflictError) as error:
        said = _COMPLAINTS.get(error.code, _NOT_DONE)
        detail = "" if error.code in _COMPLAINTS else str(error)
        return _case(correction_id, complaint=said, detail=detail)
    return go_to(f"/officer/corrections/{correction_id}")


@blueprint.get("/officer/corrections/<correction_id>/attachment")
@declares(officer_with(Scope.READ))
def get_attachment(correction_id: str) -> Response:
    """The document that she sent, to be saved: whoever wrote it, no browser shows it on this domain."""
    file = deciding.open_attachment(current_services(), CorrectionId(correction_id), by=current_actor())
    return download_response(file, inline=False)


def _case(correction_id: str, *, complaint: str = "", detail: str = "") -> Response:
    case = deciding.get_correction(CorrectionId(correction_id), by=current_actor())
    return officer_page(
        "officer_correction.html",
        status=HTTPStatus.BAD_REQUEST if complaint else HTTPStatus.OK,
        case=case,
        one=case.correction,
        fields=FIELDS,
        states=STATES,
        signs=SIGNS,
        shown=_shown_value,
        outcome=show_outcome(case.correction.id, by=current_actor()),
        complaint=complaint,
        detail=detail,
        typed=request.form,
        may_decide=_may_decide(current_actor()) and case.correction.state is CorrectionState.ASKED,
    )


def _may_decide(actor: Actor) -> bool:
    return {Scope.REVOKE, Scope.ISSUE} <= actor.scopes


def _shown_value(field: CorrectedField, value: str) -> str:
    """A language by its own name; everything else as it is written."""
    if field is CorrectedField.PREFERRED_LANGUAGE:
        return language_named(LanguageTag(value))
    return value


def _asked_state() -> CorrectionState:
    try:
        return CorrectionState(request.args.get("state", CorrectionState.ASKED))
    except ValueError:
        return CorrectionState.ASKED
