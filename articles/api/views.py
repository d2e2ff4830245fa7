"""The JSON API: read-only, and only what is public."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch
from django.utils.cache import patch_cache_control
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import APIException, NotFound
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from articles.api import items, serializers
from articles.api.paging import NAMES_A_PAGE, NEWS_A_PAGE, cut, envelope, window
from articles.api.schema import Routes
from articles.canonical import NEWS
from articles.models import Article, ArticleImage, ArticleTopic, Topic
from articles.querysets import ArticleQuerySet
from articles.taxonomy import TopicTree, providers_of, public_topic

_SHOWN = (
    *("path", "category", "title", "excerpt", "body", "type", "heat", "published_at", "featured_content"),
    *("web_url", "original_url", "amp_url", "cdn_amp_url", "provider_details"),
    *("provider__name", "provider__domain", "provider__logo", "provider__images"),
)


class Gone(APIException):
    status_code = 410
    default_detail = "This article was withdrawn."
    default_code = "gone"


class AlwaysJSON(BaseContentNegotiation):
    """The API was served as files: it answers JSON whatever a client says that it accepts."""

    def select_parser(self, request: Request, parsers: Any) -> Any:
        return parsers[0]

    def select_renderer(self, request: Request, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


@method_decorator(conditional_page, name="dispatch")
class ReadOnlyView(APIView):
    http_method_names = ["get", "head"]
    content_negotiation_class = AlwaysJSON
    schema = Routes()

    def finalize_response(self, request: Request, response: Response, *args: Any, **kwargs: Any) -> Response:
        """May be kept, must be asked for again (a 304 where nothing changed): what was withdrawn is gone at once."""
        response = super().finalize_response(request, response, *args, **kwargs)
        patch_cache_control(response, public=True, no_cache=True)
        return response


class NewsView(ReadOnlyView):
    @extend_schema(responses={200: serializers.NewsPageSerializer, 404: serializers.ErrorSerializer})
    def get(self, request: Request, topic: str = "", number: int = 1) -> Response:
        """News, newest first, 25 a page; of one topic where the address names one."""
        articles = _news().about([_topic(topic).pk]) if topic else _news()
        keys = articles.newest_first().values("pk")[window(number, NEWS_A_PAGE)]
        # The gate is in `keys` alone: said again outside, SQLite walks a whole index instead of fetching 26 rows by key.
        found, following = cut(_whole(Article.objects.filter(pk__in=keys)).newest_first(), number, NEWS_A_PAGE)
        return Response(envelope(number, [items.item(article) for article in found], following))


class ItemView(ReadOnlyView):
    @extend_schema(responses={200: serializers.ItemSerializer, 404: serializers.ErrorSerializer, 410: serializers.ErrorSerializer})
    def get(self, request: Request, slug: str) -> Response:
        """One article, by the last part of its address; 410 where it was public and was withdrawn."""
        article = _whole(_news().filter(slug=slug)).first()
        if article is None:
            raise Gone() if Article.objects.taken_back().in_category(NEWS).filter(slug=slug).exists() else NotFound()
        return Response(items.item(article))


class TopicsView(ReadOnlyView):
    @extend_schema(responses={200: serializers.TopicsPageSerializer, 404: serializers.ErrorSerializer})
    def get(self, request: Request, number: int = 1) -> Response:
        """Topics under which something is published, by name, 100 a page."""
        tree = TopicTree.public()
        found, following = cut(list(tree.topics.values())[window(number, NAMES_A_PAGE)], number, NAMES_A_PAGE)
        return Response(envelope(number, [items.topic(topic, tree.parent(topic)) for topic in found], following))


class ProvidersView(ReadOnlyView):
    @extend_schema(responses={200: serializers.ProvidersPageSerializer, 404: serializers.ErrorSerializer})
    def get(self, request: Request, number: int = 1) -> Response:
        """Providers of whom something is published, by domain, 100 a page."""
        told = providers_of(Article.objects.published()).order_by("domain")
        found, following = cut(told[window(number, NAMES_A_PAGE)], number, NAMES_A_PAGE)
        return Response(envelope(number, [items.provider(provider) for provider in found], following))


@extend_schema(exclude=True)
class UnknownView(ReadOnlyView):
    """Any other address below /api/: an answer in JSON, and no way through to the site's pages."""

    def get(self, request: Request) -> Response:
        raise NotFound()


def _news() -> ArticleQuerySet:
    return Article.objects.published().in_category(NEWS)


def _whole(articles: ArticleQuerySet) -> ArticleQuerySet:
    """With all that an item shows and nothing else, in three queries; a JSON column costs a parse per row."""
    links = ArticleTopic.objects.select_related("topic").only("article", "topic__name").order_by("position")
    images = ArticleImage.objects.defer("extra").order_by("position", "pk")
    return articles.select_related("provider").only(*_SHOWN).prefetch_related(Prefetch("topic_links", links), Prefetch("images", images))


def _topic(slug: str) -> Topic:
    """One answer for a topic that is not there and one that only unpublished articles have, whatever page is asked for."""
    topic = public_topic(slug)
    if topic is None:
        raise NotFound("There is no such topic.")
    return topic
