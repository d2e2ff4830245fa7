"""What lists show of each article: plain values, in three queries.

A model instance for each article, topic, picture and copy costs more than reading the rows does. And values can be compared: what
was made of a teaser once will do for it as long as nothing that it shows changes (templatetags/remembered.py).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import QuerySet, TextField
from django.db.models.functions import Cast, Coalesce
from django.urls import get_script_prefix, reverse

from articles.models import ArticleImage, ArticleTopic
from articles.models.parts import HasPolicy, may_show_copies, words_of
from articles.models.pictures import Shapes
from articles.querysets import COPIES, LOGOS, OF_COPY, ArticleQuerySet


class Label(NamedTuple):
    """A topic."""

    name: str
    slug: str

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return _address(get_script_prefix(), "topic", self.slug)


@dataclass(frozen=True, slots=True)
class Copy(Shapes):
    """A PictureCopy: as much as a page needs of it, in the order of OF_COPY. `written`: its files, as JSON."""

    written: str
    width: int = 0
    height: int = 0
    colour: str = ""
    focus_x: float = 0.5
    focus_y: float = 0.5

    @property
    def files(self) -> dict[str, Any]:
        return _files(self.written)


class Source(NamedTuple):
    """A provider."""

    name: str
    domain: str
    pictures: str
    widest: int | None
    shown_logo: Copy | None

    def get_absolute_url(self) -> str:
        return _address(get_script_prefix(), "provider", self.domain)


class Image(NamedTuple):
    """A picture of an article; `shown` is our copy of it."""

    url: str
    width: int | None
    height: int | None
    alt: str
    attribution: str
    shown: Copy | None

    def copy_for(self, provider: HasPolicy | None) -> Copy | None:
        return self.shown if may_show_copies(provider) else None


class Teaser(NamedTuple):
    """An article in a list. `provider_name`: as its file names it."""

    pk: int
    path: str
    listed_at: datetime
    category: str
    slug: str
    title: str
    excerpt: str
    type: str
    provider_name: str
    provider: Source | None
    topics_in_order: tuple[Label, ...]
    pictures: tuple[Image, ...]

    def get_absolute_url(self) -> str:
        return _address(get_script_prefix(), "article", self.category, self.slug)


def teasers(articles: ArticleQuerySet) -> list[Teaser]:
    """Of these articles, in their order."""
    rows = list(articles.values_list(*_OF_ARTICLE))
    keys = [row[0] for row in rows]
    topics, pictures = _topics(keys), _pictures(keys)
    return [_teaser(row, topics[row[0]], pictures[row[0]]) for row in rows]


def _text(*paths: str) -> Coalesce | Cast:
    """JSON as it is stored; of the first of these that is there."""
    texts = [Cast(path, TextField()) for path in paths]
    return Coalesce(*texts) if len(texts) > 1 else texts[0]


_COPY, _REPLACEMENT = COPIES
_FILES, *_SHAPE = OF_COPY
_OF_ARTICLE = (
    *("pk", "path", "listed_at", "category", "slug", "title", "excerpt", "type", "provider_details"),
    *("provider__name", "provider__domain", "provider__pictures", "provider__widest"),
    _text(*(f"{path}__files" for path in reversed(LOGOS))),
)
_OF_IMAGE = (
    *("article", "url", "width", "height", "title", "attribution", "picture__alt", "picture__is_decoration"),
    *(part for path in (_REPLACEMENT, _COPY) for part in (_text(f"{path}__{_FILES}"), *(f"{path}__{name}" for name in _SHAPE))),
)

_LINKS = ArticleTopic.objects.order_by("article", "position").values_list("article", "topic__name", "topic__slug")
_IMAGES = ArticleImage.objects.order_by("article", "position", "pk").values_list(*_OF_IMAGE)


def _teaser(row: Sequence[Any], topics: Iterable[Label], pictures: Iterable[Image]) -> Teaser:
    pk, path, listed_at, category, slug, title, excerpt, type, details, name, domain, policy, widest, logo = row
    provider = Source(name, domain, policy, widest, Copy(logo) if logo else None) if domain else None
    source = str(details.get("name") or name or "")
    return Teaser(pk, path, listed_at, category, slug, title, excerpt, type, source, provider, tuple(topics), tuple(pictures))


def _topics(keys: list[int]) -> dict[int, list[Label]]:
    found: dict[int, list[Label]] = defaultdict(list)
    for key, name, slug in _children(_LINKS, keys):
        found[key].append(Label(name, slug))
    return found


def _pictures(keys: list[int]) -> dict[int, list[Image]]:
    found: dict[int, list[Image]] = defaultdict(list)
    for key, url, width, height, title, attribution, alt, is_decoration, *copies in _children(_IMAGES, keys):
        replacement, copy = copies[: len(OF_COPY)], copies[len(OF_COPY) :]
        shown = replacement if replacement[0] else copy
        words = words_of(title, alt or "", bool(is_decoration))
        found[key].append(Image(url, width, height, words, attribution, Copy(*shown) if shown[0] else None))
    return found


def _children(all_of_them: QuerySet[Any, Any], keys: list[int]) -> list[tuple[Any, ...]]:
    """Rows as the database gives them, which are what is wanted: texts and numbers."""
    if not keys:
        return []
    with connection.cursor() as cursor:
        cursor.execute(_statement(all_of_them, len(keys)), keys)
        return cursor.fetchall()


@lru_cache(maxsize=256)
def _statement(all_of_them: QuerySet[Any, Any], count: int) -> str:
    """Written once for so many articles: working out its columns and joins takes longer than reading the rows."""
    return all_of_them.filter(article__in=range(count)).query.sql_with_params()[0]


@lru_cache(maxsize=8192)
def _address(prefix: str, name: str, *args: str) -> str:
    """Where something stands on a site that begins at `prefix`."""
    return reverse(name, args=args)


@lru_cache(maxsize=1024)
def _files(written: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(written)
    return found
