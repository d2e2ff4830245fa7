"""Search: the newest articles that match, the best of them first. Both databases answer alike.

`find` narrows a queryset that it is given, and never decides who may see what: `find(Article.objects.published(), parse(typed))`.
What matches is ranked within a window of the newest, for to rank every match of a common word would mean to read them all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.utils import timezone

from articles.models.search import minute_of, place_of, type_facet
from articles.querysets import ArticleQuerySet
from articles.search import postgres, sqlite
from articles.search.names import facets_named
from articles.search.query import Query, Term, parse
from articles.search.ranking import Ranking

__all__ = ["WINDOW", "Found", "Narrowing", "Query", "find", "matching", "parse"]

WINDOW = 400  # matches that are ranked and counted; of more it is said that there are more
_LATEST = 2**63 - 1


class Narrowing(NamedTuple):
    """What the articles are narrowed by, said to the index too: it is what makes a narrow question about a common word quick.

    `since` and `until` are moments, the last one excluded. The articles themselves decide; this may say less than they.
    """

    topics: Sequence[int] = ()  # any of them
    provider: int | None = None
    type: str = ""
    since: datetime | None = None
    until: datetime | None = None


@dataclass
class Found:
    """Keys of articles, the best first. `is_cut`: older ones match too, and none of them is among these. `alike`: how many there are
    with the same facets."""

    keys: list[int] = field(default_factory=list)
    is_cut: bool = False
    alike: Counter[str] = field(default_factory=Counter)

    @cached_property
    def facets(self) -> Counter[str]:
        """How many have each facet."""
        counted: Counter[str] = Counter()
        for names, count in self.alike.items():
            for name in names.split():
                counted[name] += count
        return counted

    def providers(self) -> Counter[int]:
        return Counter({int(name[2:]): count for name, count in self.facets.items() if name[1] == "p"})

    def topics(self, above: Callable[[int], Collection[int]]) -> Counter[int]:
        """How many are about each topic, each of them once: about what stands `above` theirs, too, as those are that a topic finds."""
        counted: Counter[int] = Counter()
        for names, count in self.alike.items():
            own = {int(name[2:]) for name in names.split() if name[1] == "t"}
            for key in own.union(*map(above, own)):
                counted[key] += count
        return counted


def find(articles: ArticleQuerySet, query: Query, narrowing: Narrowing | None = None, *, window: int = WINDOW) -> Found:
    """Those of the articles that match, ranked among the newest `window` of them. Three queries."""
    if not query:
        return Found()
    same = facets_named([*query.terms, *query.without])
    rows = _newest(articles, _expression(query, same, narrowing or Narrowing()), narrowing or Narrowing(), window + 1)
    kept = rows[:window]
    return Found(_ranked(kept, query, same), len(rows) > window, Counter(names for *_, names in kept))


def matching(articles: ArticleQuerySet, query: Query) -> ArticleQuerySet:
    """The newest of the articles that match, as a queryset in an order of its own."""
    return articles.filter(pk__in=find(articles, query).keys)


def _newest(articles: ArticleQuerySet, expression: str, narrowing: Narrowing, most: int) -> list[tuple[Any, ...]]:
    try:
        gate, parameters = articles.order_by().values("id").query.sql_with_params()
    except EmptyResultSet:
        return []
    since = place_of(narrowing.since) if narrowing.since else 0
    until = place_of(narrowing.until) - 1 if narrowing.until else _LATEST
    with connection.cursor() as cursor:
        cursor.execute(_engine().SELECT.format(gate=gate), [expression, since, until, *parameters, most])
        return cursor.fetchall()


def _expression(query: Query, same: dict[Term, list[str]], narrowing: Narrowing) -> str:
    """What the database is asked, in its own language. A term may be said by a text, or by the name of a topic or provider."""
    engine = _engine()
    terms = {term: f"({engine.ANY.join([engine.word(term), *map(engine.facet, facets)])})" for term, facets in same.items()}
    wanted = [terms[term] for term in query.terms]
    if narrowing.topics:
        wanted.append(f"({engine.ANY.join(engine.facet(f'_t{topic}') for topic in narrowing.topics)})")
    if narrowing.provider is not None:
        wanted.append(engine.facet(f"_p{narrowing.provider}"))
    if narrowing.type:
        wanted.append(engine.facet(type_facet(narrowing.type)))
    return engine.combined(wanted, [terms[term] for term in query.without])


def _ranked(rows: list[tuple[Any, ...]], query: Query, same: dict[Term, list[str]]) -> list[int]:
    ranking = Ranking([(term, same[term]) for term in query.terms], minute_of(place_of(timezone.now())))
    scored = []
    for key, place, title, about, facets in rows:
        scored.append((ranking.points(f" {title} ", f" {about} ", f" {facets} ", minute_of(place)), place, key))
    return [key for *_, key in sorted(scored, reverse=True)]


def _engine() -> Any:
    return postgres if connection.vendor == "postgresql" else sqlite
