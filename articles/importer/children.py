"""The rows below an article: its topics in order, its pictures, the other coverage of its story."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from articles import stories
from articles.canonical import url_key
from articles.images import local
from articles.importer import bulk, rows
from articles.importer.records import Fields
from articles.importer.taxonomy import Taxonomy
from articles.models import ArticleImage, ArticleTopic, RelatedLink

# Fields whose rows are replaced as a whole when the file's value changes; other fields are passed over here.
CHILDREN = ("topics", "images", "related")

Written = list[tuple[int, str, Fields]]  # article key, its status, its new values


def add(written: Written, taxonomy: Taxonomy, root: str, copies: dict[tuple[int, str], str] | None = None) -> None:
    """Insert the rows of those of these fields that are there. Pictures with a path on the site are copied from `root`;
    where that has none any more, our copy stays (`copies`, by article and address)."""
    bulk.insert(ArticleTopic, ("article_id", "position", "topic_id", "status"), _topics(written, taxonomy))
    bulk.insert(ArticleImage, ("article_id", "position", *rows.IMAGE_COLUMNS, "extra", "file"), _images(written, root, copies or {}))
    bulk.insert(RelatedLink, ("article_id", "position", *rows.RELATED_COLUMNS, "extra", "url_key", "target_id"), _related(written))


def replace(written: Written, taxonomy: Taxonomy, root: str) -> None:
    """The same for articles that may have such rows already."""
    pictures = ArticleImage.objects.filter(article__in=[key for key, _, fields in written if "images" in fields]).exclude(file="")
    copies = {(key, url): file for key, url, file in pictures.values_list("article", "url", "file")}
    for name, model in (("topics", ArticleTopic), ("images", ArticleImage), ("related", RelatedLink)):
        keys = [key for key, _, fields in written if name in fields]
        if keys:
            model._default_manager.filter(article__in=keys).delete()
    add(written, taxonomy, root, copies)


def _topics(written: Written, taxonomy: Taxonomy) -> Iterator[tuple[Any, ...]]:
    for key, status, fields in written:
        for position, name in enumerate(fields.get("topics", ())):
            yield key, position, taxonomy.topics[name], status


def _images(written: Written, root: str, copies: dict[tuple[int, str], str]) -> Iterator[tuple[Any, ...]]:
    for key, _, fields in written:
        for position, entry in enumerate(fields.get("images", ())):
            url = entry["url"]
            file = local.copy_in(root, url, "images") if root and url.startswith("/") else ""
            yield key, position, *rows.image_values(entry), file or copies.get((key, url), "")


def _related(written: Written) -> Iterator[tuple[Any, ...]]:
    links = [(key, position, entry) for key, _, fields in written for position, entry in enumerate(fields.get("related", ()))]
    url_keys = [url_key(entry.get("webUrl", "")) for _, _, entry in links]
    ours = stories.articles_at(set(url_keys))
    for (key, position, entry), address in zip(links, url_keys, strict=True):
        target = ours.get(address)
        yield key, position, *rows.related_values(entry), address, target if target != key else None
