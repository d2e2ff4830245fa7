"""What every page of the site knows: its name, its address, the topics of its masthead."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse

from articles.canonical import NEWS
from articles.models import Topic
from articles.taxonomy import TopicTree

TOPICS_IN_MASTHEAD = 12


def topics_of(request: HttpRequest) -> TopicTree:
    """The public topics, read once a request."""
    tree: TopicTree | None = getattr(request, "_public_topics", None)
    if tree is None:
        tree = TopicTree.public()
        request._public_topics = tree  # type: ignore[attr-defined]
    return tree


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
    def news(self) -> str:
        """Where all the news stands."""
        return reverse("category", args=[NEWS])

    @property
    def address(self) -> str:
        """The canonical address of this page: without filters, with its place in a list."""
        places = [(way, self.request.GET[way]) for way in ("older", "newer") if way in self.request.GET]
        query = f"?{urlencode(places)}" if places else ""
        return f"{settings.SITE_URL}{quote(self.request.path)}{query}"

    @property
    def topics(self) -> list[Topic]:
        """The roots, then what stands right below them, and so on."""
        by_depth = sorted(topics_of(self.request).walk(), key=lambda found: found[0])
        return [topic for _, topic in by_depth[:TOPICS_IN_MASTHEAD]]


def site(request: HttpRequest) -> dict[str, Site]:
    return {"site": Site(request)}
