"""The front page: what leads, what is hot, what is new, and three by topic."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from articles.canonical import NEWS
from articles.models import Article, Provider, Topic

# All but the hottest is chosen from one window of the newest, so the page costs the same at any size.
WINDOW = 60
HOTTEST, LATEST, VIDEOS, TRIOS = 6, 8, 2, 3


@dataclass
class Front:
    lead: Any
    hottest: list[Any]
    latest: list[Any]
    videos: list[Any]
    trios: list[tuple[Topic, list[Any]]]
    providers: list[tuple[Provider, int]]


def compose() -> Front:
    """Everything on the front page. `lead` is None where nothing is public yet."""
    public = Article.objects.published().in_category(NEWS)
    hottest = list(public.hottest(HOTTEST).for_cards().with_coverage())
    window = list(public.newest_first().for_cards()[:WINDOW])
    lead = hottest[0] if hottest else None
    fresh = [article for article in window if article != lead]
    latest, rest = fresh[:LATEST], fresh[LATEST:]
    videos = [article for article in rest if article.type == "video"][:VIDEOS]
    shown = {article.pk for article in videos}
    return Front(lead, hottest, latest, videos, _trios([article for article in rest if article.pk not in shown]), busiest_providers(window))


def _trios(articles: list[Any]) -> list[tuple[Topic, list[Any]]]:
    """Up to three topics with three articles each, no article twice; the busiest topic first."""
    trios: list[tuple[Topic, list[Any]]] = []
    used: set[int] = set()
    for topic, _ in busiest_topics(articles, limit=len(articles)):
        free = [article for article in articles if article.pk not in used and _is_about(article, topic)][:3]
        if len(free) == 3 and len(trios) < TRIOS:
            trios.append((topic, free))
            used.update(article.pk for article in free)
    return trios


def _is_about(article: Article, topic: Topic) -> bool:
    return any(link.topic_id == topic.pk for link in article.ordered_topics)


def busiest_providers(articles: list[Any], limit: int = 8) -> list[tuple[Provider, int]]:
    """Who told most of these stories, and how many."""
    return Counter(article.provider for article in articles if article.provider).most_common(limit)


def busiest_topics(articles: list[Any], limit: int = 8) -> list[tuple[Topic, int]]:
    """What most of these stories are about, and how many."""
    return Counter(link.topic for article in articles for link in article.ordered_topics).most_common(limit)
