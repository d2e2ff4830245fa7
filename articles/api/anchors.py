"""Far pages of numbered lists at the price of near ones: where every thousandth row stands is remembered.

A page number says how many rows come before, and a database can only count them by walking past them. So one walk notes every
thousandth row's place, and a page goes on from the nearest one. The notes say nothing of who may see what: the rows of a page
pass the gate like those of any other.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import NamedTuple

from django.core.cache import cache
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils import timezone

from articles.changes import state_of_news
from articles.querysets import ArticleQuerySet

STEP = 1000  # rows
# Seconds. What changes for readers is noticed at once; this is for what commits later than its time says, and for heat.
KEPT = 60


class Row(NamedTuple):
    """A place in the order of `newest_first()`."""

    day: datetime
    path: str
    pk: int


def far(articles: ArticleQuerySet, name: str, offset: int) -> tuple[ArticleQuerySet, int]:
    """(the list from a row not far before, how many rows of it to pass over) for the row at `offset`; `name` says which list it is."""
    if offset < STEP:
        return articles, offset
    rows = _noted(articles, name)
    nearest = min(offset // STEP, len(rows))
    return (_from(articles, rows[nearest - 1]), offset - nearest * STEP) if rows else (articles, offset)


def _noted(articles: ArticleQuerySet, name: str) -> list[Row]:
    """Rows STEP, 2·STEP, … of the list, counted from 0."""
    key = "anchors:" + sha256(f"{name}|{state_of_news(timezone.now())}".encode()).hexdigest()
    rows: list[Row] | None = cache.get(key)
    if rows is None:
        number = Window(RowNumber(), order_by=[F("listed_at").desc(), "path", "pk"])
        every = articles.order_by().annotate(number=number, turn=number % STEP).filter(turn=1, number__gt=1).order_by("number")
        rows = [Row(*found) for found in every.values_list("listed_at", "path", "pk")]
        cache.set(key, rows, KEPT)
    return rows


def _from(articles: ArticleQuerySet, row: Row) -> ArticleQuerySet:
    return articles.filter(Q(listed_at__lt=row.day) | Q(path__gt=row.path) | Q(path=row.path, pk__gte=row.pk), listed_at__lte=row.day)
