"""What is not a page: pictures, and what robots and browsers ask for by name."""

from datetime import datetime

from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.http import condition, require_safe

from articles.images.keeping import FOREVER, PUBLIC, type_of

# On every answer, also on “not modified”: a browser would put our pages' policy on the picture that it kept.
SANDBOX = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Resource-Policy": "cross-origin",  # other sites show our social cards
}


@require_safe
def media(request: HttpRequest, name: str) -> HttpResponseBase:
    """A picture, from wherever media lie. A front server does this better, ranges included: docs/serving.md."""
    try:
        response = _picture(request, name) if PUBLIC.fullmatch(name) else _said("There is no such picture.", 404)
    except FileNotFoundError:
        response = _said("There is no such picture.", 404)
    except OSError:
        response = _said("The pictures cannot be had at the moment.", 503)
        response["Retry-After"] = "60"
    response["Cache-Control"] = FOREVER if response.status_code in (200, 304) else "no-store"
    for header, value in SANDBOX.items():
        response[header] = value
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    return HttpResponse("User-agent: *\nDisallow: /admin/\n", content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(staticfiles_storage.url("site/favicon.svg"))


def _etag(request: HttpRequest, name: str) -> str:
    """A name never means two pictures."""
    return f'"{name}"'


def _stored_at(request: HttpRequest, name: str) -> datetime:
    return default_storage.get_modified_time(name)


@condition(etag_func=_etag, last_modified_func=_stored_at)
def _picture(request: HttpRequest, name: str) -> HttpResponseBase:
    """Raises OSError."""
    return FileResponse(default_storage.open(name), content_type=type_of(name))


def _said(sentence: str, status: int) -> HttpResponseBase:
    return HttpResponse(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")
