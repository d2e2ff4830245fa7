"""The schema says what the answers are: every route's real answer is held against it."""

import re

import pytest
from django.core.management import call_command
from jsonschema import Draft202012Validator

from articles.api import items, serializers
from articles.api.schema import document
from articles.models import ArticleImage
from tests import factories

pytestmark = pytest.mark.django_db

PLAYER = '<iframe src="https://www.youtube.com/embed/Ofq47xVCm0U"></iframe>'


@pytest.fixture
def newsroom():
    paper = factories.provider(home_page="https://paper.example/")
    topic = factories.topic(slug="robots", keywords=["arm"], parent=factories.topic())
    details = {"name": "P", "images": [{"url": "/a.png", "width": 50, "height": 50}], "authors": [{"name": "Ann"}]}
    full = factories.published(slug="full", provider=paper, provider_details=details, topics=[topic], featured_content=PLAYER)
    ArticleImage.objects.create(article=full, url="https://paper.example/a.png", width=1, height=1, was_cached=True)
    factories.published(slug="bare", excerpt="", web_url="", original_url="", heat=None, quality=None, published_at=None, topics=[topic])
    factories.published(slug="gone").withdraw(reason="It was wrong.")
    full.correct("The mayor is 61.")


def strictly(schema: dict) -> Draft202012Validator:
    """Keys that the schema does not name are errors too."""
    closed = {name: {**shape, "additionalProperties": False} for name, shape in document()["components"]["schemas"].items()}
    return Draft202012Validator({**schema, "components": {"schemas": closed}})


def described(path: str, status: int) -> dict:
    content = document()["paths"][path]["get"]["responses"][str(status)]["content"]
    return content["application/problem+json" if status >= 400 else "application/json"]["schema"]


PUBLIC = [path for path in document()["paths"] if "/desk/" not in path]


@pytest.mark.parametrize("slug, status", [("full", 200), ("bare", 200), ("nobody", 404), ("gone", 410)])
def test_every_public_route_answers_as_described(client, newsroom, slug, status):
    for path in PUBLIC:
        address = path.format(number=1, topic="robots" if status == 200 else "nobody", slug=slug)
        response = client.get(address)

        strictly(described(path, response.status_code)).validate(response.json())
        assert "{slug}" not in path or response.status_code == status


def test_the_check_would_notice_a_wrong_answer(client, newsroom):
    answer = client.get("/api/news/").json()
    check = strictly(described("/api/news/", 200))
    assert check.is_valid(answer)

    assert not check.is_valid({**answer, "nextPage": "2"})
    assert not check.is_valid({**answer, "surprise": 1})
    assert not check.is_valid({**answer, "value": [{**answer["value"][0], "heat": "hot"}]})


def test_the_schema_names_the_keys_in_the_order_of_the_answers(client, newsroom):
    answer = items.item(factories.published())

    assert [*answer, "corrections"] == list(serializers.ItemSerializer().fields)
    change = client.get("/api/changes/").json()["value"][0]
    assert [*change, "reason"] == list(serializers.ChangeSerializer().fields)
    assert list(client.get("/api/topics/").json()["value"][0]) == list(serializers.TopicSerializer().fields)
    assert list(client.get("/api/providers/").json()["value"][0]) == list(serializers.ProviderSerializer().fields)


def test_the_schema_is_served_as_openapi(client):
    response = client.get("/api/schema/")

    assert response["Content-Type"] == "application/vnd.oai.openapi+json"
    assert response.json()["openapi"].startswith("3.1")
    assert list(response.json()["paths"]) == [
        "/api/changes/",
        "/api/desk/articles/{id}/",
        "/api/desk/articles/{id}/{verb}/",
        "/api/news/",
        "/api/news/{topic}/",
        "/api/news/{topic}/page/{number}/",
        "/api/news/item/{slug}/",
        "/api/news/page/{number}/",
        "/api/providers/",
        "/api/providers/page/{number}/",
        "/api/topics/",
        "/api/topics/page/{number}/",
    ]


def test_the_generator_has_nothing_to_warn_of(tmp_path):
    call_command("spectacular", "--validate", "--fail-on-warn", file=str(tmp_path / "schema.yaml"))


def test_next_page_is_an_integer_or_null():
    following = document()["components"]["schemas"]["NewsPage"]["properties"]["nextPage"]

    assert following["type"] == ["integer", "null"]


def test_every_operation_has_a_name_of_its_own():
    names = [operation["operationId"] for methods in document()["paths"].values() for operation in methods.values()]

    assert all(re.fullmatch(r"\w+", name) for name in names)
    assert len(set(names)) == len(names)


def test_the_public_routes_ask_for_no_login_and_the_desks_do():
    asking = {
        (path, method)
        for path, methods in document()["paths"].items()
        for method, operation in methods.items()
        if {} not in operation["security"]
    }

    assert asking == {
        ("/api/desk/articles/{id}/", "get"),
        ("/api/desk/articles/{id}/", "patch"),
        ("/api/desk/articles/{id}/{verb}/", "post"),
    }
