"""``/officer/reissue``: certificates that carry a mistake of our own are replaced, seen before it is done."""

from http import HTTPStatus

from flask import Blueprint, Response, request

from certsvc.domain.access import Role, Scope
from certsvc.domain.batches import BatchKind, BatchState, BulkAct, CredentialFilter
from certsvc.domain.identifiers import PartnerCode
from certsvc.errors import CertsvcError, ConflictError, InvalidInputError, NotFoundError
from certsvc.web.arguments import has_control_characters
from certsvc.web.pages.officer import officer_page
from certsvc.web.pages.officer_wording import PARTS
from certsvc.web.pages.personal import go_to
from certsvc.web.pages.speech import worded
from certsvc.web.security import Access, current_actor, declares, officer_with
from certsvc.web.services import current_services
from certsvc.workflows import browse_records, bulk_acts
from certsvc.workflows.preview_reissue import ReissuePreview, preview_reissue

blueprint = Blueprint("officer reissue", __name__)

_REISSUES: Access = officer_with(Scope.REVOKE)
_LONGEST = 64
_MOST_DIGITS = 9
_SECONDS_BETWEEN = 10
"""Who listens to a page must hear it out before it comes again."""
_FIELDS = ("micro_certification", "course", "cohort")
_COMPLAINTS = {
    "filter_missing": worded("Say which certificates: by programme, course or cohort."),
    "reason_missing": worded("Say what the replaced certificates are to give as the reason."),
    "reason_too_long": worded("The reason is too long: it stands on a certificate."),
    "reason_unfit": worded("The reason has signs that no certificate can carry. Type it anew."),
    "preview_changed": worded("It is another number by now. Look at it again."),
}
_NOT_DONE = worded("This could not be done; nothing was changed.")


@blueprint.get("/officer/reissue")
@declares(_REISSUES)
def ask_which() -> Response:
    """The form."""
    return _form()


@blueprint.post("/officer/reissue")
@declares(_REISSUES)
def preview_or_begin() -> Response:
    """What would change; or, when its number and its newest certificate come back with the form, begin."""
    services, actor = current_services(), current_actor()
    confirmed = request.form.get("expected", "")
    try:
        act = _act()
        if len(confirmed) <= _MOST_DIGITS and confirmed.isascii() and confirmed.isdigit():
            begun = bulk_acts.begin_act(
                services, act, expected=int(confirmed), until=_typed("until"), by=actor
            )
            return go_to(f"/officer/reissue/{begun.batch.id}")
        return _form(preview=preview_reissue(services, act, by=actor))
    except (InvalidInputError, ConflictError, NotFoundError) as error:
        return _form(error=error)


@blueprint.get("/officer/reissue/<batch_id>")
@declares(_REISSUES)
def show_progress(batch_id: str) -> Response:
    """How far it is; the page comes again by itself until it is done."""
    report = bulk_acts.get_act(batch_id, by=current_actor())
    if report.act.kind is not BatchKind.REISSUE:
        raise NotFoundError("There is no such batch.")
    is_open = not report.batch.state.is_final
    response = officer_page(
        "officer_batch.html", report=report, is_open=is_open, is_done=report.batch.state is BatchState.DONE
    )
    if is_open:
        response.headers["Refresh"] = str(_SECONDS_BETWEEN)
    return response


def _act() -> BulkAct:
    """As typed. The centre is the officer's own, unless the secretariat names one."""
    actor, given = current_actor(), {name: _typed(name) for name in ("centre", *_FIELDS)}
    if not any(given[name] for name in _FIELDS):
        raise InvalidInputError("Say which credentials.", code="filter_missing")
    centre = actor.centre if actor.role is Role.CENTRE else (given["centre"] or None)
    wanted = CredentialFilter(
        centre=None if centre is None else PartnerCode(centre),
        micro_certification=given["micro_certification"] or None,
        course=given["course"] or None,
        cohort=given["cohort"] or None,
    )
    return BulkAct(BatchKind.REISSUE, wanted, reason=request.form.get("reason", ""))


def _typed(name: str) -> str:
    text = request.form.get(name, "").strip()
    if len(text) > _LONGEST or has_control_characters(text):
        raise InvalidInputError("This cannot be a code.", code="filter_missing")
    return text


def _form(*, preview: ReissuePreview | None = None, error: CertsvcError | None = None) -> Response:
    actor = current_actor()
    return officer_page(
        "officer_reissue.html",
        status=HTTPStatus.BAD_REQUEST if error else HTTPStatus.OK,
        preview=preview,
        parts=PARTS,
        complaint=_COMPLAINTS.get(error.code, _NOT_DONE) if error else "",
        detail=str(error) if error and error.code not in _COMPLAINTS else "",
        typed=request.form,
        centres=browse_records.list_centres() if actor.role is Role.SECRETARIAT else (),
        courses=browse_records.list_courses(),
        programmes=browse_records.list_micro_certifications(),
    )
