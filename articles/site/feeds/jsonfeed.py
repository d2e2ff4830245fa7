"""JSON Feed 1.1. What a format has no place for is left out, never null."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import timezone

from articles.site.feeds.entries import Entry, Feed, Label

TYPE = "application/feed+json; charset=utf-8"


def write(feed: Feed) -> bytes:
    about = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.about.title,
        "description": feed.about.description,
        "home_page_url": feed.about.page,
        "feed_url": feed.about.address,
        "language": settings.SITE_LOCALE,
        "authors": [_author(Label(settings.SITE_NAME, settings.SITE_URL + "/"))],
    }
    if settings.WEBSUB_HUB:
        about["hubs"] = [{"type": "WebSub", "url": settings.WEBSUB_HUB}]
    return json.dumps({**about, "items": [_item(entry) for entry in feed.entries]}, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    text = "\n\n".join(entry.paragraphs)
    item = {
        "id": entry.id,
        "url": entry.url,
        "external_url": entry.original,
        "title": entry.title,
        # Some text there must be.
        "content_text": text or entry.title,
        "summary": entry.paragraphs[0] if entry.paragraphs else "",
        "date_published": _time(entry.published),
        "date_modified": _time(entry.updated),
        "authors": [_author(entry.author)],
        "tags": [topic.name for topic in entry.topics],
        **_picture(entry),
    }
    return {key: value for key, value in item.items() if value}


def _author(who: Label) -> dict[str, str]:
    return {"name": who.name, "url": who.url}


def _picture(entry: Entry) -> dict[str, Any]:
    if (picture := entry.picture) is None:
        return {}
    attachment = {"url": picture.url, "mime_type": "image/jpeg", "title": picture.alt, "size_in_bytes": picture.size}
    return {"image": picture.url, "attachments": [{key: value for key, value in attachment.items() if value}]}


def _time(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
