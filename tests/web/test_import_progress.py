from flask.testing import FlaskClient
from marshmallow import RAISE

from certsvc.domain.access import Scope
from certsvc.storage.database import transaction
from certsvc.web.schemas.imports import ImportSchema
from certsvc.workflows.claims import Claim
from certsvc.workflows.services import Services
from tests.conftest import Clock
from tests.uploads import a_row, csv_file
from tests.web.conftest import Caller, Headers
from tests.web.sending import Work, send


def test_an_import_that_is_open_says_when_to_look_again(
    services: Services, client: FlaskClient, nigeria: Headers, clock: Clock
) -> None:
    response = send(client, nigeria, csv_file([a_row(number) for number in range(1, 5)]))
    import_id = response.get_json()["id"]
    claim = Claim(services, import_id, "a worker")
    assert claim.take()
    clock.advance(seconds=2)
    with transaction():
        claim.renew(done=1, position="1")
    running = client.get(response.headers["Location"], headers=dict(nigeria))
    assert running.headers["Retry-After"] == "1"
    report = running.get_json()
    assert (report["state"], report["total"], report["done"]) == ("running", 4, 1)
    assert (report["rate"], report["seconds_left"]) == (0.5, 6)
    assert report["heartbeat_at"] == "2026-11-24T09:00:02+00:00"
    assert ImportSchema(unknown=RAISE).validate(report) == {}


def test_a_cancelled_import_records_nothing_more(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    taken = send(client, nigeria, csv_file([a_row(1)])).get_json()
    cancelled = client.post(taken["links"]["cancellation"], headers=dict(nigeria))
    assert (cancelled.status_code, cancelled.get_json()["state"]) == (200, "cancelled")
    assert "cancellation" not in cancelled.get_json()["links"]
    work_off()
    assert client.get("/api/v1/completions", headers=dict(nigeria)).get_json()["items"] == []
    again = client.post(taken["links"]["cancellation"], headers=dict(nigeria))
    assert (again.status_code, again.get_json()["code"]) == (409, "not_running")


def test_a_key_that_may_only_record_cancels_its_import(
    client: FlaskClient, caller: Caller, nigeria: Headers
) -> None:
    recorder = caller("NG", scopes={Scope.RECORD})
    taken = send(client, recorder, csv_file([a_row(1)]), issue="false").get_json()
    response = client.post(taken["links"]["cancellation"], headers=dict(recorder))
    assert (response.status_code, response.get_json()["state"]) == (200, "cancelled")
