"""The services that a view hands to its workflow."""

from typing import cast

from flask import Flask, current_app

from certsvc.workflows.services import Services

_EXTENSION = "certsvc"


def bind_services(app: Flask, services: Services) -> None:
    """Let every view of ``app`` find ``services``."""
    app.extensions[_EXTENSION] = services


def services_of(app: Flask) -> Services:
    """The services bound to ``app``."""
    return cast("Services", app.extensions[_EXTENSION])


def current_services() -> Services:
    """The services bound to the application that answers now."""
    return services_of(current_app)
