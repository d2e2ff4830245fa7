"""Between rows and fields: what a row says in a record's terms, and a record's values as rows.

For every field `fields_of(row) == record.fields` right after an import; export and merge rest on it.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from articles.canonical import url_key
from articles.importer.records import Fields
from articles.models import Article, ArticleImage, Provider, RelatedLink, Status, Topic

# Fields that are plain columns of Article under the same name.
COLUMNS = (
    *("category", "title", "excerpt", "body", "type", "original_url", "web_url", "amp_url", "cdn_amp_url"),
    *("quality", "heat", "featured_content", "extra"),
)

_IMAGE_KEYS = {"url": "url", "width": "width", "height": "height", "title": "title", "attribution": "attribution", "isCached": "was_cached"}
_RELATED_KEYS = {
    "title": "title",
    "excerpt": "excerpt",
    "publishedDateTime": "published_at",
    "webUrl": "web_url",
    "ampWebUrl": "amp_url",
    "cdnAmpWebUrl": "cdn_amp_url",
    "type": "type",
    "provider": "provider_details",
    "quality": "quality",
    "images": "images",
}
# What stands in a column for a key that an entry lacks.
_IMAGE_EMPTY: tuple[Any, ...] = ("", None, None, "", "", None)
_RELATED_EMPTY: tuple[Any, ...] = ("", "", None, "", "", "", "", {}, None, [])

ARTICLE_COLUMNS = (*COLUMNS, "status", "provider_details", "published_at", "listed_at", "url_key")
IMAGE_COLUMNS = tuple(_IMAGE_KEYS.values())
RELATED_COLUMNS = tuple(_RELATED_KEYS.values())


def fields_of(article: Article) -> Fields:
    """An article as a record's fields. Reads topic_links (with topic), images and related: prefetch them."""
    fields = {name: getattr(article, name) for name in COLUMNS}
    fields["published_at"] = as_text(article.published_at)
    fields["status"] = article.status
    fields["provider"] = article.provider_details
    fields["topics"] = [link.topic.name for link in sorted(article.topic_links.all(), key=lambda link: link.position)]
    fields["images"] = [_entry(image, _IMAGE_KEYS) for image in article.images.all()]
    fields["related"] = [_entry(link, _RELATED_KEYS) for link in article.related.all()]
    return fields


def topic_fields(topic: Topic) -> Fields:
    names = ("slug", "name", "shortname", "description", "keywords", "hashtags", "extra")
    return {**{name: getattr(topic, name) for name in names}, "parent": topic.parent.name if topic.parent else ""}


def provider_fields(provider: Provider) -> Fields:
    return {name: getattr(provider, name) for name in ("domain", "name", "home_page", "description", "images", "extra")}


def article_values(fields: Fields, now: datetime) -> tuple[Any, ...]:
    """A new article's values in the order of ARTICLE_COLUMNS; listed and keyed as `Article.derive` does it."""
    published_at = as_time(fields["published_at"])
    address = url_key(fields["web_url"] or fields["original_url"])
    return (*map(fields.__getitem__, COLUMNS), fields["status"], fields["provider"], published_at, published_at or now, address)


def image_values(entry: dict[str, Any]) -> tuple[Any, ...]:
    """A picture's values in the order of IMAGE_COLUMNS, and what else its entry says."""
    return *_values(entry, _IMAGE_KEYS, _IMAGE_EMPTY), _others(entry, _IMAGE_KEYS)


def related_values(entry: dict[str, Any]) -> tuple[Any, ...]:
    """A related link's values in the order of RELATED_COLUMNS, and what else its entry says."""
    values = _values(entry, _RELATED_KEYS, _RELATED_EMPTY)
    values[2] = as_time(values[2])
    return *values, _others(entry, _RELATED_KEYS)


def file_status(status: str) -> str:
    """A file knows published or not; whatever else we decided is “awaiting” there."""
    return status if status == Status.PUBLISHED else Status.AWAITING.value


def as_time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def as_text(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _entry(row: ArticleImage | RelatedLink, keys: dict[str, str]) -> dict[str, Any]:
    """A nested entry in the file's keys; what is empty is left out."""
    entry = {}
    for key, name in keys.items():
        value = getattr(row, name)
        if value is not None and value != "" and value != [] and value != {}:
            entry[key] = as_text(value) if isinstance(value, datetime) else value
    return {**entry, **row.extra}


def _values(entry: dict[str, Any], keys: dict[str, str], empty: tuple[Any, ...]) -> list[Any]:
    return [entry.get(key, nothing) for key, nothing in zip(keys, empty, strict=True)]


def _others(entry: dict[str, Any], keys: dict[str, str]) -> dict[str, Any]:
    return {key: value for key, value in entry.items() if key not in keys}
