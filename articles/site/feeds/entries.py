"""What stands in a feed, as plain values: every text is text, every address whole, every time aware. Nothing is escaped yet."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.conf import settings
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.canonical import web_address
from articles.dates import written
from articles.models import Article, AuditEntry, Status
from articles.querysets import ArticleQuerySet
from articles.site.copies import Copy, copy_of
from articles.site.feeds.gone import gone
from articles.site.feeds.naming import MINTED, absolute, page_id, story_id, uri
from articles.site.feeds.newest import load, newest
from articles.site.xml import plain

# What a reader of the feed would call a change of the story: not its heat, and not that it was put off.
TOLD = ("title", "excerpt", "type", "original_url", "web_url", "provider", "topics", "images", "correction")


@dataclass(frozen=True, slots=True)
class Label:
    """A topic, or a provider, by its name and its page."""

    name: str
    url: str
    slug: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One article. `original` is "" where nobody knows it; `paragraphs` are its excerpt and its corrections."""

    id: str
    url: str
    original: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    updated: datetime
    author: Label
    topics: tuple[Label, ...]
    picture: Copy | None


@dataclass(frozen=True, slots=True)
class Gone:
    id: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class About:
    """What a feed is of. `page` is what people look at instead, `address` the feed itself, both whole."""

    title: str
    description: str
    page: str
    address: str


@dataclass(frozen=True, slots=True)
class Feed:
    about: About
    entries: list[Entry]
    gone: list[Gone] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The same in all formats, and at another scheme of the same host."""
        return page_id(self.about.page)

    @property
    def updated(self) -> datetime:
        return max([MINTED, *(entry.updated for entry in self.entries), *(item.at for item in self.gone)])


def feed_of(
    about: About,
    articles: ArticleQuerySet,
    within: Callable[[ArticleQuerySet], ArticleQuerySet] | None = None,
    *,
    passing: ArticleQuerySet | None = None,
) -> Feed:
    """`articles` are public. What went is told where `within` is given: what narrows all articles to those of this feed. `passing`: see
    `newest`."""
    since = newest(articles, passing)
    changed = _told_at(since)
    entries = [_entry(article, since[article.pk], changed.get(article.pk)) for article in load(since)]
    return Feed(about, entries, [_gone(*found) for found in gone(within, timezone.now())] if within else [])


def _entry(article: Article, since: datetime, changed: datetime | None) -> Entry:
    return Entry(
        id=story_id(article),
        url=absolute(article.get_absolute_url()),
        original=uri(web_address(article.original_url) or web_address(article.web_url)),
        title=plain(article.title) or article.slug,
        paragraphs=tuple(filter(None, [*_lines(article.excerpt), *_corrections(article)])),
        published=since,
        updated=max(since, changed or since),
        author=_author(article),
        topics=tuple(_topics(article)),
        picture=copy_of(article),
    )


def _lines(text: str) -> list[str]:
    return [plain(part) for part in re.split(r"\n\s*\n", text)]


def _corrections(article: Article) -> list[str]:
    said = _("Correction, %(day)s: %(text)s")
    return [said % {"day": written(each.at, "day"), "text": plain(each.text)} for each in article.corrections.all()]


def _author(article: Article) -> Label:
    name = plain(article.provider_name) or (plain(article.provider.domain) if article.provider else "")
    if article.provider is None:
        return Label(name or settings.SITE_NAME, absolute("/"))
    return Label(name, absolute(article.provider.get_absolute_url()))


def _topics(article: Article) -> Iterable[Label]:
    for topic in article.topics_in_order:
        yield Label(plain(topic.name) or topic.slug, absolute(topic.get_absolute_url()), topic.slug)


def _gone(article: Article, at: datetime) -> Gone:
    """The reason of a withdrawal alone is told, as its page tells it."""
    return Gone(story_id(article), at, plain(article.status_reason) if article.status == Status.WITHDRAWN else "")


def _told_at(articles: Iterable[int]) -> dict[int, datetime]:
    entries = AuditEntry.objects.filter(article__in=list(articles), changes__has_any_keys=TOLD).order_by()
    return dict(entries.values_list("article").annotate(Max("at")))
