import io
import zipfile
from typing import Any

import pikepdf
import pytest
from flask.testing import FlaskClient
from marshmallow import RAISE

from certsvc.domain.access import OPERATOR, Scope
from certsvc.web.schemas.batches import BatchPageSchema, BatchSchema, PreviewSchema
from certsvc.workflows.browse_records import list_credentials
from certsvc.workflows.bulk_acts import get_act
from certsvc.workflows.services import Services
from certsvc.workflows.show_batch import bulk_report_as_json
from tests.conftest import Clock
from tests.uploads import a_row, upload_rows
from tests.web.conftest import Caller, Headers
from tests.web.sending import Work

APRIL = {"centre": "NG", "cohort": "2026-04"}


def an_act(act: str = "revoke", **values: object) -> dict[str, Any]:
    return {"act": act, "filter": APRIL, "reason": "The course title was misspelt.", **values}


def begin(client: FlaskClient, headers: Headers, act: dict[str, Any]) -> Any:  # noqa: ANN401
    """Preview, then begin what the preview said."""
    preview = client.post("/api/v1/batches", json=act, headers=dict(headers))
    assert preview.status_code == 200, preview.text
    assert PreviewSchema(unknown=RAISE).validate(preview.get_json()) == {}
    expected = preview.get_json()["credentials"]
    return client.post(
        "/api/v1/batches", json={**act, "preview": False, "expected": expected}, headers=dict(headers)
    )


def standing() -> list[str]:
    return sorted(
        str(record.learner_ref) for record in list_credentials(by=OPERATOR).items if record.revocation is None
    )


@pytest.fixture(autouse=True)
def _issued(services: Services) -> None:
    """Two certificates of April, one of May."""
    upload_rows(services, a_row(1), a_row(2), a_row(3, cohort="2026-05"))


