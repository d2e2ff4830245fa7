"""Atom 1.0 (RFC 4287), with what went as at:deleted-entry (RFC 6721)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone

from articles.site.feeds.entries import Entry, Feed, Label
from articles.site.xml import Document

TYPE = "application/atom+xml; charset=utf-8"
_SPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


def write(feed: Feed) -> bytes:
    document = Document("feed", {**_SPACES, "xml:lang": settings.SITE_LOCALE})
    document.leaf("id", feed.id)
    document.leaf("title", feed.about.title)
    document.leaf("subtitle", feed.about.description)
    document.leaf("updated", _time(feed.updated))
    _person(document, "author", Label(settings.SITE_NAME, settings.SITE_URL + "/"))
    document.leaf("link", attributes={"rel": "alternate", "type": "text/html", "href": feed.about.page})
    document.leaf("link", attributes={"rel": "self", "type": "application/atom+xml", "href": feed.about.address})
    if settings.WEBSUB_HUB:
        document.leaf("link", attributes={"rel": "hub", "href": settings.WEBSUB_HUB})
    for entry in feed.entries:
        _entry(document, entry)
    for item in feed.gone:
        with document.inside("at:deleted-entry", {"ref": item.id, "when": _time(item.at)}):
            if item.reason:
                document.leaf("at:comment", item.reason)
    return document.end()


def _entry(document: Document, entry: Entry) -> None:
    with document.inside("entry"):
        document.leaf("id", entry.id)
        document.leaf("title", entry.title, {"type": "text"})
        document.leaf("published", _time(entry.published))
        document.leaf("updated", _time(entry.updated))
        _person(document, "author", entry.author)
        document.leaf("link", attributes={"rel": "alternate", "type": "text/html", "href": entry.url})
        if entry.original:
            document.leaf("link", attributes={"rel": "via", "href": entry.original})
            document.leaf("link", attributes={"rel": "related", "href": entry.original})
        _picture(document, entry)
        for topic in entry.topics:
            document.leaf("category", attributes={"term": topic.slug, "scheme": f"{settings.SITE_URL}/topics/", "label": topic.name})
        if entry.paragraphs:
            document.leaf("summary", "\n\n".join(entry.paragraphs), {"type": "text"})


def _person(document: Document, role: str, who: Label) -> None:
    with document.inside(role):
        document.leaf("name", who.name)
        document.leaf("uri", who.url)


def _picture(document: Document, entry: Entry) -> None:
    if (picture := entry.picture) is None:
        return
    size, (width, height, _) = picture.size, picture.file
    document.leaf("link", attributes={"rel": "enclosure", "type": "image/jpeg", "href": picture.url, "length": size})
    shape = {"url": picture.url, "type": "image/jpeg", "medium": "image", "fileSize": size, "width": width, "height": height}
    with document.inside("media:content", shape):
        if picture.alt:
            document.leaf("media:description", picture.alt, {"type": "plain"})


def _time(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(timespec="seconds")
