"""Topics and providers: those under which a reader finds something."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.models import Provider
from tests import factories
from tests.api.problems import apart_from_the_address

pytestmark = pytest.mark.django_db


def names(client, address: str) -> list[str]:
    return [one["name"] for one in client.get(address).json()["value"]]


def test_a_topic_is_told_whole(client, settings):
    settings.SITE_URL = "https://news.example"
    above = factories.topic("Machines", slug="machines")
    below = factories.topic(
        "Robots", slug="robots", shortname="Bots", parent=above, description="All of them.", keywords=["arm"], hashtags=["#arm"]
    )
    factories.published(topics=[below])

    page = client.get("/api/topics/").json()

    assert (page["page"], page["nextPage"]) == (1, None)
    assert page["value"] == [
        {
            "id": "machines",
            "name": "Machines",
            "shortname": None,
            "parent": None,
            "description": None,
            "keywords": [],
            "hashtags": [],
            "url": "https://news.example/topics/machines/",
        },
        {
            "id": "robots",
            "name": "Robots",
            "shortname": "Bots",
            "parent": "machines",
            "description": "All of them.",
            "keywords": ["arm"],
            "hashtags": ["#arm"],
            "url": "https://news.example/topics/robots/",
        },
    ]


def test_every_topic_that_is_listed_has_a_page_of_news(client):
    above = factories.topic()
    factories.published(topics=[factories.topic(parent=above)])

    ids = [topic["id"] for topic in client.get("/api/topics/").json()["value"]]

    assert len(ids) == 2
    assert [client.get(f"/api/news/{one}/").status_code for one in ids] == [200, 200]


def test_keywords_that_are_no_list_of_words_are_left_out(client):
    factories.published(topics=[factories.topic(keywords={"a": 1}, hashtags=["#a", 5, None])])

    [topic] = client.get("/api/topics/").json()["value"]

    assert (topic["keywords"], topic["hashtags"]) == ([], ["#a"])


def test_a_provider_is_told_whole(client, settings):
    settings.SITE_URL = "https://news.example"
    paper = factories.provider("The Paper", domain="paper.example", home_page="https://paper.example/")
    file = factories.logo(paper).shown.of("logo", "jpeg")[-1]
    factories.published(provider=paper)

    assert client.get("/api/providers/").json() == {
        "page": 1,
        "value": [
            {
                "name": "The Paper",
                "domain": "paper.example",
                "homePage": "https://paper.example/",
                "logo": f"https://news.example{file.url}",
            }
        ],
        "nextPage": None,
    }


def test_a_provider_without_a_logo_or_a_web_address_has_null(client):
    factories.published(provider=factories.provider(home_page="javascript:alert(1)"))

    [told] = client.get("/api/providers/").json()["value"]

    assert (told["homePage"], told["logo"]) == (None, None)


def test_a_hundred_names_are_a_page(client):
    for number in range(101):
        factories.published(provider=factories.provider(f"P{number:03}", domain=f"p{number:03}.example"))

    first, second = client.get("/api/providers/").json(), client.get("/api/providers/page/2/").json()

    assert (len(first["value"]), first["nextPage"], first["value"][0]["name"]) == (100, 2, "P000")
    assert (len(second["value"]), second["nextPage"]) == (1, None)
    assert client.get("/api/providers/page/3/").status_code == 404


@pytest.mark.parametrize("state", [factories.article, factories.declined, factories.withdrawn, factories.scheduled, factories.expired])
def test_names_that_only_unpublished_articles_have_are_not_told(client, state):
    topic = factories.topic("Secret", slug="secret", parent=factories.topic("Secret parent"))
    state(provider=factories.provider("Secret"), topics=[topic])

    assert names(client, "/api/topics/") == names(client, "/api/providers/") == []
    assert apart_from_the_address(client.get("/api/news/secret/")) == apart_from_the_address(client.get("/api/news/nobody/"))
    assert client.get("/api/news/secret/").status_code == 404


@pytest.mark.parametrize("number", ["", "page/1/", "page/2/", "page/999999999/"])
def test_a_hidden_topic_answers_as_one_that_never_was(client, number):
    factories.article(topics=[factories.topic(slug="secret")])

    hidden, unknown = (client.get(f"/api/news/{slug}/{number}") for slug in ("secret", "nobody"))

    assert apart_from_the_address(hidden) == apart_from_the_address(unknown)
    assert hidden.status_code == 404


@pytest.mark.parametrize("address", ["/api/topics/", "/api/providers/"])
def test_a_list_of_names_is_one_query(client, address):
    above = factories.topic()
    for _ in range(5):
        factories.published(provider=factories.provider(), topics=[factories.topic(parent=above)])

    with CaptureQueriesContext(connection) as queries:
        client.get(address)

    assert len(queries) == 1
    assert Provider.objects.count() == 5
