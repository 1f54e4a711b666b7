"""The WSGI application: `granian --interface wsgi wsgi:app`, `flask …`."""

from app import create_app

app = create_app()
