"""The JSON API: read-only, and only what is public."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.api import cursors, items, serializers
from articles.api.filtering import narrowed, parameters
from articles.api.listing import rows_of, whole
from articles.api.paging import NAMES_A_PAGE, cut, envelope, window
from articles.api.problems import problem
from articles.api.schema import FILTERS, Routes
from articles.canonical import NEWS
from articles.changes import changes_since
from articles.history import taken_back, withdrawn_at
from articles.models import Article, Topic
from articles.querysets import ArticleQuerySet
from articles.taxonomy import TopicTree, providers_of, public_topic


class AlwaysJSON(BaseContentNegotiation):
    """The API was served as files: it answers JSON whatever a client says that it accepts."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


MOVED = {301: OpenApiResponse(description="It stands at another address now: Location.")}


def _answers(found: Any) -> dict[int, Any]:
    return {200: found, 400: serializers.WrongParametersSerializer, 404: serializers.ErrorSerializer}


@method_decorator(conditional_page, name="dispatch")
class ReadOnlyView(APIView):
    http_method_names = ["get", "head"]
    content_negotiation_class = AlwaysJSON
    schema = Routes()
    parameters: tuple[OpenApiParameter, ...] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        self.allowed = tuple(one.name for one in self.parameters if one.name not in kwargs)
        if request.method in ("GET", "HEAD"):
            self.asked = parameters(request.query_params, self.allowed)

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """May be kept, must be asked for again (a 304 where nothing changed): what was withdrawn is gone at once."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(response, public=True, no_cache=True)
        return response


class NewsView(ReadOnlyView):
    parameters = FILTERS

    @extend_schema(responses=_answers(serializers.NewsPageSerializer))
    def get(self, request: Request, topic: str = "", number: int = 1) -> Response:
        """News, newest first, 25 a page; of one topic where the address names one."""
        articles = _news().about([_topic(topic).pk]) if topic else _news()
        choice = narrowed(articles, self.asked, self.allowed)
        name = f"{topic}/{sorted(self.asked.items())}"
        found, following = cut(rows_of(choice, name, window(number, choice.size)), number, choice.size)
        return Response(envelope(number, [items.item(article) for article in found], following))


class ItemView(ReadOnlyView):
    @extend_schema(responses={**_answers(serializers.ItemSerializer), **MOVED, 410: serializers.GoneSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """One article, by the last part of its address; a former one is sent on (301). 410 with the reason where it was public and was
        withdrawn."""
        article = whole(_news().filter(slug=slug)).first()
        if article is not None:
            return Response(items.item(article))
        gone = taken_back(Article.objects.in_category(NEWS).filter(slug=slug))
        if gone is None:
            return _sent_on(slug)
        return problem(request, 410, "This article was withdrawn.", "Gone", **items.gone(gone, withdrawn_at(gone)))


class ChangesView(ReadOnlyView):
    parameters = (
        OpenApiParameter(
            "since", cursors.SCHEMA, description="“next” of the answer before; a time, such as 2026-11-20T00:00:00Z; or nothing."
        ),
    )

    @extend_schema(responses={200: serializers.ChangesSerializer, 400: serializers.WrongParametersSerializer})
    def get(self, request: Request) -> Response:
        """What came, was edited or went since then, the oldest first; without “since”, from the beginning."""
        now = timezone.now()
        since, origin = cursors.read(self.asked.get("since"), now)
        portion = changes_since(since, now, whole, origin=origin)
        value = [items.change(change) for change in portion.changes]
        return Response({"value": value, "next": cursors.write(portion.next, portion.origin), "more": portion.more})


class TopicsView(ReadOnlyView):
    @extend_schema(responses=_answers(serializers.TopicsPageSerializer))
    def get(self, request: Request, number: int = 1) -> Response:
        """Topics under which something is published, by name, 100 a page."""
        tree = TopicTree.public()
        found, following = cut(list(tree.topics.values())[window(number, NAMES_A_PAGE)], number, NAMES_A_PAGE)
        return Response(envelope(number, [items.topic(topic, tree.parent(topic)) for topic in found], following))


class ProvidersView(ReadOnlyView):
    @extend_schema(responses=_answers(serializers.ProvidersPageSerializer))
    def get(self, request: Request, number: int = 1) -> Response:
        """Providers of whom something is published, by domain, 100 a page."""
        told = providers_of(Article.objects.published()).order_by("domain")
        found, following = cut(told[window(number, NAMES_A_PAGE)], number, NAMES_A_PAGE)
        return Response(envelope(number, [items.provider(provider) for provider in found], following))


@extend_schema(exclude=True)
class UnknownView(ReadOnlyView):
    """Any other address below /api/: an answer in JSON, and no way through to the site's pages."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Before anything else, for there is nothing: neither a method nor a parameter."""
        raise NotFound()


def _news() -> ArticleQuerySet:
    return Article.objects.published().in_category(NEWS)


def _sent_on(slug: str) -> Response:
    """To where the article stands that left this address, if it is public."""
    moved = _news().filter(former_addresses__path=f"/{NEWS}/{slug}/".lower()).only("slug").first()
    if moved is None:
        raise NotFound()
    return Response(status=301, headers={"Location": reverse("api-item", args=[moved.slug])})


def _topic(slug: str) -> Topic:
    """One answer for a topic that is not there and one that only unpublished articles have, whatever page is asked for."""
    topic = public_topic(slug)
    if topic is None:
        raise NotFound("There is no such topic.")
    return topic
