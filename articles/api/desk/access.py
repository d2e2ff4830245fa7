"""How the editors' side of the API is entered: by the desk's own login, with its CSRF token, in bounded JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import OperationalError
from django.utils.cache import add_never_cache_headers
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.api.filtering import parameters
from articles.api.problems import problem
from articles.api.schema import Routes
from articles.models import ApiToken
from articles.rights import may_read
from articles.tokens import token_of

LARGEST = 256 * 1024  # bytes; the longest excerpt is 20 KB
BUSY = "The database is busy and nothing was changed. Send the same again in a moment."


class TokenLogin(BaseAuthentication):
    """`Authorization: Bearer …`. Nothing that a browser sends by itself, so it needs no CSRF token; and it wins over a session."""

    def authenticate(self, request: Request) -> tuple[Any, ApiToken] | None:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        token = token_of(text.strip())
        if token is None:
            raise AuthenticationFailed("This token opens nothing: it is unknown, expired or revoked, or its account is not active.")
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        """Named, so that who is nobody gets a 401 and who has no right a 403."""
        return 'Bearer realm="desk"'


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    target_class = "articles.api.desk.access.TokenLogin"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A token of the desk’s page “Access tokens”."}


class DeskLogin(SessionAuthentication):
    """The cookies of the login page; what is sent needs its CSRF token."""


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

    authentication_classes = [TokenLogin, DeskLogin]
    permission_classes = [AtTheDesk]
    parser_classes = [BoundedJSON]
    content_negotiation_class = AnswersJSON
    schema = Routes()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        parameters(request.query_params, ())

    def handle_exception(self, exc: Exception) -> Response:
        if isinstance(exc, OperationalError):
            busy = problem(self.request, 503, BUSY)
            busy["Retry-After"] = "5"
            busy.exception = True
            return busy
        return super().handle_exception(exc)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        response = super().finalize_response(request, response, *args, **kwargs)
        add_never_cache_headers(response)
        return response
