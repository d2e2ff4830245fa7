"""A database that somebody else was writing to for too long is an answer in words, wherever it happens."""

from __future__ import annotations

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from articles.api.problems import raw
from articles.desk.patience import BUSY, waited_in_vain


class BusyDatabase:
    """Middleware: 503 instead of 500 where a lock was not to be had. Pages that keep what was typed catch it themselves."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, OperationalError) or not waited_in_vain(exception):
            return None
        if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
            response = raw(request, 503, f"{BUSY} Nothing was changed.")
        else:
            response = render(request, "503.html", status=503)
        response["Retry-After"] = "10"
        return response
