from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.web.conftest import Headers

KENYA = {
    "code": "KE",
    "names": {"en": "IIOE National Centre of Kenya", "sw": "Kituo cha Kitaifa"},
    "country": "KE",
    "official": "Dr. W. Otieno, Director",
}


def test_courses_and_micro_certifications_are_listed(client: FlaskClient, nigeria: Headers) -> None:
    courses = client.get("/api/v1/courses", headers=dict(nigeria)).get_json()["items"]
    assert "B1" in [course["code"] for course in courses]
    assert all(course["titles"]["en"] for course in courses)
    programmes = client.get("/api/v1/micro-certifications", headers=dict(nigeria)).get_json()["items"]
    assert programmes
    for programme in programmes:
        assert programme["requirement"]["rule"]
        page = client.get(programme["links"]["achievement"].replace("http://localhost:8000", ""))
        assert page.get_json()["humanCode"] == programme["code"]


def test_a_listing_without_filters_refuses_them_by_name(client: FlaskClient, nigeria: Headers) -> None:
    response = client.get("/api/v1/courses?colour=blue", headers=dict(nigeria))
    assert response.status_code == 422
    assert response.get_json()["errors"] == [
        {"location": "query", "field": "colour", "message": "Unknown field."}
    ]


def test_the_secretariat_adds_a_centre_that_can_be_resolved(
    client: FlaskClient, secretariat: Headers
) -> None:
    response = client.post("/api/v1/centres", json=KENYA, headers=dict(secretariat))
    assert response.status_code == 201, response.text
    assert response.get_json()["did"] == "did:web:localhost%3A8000:centres:KE"
    document = client.get(response.headers["Location"]).get_json()
    assert document["id"] == response.get_json()["did"]
    assert document["assertionMethod"]
    listed = client.get("/api/v1/centres", headers=dict(secretariat)).get_json()["items"]
    assert response.get_json() in listed


def test_a_code_is_given_once(client: FlaskClient, secretariat: Headers) -> None:
    assert client.post("/api/v1/centres", json=KENYA, headers=dict(secretariat)).status_code == 201
    assert client.post("/api/v1/centres", json=KENYA, headers=dict(secretariat)).status_code == 409


@pytest.mark.parametrize(
    ("change", "name"),
    [
        ({"code": "kenya"}, "code"),
        ({"code": "K/E"}, "code"),
        ({"code": "KE\n"}, "code"),
        ({"names": {"fr": "Centre"}}, "names"),
        ({"names": {"en": ""}}, "names.en.value"),
        ({"names": {"en": "Centre", "no such tag": "x"}}, "names.no such tag.key"),
        ({"country": "Kenya"}, "country"),
        ({"url": "javascript:alert(1)"}, "url"),
        ({"email": "nobody"}, "email"),
        ({"kind": "secretariat"}, "kind"),
    ],
)
def test_a_wrong_centre_is_refused_by_its_field(
    client: FlaskClient, secretariat: Headers, change: dict[str, Any], name: str
) -> None:
    response = client.post("/api/v1/centres", json=KENYA | change, headers=dict(secretariat))
    assert response.status_code == 422
    assert name in [error["field"] for error in response.get_json()["errors"]]
