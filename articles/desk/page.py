"""What every page of the desk beside the admin's own has: a login, a right, the desk's frame."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

View = Callable[..., HttpResponse]


class Entry(NamedTuple):
    """A line of the desk's navigation: shown to who has the right."""

    label: str
    name: str  # of the address, as in admin:queue
    right: str


def page(right: str) -> Callable[[View], View]:
    """A view of the desk. Strangers are sent to the login, staff without the right get a 403."""

    def decorate(view: View) -> View:
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.has_perm(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return admin.site.admin_view(guarded)(request, *args, **kwargs)

        return wrapped

    return decorate


def show(request: HttpRequest, template: str, title: str, context: dict[str, Any], status: int = 200) -> TemplateResponse:
    """The template in the desk's frame: it extends admin/base_site.html."""
    return TemplateResponse(request, template, {**admin.site.each_context(request), "title": title, **context}, status=status)
