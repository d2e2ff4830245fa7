"""What every page of the site knows: its name, its address, the topics of its masthead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_bidi

from articles.canonical import NEWS
from articles.models import Topic
from articles.site.addresses.tidy import PLAIN
from articles.taxonomy import TopicTree

TOPICS_IN_MASTHEAD = 12


def topics_of(request: HttpRequest) -> TopicTree:
    """The public topics, read once a request; and once for all requests that say how long that holds (newsroom/cache/public.py)."""
    tree: TopicTree | None = getattr(request, "_public_topics", None)
    if tree is None:
        tree = _read(getattr(request, "holding", None))
        request._public_topics = tree  # type: ignore[attr-defined]
    return tree


class Holding(Protocol):
    generation: str
    until: float


def _read(holding: Holding | None) -> TopicTree:
    if holding is None:
        return TopicTree.public()
    generation, until, tree = _latest[0]
    # By the clock, and not by when this request came in: it may have waited past a turn that another one has reckoned with.
    if generation != holding.generation or timezone.now().timestamp() >= until:
        tree = TopicTree.public()
        _latest[0] = holding.generation, holding.until, tree
    return tree


# (generation, until when, the tree): replaced as a whole.
_latest: list[tuple[str, float, TopicTree]] = [("", 0.0, TopicTree({}))]


@dataclass
class Site:
    request: HttpRequest

    @property
    def name(self) -> str:
        return settings.SITE_NAME

    @property
    def lang(self) -> str:
        return settings.SITE_LOCALE

    @property
    def direction(self) -> str:
        """Which way its language is written."""
        return "rtl" if get_language_bidi() else "ltr"

    @property
    def news(self) -> str:
        """Where all the news stands."""
        return reverse("category", args=[NEWS])

    @property
    def address(self) -> str:
        """The canonical address of this page: without filters. A later page of a list adds its place (base.html)."""
        return f"{settings.SITE_URL}{quote(self.request.path, safe=PLAIN)}"

    @property
    def topics(self) -> list[Topic]:
        """The roots, then what stands right below them, and so on."""
        by_depth = sorted(topics_of(self.request).walk(), key=lambda found: found[0])
        return [topic for _, topic in by_depth[:TOPICS_IN_MASTHEAD]]


def site(request: HttpRequest) -> dict[str, Site]:
    return {"site": Site(request)}
