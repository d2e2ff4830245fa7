"""The rows below an article: its topics in order, its pictures, the other coverage of its story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles import stories
from articles.canonical import url_key
from articles.images import linking
from articles.images.addresses import FOLDER, Site
from articles.importer import bulk, rows
from articles.importer.records import Fields
from articles.importer.taxonomy import Taxonomy
from articles.models import ArticleImage, ArticleTopic, RelatedLink

# Fields whose rows are replaced as a whole when the file's value changes; other fields are passed over here.
CHILDREN = ("topics", "images", "related")

Written = list[tuple[int, str, Fields]]  # article key, its status, its new values


def add(written: Written, taxonomy: Taxonomy, site: Site, shown: dict[tuple[int, str], int] | None = None) -> None:
    """Insert the rows of those of these fields that are there. `shown` is which picture stood at an article's address before: it
    stays where the folder that it came from is gone."""
    bulk.insert(ArticleTopic, ("article_id", "position", "topic_id", "status"), _topics(written, taxonomy))
    bulk.insert(ArticleImage, ("article_id", "position", *rows.IMAGE_COLUMNS, "extra", "picture_id"), _images(written, site, shown or {}))
    bulk.insert(RelatedLink, ("article_id", "position", *rows.RELATED_COLUMNS, "extra", "url_key", "target_id"), _related(written))


def replace(written: Written, taxonomy: Taxonomy, site: Site) -> None:
    """The same for articles that may have such rows already."""
    images = ArticleImage.objects.filter(article__in=[key for key, _, fields in written if "images" in fields], picture__isnull=False)
    shown = {(key, url): picture for key, url, picture in images.values_list("article", "url", "picture")}
    for name, model in (("topics", ArticleTopic), ("images", ArticleImage), ("related", RelatedLink)):
        keys = [key for key, _, fields in written if name in fields]
        if keys:
            model._default_manager.filter(article__in=keys).delete()
    add(written, taxonomy, site, shown)


def _topics(written: Written, taxonomy: Taxonomy) -> Iterator[tuple[Any, ...]]:
    for key, status, fields in written:
        for position, name in enumerate(fields.get("topics", ())):
            yield key, position, taxonomy.topics[name], status


def _images(written: Written, site: Site, shown: dict[tuple[int, str], int]) -> Iterator[tuple[Any, ...]]:
    """Pictures that are known already, or lie in the imported folder, are linked; the others are by whoever fetches them."""
    images = [(key, position, entry) for key, _, fields in written for position, entry in enumerate(fields.get("images", ()))]
    addresses = [site.address(entry["url"]) for _, _, entry in images]
    pictures = linking.pictures_of([address for address in addresses if address.startswith(FOLDER)])
    pictures |= linking.known(address for address in addresses if address not in pictures)
    for (key, position, entry), address in zip(images, addresses, strict=True):
        yield key, position, *rows.image_values(entry), pictures.get(address) or shown.get((key, entry["url"]))


def _related(written: Written) -> Iterator[tuple[Any, ...]]:
    links = [(key, position, entry) for key, _, fields in written for position, entry in enumerate(fields.get("related", ()))]
    url_keys = [url_key(entry.get("webUrl", "")) for _, _, entry in links]
    ours = stories.articles_at(set(url_keys))
    for (key, position, entry), address in zip(links, url_keys, strict=True):
        target = ours.get(address)
        yield key, position, *rows.related_values(entry), address, target if target != key else None
