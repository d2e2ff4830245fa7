"""The tree of topics, read in one query: what stands above and below a topic costs nothing more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, QuerySet

from articles.models import Article, ArticleTopic, Provider, Topic
from articles.querysets import OWN_LOGO, ArticleQuerySet


@dataclass
class TopicTree:
    """Topics by id, and the ids below each of them. A topic whose parent is not in the tree is a root. `whole`: all topics, of which
    these may be a part."""

    topics: dict[int, Topic]
    below: dict[int | None, list[int]] = field(init=False)
    whole: TopicTree = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        self.below, self.whole = {}, self
        for pk, topic in self.topics.items():
            self.below.setdefault(topic.parent_id if topic.parent_id in self.topics else None, []).append(pk)

    @classmethod
    def everything(cls) -> TopicTree:
        return cls({topic.pk: topic for topic in Topic.objects.all()})

    @classmethod
    def public(cls) -> TopicTree:
        """Only topics under which a reader finds something: a public article, or a topic with one."""
        topics = {topic.pk: topic for topic in Topic.objects.annotate(found=Exists(public_links()))}
        keep = {pk for pk, topic in topics.items() if topic.found}
        for pk in list(keep):
            keep.update(_chain_above(topics, pk))
        tree = cls({pk: topic for pk, topic in topics.items() if pk in keep})
        tree.whole = cls({**topics})
        return tree

    def by_slug(self, slug: str) -> Topic | None:
        return next((topic for topic in self.topics.values() if topic.slug == slug), None)

    def children(self, topic: Topic | None) -> list[Topic]:
        """The topics right below this one; of None, the roots."""
        return [self.topics[pk] for pk in self.below.get(topic.pk if topic else None, ())]

    def parent(self, topic: Topic) -> Topic | None:
        return self.topics.get(topic.parent_id or 0)

    def ids_above(self, pk: int) -> set[int]:
        """Of the topics that this one stands below."""
        return _chain_above(self.topics, pk) if pk in self.topics else set()

    def ids_with_descendants(self, topic: Topic) -> list[int]:
        return list(_chain_below(self.below, [topic.pk]))

    def walk(self) -> Iterator[tuple[int, Topic]]:
        """(depth, topic), each parent before its children."""
        waiting = [(0, pk) for pk in reversed(self.below.get(None, ()))]
        while waiting:
            depth, pk = waiting.pop()
            yield depth, self.topics[pk]
            waiting += [(depth + 1, child) for child in reversed(self.below.get(pk, ()))]


def public_topic(slug: str) -> Topic | None:
    """The same as looking it up in the public tree, without reading that where the topic itself has a public article."""
    return Topic.objects.filter(Exists(public_links()), slug=slug).first() or TopicTree.public().by_slug(slug)


def providers_of(articles: ArticleQuerySet) -> QuerySet[Provider]:
    """Providers with at least one of these articles, by name, with their logos."""
    return Provider.objects.filter(Exists(articles.filter(provider=OuterRef("pk")))).select_related(*OWN_LOGO)


def public_links() -> QuerySet[ArticleTopic]:
    """A topic's links to public articles, in a question about topics."""
    # Exists in Exists stops at the first public article; `article__in` reads all of them first (105 ms at 66,000, not 2).
    public = Article.objects.published().filter(pk=OuterRef("article"))
    return ArticleTopic.objects.filter(Exists(public), topic=OuterRef("pk"), status="published")


def public_articles() -> ArticleQuerySet:
    """A provider's public articles, in a question about providers."""
    return Article.objects.published().filter(provider=OuterRef("pk"))


def _chain_above(topics: Mapping[int, Topic], pk: int) -> set[int]:
    """Nothing but the form keeps a parent from standing below its child, so remember who was seen."""
    seen: set[int] = set()
    above = topics[pk].parent_id
    while above is not None and above in topics and above not in seen:
        seen.add(above)
        above = topics[above].parent_id
    return seen


def _chain_below(below: dict[int | None, list[int]], ids: Iterable[int]) -> set[int]:
    seen: set[int] = set()
    waiting = list(ids)
    while waiting:
        pk = waiting.pop()
        if pk not in seen:
            seen.add(pk)
            waiting += below.get(pk, ())
    return seen
