"""Articles as the API's dicts, keys in the promised order. Plain functions: a page builds hundreds of these.

The shapes are described once more, for the schema, in serializers.py; tests hold the two together.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin

from django.conf import settings

from articles.api.featured import player
from articles.canonical import web_address
from articles.changes import Change
from articles.models import Article, ArticleImage, File, PictureCopy, Provider, Topic

Shape = dict[str, object]


def item(article: Article) -> Shape:
    """One article; provider, images, topic_links and corrections should be loaded already. `secured` and `extra` are never part of it."""
    told: Shape = {
        "path": article.path,
        "title": article.title,
        "excerpt": article.excerpt or None,
        "sourceUrl": None,
        "webUrl": web_address(article.web_url) or None,
        "originalUrl": web_address(article.original_url) or None,
        "featuredContent": player(article.featured_content),
        "highlight": None,
        "heat": article.heat,
        "tags": None,
        "images": [_image(image, article.provider) for image in article.images.all()] or None,
        "content": article.body if article.body.strip() else "",
        "type": article.type,
        "ampWebUrl": web_address(article.amp_url) or None,
        "cdnAmpWebUrl": web_address(article.cdn_amp_url) or None,
        "publishedDateTime": utc(article.published_at),
        "updatedDateTime": None,
        "provider": _provider_of(article),
        "locale": settings.SITE_LOCALE,
        "categories": [article.category],
        "topics": [link.topic.name for link in article.topic_links.all()],
    }
    if corrections := article.corrections.all():
        told["corrections"] = [{"at": utc(correction.at), "text": correction.text} for correction in corrections]
    return told


def change(change: Change) -> Shape:
    """What became of an article, with the item itself where it is public."""
    article = change.article
    told: Shape = {
        "change": "removed" if not change.is_public else "created" if change.is_new else "updated",
        "at": utc(change.at),
        "id": article.pk,
        "path": article.path,
        "slug": article.slug,
        "category": article.category,
    }
    if change.is_public:
        told["item"] = item(article)
    elif change.reason:
        told["reason"] = change.reason
    return told


def gone(article: Article, at: datetime | None) -> Shape:
    """What is said of an article that was withdrawn, and it is all that is said."""
    return {"reason": article.status_reason or None, "withdrawnDateTime": utc(at)}


def topic(topic: Topic, parent: Topic | None) -> Shape:
    return {
        "id": topic.slug,
        "name": topic.name,
        "shortname": topic.shortname or None,
        "parent": parent.slug if parent else None,
        "description": topic.description or None,
        "keywords": _texts(topic.keywords),
        "hashtags": _texts(topic.hashtags),
        "url": urljoin(settings.SITE_URL, topic.get_absolute_url()),
    }


def provider(provider: Provider) -> Shape:
    return {
        "name": provider.name,
        "domain": provider.domain,
        "homePage": web_address(provider.home_page) or None,
        "logo": _logo_of(provider),
    }


def utc(moment: datetime | None) -> str | None:
    """2021-06-02T16:12:27Z. Not strftime: it writes the years before 1000 with three digits."""
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z" if moment else None


def _image(image: ArticleImage, provider: Provider | None) -> Shape:
    """Our copy where we have and may show one, with its size; else the address and the size that the article's file gives."""
    ours = _file(image.copy_for(provider), "lead", provider.widest if provider else None)
    size = (ours.width, ours.height) if ours else (image.width, image.height)
    return {
        "url": _absolute(ours) or _picture_address(image.url),
        "width": size[0],
        "height": size[1],
        "title": image.alt or None,
        "attribution": image.attribution or None,
        "isCached": ours is not None or bool(image.was_cached),
    }


def _provider_of(article: Article) -> Shape | None:
    """As the article's own file names it: one domain can carry several names. Else as we know the provider."""
    known, told = article.provider, article.provider_details
    if not isinstance(told, dict) or not told:
        if known is None:
            return None
        told = {"name": known.name, "domain": known.domain, "images": known.images}
    copy = _logo_of(known) if known else None
    return {
        "name": _text(told.get("name")),
        "domain": _text(told.get("domain")),
        "images": [_logo(image, copy) for image in _maps(told.get("images"))] or None,
        "publishers": _people(told.get("publishers")),
        "authors": _people(told.get("authors")),
    }


def _logo(image: Mapping[str, Any], copy: str | None) -> Shape:
    """A provider's picture as a file gives it, key by key: what else the map holds stays here."""
    address = _picture_address(image.get("url"))
    return {
        "url": copy if copy and address and address.startswith("/") else address,
        "width": _number(image.get("width")),
        "height": _number(image.get("height")),
        "title": _text(image.get("title")),
        "attribution": _text(image.get("attribution")),
        "isCached": image.get("isCached") is True,
    }


def _people(value: object) -> list[Shape] | None:
    return [{"name": _text(one.get("name"))} for one in _maps(value)] or None


def _logo_of(provider: Provider) -> str | None:
    return _absolute(_file(provider.logo.shown, "logo")) if provider.logo else None


def _file(copy: PictureCopy | None, role: str, widest: int | None = None) -> File | None:
    """A JPEG, which every client can read."""
    files = copy.fitting(role, "jpeg", widest) if copy else []
    return files[-1] if files else None


def _absolute(file: File | None) -> str | None:
    return urljoin(settings.SITE_URL, file.url) if file else None


def _picture_address(address: object) -> str | None:
    """Also site-relative ones, which old files have: `/assets/images/…`."""
    return address if isinstance(address, str) and address.startswith("/") else web_address(address) or None


def _maps(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _texts(value: object) -> list[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _text(value: object) -> str | None:
    return value or None if isinstance(value, str) else None


def _number(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
