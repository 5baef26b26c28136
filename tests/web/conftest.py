"""Callers of every kind, and an application without a database for what needs none."""

from collections.abc import Callable, Mapping

import pytest
from flask import Flask

from certsvc.archive.files import Archive
from certsvc.domain.access import OPERATOR, Role, Scope
from certsvc.domain.identifiers import PartnerCode
from certsvc.fetching.outside import Outside
from certsvc.mailing.mailers import mailer_for
from certsvc.settings import Settings
from certsvc.signing.key_ring import KeyRing
from certsvc.web.application import register_web
from certsvc.web.services import bind_services
from certsvc.workflows.manage_api_keys import create_api_key, revoke_api_key
from certsvc.workflows.resolving import Resolver
from certsvc.workflows.services import Services
from tests.builders import NOW

Headers = Mapping[str, str]
Caller = Callable[..., Headers]


@pytest.fixture
def caller(services: Services) -> Caller:
    """Makes the headers of a new API key: ``caller("NG")``, ``caller(scopes={Scope.READ})``."""

    def make(
        centre: str | None = None, *, scopes: set[Scope] | None = None, revoked: bool = False
    ) -> Headers:
        made = create_api_key(
            services,
            label="a test",
            role=Role.CENTRE if centre else Role.SECRETARIAT,
            centre=PartnerCode(centre) if centre else None,
            scopes=frozenset(Scope if scopes is None else scopes),
            by=OPERATOR,
        )
        if revoked:
            revoke_api_key(services, made.key.id, by=OPERATOR)
        return {"Authorization": f"Bearer {made.token}"}

    return make


@pytest.fixture
def nigeria(caller: Caller) -> Headers:
    return caller("NG")


@pytest.fixture
def egypt(caller: Caller) -> Headers:
    return caller("EG")


@pytest.fixture
def secretariat(caller: Caller) -> Headers:
    return caller()


@pytest.fixture
def bare_app(tmp_path_factory: pytest.TempPathFactory) -> Flask:
    """Every route, and no database: for pages and for errors that come before any data."""
    keys = KeyRing(tmp_path_factory.mktemp("keys"), lambda: b"unused")
    return a_bare_app(Settings(), keys)


def a_bare_app(settings: Settings, keys: KeyRing) -> Flask:
    app = Flask("certsvc", static_folder=None)
    services = Services(
        settings=settings,
        keys=keys,
        archive=Archive(settings.uploads_dir),
        now=lambda: NOW,
        random_bytes=bytes,
        enqueue=lambda _: None,
        wait=lambda _: None,
        resolver=Resolver(Outside(allowed=False, now=lambda: NOW), lambda: NOW),
        mailer=mailer_for(settings),
    )
    bind_services(app, services)
    register_web(app)
    return app
