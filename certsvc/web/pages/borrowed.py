"""Texts of other rooms that pages say: the catalogues hold them, and a test asks for each."""

from collections.abc import Iterator, Mapping

from werkzeug.exceptions import default_exceptions

from certsvc.verification.reasons import Reason
from certsvc.web import problems
from certsvc.web.pages.speech import worded

_ERRORS = (
    worded("There is nothing here by that name."),
    worded("There is no such credential."),
    worded("There is no such achievement."),
    worded("Download the credential and verify the file."),
    worded("It stands on the certificate below the QR code and looks like XXXX-XXXX-XXXX-XXXX-X."),
    worded("This form was sent from another site, or its page was open for too long. Nothing was done."),
    worded("Open the page again and fill in the form there."),
    worded("Its holder does not show her results, and they stand in this file."),
    worded("Ask its holder for the file. Its page shows everything else."),
    worded("Its holder shows this certificate only to whoever has its code."),
    worded("Its holder has had her data erased, and this document with them."),
    worded("Ask its holder for her own copy of it: that can still be verified here."),
)

PROBLEMS: Mapping[str, tuple[str, str]] = {
    "malformed_code": (
        worded("This cannot be a code"),
        worded("A verification code has 17 letters and digits. Here some are missing, mistyped or too many."),
    ),
    "foreign_link": (
        worded("A link to another service"),
        worded("Links that lead away from here are not followed."),
    ),
    "not_shown": (
        worded("Not for everybody"),
        worded("Its holder does not show her results, and they stand in this file."),
    ),
    "code_needed": (
        worded("The code is needed"),
        worded("Its holder shows this certificate only to whoever has its code."),
    ),
    "erased": (
        worded("Erased at its holder’s wish"),
        worded("Its holder has had her data erased, and this document with them."),
    ),
}
"""Error code -> title and sentence that say it in general, where the error's own words vary."""


def texts_of_other_rooms() -> Iterator[str]:
    """Every reason's sentence, and what errors and problems say without a varying part."""
    for reason in Reason:
        yield reason.sentence
    for kind in problems.TABLE.values():
        yield kind.title
    for kind_of_error in default_exceptions.values():
        problem = problems.problem_of_http(kind_of_error())
        yield from (problem.title, problem.detail)
    yield problems.INTERNAL_PROBLEM.hint
    yield from _ERRORS
