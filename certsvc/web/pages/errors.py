"""Errors as people see them."""

from flask import Response

from certsvc.web.pages.layout import page
from certsvc.web.problems import Problem


def problem_page(problem: Problem) -> Response:
    """The problem in the design of the other pages, with the way on."""
    response = page("problem.html", status=problem.status, problem=problem)
    response.headers.extend(problem.headers)
    return response
