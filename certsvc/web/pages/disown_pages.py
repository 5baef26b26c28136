"""``/record/names/…/disown``: what a centre has in its books under her address is not hers."""

from flask import Blueprint, Response

from certsvc.domain.identifiers import LearnerId
from certsvc.errors import ConflictError, NotFoundError
from certsvc.web.pages.personal import erasure_waits_page, go_to, personal_page
from certsvc.web.pages.record import words_of
from certsvc.web.pages.speech import current_speech
from certsvc.web.security import SIGNED_IN, declares
from certsvc.web.services import current_services
from certsvc.web.sessions import current_session
from certsvc.workflows import disown_learner, show_record

blueprint = Blueprint("record names", __name__)


@blueprint.get("/record/names/<learner_id>/disown")
@declares(SIGNED_IN)
def confirm(learner_id: str) -> Response:
    """Say what it means, and ask whether she means it."""
    for one in show_record.show_known_as(current_session().person_id).known_as:
        if one.learner_id == learner_id:
            return personal_page(
                "record_disown.html", signed_in=True, known=one, wording=words_of(current_speech())
            )
    raise NotFoundError("There is nothing here by that name.")


@blueprint.post("/record/names/<learner_id>/disown")
@declares(SIGNED_IN)
def disown(learner_id: str) -> Response:
    """Take it out of her record."""
    try:
        disown_learner.disown_learner(current_services(), current_session().person_id, LearnerId(learner_id))
    except ConflictError:
        return erasure_waits_page()
    return go_to("/record/settings", saying="disowned")
