"""Feeds and sitemaps as programs read them."""

import json

import feedparser
from lxml import etree

FORMATS = ("rss", "atom", "json")
EVERYWHERE = [f"/feeds/all.{form}" for form in FORMATS]
# No entity, no other document: what ours are read with.
PARSER = etree.XMLParser(resolve_entities=False, no_network=True)


def body(client, address: str, **headers) -> bytes:
    response = client.get(address, headers=headers)
    assert response.status_code == 200, address
    return b"".join(response.streaming_content) if response.streaming else response.content


def xml(client, address: str) -> etree._Element:
    return etree.fromstring(body(client, address), PARSER)


def entries(client, address: str) -> list[dict]:
    """Of a feed in any format, in words that are the same for all of them."""
    content = body(client, address)
    if address.split("?")[0].endswith(".json"):
        return [_of_json(item) for item in json.loads(content)["items"]]
    found = feedparser.parse(content, sanitize_html=False, resolve_relative_uris=False)
    assert not found.bozo, found.get("bozo_exception")
    return [_of_xml(item) for item in found.entries]


def titles(client, address: str) -> list[str]:
    return [entry["title"] for entry in entries(client, address)]


def skeleton(element: etree._Element) -> list:
    """Its elements and the names of their attributes, without any text."""
    return [element.tag, sorted(element.attrib), [skeleton(child) for child in element]]


def _of_json(item: dict) -> dict:
    files = item.get("attachments", [])
    return {
        **{"id": item["id"], "url": item["url"], "title": item["title"], "text": item["content_text"]},
        **{"original": item.get("external_url", ""), "author": item["authors"][0]["name"], "topics": item.get("tags", [])},
        "files": [(file["url"], file["mime_type"], str(file.get("size_in_bytes", ""))) for file in files],
    }


def _of_xml(item) -> dict:
    linked = {link.rel: link.href for link in item.links}
    files = [(file.href, file.type, file.get("length", "")) for file in item.links if file.rel == "enclosure"]
    return {
        **{"id": item.id, "url": item.link, "title": item.title, "text": item.get("summary", "")},
        **{"original": linked.get("via", ""), "author": item.author, "topics": [tag.label or tag.term for tag in item.get("tags", [])]},
        "files": files,
    }
