"""The barest Flask application, to hold the verifier against."""

from flask import Flask


def create_hello() -> Flask:
    """One route that says hello."""
    app = Flask(__name__, static_folder=None)

    @app.get("/")
    def hello() -> str:
        return "hello"

    return app
