"""A client whose requests pass the layer in front of Django, as a server's do."""

from __future__ import annotations

from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.test import Client

from newsroom.cache.layer import Layer
from newsroom.cache.places import place


class Counted:
    """Django, and how often it was asked."""

    def __init__(self) -> None:
        self.asked, self._application = 0, WSGIHandler()

    def __call__(self, environ, start_response):
        self.asked += 1
        return self._application(environ, start_response)


class CachedClient(Client):
    """One worker: its layer, its shelf. Needs settings.PAGES."""

    def __init__(self, **defaults) -> None:
        super().__init__(**defaults)
        self.django = Counted()
        self.layer = Layer(self.django, place())
        self.handler = self._through_the_layer

    def _through_the_layer(self, environ):
        said = {}
        # Only what a web server sets.
        environ = {name: value for name, value in environ.items() if not name.startswith("wsgi.") or name == "wsgi.input"}
        environ = {"HTTP_HOST": "testserver", **environ, "wsgi.url_scheme": "http", "wsgi.errors": None}
        body = self.layer(dict(environ), lambda status, headers, problem=None: said.update(status=status, headers=headers))
        response = HttpResponse(b"".join(body), status=int(said["status"][:3]))
        for name in list(response.headers):
            del response[name]
        for name, value in said["headers"]:
            response[name] = value
        response.streaming = response.get("Content-Type", "").startswith("image/")
        response.wsgi_request = WSGIRequest(environ)
        if hasattr(body, "close"):
            body.close()
        return response
