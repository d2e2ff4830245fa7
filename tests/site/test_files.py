"""What robots, browsers and people in trouble ask for by name."""

import re
from datetime import UTC, datetime, timedelta
from html import unescape
from urllib.robotparser import RobotFileParser

import pytest
from lxml import etree

from tests.clock import clock

pytestmark = pytest.mark.django_db

JUNE = datetime(2026, 6, 1, 22, 30, tzinfo=UTC)
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"


def test_robots_are_kept_from_what_is_not_for_them_and_told_of_the_maps(client):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())

    assert robots.site_maps() == ["http://testserver/sitemap.xml", "http://testserver/sitemap-news.xml"]
    assert [robots.can_fetch("any", path) for path in ("/admin/", "/search/?q=x", "/api/desk/articles/1/")] == [False] * 3
    assert [robots.can_fetch("any", path) for path in ("/", "/news/a/", "/feeds/all.rss", "/media/p/a.jpg", "/api/news/")] == [True] * 5


def test_robots_may_read_the_feed_of_a_search_that_its_page_names(client, newsroom):
    robots = RobotFileParser()
    robots.parse(client.get("/robots.txt").content.decode().splitlines())
    named = re.findall(r'href="([^"]*/search/feed[^"]*)"', client.get("/search/?q=story").content.decode())

    assert len(named) >= 3
    assert [address for address in named if not robots.can_fetch("any", unescape(address))] == []
    assert not robots.can_fetch("any", "/search/suggest/?q=story")


def test_without_a_contact_there_is_no_security_txt(client):
    assert client.get("/.well-known/security.txt").status_code == 404


def test_security_txt_names_the_contact_and_never_runs_out(client, settings):
    settings.SECURITY_CONTACT = "mailto:security@news.example"
    with clock(JUNE) as hands:
        for _ in range(3):
            response = client.get("/.well-known/security.txt")
            said = dict(line.split(": ", 1) for line in response.content.decode().splitlines())
            expires = datetime.fromisoformat(said["Expires"])
            assert timedelta(days=90) < expires - hands.now < timedelta(days=365)
            hands.forward(days=400)

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert said["Contact"] == "mailto:security@news.example"
    assert said["Canonical"] == "http://testserver/.well-known/security.txt"
    assert said["Preferred-Languages"] == "en-us, en"


@pytest.mark.parametrize("name", ["Newsroom", "A very long name of a newsroom", "News & <views>"])
def test_a_browser_is_told_how_to_search(client, settings, name):
    settings.SITE_NAME = name
    response = client.get("/opensearch.xml")
    document = etree.fromstring(response.content)

    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    assert document.findtext(f"{OPENSEARCH}ShortName") == name[:16]
    assert document.find(f"{OPENSEARCH}Url[@type='text/html']").get("template") == "http://testserver/search/?q={searchTerms}"
    assert 'type="application/opensearchdescription+xml"' in client.get("/").content.decode()
