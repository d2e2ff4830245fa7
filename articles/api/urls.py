"""Addresses of the API. The number of path segments tells routes apart, so no topic's name can hide one."""

from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter, StringConverter
from django.views.generic import RedirectView

from articles.api.desk.views import VERBS, ArticleView, DecisionView
from articles.api.docs import DocsView, SchemaView
from articles.api.views import ChangesView, ItemView, NewsView, ProvidersView, TopicsView, UnknownView


class PageNumber(IntConverter):
    """From 1; nine digits are more pages than there can be, and fewer than a database cannot count."""

    regex = "[1-9][0-9]{0,8}"


class Segment(StringConverter):
    """A slug of any script. PostgreSQL refuses a NUL in a query, so here it matches nothing."""

    regex = r"[^/\x00]+"


class Key(IntConverter):
    """Nine digits and nine more: what every database can look for."""

    regex = "[1-9][0-9]{0,17}"


class Verb(StringConverter):
    regex = "|".join(VERBS)


register_converter(Key, "key")
register_converter(Verb, "verb")
register_converter(PageNumber, "page_number")
register_converter(Segment, "segment")

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="api-docs")),
    path("news/", NewsView.as_view(), name="api-news"),
    path("news/page/<page_number:number>/", NewsView.as_view()),
    path("news/item/<segment:slug>/", ItemView.as_view(), name="api-item"),
    path("news/<segment:topic>/", NewsView.as_view(), name="api-news-topic"),
    path("news/<segment:topic>/page/<page_number:number>/", NewsView.as_view()),
    path("changes/", ChangesView.as_view(), name="api-changes"),
    path("topics/", TopicsView.as_view()),
    path("topics/page/<page_number:number>/", TopicsView.as_view()),
    path("providers/", ProvidersView.as_view()),
    path("providers/page/<page_number:number>/", ProvidersView.as_view()),
    path("desk/articles/<key:id>/", ArticleView.as_view(), name="api-desk-article"),
    path("desk/articles/<key:id>/<verb:verb>/", DecisionView.as_view(), name="api-desk-decision"),
    path("schema/", SchemaView.as_view(), name="api-schema"),
    path("docs/", DocsView.as_view(), name="api-docs"),
    re_path(r"[\s\S]*/\Z", UnknownView.as_view()),
]
