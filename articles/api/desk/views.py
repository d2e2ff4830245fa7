"""Articles for editors' programs: read, edit, decide. A write says which version it was made on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.shortcuts import get_object_or_404
from django.utils.text import capfirst
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from articles.api.desk import serializers
from articles.api.desk.access import DeskView
from articles.api.problems import problem
from articles.api.serializers import ErrorSerializer, WrongParametersSerializer
from articles.decisions import WrongReason, decide
from articles.edits import edit
from articles.models import ApiToken, Article, StaleArticle
from articles.rights import Forbidden, may_decide, may_edit

if TYPE_CHECKING:
    from django.contrib.auth.models import User

VERBS = ("publish", "unpublish", "decline", "withdraw")
_ANSWERS: dict[Any, Any] = {
    **{200: serializers.DeskArticleSerializer, 400: WrongParametersSerializer},
    **dict.fromkeys((401, 403, 404, 503), ErrorSerializer),
}
_TO_WRITES: dict[Any, Any] = {400: serializers.WrongSerializer, 409: serializers.StaleSerializer, 415: ErrorSerializer}
_WRITE_ANSWERS = dict(sorted((_ANSWERS | _TO_WRITES).items()))


class ArticleView(DeskView):
    http_method_names = ["get", "head", "patch"]

    @extend_schema(responses=_ANSWERS)
    def get(self, request: Request, id: int) -> Response:
        """An article as the desk knows it, with the version that a change of it must name."""
        return Response(_shown(_article(id)))

    @extend_schema(request=serializers.EditSerializer, responses=_WRITE_ANSWERS)
    def patch(self, request: Request, id: int) -> Response:
        """Change some fields, all or none of them. What it says already is no change, whatever the version."""
        by: User = request.user  # type: ignore[assignment]
        if not may_edit(by):
            raise PermissionDenied("You have no permission to edit articles.")
        article = _article(id)
        sent = serializers.EditSerializer(article, data=request.data, partial=True)
        if not sent.is_valid():
            return _wrong(request, sent.errors)
        values = dict(sent.validated_data)
        if any(values[name] != getattr(article, name) for name in serializers.DECISIONS & values.keys()) and not may_decide(by):
            raise PermissionDenied("You have no permission to say when articles are public.")
        try:
            edit(article, values, version=values.pop("version"), by=by, via=_via(request))
        except StaleArticle as stale:
            return _stale(request, stale, id)
        return Response(_shown(_article(id)))


class DecisionView(DeskView):
    http_method_names = ["post"]

    @extend_schema(request=serializers.DecisionSerializer, responses=_WRITE_ANSWERS)
    def post(self, request: Request, id: int, verb: str) -> Response:
        """Decide on an article. To decide again what was decided changes nothing, whatever the version."""
        by: User = request.user  # type: ignore[assignment]
        if not may_decide(by, verb):
            raise PermissionDenied(f"You have no permission to {verb} articles.")
        article = _article(id)
        sent = serializers.DecisionSerializer(data=request.data)
        if not sent.is_valid():
            return _wrong(request, sent.errors)
        article.version = sent.validated_data["version"]
        try:
            decide(article, verb, by=by, reason=sent.validated_data["reason"], via=_via(request))
        except Forbidden as why_not:
            raise PermissionDenied(f"{str(why_not).capitalize()}.") from None
        except WrongReason as wrong:
            return _wrong(request, {"reason": [f"{capfirst(str(wrong))}."]})
        except StaleArticle as stale:
            return _stale(request, stale, id)
        return Response(_shown(_article(id)))


def _via(request: Request) -> str:
    """The name of the token by which this came; "" for a session."""
    return request.auth.name if isinstance(request.auth, ApiToken) else ""


def _article(pk: int) -> Article:
    return get_object_or_404(Article.objects.select_related("provider"), pk=pk)


def _shown(article: Article) -> Any:
    return serializers.DeskArticleSerializer(article).data


def _wrong(request: Request, errors: Any) -> Response:
    return problem(request, 400, "Nothing was changed: see “errors”.", "Wrong", errors=errors)


def _stale(request: Request, stale: StaleArticle, pk: int) -> Response:
    """Both sides, to compare."""
    return problem(request, 409, str(stale), "Stale", yours=request.data, current=_shown(_article(pk)))
