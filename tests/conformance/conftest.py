"""One house for all that is asked of it from outside: nothing in these tests depends on another."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from certsvc.app import create_app
from certsvc.domain.access import OPERATOR
from certsvc.domain.keys import KeyAlgorithm
from certsvc.errors import UnavailableError
from certsvc.fetching.outside import MAX_AGE, Outside
from certsvc.settings import read_settings
from certsvc.storage.database import db
from certsvc.web.services import bind_services
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.manage_keys import create_key
from certsvc.workflows.resolving import Resolver
from certsvc.workflows.services import Services
from tests.conformance.posting import Caller
from tests.conftest import PASSPHRASE, Clock, Template
from tests.uploads import a_row, upload_rows


class Served(Outside):
    """The internet, as far as a test fills it."""

    def __init__(self, documents: dict[str, bytes]) -> None:
        super().__init__(allowed=True, now=Clock())
        self._documents = documents

    def get_document(self, url: str, *, accept: str, max_age: timedelta = MAX_AGE) -> bytes:  # noqa: ARG002  # as there
        if url not in self._documents:
            raise UnavailableError("There is nothing at that address.", code="fetch_failed")
        return self._documents[url]


@pytest.fixture(scope="session")
def house(sqlite_template: Template, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """Open to anyone, as a conformance suite finds it."""
    folder = tmp_path_factory.mktemp("conformance")
    shutil.copytree(sqlite_template.keys, folder / "keys")
    shutil.copy(sqlite_template.database, folder / "house.sqlite")
    settings = read_settings(
        {
            "CERTSVC_DATABASE_URL": f"sqlite:///{folder / 'house.sqlite'}",
            "CERTSVC_KEYS_DIR": str(folder / "keys"),
            "CERTSVC_KEYS_PASSPHRASE": PASSPHRASE,
            "CERTSVC_VAR_DIR": str(folder / "var"),
            "CERTSVC_OPEN_VC_API": "yes",
        }
    )
    app = create_app(settings, now=Clock())
    served: dict[str, bytes] = {}
    services: Services = app.extensions["certsvc"]
    services = replace(services, resolver=Resolver(Served(served), Clock()))
    bind_services(app, services)
    with app.app_context():
        for algorithm in (KeyAlgorithm.P256, KeyAlgorithm.P384):
            create_key(services, None, algorithm, by=OPERATOR)
        upload_rows(services, a_row(1))
        [record] = list_credentials(by=OPERATOR).items
    yield Caller(app.test_client(), services.addresses.secretariat_did(), record.id, served)
    app.extensions["certsvc-worker"].queue.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def token(house: Caller) -> str:
    """A badge of the house as a compact JWT."""
    return house.client.get(f"/credentials/{house.record}.jwt").text
