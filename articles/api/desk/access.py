"""How the editors' side of the API is entered: by the desk's own login, with its CSRF token, in bounded JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import OperationalError
from django.utils.cache import add_never_cache_headers
from drf_spectacular.authentication import SessionScheme
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.api.schema import Routes
from articles.rights import may_read

LARGEST = 256 * 1024  # bytes; the longest excerpt is 20 KB
BUSY = "The database is busy and nothing was changed. Send the same again in a moment."


class DeskLogin(SessionAuthentication):
    def authenticate_header(self, request: Request) -> str:
        """Named, so that who is not logged in gets a 401 and who has no right a 403."""
        return "Session"


class DeskScheme(SessionScheme):  # type: ignore[no-untyped-call]
    target_class = "articles.api.desk.access.DeskLogin"


class BoundedJSON(JSONParser):
    """One object, not endlessly long or deep."""

    def parse(self, stream: Any, media_type: Any = None, parser_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        length = (parser_context or {})["request"].META.get("CONTENT_LENGTH") or "0"
        if not length.isdecimal() or int(length) > LARGEST:
            raise ParseError(f"More than {LARGEST // 1024} KB are no edit of an article.")
        try:
            parsed = super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError("The JSON is nested too deep.") from None
        if not isinstance(parsed, dict):
            raise ParseError("Send one JSON object.")
        return parsed


class AnswersJSON(DefaultContentNegotiation):
    """JSON whatever a client says that it accepts; what it sends must be JSON (415)."""

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


class AtTheDesk(BasePermission):
    message = "You have no permission to see articles at the desk."

    def has_permission(self, request: Request, view: APIView) -> bool:
        return bool(request.user) and request.user.is_staff and may_read(request.user)


class DeskView(APIView):
    """For who works at the desk. Answers are nobody else's: they are not kept."""

    authentication_classes = [DeskLogin]
    permission_classes = [AtTheDesk]
    parser_classes = [BoundedJSON]
    content_negotiation_class = AnswersJSON
    schema = Routes()

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, OperationalError):
            return Response({"detail": BUSY}, status=503, headers={"Retry-After": "5"}, exception=True)
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(response)
        return response
