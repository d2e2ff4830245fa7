"""What the other pages mean: the front page is the site and who makes it, a list is a collection at its place."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol

from articles.models import Provider, Topic
from articles.site.meaning.parts import Node, Step, absolute, breadcrumbs, graph, listed, node, organization, site, us, website
from articles.site.meaning.story import steps
from articles.taxonomy import TopicTree


class Addressed(Protocol):
    def get_absolute_url(self) -> str: ...


def front(stories: Iterable[Addressed]) -> Node:
    return graph(website(), us(), listed(each.get_absolute_url() for each in stories))


def collection(name: str, address: str, holds: Iterable[Addressed], *, below: Iterable[Step] = ()) -> Node:
    """A list of articles, topics, providers, days. `below`: what it stands under, from the top."""
    return _collection(name, address, holds, [*below, (name, address)])


def of_topic(topic: Topic, tree: TopicTree, holds: Iterable[Addressed], topics: Step) -> Node:
    """`topics`: the name and address of the page of all topics."""
    about = node("Thing", name=topic.name, description=topic.description, url=absolute(topic.get_absolute_url()))
    return _collection(topic.name, topic.get_absolute_url(), holds, [topics, *steps(tree, topic)], about)


def of_provider(provider: Provider, holds: Iterable[Addressed], providers: Step) -> Node:
    about = organization(provider, provider.name)
    return _collection(provider.name, provider.get_absolute_url(), holds, [providers, (provider.name, provider.get_absolute_url())], about)


def about(name: str, address: str) -> Node:
    return graph(node("AboutPage", name=name, url=absolute(address), isPartOf=site()), us(), breadcrumbs((name, address)))


def _collection(name: str, address: str, holds: Iterable[Addressed], place: list[Step], about: Node | None = None) -> Node:
    items = listed(each.get_absolute_url() for each in holds)
    page = node("CollectionPage", name=name, url=absolute(address), isPartOf=site(), about=about, mainEntity=items)
    return graph(page, breadcrumbs(*place))
