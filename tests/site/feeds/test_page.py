"""How people and programs find the feeds."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories

pytestmark = pytest.mark.django_db


def alternates(client, address: str) -> list[tuple[str, str]]:
    page = client.get(address).content.decode()
    return re.findall(r'<link rel="alternate" type="application/(\w+)\+\w+" title="[^"]+" href="([^"]+)">', page)


def of(start: str) -> list[tuple[str, str]]:
    return [("atom", f"{start}.atom"), ("rss", f"{start}.rss"), ("feed", f"{start}.json")]


def test_every_page_names_the_feed_of_everything(client, newsroom):
    for address in ("/", "/news/", "/news/story-1/", "/topics/", "/providers/", "/feeds/"):
        assert alternates(client, address) == of("/feeds/all"), address


def test_the_page_of_a_topic_and_of_a_provider_names_its_own_instead(client, newsroom):
    assert alternates(client, "/topics/vision/") == of("/topics/vision/feed")
    assert alternates(client, "/providers/tide.example/") == of("/providers/tide.example/feed")


def test_the_page_of_a_search_names_its_feed_where_the_feed_holds_the_same(client, newsroom):
    assert alternates(client, "/search/") == of("/feeds/all")
    assert alternates(client, "/search/?q=story+%26") == [(form, f"{address}?q=story%20%26") for form, address in of("/search/feed")]
    assert alternates(client, "/search/?q=story&topic=vision") == of("/feeds/all")


def test_the_page_of_feeds_leads_to_all_of_them(client, newsroom):
    page = client.get("/feeds/").content.decode()

    found = set(re.findall(r'href="([^"]+\.(?:atom|rss|json))"', page))
    assert len(found) == 3 * (1 + 3 + 3)
    assert {client.get(address).status_code for address in found} == {200}
    assert 'href="/feeds/"' in client.get("/").content.decode()


def test_hostile_names_are_text_on_it(client):
    name = '"><script>alert(1)</script>'
    factories.published(provider=factories.provider(name), topics=[factories.topic(name)])

    assert "<script>alert" not in client.get("/feeds/").content.decode()
    assert "<script>alert" not in client.get(f"{factories.Topic.objects.get().get_absolute_url()}").content.decode()


def test_its_queries_do_not_grow(client, newsroom):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/feeds/").status_code == 200
        return len(captured)

    before = queries()
    for _ in range(20):
        factories.published(provider=factories.provider(), topics=[factories.topic()])

    assert queries() == before <= 3
