"""Topics and providers: what is under them, and that only what has something public has a page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import factories

pytestmark = pytest.mark.django_db


def titles(response) -> list[str]:
    return [article.title for article in response.context["page"].articles]


def test_a_topic_shows_its_parent_its_children_and_their_articles(client, newsroom):
    above = client.get("/topics/vision/")
    below = client.get("/topics/medical-imaging/")

    assert 'href="/topics/medical-imaging/"' in above.content.decode()
    assert 'href="/topics/vision/"' in below.content.decode()
    assert len(titles(above)) == 20 and len(titles(below)) == 10


@pytest.mark.parametrize("page", ["/topics/vision/", "/providers/tide.example/"])
def test_people_find_the_feeds_of_a_topic_and_a_provider_on_its_page(client, newsroom, page):
    shown = client.get(page).content.decode().partition("<main")[2]

    for form in ("atom", "rss", "json"):
        assert f'<a href="{page}feed.{form}"' in shown


def test_providers_stand_in_the_order_of_the_alphabet_whatever_their_case_and_accents(client):
    names = ["ABC", "Äerzte heute", "aftonbladet", "Berliner", "Zeit"]
    for name in sorted(names):
        factories.published(provider=factories.provider(name))

    shown = client.get("/providers/").content.decode()

    assert sorted(names, key=shown.index) == names


def test_a_topic_in_another_script_has_an_address(client):
    factories.published("見出し", topics=[factories.topic("写真", slug="写真")])

    assert titles(client.get("/topics/写真/")) == ["見出し"]


def test_a_topic_without_anything_public_is_unknown_everywhere(client, newsroom):
    topic = factories.topic("Quiet", slug="quiet")
    factories.article(topics=[topic])

    assert client.get("/topics/quiet/").status_code == 404
    assert "Quiet" not in client.get("/topics/").content.decode() + client.get("/").content.decode()


def test_a_topic_is_shown_for_what_stands_below_it(client):
    above = factories.topic("Above", slug="above")
    factories.published("Deep", topics=[factories.topic("Below", slug="below", parent=above)])

    assert titles(client.get("/topics/above/")) == ["Deep"]


def test_a_provider_lists_its_own(client, newsroom):
    response = client.get("/providers/tide.example/")

    assert len(titles(response)) == 10
    assert "The Tide." in response.content.decode()


def test_a_provider_without_anything_public_is_unknown_everywhere(client, newsroom):
    paper = factories.provider("Quiet paper", domain="quiet.example")
    factories.declined(provider=paper)

    assert client.get("/providers/quiet.example/").status_code == 404
    assert "Quiet paper" not in client.get("/providers/").content.decode()


def test_that_a_provider_has_nothing_public_is_asked_in_no_order(client):
    paper = factories.provider()
    factories.article(provider=paper)

    with CaptureQueriesContext(connection) as queries:
        assert client.get(paper.get_absolute_url()).status_code == 404

    asked = [query["sql"] for query in queries if "articles_article" in query["sql"] and paper.domain in query["sql"]]
    assert asked and not [query for query in asked if "listed_at" in query]


def test_a_home_page_that_is_no_web_address_is_no_link(client):
    paper = factories.provider(home_page="javascript:alert(1)")
    factories.published(provider=paper)

    assert "javascript:" not in client.get(paper.get_absolute_url()).content.decode()


def test_an_empty_newsroom_has_both_pages(client):
    assert client.get("/topics/").status_code == client.get("/providers/").status_code == 200
