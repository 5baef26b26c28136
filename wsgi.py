"""For any WSGI server: ``wsgi:app`` is the service on the settings of the environment."""

from certsvc.app import create_wsgi_app

app = create_wsgi_app()
