"""What pages say of us and of who told a story stands whole on each: nobody who reads one page has read another."""

import json
from urllib.parse import urlsplit

import pytest

from tests import factories
from tests.site.meaning.reading import nodes

pytestmark = pytest.mark.django_db

SITE = "http://testserver"
# What a file may name, and no one can visit.
HOSTILE = [
    *("localhost", "evil.example?x", "evil.example#x", "user@evil.example", "evil.example:81", "127.0.0.1", "[::1]"),
    *("javascript:alert(1)", "evil.example\\x", "a b.example", '"><script>.example', ".example", "a..example", "a.example\n"),
]


@pytest.mark.parametrize(
    "address, kind",
    [
        *(("/news/", "CollectionPage"), ("/topics/", "CollectionPage"), ("/topics/vision/", "CollectionPage")),
        *(("/providers/tide.example/", "CollectionPage"), ("/archive/2026/", "CollectionPage")),
        *(("/about/", "AboutPage"), ("/news/story-29/", "NewsArticle")),
    ],
)
def test_a_page_says_once_and_whole_which_site_it_is_part_of(client, newsroom, settings, address, kind):
    found = nodes(client.get(address).content.decode())

    site = {"@type": "WebSite", "@id": f"{SITE}/#website", "name": settings.SITE_NAME, "url": f"{SITE}/"}
    assert found[kind]["isPartOf"] == site
    assert json.dumps(found).count("#website") == 1


def test_the_site_is_the_same_one_on_its_front_page(client, newsroom, settings):
    page = nodes(client.get("/").content.decode())

    assert page["WebSite"].items() >= {"@id": f"{SITE}/#website", "name": settings.SITE_NAME, "url": f"{SITE}/"}.items()


class TestWhoToldIt:
    def publisher(self, client, **fields) -> dict:
        article = factories.published(provider=factories.provider("Herald", **fields))
        return nodes(client.get(article.get_absolute_url()).content.decode())["NewsArticle"]["publisher"]

    def test_it_is_at_home_at_its_domain(self, client):
        assert self.publisher(client, domain="herald.example")["url"] == "https://herald.example"

    def test_its_home_page_counts_for_more(self, client):
        assert self.publisher(client, domain="herald.example", home_page="https://www.herald.example/")["url"] == (
            "https://www.herald.example/"
        )

    @pytest.mark.parametrize("domain", HOSTILE)
    def test_what_is_no_domain_is_no_home(self, client, domain):
        assert "url" not in self.publisher(client, domain=domain, home_page="javascript:alert(1)")

    @pytest.mark.parametrize("domain", ["münchen.example", "写真.example", "xn--mnchen-3ya.example", "Courier.Example", "a_b.c-d.example"])
    def test_domains_in_any_script_are_domains(self, client, domain):
        url = self.publisher(client, domain=domain)["url"]

        assert (urlsplit(url).scheme, urlsplit(url).netloc) == ("https", domain)
