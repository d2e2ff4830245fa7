"""The addresses of the sitemaps."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response

from articles.canonical import NEWS
from articles.models import Article
from articles.site.conditional import ASK_AGAIN, answer
from articles.site.context import topics_of
from articles.site.sitemaps.parts import PORTION, Place, articles_of, parts, sections, state_of
from articles.site.xml import Document, plain
from articles.taxonomy import providers_of

TYPE = "application/xml; charset=utf-8"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
IMAGE = "http://www.google.com/schemas/sitemap-image/1.1"
NEWS_SPACE = "http://www.google.com/schemas/sitemap-news/0.9"
NEWS_HOURS, MOST_NEWS = 48, 1000
# The two languages that Google News wants with a place.
CHINESE = {"zh-cn", "zh-tw"}


def index(request: HttpRequest) -> HttpResponse:
    document = Document("sitemapindex", {"xmlns": SITEMAP})
    found: list[tuple[str, datetime | None]] = [(reverse("sitemap-pages"), None)]
    found += [(reverse("sitemap-part", args=[number]), changed) for number, changed in parts()]
    for path, changed in found:
        with document.inside("sitemap"):
            _leaves(document, f"{settings.SITE_URL}{path}", changed)
    return answer(request, document.end(), TYPE)


def pages(request: HttpRequest) -> HttpResponse:
    """What is no article: the front page, topics, providers."""
    topics = [topic for _, topic in topics_of(request).walk()]
    providers = providers_of(Article.objects.published()).select_related(None).only("domain")
    return answer(request, b"".join(_urlset(sections(topics, providers.order_by("pk").iterator()))), TYPE)


def part(request: HttpRequest, number: int) -> HttpResponseBase:
    """Whoever has it already is told so before anything of it is read."""
    if not (state := state_of(number)):
        raise Http404("no such part")
    # Weak: it is made of what the part tells, and not of its bytes, which nobody has seen yet.
    tag = f'W/"{hashlib.blake2b(f"{settings.SITE_URL} {state}".encode(), digest_size=16).hexdigest()}"'
    response = get_conditional_response(request, etag=tag) or _streamed(articles_of(number))
    response["ETag"] = tag
    response["Cache-Control"] = ASK_AGAIN
    return response


def news(request: HttpRequest) -> HttpResponse:
    """For Google News: news that is of the last two days by its provider's date. That is no more than an empty list where nothing is."""
    now = timezone.now()
    # Where there is a provider's date, it is what lists sort by; an index knows that one alone.
    lately = Article.objects.published().in_category(NEWS).filter(listed_at__gt=now - timedelta(hours=NEWS_HOURS), listed_at__lte=now)
    fresh = lately.filter(published_at__isnull=False).newest_first()
    document = Document("urlset", {"xmlns": SITEMAP, "xmlns:news": NEWS_SPACE})
    for article in fresh.only("category", "slug", "title", "listed_at")[:MOST_NEWS]:
        with document.inside("url"):
            document.leaf("loc", f"{settings.SITE_URL}{article.get_absolute_url()}")
            with document.inside("news:news"):
                with document.inside("news:publication"):
                    document.leaf("news:name", settings.SITE_NAME)
                    document.leaf("news:language", _language())
                document.leaf("news:publication_date", _time(article.listed_at))
                document.leaf("news:title", plain(article.title) or article.slug)
    return answer(request, document.end(), TYPE)


def _streamed(places: Iterator[Place]) -> HttpResponseBase:
    """It can be ten megabytes."""
    first = next(places, None)
    if first is None:
        raise Http404("nothing that fits into a map")
    return StreamingHttpResponse(_urlset(chain([first], places)), content_type=TYPE)


def _urlset(places: Iterable[Place]) -> Iterator[bytes]:
    document = Document("urlset", {"xmlns": SITEMAP, "xmlns:image": IMAGE})
    for count, place in enumerate(places, start=1):
        with document.inside("url"):
            _leaves(document, place.address, place.changed)
            if place.picture:
                with document.inside("image:image"):
                    document.leaf("image:loc", place.picture)
        if count % PORTION == 0:
            yield document.written()
    yield document.end()


def _leaves(document: Document, address: str, changed: datetime | None) -> None:
    document.leaf("loc", address)
    if changed is not None:
        document.leaf("lastmod", _time(changed))


def _time(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")


def _language() -> str:
    return settings.SITE_LOCALE if settings.SITE_LOCALE in CHINESE else settings.SITE_LOCALE.partition("-")[0]
