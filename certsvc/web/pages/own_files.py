"""What she takes home from her own record, as a file; or what took the place of what was revoked."""

from collections.abc import Callable

from flask import Response

from certsvc.domain.batches import SheetFormat
from certsvc.domain.people import PersonId
from certsvc.web.downloads import download_response
from certsvc.web.pages.personal import go_to
from certsvc.web.services import current_services
from certsvc.web.sessions import current_session
from certsvc.workflows.downloads import Download
from certsvc.workflows.revoked_sheets import RevokedError
from certsvc.workflows.services import Services

Export = Callable[[Services, PersonId, str, SheetFormat], Download]


def own_file(export: Export, folder: str, code: str, ending: str) -> Response:
    """Of hers, as ``export`` hands it out. ``folder``: below which the pages of its kind are.

    The sheet of one that was replaced leads to that of the one that stands in its place, of one that was
    revoked to its page, which says why.
    """
    try:
        file = export(current_services(), current_session().person_id, code, SheetFormat(ending))
    except RevokedError as error:
        if error.standing is not None:
            return go_to(f"{folder}/{error.standing.code}.{ending}")
        return go_to(f"{folder}/{error.record.code}")
    return download_response(file, inline=False)
