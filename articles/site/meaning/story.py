"""What an article's own page means: something that somebody else told first, and where it stands."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from articles.canonical import NEWS, web_address
from articles.models import Article, Topic
from articles.site.cards import Card
from articles.site.copies import copy_of
from articles.site.meaning.parts import Node, Step, absolute, breadcrumbs, graph, node, organization, picture, site
from articles.taxonomy import TopicTree


def story(found: Article, tree: TopicTree, card: Card) -> Node:
    """Of an article of `for_detail()`, with its corrections."""
    return graph(_told(found, card), breadcrumbs(*_above(found, tree), (found.title, found.get_absolute_url())))


def _told(found: Article, card: Card) -> Node:
    address, told_by = absolute(found.get_absolute_url()), organization(found.provider, found.provider_name)
    topics = found.topics_in_order
    return node(
        "NewsArticle" if found.category == NEWS else "Article",
        headline=found.title,
        description=card.description,
        url=address,
        mainEntityOfPage=address,
        datePublished=_iso(found.published_at),
        dateModified=_iso(card.modified),
        inLanguage=settings.SITE_LOCALE,
        image=_images(found, card),
        author=_authors(found) or told_by,
        publisher=told_by,
        isBasedOn=web_address(found.original_url) or web_address(found.web_url),
        isPartOf=site(),
        articleSection=[topic.name for topic in topics],
        about=[node("Thing", name=topic.name, url=absolute(topic.get_absolute_url())) for topic in topics],
        correction=[
            node("CorrectionComment", text=correction.text, datePublished=_iso(correction.at)) for correction in found.corrections.all()
        ],
    )


def _images(found: Article, card: Card) -> list[Node]:
    """What other sites show, then our copy."""
    copy = copy_of(found)
    shown = [node("ImageObject", **card.image) if card.image else None, picture(copy.file) if copy else None]
    return [image for index, image in enumerate(shown) if image and image not in shown[:index]]


def _authors(found: Article) -> list[Node]:
    """As its file names them, which may hold anything."""
    told = found.provider_details.get("authors") if isinstance(found.provider_details, dict) else None
    names = [one.get("name") for one in told if isinstance(one, dict)] if isinstance(told, list) else []
    return [node("Person", name=name) for name in names if isinstance(name, str) and name]


def _above(found: Article, tree: TopicTree) -> list[Step]:
    """Its main topic, below those that stand above that."""
    main = next((tree.topics.get(link.topic_id) for link in found.ordered_topics), None)
    return steps(tree, main) if main else []


def steps(tree: TopicTree, topic: Topic | None) -> list[Step]:
    """From the root of the tree down to this topic. Nothing but the form keeps a parent from standing below its child."""
    found: list[Topic] = []
    while topic is not None and topic not in found:
        found.insert(0, topic)
        topic = tree.parent(topic)
    return [(each.name, each.get_absolute_url()) for each in found]


def _iso(moment: datetime | None) -> str:
    """With the offset of the site's zone at that time; "" for a time that nobody knows."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""
