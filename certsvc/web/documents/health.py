"""``/healthz`` and ``/readyz``: for whoever runs the service."""

from flask import Response, jsonify

from certsvc.web.operations import Answer, Operation, Resource
from certsvc.web.security import PUBLIC
from certsvc.web.services import current_services
from certsvc.workflows import set_up

resource = Resource("health", description="Whether the service runs, and whether it can work.", strict=False)


@resource.operation(
    Operation(
        "GET",
        "/healthz",
        access=PUBLIC,
        answers=[Answer(200, "It runs", {"type": "object"}, example={"status": "ok"})],
    )
)
def healthz() -> Response:
    """Ask whether the process answers. Touches nothing else."""
    return jsonify({"status": "ok"})


@resource.operation(
    Operation(
        "GET",
        "/readyz",
        access=PUBLIC,
        answers=[Answer(200, "It can work", {"type": "object"}, example={"status": "ready"})],
        problems=[503],
    )
)
def readyz() -> Response:
    """Ask whether database, migrations, keys and passphrase are there; 503 says what is missing."""
    set_up.check_ready(current_services())
    return jsonify({"status": "ready"})
