from django.urls import path, re_path, register_converter
from django.urls.converters import IntConverter, StringConverter
from django.views.decorators.common import no_append_slash
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from articles.site import article, files, searching, views
from articles.site.archive import views as archive
from articles.site.feeds import views as feeds
from articles.site.sitemaps import views as sitemaps


class NameConverter(StringConverter):
    """One segment in any script. No database stores a NUL, and PostgreSQL fails on the question."""

    regex = r"[^/\x00]+"


class FeedConverter(StringConverter):
    regex = "rss|atom|json"


class PartConverter(IntConverter):
    """No number that a database would not take, and each written in one way."""

    regex = "0|[1-9][0-9]{0,8}"


class YearConverter(StringConverter):
    regex = "[0-9]{4}"


class NumberConverter(StringConverter):
    """Of a month or a day, always of two digits: each has one address."""

    regex = "[0-9]{2}"


register_converter(NameConverter, "name")
register_converter(YearConverter, "year")
register_converter(NumberConverter, "number")
register_converter(FeedConverter, "feed")
register_converter(PartConverter, "part")

urlpatterns = [
    path("", views.front, name="front"),
    path("robots.txt", files.robots, name="robots"),
    path("favicon.ico", files.favicon, name="favicon"),
    re_path(r"^media/(?P<name>(?s:.*))\Z", files.media, name="media"),
    path(".well-known/security.txt", files.security, name="security"),
    path("opensearch.xml", files.opensearch, name="opensearch"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-news.xml", sitemaps.news, name="sitemap-news"),
    path("sitemaps/pages.xml", sitemaps.pages, name="sitemap-pages"),
    path("sitemaps/articles-<part:number>.xml", sitemaps.part, name="sitemap-part"),
    path("feeds/", feeds.about, name="feeds"),
    path("feeds/all.<feed:form>", feeds.everything, name="feed"),
    path("search/feed.<feed:form>", feeds.search, name="search-feed"),
    path("topics/<name:slug>/feed.<feed:form>", feeds.topic, name="topic-feed"),
    path("providers/<name:domain>/feed.<feed:form>", feeds.provider, name="provider-feed"),
    path("about/", views.about, name="about"),
    path("archive/", archive.years, name="archive"),
    path("archive/<year:year>/", archive.year, name="archive-year"),
    path("archive/<year:year>/<number:month>/", archive.month, name="archive-month"),
    path("archive/<year:year>/<number:month>/<number:day>/", archive.day, name="archive-day"),
    path("search/", searching.search, name="search"),
    path("search/suggest/", searching.suggest, name="suggest"),
    path("topics/", views.topics, name="topics"),
    path("topics/<name:slug>/", views.topic, name="topic"),
    path("providers/", views.providers, name="providers"),
    path("providers/<name:domain>/", views.provider, name="provider"),
    path("<name:category>/", views.category, name="category"),
    path("<name:category>/<name:slug>/", article.article, name="article"),
]

for page in urlpatterns:
    # All of them are only read. Who tries to write is told that, and not that his form is out of date. What slash is missing is added by
    # articles/site/addresses, which knows whether a page is there.
    page.callback = csrf_exempt(no_append_slash(require_safe(page.callback)))
