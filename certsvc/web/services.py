"""The services that a view hands to its workflow."""

from typing import cast

from flask import Flask, current_app

from certsvc.workflows.services import Services

_EXTENSION = "certsvc"


def bind_services(app: Flask, services: Services) -> None:
    """Let every view of ``app`` find ``services``."""
    app.extensions[_EXTENSION] = services


def current_services() -> Services:
    """The services bound to the application that answers now."""
    return cast("Services", current_app.extensions[_EXTENSION])
