"""Pages about a person and the forms on them."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlencode

from flask import Response, current_app, redirect, request

from certsvc.domain.identifiers import LanguageTag
from certsvc.domain.people import MailAddress, normal_address
from certsvc.web.form_tokens import FIELD, form_token, keep_secret
from certsvc.web.pages.languages import asked_language
from certsvc.web.pages.layout import page
from certsvc.web.pages.speech import current_speech, worded

LINK_GONE = worded(
    "It was used already, it is too old, a newer one took its place, or it was not copied whole."
)
"""Of a link that opens nothing: why, without telling which."""


class WayOn(NamedTuple):
    """A link at the end of a notice: path, and the text on it."""

    path: str
    text: str


def personal_page(
    template: str, *, signed_in: bool = False, status: int = HTTPStatus.OK, **shown: object
) -> Response:
    """``page`` with the token for its forms, and the secret behind the token. The gate keeps it unlisted.

    ``signed_in``: its forms are sent to addresses that ask for a session.
    """
    token = form_token("session" if signed_in else "form")
    return keep_secret(page(template, status=status, form_token=token, form_field=FIELD, **shown))


def notice_page(
    title: str, sentences: Sequence[str], ways_on: Sequence[WayOn], *, status: int = HTTPStatus.OK
) -> Response:
    """A page that only says something. All texts are in the catalogues."""
    return page("notice.html", status=status, title=title, sentences=sentences, ways_on=ways_on)


def erasure_waits_page() -> Response:
    """Nothing is put into a record that is to be erased, nor taken out of it."""
    return notice_page(
        worded("A record waits to be erased"),
        (worded("You asked to have everything erased. Withdraw that request first."),),
        (WayOn("/record/data", worded("Your data")),),
        status=HTTPStatus.CONFLICT,
    )


def go_to(path: str, *, saying: str = "") -> Response:
    """303, in the language that was asked for; ``saying``: the word of what was done, for the page there."""
    asked = asked_language()
    told = {"done": saying} if saying else {}
    query = urlencode(told | ({"lang": asked.tag} if asked else {}))
    return current_app.make_response(redirect(f"{path}?{query}" if query else path, 303))


def typed_address() -> MailAddress | None:
    """The e-mail address of the form; None where it cannot be one. Whether anybody has it is not asked."""
    return normal_address(request.form.get("address", ""))


def page_language() -> LanguageTag:
    """In which the page speaks that she looks at."""
    return LanguageTag(current_speech().language.tag)
