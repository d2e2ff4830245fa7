from django.urls import path, re_path, register_converter
from django.urls.converters import StringConverter

from articles.site import article, files, views


class NameConverter(StringConverter):
    """One segment in any script. No database stores a NUL, and PostgreSQL fails on the question."""

    regex = r"[^/\x00]+"


register_converter(NameConverter, "name")

urlpatterns = [
    path("", views.front, name="front"),
    path("robots.txt", files.robots, name="robots"),
    path("favicon.ico", files.favicon, name="favicon"),
    re_path(r"^media/(?P<name>(?s:.*))\Z", files.media, name="media"),
    path("topics/", views.topics, name="topics"),
    path("topics/<name:slug>/", views.topic, name="topic"),
    path("providers/", views.providers, name="providers"),
    path("providers/<name:domain>/", views.provider, name="provider"),
    path("<name:category>/", views.category, name="category"),
    path("<name:category>/<name:slug>/", article.article, name="article"),
]
