"""An article's own page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from articles.canonical import web_address
from articles.dates import written
from articles.history import taken_back, withdrawn_at
from articles.models import Article, Standing
from articles.querysets import ArticleQuerySet
from articles.site.addresses.moved import left_from
from articles.site.cards import card, with_changes
from articles.site.context import topics_of
from articles.site.meaning.story import story
from articles.site.policy import with_pictures
from articles.site.video import leads_to_youtube, youtube_id
from articles.teasers import teasers


@with_pictures
def article(request: HttpRequest, category: str, slug: str) -> HttpResponse:
    addressed = Article.objects.filter(category=category, slug=slug)
    found = with_changes(_visible(request, addressed)).for_detail().prefetch_related("corrections").first()
    if found is None:
        return _gone_or_unknown(request, addressed)
    response = render(request, "site/article.html", {"article": found, **_about(request, found), **_around(found)})
    if not found.is_public:
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
    return response


def _visible(request: HttpRequest, articles: ArticleQuerySet) -> ArticleQuerySet:
    """Who carries no session is nobody's staff; asking would make every page vary by cookie."""
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        return articles.visible_to(request.user)
    return articles.published()


def _gone_or_unknown(request: HttpRequest, addressed: ArticleQuerySet) -> HttpResponse:
    gone = taken_back(addressed) or taken_back(left_from(request.path))
    if gone is None:
        raise Http404("no such article")
    return render(request, "410.html", {"reason": gone.status_reason, "withdrawn_at": withdrawn_at(gone)}, status=410)


def _about(request: HttpRequest, found: Article) -> dict[str, Any]:
    """What the page says of the article that is not a column: its card, what it means, its original, its state."""
    shown = card(found)
    original = web_address(found.original_url) or web_address(found.web_url)
    return {
        "card": shown,
        "meaning": story(found, topics_of(request), shown) if found.is_public else None,
        "original": original,
        "on_youtube": leads_to_youtube(original),
        "state": _state(found),
    }


def _state(article: Article) -> str:
    """Why a reader does not see it; a time is the site's."""
    standing = article.standing
    words = {Standing.SCHEDULED: "due on", Standing.EMBARGOED: "embargoed until", Standing.EXPIRED: "expired on"}
    times = {Standing.SCHEDULED: article.publish_at, Standing.EMBARGOED: article.embargo_until, Standing.EXPIRED: article.expires_at}
    if standing == Standing.WITHDRAWN and article.status_reason:
        return f"{standing.label}, {article.status_reason.rstrip('.')}"
    if (at := times.get(standing)) is None:
        return "" if standing == Standing.PUBLISHED else str(standing.label)
    return f"{words[standing]} {written(at, 'zoned')}"


def _around(found: Article) -> dict[str, Any]:
    """What stands around an article: who leads its story, its video, more about its main topic. No story twice."""
    main = next(iter(found.topics_in_order), None)
    others = Article.objects.published().in_category(found.category).exclude(pk=found.pk)
    covered = {link.target.pk for link in found.related.all() if link.target}
    leads = teasers(others.leading(found).exclude(pk__in=covered).newest_first()[:3])
    others = others.exclude(pk__in=covered | {lead.pk for lead in leads})
    return {
        "video": youtube_id(found.featured_content, found.original_url, found.web_url),
        "leads": leads,
        "topic": main,
        "more": teasers(others.about([main.pk]).newest_first()[:3]) if main else [],
    }
