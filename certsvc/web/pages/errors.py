"""Errors as people see them."""

from flask import Response

from certsvc.web.pages.borrowed import PROBLEMS
from certsvc.web.pages.layout import page
from certsvc.web.pages.speech import current_speech
from certsvc.web.problems import Problem


def problem_page(problem: Problem) -> Response:
    """The problem in the design of the other pages, with the way on.

    What cannot be said in the reader's language is said in general, and then in English.
    """
    speech = current_speech()
    title, general = PROBLEMS.get(problem.code, (problem.title, ""))
    detail, hint = speech.find(problem.detail), speech.find(problem.hint)
    response = page(
        "problem.html",
        status=problem.status,
        title=title,
        detail=detail if detail is not None else speech.find(general),
        hint=hint,
        untranslated=" ".join(
            text for text, said in ((problem.detail, detail), (problem.hint, hint)) if said is None
        ),
    )
    response.headers.extend(problem.headers)
    return response