def test_an_act_is_a_preview_unless_it_is_said_otherwise(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    response = client.post("/api/v1/batches", json=an_act(), headers=dict(nigeria))
    assert (response.status_code, response.get_json()) == (
        200,
        {"preview": True, "credentials": 2, "until": None, "changes": None},
    )
    work_off()
    assert len(standing()) == 3
    assert client.get("/api/v1/batches", headers=dict(nigeria)).get_json()["items"] == []


def test_a_preview_of_a_reissue_says_what_would_change(
    client: FlaskClient, services: Services, nigeria: Headers, caller: Caller
) -> None:
    upload_rows(services, a_row(1, full_name="Ọláìyá Corrected"), amend=True)
    response = client.post("/api/v1/batches", json=an_act("reissue"), headers=dict(nigeria))
    assert PreviewSchema(unknown=RAISE).validate(response.get_json()) == {}
    changes = response.get_json()["changes"]
    assert (response.get_json()["credentials"], changes["changed"], changes["unchanged"]) == (2, 1, 1)
    assert [sample["name"] for sample in changes["samples"]] == ["Ọláìyá Person 1"]
    blind = caller("NG", scopes={Scope.REVOKE, Scope.ISSUE})
    response = client.post("/api/v1/batches", json=an_act("reissue"), headers=dict(blind))
    assert response.get_json()["changes"] == {**changes, "samples": []}


def test_a_reissue_that_is_sent_twice_with_what_its_preview_said_replaces_nothing_twice(
    client: FlaskClient, services: Services, nigeria: Headers, work_off: Work, clock: Clock
) -> None:
    upload_rows(services, a_row(1, full_name="Ọláìyá A"), a_row(2, full_name="Ọláìyá B"), amend=True)
    act = an_act("reissue")
    preview = client.post("/api/v1/batches", json=act, headers=dict(nigeria)).get_json()
    clock.advance(minutes=1)
    body = {**act, "preview": False, "expected": preview["credentials"], "until": preview["until"]}
    begun = client.post("/api/v1/batches", json=body, headers=dict(nigeria))
    assert begun.status_code == 202
    assert client.post("/api/v1/batches", json=body, headers=dict(nigeria)).get_json() == begun.get_json()
    work_off()
    again = client.post("/api/v1/batches", json=body, headers=dict(nigeria))
    assert (again.get_json()["id"], again.get_json()["state"]) == (begun.get_json()["id"], "done")
    assert len(client.get("/api/v1/batches", headers=dict(nigeria)).get_json()["items"]) == 1
    assert (len(list_credentials(by=OPERATOR).items), len(standing())) == (5, 3)


def test_what_was_previewed_is_begun_followed_and_done(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    response = begin(client, nigeria, an_act())
    begun = response.get_json()
    assert (response.status_code, begun["state"], begun["total"]) == (202, "queued", 2)
    assert response.headers["Location"] == begun["links"]["self"] == f"/api/v1/batches/{begun['id']}"
    assert response.headers["Retry-After"] == "1"
    assert BatchSchema(unknown=RAISE).validate(begun) == {}
    work_off()
    later = client.get(response.headers["Location"], headers=dict(nigeria))
    done = later.get_json()
    assert (done["state"], done["done"], done["left_out"]) == ("done", 2, 0)
    assert done["filter"]["cohort"] == "2026-04"
    assert "Retry-After" not in later.headers
    assert standing() == ["ABU-0003"]
    assert BatchSchema(unknown=RAISE).validate(done) == {}
    assert set(done) == set(BatchSchema().fields)
    assert done == bulk_report_as_json(get_act(done["id"], by=OPERATOR))


def test_what_a_key_signed_is_reissued(client: FlaskClient, secretariat: Headers, work_off: Work) -> None:
    [key] = {record.key for record in list_credentials(by=OPERATOR).items}
    begun = begin(client, secretariat, an_act("reissue", filter={"key": key})).get_json()
    assert (begun["total"], begun["filter"]["key"]) == (3, key)
    work_off()
    assert len(list_credentials(by=OPERATOR).items) == 6
    for unknown in ("z6MkNobody", "\u00e9"):
        act = an_act("reissue", filter={"key": unknown})
        answer = client.post("/api/v1/batches", json=act, headers=dict(secretariat))
        assert answer.get_json()["credentials"] == 0


def test_reissuing_goes_the_same_way_and_says_how_many_it_left_alone(
    client: FlaskClient, services: Services, nigeria: Headers, work_off: Work
) -> None:
    upload_rows(services, a_row(1, full_name="Ọláìyá Corrected"), amend=True)
    begun = begin(client, nigeria, an_act("reissue"))
    work_off()
    assert standing() == ["ABU-0001", "ABU-0002", "ABU-0003"]
    assert len(list_credentials(by=OPERATOR).items) == 4
    done = client.get(begun.headers["Location"], headers=dict(nigeria)).get_json()
    assert (done["done"], done["left_out"], done["unchanged"]) == (2, 0, 1)


@pytest.mark.parametrize("sheet_format", ["json", "jwt", "pdf", "png", "svg"])
def test_an_export_is_downloaded_when_it_is_done(
    client: FlaskClient, nigeria: Headers, work_off: Work, sheet_format: str
) -> None:
    begun = begin(client, nigeria, an_act("export", format=sheet_format)).get_json()
    address = f"/api/v1/batches/{begun['id']}/file"
    early = client.get(address, headers=dict(nigeria))
    assert (early.status_code, early.get_json()["code"]) == (409, "not_done")
    assert "file" not in begun["links"]
    work_off()
    done = client.get(f"/api/v1/batches/{begun['id']}", headers=dict(nigeria)).get_json()
    assert (done["links"]["file"], done["format"], done["reason"]) == (address, sheet_format, "")
    file = client.get(address, headers=dict(nigeria), buffered=True)
    assert (file.status_code, file.mimetype) == (200, "application/zip")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    assert int(file.headers["Content-Length"]) == len(file.data)
    with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
        assert len(packed.namelist()) == 2
        assert all(name.endswith(f".{sheet_format}") for name in packed.namelist())
    rest = client.get(address, headers={**nigeria, "Range": "bytes=10-"}, buffered=True)
    assert (rest.status_code, rest.data) == (206, file.data[10:])


def test_sheets_are_bound_into_one_document_for_the_printer(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    begun = begin(client, nigeria, an_act("export", format="pdf", bundle="one-document")).get_json()
    assert begun["bundle"] == "one-document"
    work_off()
    file = client.get(f"/api/v1/batches/{begun['id']}/file", headers=dict(nigeria), buffered=True)
    assert (file.status_code, file.mimetype) == (200, "application/pdf")
    assert f"export-{begun['id']}.pdf" in file.headers["Content-Disposition"]
    with pikepdf.open(io.BytesIO(file.data)) as document:
        assert len(document.pages) == 2
    refused = client.post(
        "/api/v1/batches", json=an_act("export", format="png", bundle="one-document"), headers=dict(nigeria)
    )
    assert (refused.status_code, refused.get_json()["code"]) == (400, "no_document")


def test_only_an_export_has_a_file(client: FlaskClient, nigeria: Headers, work_off: Work) -> None:
    begun = begin(client, nigeria, an_act()).get_json()
    work_off()
    assert client.get(f"/api/v1/batches/{begun['id']}/file", headers=dict(nigeria)).status_code == 404


def test_a_number_that_is_no_longer_true_begins_nothing(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    act = an_act(preview=False, expected=3)
    response = client.post("/api/v1/batches", json=act, headers=dict(nigeria))
    assert (response.status_code, response.get_json()["code"]) == (409, "preview_changed")
    work_off()
    assert len(standing()) == 3


def test_a_cancelled_act_does_nothing_more(client: FlaskClient, nigeria: Headers, work_off: Work) -> None:
    begun = begin(client, nigeria, an_act()).get_json()
    cancelled = client.post(begun["links"]["cancellation"], headers=dict(nigeria))
    assert (cancelled.status_code, cancelled.get_json()["state"]) == (200, "cancelled")
    work_off()
    assert len(standing()) == 3
    again = client.post(begun["links"]["cancellation"], headers=dict(nigeria))
    assert (again.status_code, again.get_json()["code"]) == (409, "not_running")


def test_imports_and_acts_are_not_taken_for_each_other(
    services: Services, client: FlaskClient, nigeria: Headers
) -> None:
    import_id = upload_rows(services, a_row(7)).id
    batch_id = begin(client, nigeria, an_act()).get_json()["id"]
    for method, address in (
        ("GET", f"batches/{import_id}"),
        ("GET", f"batches/{import_id}/file"),
        ("POST", f"batches/{import_id}/cancellation"),
        ("GET", f"imports/{batch_id}"),
        ("POST", f"imports/{batch_id}/cancellation"),
    ):
        response = client.open(f"/api/v1/{address}", method=method, headers=dict(nigeria))
        assert response.status_code == 404, address
    assert client.get(f"/api/v1/batches/{batch_id}", headers=dict(nigeria)).get_json()["state"] == "queued"


def test_acts_are_listed_newest_first_page_by_page(client: FlaskClient, nigeria: Headers) -> None:
    acts = [an_act(reason=f"Slip {number}.") for number in range(3)]
    made = [begin(client, nigeria, act).get_json()["id"] for act in acts]
    first = client.get("/api/v1/batches?limit=2", headers=dict(nigeria)).get_json()
    second = client.get(f"/api/v1/batches?limit=2&cursor={first['next']}", headers=dict(nigeria)).get_json()
    assert {one["id"] for one in first["items"] + second["items"]} == set(made)
    assert (len(first["items"]), second["next"]) == (2, None)
    assert BatchPageSchema(unknown=RAISE).validate({"items": first["items"], "next": first["next"]}) == {}


@pytest.mark.parametrize(
    ("act", "enough"),
    [
        ("export", {Scope.READ}),
        ("revoke", {Scope.REVOKE}),
        ("reissue", {Scope.REVOKE, Scope.ISSUE}),
    ],
)
def test_the_act_decides_which_scope_it_takes(
    client: FlaskClient, caller: Caller, act: str, enough: set[Scope]
) -> None:
    begun = begin(client, caller("NG", scopes=enough), an_act(act))
    assert begun.status_code == 202
    for scope in enough:
        lacking = caller("NG", scopes=set(Scope) - {scope})
        for body in (an_act(act), an_act(act, preview=False, expected=2)):
            refused = client.post("/api/v1/batches", json=body, headers=dict(lacking))
            assert refused.status_code == 403
            assert scope.value in refused.get_json()["detail"]
        cancelling = client.post(begun.get_json()["links"]["cancellation"], headers=dict(lacking))
        assert cancelling.status_code == 403
    cancelled = client.post(
        begun.get_json()["links"]["cancellation"], headers=dict(caller("NG", scopes=enough))
    )
    assert cancelled.status_code == 200


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        (an_act("shred"), 422, "act"),
        (an_act(filter={"colour": "blue"}), 422, "filter.colour"),
        (an_act(filter={"issued_from": "yesterday"}), 422, "filter.issued_from"),
        (
            an_act(filter={"issued_from": "2026-11-24", "issued_until": "2026-11-23"}),
            422,
            "filter.issued_until",
        ),
        (an_act(filter={"cohort": "a\u0000b"}), 422, "filter.cohort"),
        (an_act(preview=False), 422, "expected"),
        (an_act(preview=False, expected=-1), 422, "expected"),
        (an_act(preview=False, expected="2"), 422, "expected"),
        (an_act(format="docx"), 422, "format"),
        ({"act": "export"}, 422, "filter"),
        (an_act(urgent=True), 422, "urgent"),
    ],
)
def test_a_wrong_act_is_refused_by_the_name_of_its_field(
    client: FlaskClient, nigeria: Headers, body: dict[str, Any], status: int, field: str
) -> None:
    response = client.post("/api/v1/batches", json=body, headers=dict(nigeria))
    assert response.status_code == status
    assert [error["field"] for error in response.get_json()["errors"]] == [field]


def test_an_act_needs_a_reason_and_the_secretariats_a_filter(
    client: FlaskClient, nigeria: Headers, secretariat: Headers
) -> None:
    unreasoned = client.post("/api/v1/batches", json=an_act(reason=" "), headers=dict(nigeria))
    assert unreasoned.status_code == 400
    everything = client.post("/api/v1/batches", json=an_act(filter={}), headers=dict(secretariat))
    assert (everything.status_code, everything.get_json()["code"]) == (400, "filter_missing")
    own = client.post("/api/v1/batches", json=an_act(filter={}), headers=dict(nigeria))
    assert own.get_json()["credentials"] == 3


def test_the_sheets_of_an_export_come_in_the_style_that_was_asked_for(
    client: FlaskClient, nigeria: Headers, work_off: Work
) -> None:
    act = an_act("export", format="pdf", template="modern", bilingual=True)
    begun = begin(client, nigeria, act).get_json()
    assert (begun["template"], begun["bilingual"]) == ("modern", True)
    work_off()
    file = client.get(f"/api/v1/batches/{begun['id']}/file", headers=dict(nigeria), buffered=True)
    with zipfile.ZipFile(io.BytesIO(file.data)) as packed:
        assert len(packed.namelist()) == 2
        for name in packed.namelist():
            assert name.endswith("_modern-bilingual.pdf")
            with pikepdf.open(io.BytesIO(packed.read(name))) as sheet:
                left, bottom, right, top = (float(side) for side in sheet.pages[0].mediabox)
            assert right - left < top - bottom
    refused = client.post(
        "/api/v1/batches", json=an_act("export", format="pdf", template="baroque"), headers=dict(nigeria)
    )
    assert refused.status_code == 422
    shown = begin(client, nigeria, an_act("reissue")).get_json()
    assert (shown["template"], shown["bilingual"]) == (None, None)
