"""What other sites show of an article that is linked to: its words, its picture, its times."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from articles.canonical import web_address
from articles.dates import written
from articles.images.social import card_of
from articles.models import Article, AuditEntry
from articles.plain import plain, shortened
from articles.querysets import ArticleQuerySet
from articles.site.copies import copy_of
from articles.site.feeds.entries import TOLD

DESCRIPTION = 200  # characters; search engines show no more


@dataclass(frozen=True, slots=True)
class Card:
    """`image`: url, width, height, or None. `modified`: None where no time of it is known but when it came to us. `amp`: where a light
    copy for phones is, elsewhere; "" for nowhere."""

    description: str
    image: dict[str, Any] | None
    modified: datetime | None
    amp: str


def with_changes(articles: ArticleQuerySet) -> ArticleQuerySet:
    """With `told_at`: when it was last changed in what readers are told of it."""
    changes = AuditEntry.objects.filter(article=OuterRef("pk"), changes__has_any_keys=TOLD).order_by("-at", "-pk")
    return articles.annotate(told_at=Subquery(changes.values("at")[:1]))


def card(article: Any) -> Card:
    """Of an article of `for_detail()`, `with_changes`. No query."""
    modified = max(filter(None, (article.published_at, article.told_at)), default=None)
    return Card(_description(article), _image(article), modified, web_address(article.amp_url))


def _description(article: Article) -> str:
    """Never empty, and never the title alone once more."""
    if excerpt := shortened(plain(article.excerpt), DESCRIPTION):
        return excerpt
    name = article.provider_name or settings.SITE_NAME
    if article.published_at is None:
        return f"{name}: {article.title}"
    day = written(article.published_at, "day")
    return _("A story by %(provider)s of %(day)s: %(title)s") % {"provider": name, "day": day, "title": article.title}


def _image(article: Article) -> dict[str, Any] | None:
    """Its card, drawn from what it says now; else our copy of its picture."""
    if (drawn := card_of(article)) is not None:
        return {"url": urljoin(settings.SITE_URL, drawn.url), "width": drawn.WIDTH, "height": drawn.HEIGHT}
    copy = copy_of(article)
    return {"url": copy.url, "width": copy.file.width, "height": copy.file.height} if copy else None
