"""Who may call what: every view declares its access, one gate holds it before anything is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar, cast

from flask import Response, current_app, g, request

from certsvc.domain.access import Actor, Role, Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.errors import InvalidInputError, NotAllowedError, NotFoundError, UnauthenticatedError
from certsvc.web.arguments import has_control_characters
from certsvc.web.form_tokens import MOST_BYTES, MOST_BYTES_WITH_FILE, check_form
from certsvc.web.services import current_services
from certsvc.web.sessions import OFFICERS, PEOPLE
from certsvc.workflows import manage_api_keys

View = TypeVar("View", bound=Callable[..., object])

_KEYED_ROLES = frozenset({Role.CENTRE, Role.SECRETARIAT})
_MAX_TOKEN_LENGTH = 512
_ANYONE = Actor(name="open VC-API", role=Role.SECRETARIAT, scopes=frozenset({Scope.ISSUE}))


@dataclass(frozen=True, slots=True)
class Access:
    """What a caller needs: one of ``scopes``, where the workflow decides which; none: the view is public.

    ``cross_origin``: a public view that scripts of any origin may read, such as wallets in browsers.
    ``may_be_open``: no key is asked for where the operator has opened the VC-API (``CERTSVC_OPEN_VC_API``).
    ``personal``: a page about a person: nobody keeps or lists it, and its forms hold against other sites.
    ``signed_in``: only whoever has signed in as that person sees it.
    ``officer``: only an officer who has signed in sees it, with one of ``scopes`` where there are some.
    ``most_bytes``: of what a form of such a page sends; what is larger is not read.
    """

    scopes: tuple[Scope, ...]
    roles: frozenset[Role] = _KEYED_ROLES
    cross_origin: bool = False
    may_be_open: bool = False
    personal: bool = False
    signed_in: bool = False
    officer: bool = False
    most_bytes: int = MOST_BYTES

    @property
    def cookie(self) -> str:
        """The cookie behind the forms of its pages."""
        if self.officer:
            return "officer"
        return "session" if self.signed_in else "form"


PUBLIC = Access(scopes=())
PUBLIC_DOCUMENT = Access(scopes=(), cross_origin=True)
PERSONAL = Access(scopes=(), personal=True)
SIGNED_IN = Access(scopes=(), personal=True, signed_in=True)
OFFICER = Access(scopes=(), personal=True, officer=True)
SIGNED_IN_WITH_FILE = Access(scopes=(), personal=True, signed_in=True, most_bytes=MOST_BYTES_WITH_FILE)


def officer_with(scope: Scope, *others: Scope) -> Access:
    """Access for officers in a browser whose key has ``scope``, or one of ``others``."""
    return Access(scopes=(scope, *others), personal=True, officer=True)


def requires(scope: Scope, *others: Scope, roles: frozenset[Role] = _KEYED_ROLES) -> Access:
    """Access for API keys that have one of ``roles`` and ``scope``, or one of ``others``.

    With others, what is asked for decides which scope it takes; the workflow holds that.
    """
    return Access(scopes=(scope, *others), roles=roles)


def secretariat_or_open(scope: Scope) -> Access:
    """Access for keys of the secretariat with ``scope``; for anyone where the VC-API is open."""
    return Access(scopes=(scope,), roles=frozenset({Role.SECRETARIAT}), may_be_open=True)


def declares(access: Access) -> Callable[[View], View]:
    """Write the access on a view, where the gate and the tests find it."""

    def mark(view: View) -> View:
        view.access = access  # type: ignore[attr-defined]  # an attribute of our own on a function
        return view

    return mark


def find_access(endpoint: str | None) -> Access | None:
    """What the view behind ``endpoint`` declares; None if it declares nothing or there is none."""
    return getattr(current_app.view_functions.get(endpoint or ""), "access", None)


def admit() -> Response | None:
    """Hold the declaration of the view that is about to run.

    1. No view (404, 405) or a preflight: there is nothing to guard.
    2. A view without a declaration is never run.
    3. A public view asks nothing, whatever was sent; nor does one that the operator has opened.
    4. The key, its scope, its role, in this order.
    5. No address holds control characters, and no database needs to see one.
    6. Who is not signed in is led to where she can; a key of the API is none of this house's people. An
       officer's session stands for her key.
    7. What a person's page sends was filled in on a page of ours.
    """
    if request.endpoint is None or request.method == "OPTIONS":  # 1
        return None
    access = find_access(request.endpoint)
    if access is None:  # 2
        raise RuntimeError(f"the view {request.endpoint} declares no access")
    is_open = access.may_be_open and current_services().settings.open_vc_api
    if access.officer and OFFICERS.find_current() is None:  # 6
        return OFFICERS.lead_in()
    if (access.scopes or access.officer) and not is_open:  # 3, 4
        g.actor = _actor(access)
    if any(has_control_characters(str(value)) for value in (request.view_args or {}).values()):  # 5
        raise NotFoundError("There is nothing here by that name.")
    if access.signed_in and PEOPLE.find_current() is None:  # 6
        return PEOPLE.lead_in()
    if access.personal and request.method == "POST":  # 7
        check_form(access.cookie, most_bytes=access.most_bytes)
    return None


def _actor(access: Access) -> Actor:
    """By the officer's session where it is a page for officers, else by the key that was sent."""
    officer = OFFICERS.find_current() if access.officer else None
    actor = officer or manage_api_keys.authenticate(_bearer_token())
    if access.scopes and not actor.scopes.intersection(access.scopes):
        actor.check_may(access.scopes[0])
    if actor.role not in access.roles:
        raise NotAllowedError("This is for the secretariat.", code="wrong_role")
    return actor


def current_actor() -> Actor:
    """Who is calling. Only views that require a scope may ask."""
    return cast("Actor", g.actor)


def actor_or_anyone() -> Actor:
    """Who is calling; anyone, with no scope but to issue, where the operator has opened the VC-API."""
    return cast("Actor", g.get("actor", _ANYONE))


def acting_centre(named: str | None) -> PartnerCode:
    """The centre that a request means: the one it names, else the caller's own.

    Raises InvalidInputError (``centre_missing``) when the secretariat names none; NotFoundError when a centre
    names another, be there one by that name or not, and tells it no more than what its own key is for.
    """
    caller = current_actor()
    centre = named or caller.centre
    if caller.role is Role.CENTRE and centre != caller.centre:
        raise NotFoundError(
            "There is nothing here by that name.", hint=f"Your key is for centre {caller.centre}."
        )
    if not centre:
        raise InvalidInputError(
            "The request does not say for which centre it is.",
            code="centre_missing",
            hint="Add 'centre' with the code of a centre; GET /api/v1/centres lists them.",
        )
    return PartnerCode(centre)


def _bearer_token() -> str:
    """The token of the Authorization header (RFC 6750 section 2.1)."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token or len(token) > _MAX_TOKEN_LENGTH or not token.isascii():
        raise UnauthenticatedError(
            "This needs an API key.", hint="Send it as the header 'Authorization: Bearer KEY'."
        )
    return token
