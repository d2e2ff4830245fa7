"""What went wrong, as RFC 9457 says it: one body for every error below /api/."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from rest_framework.exceptions import APIException
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import exception_handler

MEDIA_TYPE = "application/problem+json"
WRONG = "A parameter of the address cannot be answered: see “errors”."
PLAIN = "about:blank"  # nothing more is said than the status says


class WrongParameters(APIException):
    """A 400 that says what is wrong with which parameter, and which there are."""

    status_code = 400
    default_code = "parameters"

    def __init__(self, errors: dict[str, list[str]], allowed: Sequence[str], detail: str = WRONG) -> None:
        super().__init__(detail)
        self.extra = {"errors": errors, "allowed": list(allowed)}


def body(status: int, detail: str, path: str, kind: str = "", **extra: Any) -> dict[str, Any]:
    """A problem in the promised order. `kind` is the shape in the documentation that its own keys (`extra`) are those of."""
    about = urljoin(settings.SITE_URL, f"{reverse('api-docs')}#{kind}") if kind else PLAIN
    return {
        "type": about,
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": escape_uri_path(path),
        **extra,
    }


def problem(request: Request, status: int, detail: str, kind: str = "", **extra: Any) -> Response:
    return Response(body(status, detail, request.path, kind, **extra), status=status, content_type=MEDIA_TYPE)


def raw(request: HttpRequest, status: int, detail: str) -> HttpResponse:
    """The same where no view of the API answers: a busy database, an error of ours."""
    return JsonResponse(body(status, detail, request.path), status=status, content_type=MEDIA_TYPE)


def not_allowed(request: HttpRequest, methods: Iterable[str]) -> HttpResponse:
    response = raw(request, 405, f'Method "{request.method}" not allowed.')
    response["Allow"] = ", ".join(methods)
    return response


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """For what a view raises (EXCEPTION_HANDLER in the settings); None for what is a fault of ours."""
    response = exception_handler(error, context)
    if response is None:
        return None
    kind = "WrongParameters" if isinstance(error, WrongParameters) else ""
    told = body(response.status_code, _words(response.data), context["request"].path, kind, **getattr(error, "extra", {}))
    return Response(told, status=response.status_code, headers=_kept(response), content_type=MEDIA_TYPE)


def _words(told: Any) -> str:
    return str(told["detail"]) if isinstance(told, dict) and "detail" in told else "The request cannot be answered."


def _kept(response: Response) -> dict[str, str]:
    """What the framework has put into the headers: which login is asked for, and when to come back."""
    return {name: value for name, value in response.items() if name in ("WWW-Authenticate", "Retry-After")}
