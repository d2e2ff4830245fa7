"""How long a search takes at full size: words from the commonest to the rarest, phrases, beginnings, exclusions, filters.

`python -m bench.search [ARTICLES]` measures on SQLite, and with a DATABASE_URL of an empty PostgreSQL database on that one.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate, chain
from pathlib import Path
from random import Random
from typing import Any

from bench.generate import PROVIDERS, TOPICS
from bench.newsroom import Newsroom

TARGET = 20  # milliseconds, for 95 of 100 searches
ROUNDS = 5  # of all queries; the best of each counts, for other work on the machine slows a query and never speeds it up
VOCABULARY = 30_000
FIRST = datetime(2020, 1, 1, tzinfo=UTC)
# Ranks in the vocabulary, the commonest first: half of all articles say the first, a few the last.
RANKS = (0, 1, 3, 6, 10, 20, 35, 60, 100, 180, 300, 600, 1_000, 2_500, 6_000, 12_000, 25_000)
Times = dict[str, float]  # {query: milliseconds}


def p95(newsroom: Newsroom, count: int) -> tuple[float, float]:
    """Milliseconds, of a search and of its whole page, in a newsroom that is filled for it."""
    newsroom.start_over()
    newsroom.wait("-m", "bench.search", "fill", str(count))
    said, _ = newsroom.start("-m", "bench.search", "ask").communicate()
    measured = json.loads(said)
    return _p95(measured["search"]), _p95(measured["page"])


def vocabulary() -> list[str]:
    """Words that are pronounced, each once."""
    random, words = Random(1), dict[str, None]()
    while len(words) < VOCABULARY:
        syllables = (random.choice("bcdfghjklmnprstvz") + random.choice("aeiou") for _ in range(random.randint(2, 5)))
        words["".join(syllables) + random.choice(["", "n", "s", "r", "t"])] = None
    return list(words)


def fill(count: int) -> None:
    """Articles whose words are as common and as rare as a language's; nine of ten are published."""
    from django.db import transaction

    from articles.importer import bulk
    from articles.models import Article, ArticleTopic, Provider, Topic
    from articles.search.installing import rebuild

    papers = [Provider.objects.create(name=name, domain=domain).pk for name, domain in PROVIDERS]
    topics = [Topic.objects.create(name=name, slug=f"topic-{number}").pk for number, name in enumerate(TOPICS)]
    columns = ("path", "slug", "title", "excerpt", "provider_id", "status", "published_at", "listed_at", "type")
    with transaction.atomic():
        bulk.insert(Article, columns, _rows(count, papers))
        links = ((key, 0, topics[key % len(topics)], status) for key, status in Article.objects.values_list("pk", "status"))
        bulk.insert(ArticleTopic, ("article_id", "position", "topic_id", "status"), links)
    rebuild()
    bulk.refresh_statistics()


def _rows(count: int, papers: list[int]) -> Iterator[tuple[Any, ...]]:
    random, words = Random(2), vocabulary()
    sums = list(accumulate(1 / (rank + 3) for rank in range(VOCABULARY)))
    for number in range(count):
        title, excerpt = (" ".join(random.choices(words, cum_weights=sums, k=random.randint(*size))) for size in ((5, 13), (30, 60)))
        at = FIRST + timedelta(minutes=31 * number)
        status = "awaiting" if number % 10 == 0 else "published"
        kind = "video" if number % 20 == 1 else "article"
        yield f"_news/{number}.md", f"story-{number}", title.capitalize(), excerpt, random.choice(papers), status, at, at, kind


def queries() -> dict[str, list[str]]:
    """Query strings by what they ask for."""
    words, random = vocabulary(), Random(3)
    common = [words[rank] for rank in RANKS]
    filters = ("topic=topic-3", "provider=norland-post.example", "type=video", "until=2021-06-30")
    return {
        "one word": common,
        "two words": [f"{one}+{random.choice(common)}" for one in common],
        "a phrase": [f"%22{words[rank]}+{words[rank + 1]}%22" for rank in RANKS],
        "a beginning": [f"{word[:letters]}*" for word in common for letters in (3, 4, 5)],
        "an exclusion": [f"{one}+-{words[0]}" for one in common[1:]],
        "a filter": [f"{word}&{narrowed}" for word in common for narrowed in filters],
    }


def ask() -> dict[str, Times]:
    """The best time of each query: of the search with its 25 rows, and of the whole page."""
    from django.http import QueryDict
    from django.test import RequestFactory

    from articles.filters import ArticleFilter
    from articles.models import Article
    from articles.search import find, parse
    from articles.site import searching
    from articles.taxonomy import TopicTree
    from articles.teasers import teasers

    tree = TopicTree.public()  # as a server reads it: once for all requests until something changes

    def search(query: str) -> None:
        asked = QueryDict(f"q={query}")
        chosen = ArticleFilter(asked, Article.objects.published(), topics=tree)
        assert chosen.is_valid(), chosen.errors
        keys = find(chosen.qs, parse(asked["q"]), chosen.narrowing).keys[:25]
        teasers(Article.objects.published().filter(pk__in=keys))

    def page(query: str) -> None:
        request = RequestFactory().get(f"/search/?q={query}")
        request._public_topics = tree  # type: ignore[attr-defined]
        assert searching.search(request).status_code == 200

    return {"search": _best(search), "page": _best(page)}


def _best(measured: Callable[[str], None]) -> Times:
    best: Times = {}
    for _ in range(ROUNDS):
        for query in chain.from_iterable(queries().values()):
            began = time.perf_counter()
            measured(query)
            took = 1000 * (time.perf_counter() - began)
            best[query] = min(best.get(query, took), took)
    return best


def _p95(times: Times, among: list[str] | None = None) -> float:
    in_order = sorted(times[query] for query in among or times)
    return in_order[round(0.95 * (len(in_order) - 1))]


def _say(name: str, times: Times) -> None:
    kinds = ", ".join(f"{kind} {_p95(times, asked):.1f}" for kind, asked in queries().items())
    print(f"{name}: p95 {_p95(times):.1f} ms of {len(times)} queries ({kinds})")


def _django() -> None:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    django.setup()


def main(count: int) -> None:
    with tempfile.TemporaryDirectory(prefix="newsroom-search-") as folder:
        newsroom, address = Newsroom(Path(folder)), os.environ.get("DATABASE_URL", "")
        newsroom.start_over()
        if address.startswith("postgres"):
            newsroom.environment["DATABASE_URL"] = address
            newsroom.wait("manage.py", "migrate", "--verbosity", "0")
        newsroom.wait("-m", "bench.search", "fill", str(count))
        said, _ = newsroom.start("-m", "bench.search", "ask").communicate()
    for name, times in json.loads(said).items():
        _say(f"{name} at {count:,} articles", times)


if __name__ == "__main__":
    if sys.argv[1:2] == ["fill"]:
        _django()
        fill(int(sys.argv[2]))
    elif sys.argv[1:2] == ["ask"]:
        _django()
        print(json.dumps(ask()))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
