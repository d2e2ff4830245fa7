"""Which social cards to look at: those of what is public, in portions, and those of what is public no more.

A sweep asks only what changed last, along indexes, so that it costs the same at any size.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.utils import timezone

from articles.models import Article, ArticleImage, ArticleTopic, AuditEntry, SocialCard
from articles.querysets import COPIES, ArticleQuerySet

WINDOW = 2000
PORTION = 250
_LOADED = (
    *("version", "title", "slug", "updated_at", "provider_details", "provider__name", "provider__pictures", "provider__widest"),
    *("card__version", "card__picture", "card__name"),
)
_OF_PICTURES = ("article", *(f"{path}__{column}" for path in COPIES for column in ("digest", "master", "focus_x", "focus_y")))


def newest() -> Iterator[list[Article]]:
    """Public articles, what changed last first; with `ordered_topics` and `pictures`, three queries a portion."""
    behind = Q()
    for _ in range(WINDOW // PORTION):
        portion = list(_loaded().filter(behind).order_by("-updated_at", "-pk")[:PORTION])
        yield portion
        if len(portion) < PORTION:
            return
        last = portion[-1]
        behind = Q(Q(updated_at__lt=last.updated_at) | Q(pk__lt=last.pk), updated_at__lte=last.updated_at)


def everything() -> Iterator[list[Article]]:
    """The same of all of them, in the order of their keys."""
    last = 0
    while portion := list(_loaded().filter(pk__gt=last).order_by("pk")[:PORTION]):
        yield portion
        last = portion[-1].pk


def gone_lately() -> Iterator[list[SocialCard]]:
    """Cards of articles that readers cannot see any more, of those that this happened to last."""
    now = timezone.now()
    taken_back = AuditEntry.objects.filter(took_back=True).order_by("-at", "-pk").values("article")
    expired = Article.objects.filter(expires_at__lte=now).order_by("-expires_at").values("pk")
    sealed = Article.objects.filter(embargo_until__gt=now).order_by("embargo_until").values("pk")
    planned = Article.objects.filter(publish_at__gt=now).order_by("publish_at").values("pk")
    lately: list[QuerySet[Any, Any]] = [taken_back, expired, sealed, planned]
    for articles in lately:
        yield list(hidden().filter(article__in=articles[:WINDOW]))


def gone() -> Iterator[list[SocialCard]]:
    """The same of all there are."""
    last = 0
    while portion := list(hidden().filter(pk__gt=last).order_by("pk")[:PORTION]):
        yield portion
        last = portion[-1].pk


def _loaded() -> ArticleQuerySet:
    links = ArticleTopic.objects.select_related("topic").only("article", "position", "topic__name", "topic__slug").order_by("position")
    images = ArticleImage.objects.filter(picture__isnull=False).select_related(*COPIES).only(*_OF_PICTURES).order_by("position", "pk")
    public: ArticleQuerySet = Article.objects.published().select_related("provider", "card").only(*_LOADED)
    return public.prefetch_related(Prefetch("topic_links", links, to_attr="ordered_topics"), Prefetch("images", images, to_attr="pictures"))


def hidden() -> QuerySet[SocialCard]:
    """Those of articles that readers cannot see."""
    return SocialCard.objects.filter(~Exists(Article.objects.published().filter(pk=OuterRef("pk"))))
