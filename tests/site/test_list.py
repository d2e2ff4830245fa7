"""Lists: newest first, by keyset, narrowed by what is asked; what cannot be answered is said."""

import re
from datetime import timedelta
from html import unescape

import pytest

from articles.templatetags.remembered import _written
from tests import factories

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    return [article.title for article in response.context["page"].articles]


def link(response, way: str) -> str:
    found = re.search(rf'<a[^>]*href="(\?[^"]*)"[^>]*rel="{way}"', response.content.decode())
    return unescape(found[1]) if found else ""


def walk(client, response, way: str) -> list[str]:
    """Every title from here on."""
    found = titles(response)
    while link(response, way):
        response = client.get(f"/news/{link(response, way)}")
        found += titles(response)
    return found


def test_pages_hold_every_article_once_also_where_dates_are_equal(client):
    for number in range(60):
        factories.published(f"S{number:02}", slug=f"s{number:02}", published_at=factories.NEW_YEAR + timedelta(hours=number // 20))

    found = walk(client, client.get("/news/"), "next")

    assert found == [f"S{number}" for number in [*range(40, 60), *range(20, 40), *(f"{n:02}" for n in range(20))]]


def test_articles_of_two_sources_that_share_path_and_date_are_all_listed(client):
    for number in range(40):
        for source in "ab":
            factories.published(
                f"S{number:02}{source}",
                slug=f"{number}{source}",
                source=source,
                path=f"_news/{number:02}.md",
                published_at=factories.NEW_YEAR,
            )
    last = first = client.get("/news/")

    found = walk(client, first, "next")
    while link(last, "next"):
        last = client.get(f"/news/{link(last, 'next')}")
    back = client.get(f"/news/{link(last, 'prev')}")

    assert found == [f"S{number:02}{source}" for number in range(40) for source in "ab"]
    assert titles(back) == found[50:75] and titles(client.get(f"/news/{link(back, 'prev')}")) == found[25:50]


def test_newer_leads_back_to_a_full_first_page(client):
    for number in range(60):
        factories.published(f"S{number:02}", slug=f"s{number:02}")
    first = client.get("/news/")
    second = client.get(f"/news/{link(first, 'next')}")
    last = client.get(f"/news/{link(second, 'next')}")

    middle = client.get(f"/news/{link(last, 'prev')}")
    top = client.get(f"/news/{link(middle, 'prev')}")

    assert titles(middle) == titles(second)
    assert titles(top) == titles(first)
    assert not link(top, "prev")


def test_a_page_keeps_its_place_when_something_newer_is_published(client):
    for number in range(30):
        factories.published(f"S{number:02}")
    older = link(client.get("/news/"), "next")
    before = titles(client.get(f"/news/{older}"))

    factories.published("Breaking")

    assert titles(client.get(f"/news/{older}")) == before


def test_pages_keep_what_was_asked_and_nothing_else(client):
    topic = factories.topic(slug="robots")
    for _ in range(30):
        factories.published(topics=[topic])

    older = link(client.get("/news/?topic=robots&type=&x=y"), "next")

    assert "topic=robots" in older
    assert "x=y" not in older and "type" not in older


@pytest.mark.parametrize(
    "place",
    [
        *("nonsense", "2026-01-01", "2026-01-01T00:00:00 1 x", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59Z 1 x", ""),
        *("2026-01-01T00:00:00Z x", "2026-01-01T00:00:00Z -1 x", "2026-01-01T00:00:00Z 1"),
        *(f"2026-01-01T00:00:00Z {'9' * 19} x", f"2026-01-01T00:00:00Z {'9' * 5000} x", "2026-01-01T00:00:00Z ² x"),
    ],
)
@pytest.mark.parametrize("way", ["older", "newer"])
def test_a_place_that_cannot_be_is_not_found(client, way, place):
    factories.published()

    assert client.get(f"/news/?{way}={place}").status_code == 404


def test_a_control_character_that_was_asked_for_is_a_space(client):
    factories.published()

    for query in ("older=2026-01-01T00:00:00Z+1+a{}b", "provider={}", "topic=x{}"):
        asked, meant = client.get(f"/news/?{query.format('%00')}"), client.get(f"/news/?{query.format('%20')}")
        assert (asked.status_code, asked.content) == (meant.status_code, meant.content)


def test_errors_of_the_filters_are_said_on_the_page(client):
    factories.published("Shown before")

    response = client.get("/news/?topic=nowhere&since=yesterday")

    page = response.content.decode()
    assert response.status_code == 400
    assert "There is no such topic." in page and "From: Enter a valid date." in page
    assert "Shown before" not in page


def test_what_was_asked_comes_back_escaped(client):
    page = client.get("/news/", {"provider": '"><script>alert(1)</script>'}).content.decode()

    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;" in page


def test_nothing_that_matches_is_not_an_error(client):
    factories.published(type="article")

    response = client.get("/news/?type=video")

    assert response.status_code == 200
    assert "Nothing matches" in response.content.decode()


def test_news_may_be_empty_but_a_category_without_public_articles_is_unknown(client):
    factories.article(category="samples")

    assert client.get("/news/").status_code == 200
    assert client.get("/samples/").status_code == 404
    assert client.get("/samples/?type=poem").status_code == 404


def test_a_category_lists_its_own(client):
    factories.published("Sample", category="samples")
    factories.published("News")

    assert titles(client.get("/samples/")) == ["Sample"]
    assert titles(client.get("/news/")) == ["News"]


@pytest.mark.parametrize(
    "address", ["/a%00b/", "/news/a%00b/", "/topics/a%00b/", "/providers/a%00b/", "/%F0%9F%98%80/", "/%ff%fe/", "/news/" + "x" * 5000 + "/"]
)
def test_odd_addresses_are_not_found(client, address):
    assert client.get(address).status_code == 404


def test_what_somebody_types_for_a_topic_is_not_remembered(client, settings):
    settings.DEBUG = False
    factories.published(topics=[factories.topic(slug="robots")])
    client.get("/news/?topic=robots")
    client.get("/news/?topic=first")
    before = _written.cache_info().currsize

    for number in range(5):
        assert client.get(f"/news/?topic=nothing-{number}").status_code == 400

    assert _written.cache_info().currsize == before
    assert '<option value="robots" selected>' in client.get("/news/?topic=robots").content.decode()
