"""Pages of news: the envelope, the numbers that may be asked for, what a page costs."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from articles.models import Article, ArticleImage, ArticleTopic, Status
from tests import factories
from tests.api.problems import problem

pytestmark = pytest.mark.django_db


def many(count: int, topic=None) -> None:
    """Published articles with a picture, a provider and a topic each, made in three statements."""
    paper, topic = factories.provider(), topic or factories.topic()
    fields = {"status": Status.PUBLISHED, "provider": paper, "heat": 90}
    articles = [
        Article(title=f"No. {n}", slug=f"no-{n}", path=f"_news/no-{n:06}.md", published_at=_minute(n), **fields) for n in range(count)
    ]
    for article in articles:
        article.derive()
    made = Article.objects.bulk_create(articles)
    ArticleImage.objects.bulk_create([ArticleImage(article=one, url="https://paper.example/a.png") for one in made])
    ArticleTopic.objects.bulk_create([ArticleTopic(article=one, topic=topic) for one in made])


def _minute(number: int) -> datetime:
    return datetime(2020, 1, 1, tzinfo=UTC) + timedelta(minutes=number)


def titles(client, address: str) -> list[str]:
    return [item["title"] for item in client.get(address).json()["value"]]


def test_an_empty_newsroom_has_an_empty_first_page(client):
    assert client.get("/api/news/").json() == {"page": 1, "value": [], "nextPage": None}


def test_a_page_has_25_items_and_says_which_comes_next(client):
    many(26)

    first, second = client.get("/api/news/").json(), client.get("/api/news/page/2/").json()

    assert list(first) == ["page", "value", "nextPage"]
    assert (first["page"], len(first["value"]), first["nextPage"]) == (1, 25, 2)
    assert (second["page"], len(second["value"]), second["nextPage"]) == (2, 1, None)


def test_exactly_25_articles_are_one_page_and_there_is_no_second(client):
    many(25)

    assert client.get("/api/news/").json()["nextPage"] is None
    assert client.get("/api/news/page/2/").status_code == 404


def test_page_one_is_the_front(client):
    many(30)

    assert client.get("/api/news/page/1/").content == client.get("/api/news/").content


def test_newest_come_first_and_ties_go_by_path(client):
    day = datetime(2026, 2, 1, tzinfo=UTC)
    factories.published("b", slug="b", published_at=day)
    factories.published("newer", published_at=day + timedelta(seconds=1))
    factories.published("a", slug="a", published_at=day)
    factories.published("B", slug="B", published_at=day)

    assert titles(client, "/api/news/") == ["newer", "B", "a", "b"]


def test_ties_of_two_sources_go_by_path_then_by_age(client):
    day = datetime(2026, 2, 1, tzinfo=UTC)
    for number in range(30):
        for source in "ab":
            factories.published(
                f"{number:02}{source}", slug=f"{number}{source}", source=source, path=f"_news/{number:02}.md", published_at=day
            )

    found = [title for page in (1, 2, 3) for title in titles(client, f"/api/news/page/{page}/")]

    assert found == [f"{number:02}{source}" for number in range(30) for source in "ab"]


@pytest.mark.parametrize("number", ["0", "-1", "2", "01", "1.5", "abc", "1e3", str(10**30), "9" * 5000, "١", "999999999", "%00", "%0A"])
def test_a_page_that_cannot_be_is_a_404_in_json(client, number):
    factories.published()

    response = client.get(f"/api/news/page/{number}/")

    assert problem(response)["status"] == 404


def test_a_topic_page_lists_that_topic_alone(client):
    robots, birds = factories.topic("Robots", slug="robots"), factories.topic("Birds", slug="birds", parent=None)
    factories.published("Robot birds", topics=[birds, robots])
    factories.published("Robots", topics=[robots])
    factories.published("Birds", topics=[birds])

    assert titles(client, "/api/news/robots/") == ["Robots", "Robot birds"]
    assert titles(client, "/api/news/robots/page/1/") == ["Robots", "Robot birds"]
    assert client.get("/api/news/robots/page/2/").status_code == 404


def test_a_topic_does_not_list_what_only_the_topics_below_it_have(client):
    above = factories.topic(slug="above")
    factories.published(topics=[factories.topic(slug="below", parent=above)])

    assert client.get("/api/news/above/").json() == {"page": 1, "value": [], "nextPage": None}


@pytest.mark.parametrize("slug", ["page", "item", "topics", "1", "ロボット"])
def test_a_topic_may_be_named_like_a_part_of_an_address(client, slug):
    factories.published("Other")
    factories.published("Ours", slug="page", topics=[factories.topic(slug=slug)])

    assert titles(client, f"/api/news/{slug}/") == ["Ours"]
    assert titles(client, f"/api/news/{slug}/page/1/") == ["Ours"]
    assert titles(client, "/api/news/page/1/") == ["Ours", "Other"]
    assert client.get("/api/news/item/page/").json()["title"] == "Ours"


@pytest.mark.parametrize("slug", ["nobody", "%00", "%F0%9F%A6%86", "x" * 5000, "..", "%2E%2E", "'", "%0A"])
def test_an_unknown_topic_is_a_404_in_json(client, slug):
    response = client.get(f"/api/news/{slug}/")

    assert problem(response)["status"] == 404


@pytest.mark.parametrize("address", ["/api/news/", "/api/news/page/4/", "/api/news/robots/", "/api/news/robots/page/4/"])
def test_a_page_costs_the_same_few_queries_at_any_size(client, address):
    topic = factories.topic(slug="robots")
    many(100, topic)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    Article.objects.all().delete()
    many(1100, topic)
    with CaptureQueriesContext(connection) as more:
        client.get(address)

    assert len(few) == len(more) <= 5
    assert not [query["sql"] for query in more if "COUNT(" in query["sql"].upper()]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("address", ["/api/news/", "/api/topics/", "/api/providers/", "/api/news/item/x/", "/api/schema/", "/api/docs/"])
def test_nothing_can_be_written(method, address):
    response = getattr(Client(enforce_csrf_checks=True), method)(address)

    assert problem(response)["status"] == 405
    assert response["Allow"] in ("GET, HEAD", "GET, HEAD, OPTIONS")


def test_head_answers_like_get_without_a_body(client):
    response = client.head("/api/news/")

    assert (response.status_code, response.content) == (200, b"")


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "*/*", "rubbish", ""])
def test_json_comes_whatever_a_client_says_that_it_accepts(client, accept):
    assert client.get("/api/news/", HTTP_ACCEPT=accept)["Content-Type"] == "application/json"


def test_an_answer_may_be_kept_but_must_be_asked_for_again(client):
    factories.published()
    first = client.get("/api/news/")

    assert first["Cache-Control"] == "public, no-cache"
    assert client.get("/api/news/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304

    factories.published()
    assert client.get("/api/news/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_an_answer_is_the_same_for_everyone(client):
    factories.article("Waiting")
    client.force_login(factories.editor())

    response = client.get("/api/news/")

    assert response.json()["value"] == []
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("address", ["/api/nothing/", "/api/news/a/b/c/d/", "/api/news/item/", "/api/topics/x/", "/api//", "/api/nothing"])
def test_an_unknown_address_below_api_is_a_404_in_json(client, address):
    response = client.get(address, follow=True)

    assert problem(response)["status"] == 404
