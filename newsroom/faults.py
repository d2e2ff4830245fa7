"""What nothing else answers: a fault of ours and a request that is none, below /api/ in the API's own words."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from articles.api.problems import raw


def server_error(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return raw(request, 500, "Something went wrong here, and it is written down. It is no fault of the request.")
    return defaults.server_error(request)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if request.path.startswith("/api/"):
        return raw(request, 400, "The request cannot be understood.")
    return defaults.bad_request(request, exception)
