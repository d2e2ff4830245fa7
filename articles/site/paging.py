"""Pages by keyset: an article's place in the list is its date, path and key, so page 1,000 costs what page 1 does."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q
from django.http import Http404, QueryDict

from articles.querysets import ArticleQuerySet
from articles.teasers import Teaser, teasers

PAGE_SIZE = 25
KEPT = ("topic", "provider", "type", "since", "until")
_PLACE = re.compile(r"(?P<day>\S+) (?P<pk>[0-9]{1,18}) (?P<path>[^\x00]+)")


class Place(NamedTuple):
    day: datetime
    path: str
    pk: int


@dataclass
class Page:
    """One page of a list, newest first; `older` and `newer` are query strings, empty where nothing lies that way. `place`: its own, empty
    where its articles stand on the first page, or are none. `behind`: the date of the article that stands before it."""

    articles: list[Teaser]
    older: str = ""
    newer: str = ""
    is_first: bool = True
    place: str = ""
    behind: datetime | None = None

    @property
    def until(self) -> datetime | None:
        """The date that a later page begins with: what tells its title from the first one's."""
        return self.articles[0].listed_at if self.articles and not self.is_first else None

    @property
    def first_of_many(self) -> str:
        """The title that it begins with, where another page may begin with the same minute."""
        if self.until is None or self.behind is None or self.behind.replace(second=0, microsecond=0) > self.until:
            return ""
        return self.articles[0].title


def page_of(articles: ArticleQuerySet, query: QueryDict) -> Page:
    """The page that `?older=` or `?newer=` names. Raises Http404 for a place that cannot be."""
    if "newer" in query:
        page = _page_before(articles, _place(str(query["newer"])), query)
        if page is not None:
            return page
    elif "older" in query:
        return _page_after(articles, _place(str(query["older"])), query)
    return _cut(teasers(articles.newest_first()[: PAGE_SIZE + 1]), query)


def _page_after(articles: ArticleQuerySet, place: Place, query: QueryDict) -> Page:
    day, path, pk = place
    behind = articles.filter(Q(listed_at__lt=day) | Q(path__gt=path) | Q(path=path, pk__gt=pk), listed_at__lte=day)
    page = _cut(teasers(behind.newest_first()[: PAGE_SIZE + 1]), query)
    if page.articles:
        page.newer = _link(query, "newer", page.articles[0])
        page.place, page.behind = urlencode({"older": query["older"]}), day
    page.is_first = False
    return page


def _page_before(articles: ArticleQuerySet, place: Place, query: QueryDict) -> Page | None:
    """None at the top of the list, where the first page is shown whole instead."""
    day, path, pk = place
    ahead = articles.filter(Q(listed_at__gt=day) | Q(path__lt=path) | Q(path=path, pk__lt=pk), listed_at__gte=day)
    found = teasers(ahead.newest_first().reverse()[: PAGE_SIZE + 1])
    if len(found) <= PAGE_SIZE:
        return None
    shown = found[PAGE_SIZE - 1 :: -1]
    # A page has one address, whichever way one comes to it: behind the article that stands before it.
    before = found[PAGE_SIZE]
    address = _link(QueryDict(), "older", before)
    ways = {"older": _link(query, "older", shown[-1]), "newer": _link(query, "newer", shown[0])}
    return Page(shown, **ways, is_first=False, place=address, behind=before.listed_at)


def _cut(found: list[Teaser], query: QueryDict) -> Page:
    shown = found[:PAGE_SIZE]
    return Page(shown, older=_link(query, "older", shown[-1]) if len(found) > PAGE_SIZE else "")


def _link(query: QueryDict, way: str, article: Teaser) -> str:
    kept = [(key, query[key]) for key in KEPT if query.get(key)]
    at = article.listed_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return urlencode([*kept, (way, f"{at} {article.pk} {article.path}")])


def _place(text: str) -> Place:
    found = _PLACE.fullmatch(text)
    try:
        day = datetime.fromisoformat(found["day"] if found else "")
    except ValueError:
        raise Http404("no such page") from None
    if found is None or day.tzinfo is None or not 1 < day.year < 9999:
        raise Http404("no such page")
    return Place(day, found["path"], int(found["pk"]))
