"""Each page has one address. Whoever asks for another spelling of it, or for where it stood before, is sent there, in one step."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, HttpResponsePermanentRedirect

from articles.site.addresses.moved import destination
from articles.site.addresses.tidy import sayable, tidied, untracked, written

# What has addresses of its own kind.
OTHERS = frozenset(("admin", "api", "static", "media", ".well-known"))
# A page may move back. A browser that kept both ways for ever would go round in a circle.
KEPT_FOR = "public, max-age=600"


class OneAddress:
    """Also adds a missing slash: Django's own search for one would be a step of its own, and leads to pages that are not there
    (articles/site/urls.py keeps it from ours). Who carries a session may be an editor, who sees what has no address for readers, and is
    sent to the tidy address whatever is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.path_info, request.META.get("QUERY_STRING", "")
        path, query = tidied(given[0]), untracked(given[1])
        if request.method not in ("GET", "HEAD") or path.split("/")[1].lower() in OTHERS:
            return self.get_response(request)
        request.META["QUERY_STRING"] = sayable(given[1])
        if (path, query) != given:
            meant = destination(path) or (path if settings.SESSION_COOKIE_NAME in request.COOKIES else "")
            return _sent(meant, query) if meant else self.get_response(request)
        response = self.get_response(request)
        if response.status_code == 404 and (meant := destination(path)) not in ("", path):
            return _sent(meant, query)
        return response


def _sent(path: str, query: str) -> HttpResponsePermanentRedirect:
    response = HttpResponsePermanentRedirect(written(path, query))
    response["Cache-Control"] = KEPT_FOR
    return response
