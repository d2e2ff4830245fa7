"""RSS 2.0, as the RSS Advisory Board's profile reads it: titles are plain text, a description is HTML."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime

from django.conf import settings
from django.utils import timezone
from django.utils.html import format_html_join

from articles.site.feeds.entries import Entry, Feed
from articles.site.xml import Document

TYPE = "application/rss+xml; charset=utf-8"
_SPACES = {
    "version": "2.0",
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:dc": "http://purl.org/dc/elements/1.1/",
    "xmlns:media": "http://search.yahoo.com/mrss/",
}


def write(feed: Feed) -> bytes:
    document = Document("rss", _SPACES)
    with document.inside("channel"):
        document.leaf("title", feed.about.title)
        document.leaf("link", feed.about.page)
        document.leaf("description", feed.about.description)
        document.leaf("language", settings.SITE_LOCALE)
        document.leaf("lastBuildDate", _time(feed.updated))
        document.leaf("atom:link", attributes={"rel": "self", "href": feed.about.address, "type": "application/rss+xml"})
        if settings.WEBSUB_HUB:
            document.leaf("atom:link", attributes={"rel": "hub", "href": settings.WEBSUB_HUB})
        for entry in feed.entries:
            _item(document, entry)
    return document.end()


def _item(document: Document, entry: Entry) -> None:
    with document.inside("item"):
        document.leaf("title", entry.title)
        document.leaf("link", entry.url)
        document.leaf("guid", entry.id, {"isPermaLink": "false"})
        document.leaf("pubDate", _time(entry.published))
        document.leaf("dc:creator", entry.author.name)
        if entry.paragraphs:
            document.leaf("description", format_html_join("", "<p>{}</p>", ((text,) for text in entry.paragraphs)))
        for topic in entry.topics:
            document.leaf("category", topic.name, {"domain": topic.url})
        if entry.original:
            document.leaf("atom:link", attributes={"rel": "via", "href": entry.original})
        _picture(document, entry)


def _picture(document: Document, entry: Entry) -> None:
    """Twice, for some readers know the one and some the other. The length of an enclosure must be given; 0 says that it is not known."""
    if (picture := entry.picture) is None:
        return
    size, (width, height, _) = picture.size, picture.file
    document.leaf("enclosure", attributes={"url": picture.url, "length": size or 0, "type": "image/jpeg"})
    shape = {"url": picture.url, "type": "image/jpeg", "medium": "image", "fileSize": size, "width": width, "height": height}
    with document.inside("media:content", shape):
        if picture.alt:
            document.leaf("media:description", picture.alt, {"type": "plain"})


def _time(moment: datetime) -> str:
    """RFC 822, in the site's zone."""
    return format_datetime(timezone.localtime(moment))
