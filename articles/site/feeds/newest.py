"""Which articles a feed holds: those that readers could see last, and since when each could be seen.

A feed reader wants what is new to readers, and a provider's date does not say that: an article of last week that was published today
is news today. When an article became public follows from its times and its trail, for which there can be no index; so the newest are
chosen among candidates that come from five indexes, a window of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import BooleanField
from django.db.models.expressions import RawSQL

from articles.history import SIGHT, public_since
from articles.models import Article, AuditEntry
from articles.querysets import ON_CARDS, ArticleQuerySet

SIZE = 50
WINDOW = 2 * SIZE
# What an import makes public within a moment is told in the order of the providers' dates.
MOMENT = 600  # seconds


def newest(articles: ArticleQuerySet, passing: ArticleQuerySet | None = None) -> dict[int, datetime]:
    """{key: since when it is public}, the newest first, of these articles, all of which must be public. `passing`: the same, where they
    are many: said as `ArticleQuerySet.passing` does."""
    passing = articles if passing is None else passing
    candidates = passing.filter(pk__in={*_candidates(articles, passing), *_decided()}).order_by()
    found = list(candidates.only("created_at", "listed_at", "path", *SIGHT))
    since = public_since(found)
    found.sort(key=lambda article: (article.path, article.pk))
    found.sort(key=lambda article: (since[article.pk].timestamp() // MOMENT, article.listed_at), reverse=True)
    return {article.pk: since[article.pk] for article in found[:SIZE]}


def load(since: dict[int, datetime]) -> list[Article]:
    """These articles with all that is told of them, in their order."""
    found = (
        Article.objects.filter(pk__in=since)
        .for_cards()
        .only(*ON_CARDS, "source", "original_url", "web_url")
        .prefetch_related("corrections")
    )
    by_key = {article.pk: article for article in found}
    return [by_key[pk] for pk in since if pk in by_key]


def _candidates(articles: ArticleQuerySet, passing: ArticleQuerySet) -> Iterator[int]:
    """What could be among the newest: arrived, changed or due lately, or of late by its provider's date."""
    for ordered in (
        articles.newest_first(),
        passing.order_by("-pk"),
        passing.order_by("-updated_at", "-pk"),
        passing.filter(publish_at__isnull=False).order_by("-publish_at"),
        passing.filter(embargo_until__isnull=False).order_by("-embargo_until"),
    ):
        yield from ordered.values_list("pk", flat=True)[:WINDOW]


def _decided() -> list[int]:
    """What people published last: it is not lost where a robot moves ten thousand heats at once. In SQL, for SQLite takes a partial
    index only where the words of its condition stand in the question itself."""
    decided = AuditEntry.objects.filter(RawSQL("verb IN ('publish', 'decline')", (), BooleanField()), by__isnull=False).order_by("-at")
    return [pk for pk, verb in decided.values_list("article", "verb")[: 2 * WINDOW] if verb == "publish"]
