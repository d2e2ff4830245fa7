"""Nothing that is not public is in any answer."""

from datetime import UTC, datetime

import pytest

from tests import factories
from tests.api.problems import apart_from_the_address, problem
from tests.clock import clock

pytestmark = pytest.mark.django_db

STATES = [
    *(factories.article, factories.declined, factories.withdrawn, factories.scheduled, factories.embargoed),
    *(factories.expired, factories.superseded),
]
MARK = "UNTOLD"


@pytest.fixture
def hidden():
    """One article of each state that is no reader's business, sharing topic and provider with a public one."""
    paper, topic = factories.provider(), factories.topic(slug="robots")
    factories.published("Public", slug="public", provider=paper, topics=[topic])
    shared = {"provider": paper, "topics": [topic], "excerpt": MARK, "body": MARK, "extra": {"secured": MARK}}
    return [state(f"{MARK} {state.__name__}", **shared) for state in STATES]


ADDRESSES = [
    *("news", "news/page/1", "news/page/2", "news/robots", "news/robots/page/1", "news/item/public"),
    *("topics", "providers", "changes", "schema", "docs", "nothing"),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_answer_tells_what_is_not_public(client, hidden, address):
    response = client.get(f"/api/{address}/")

    assert MARK not in response.content.decode()
    assert not [article for article in hidden if article.slug in response.content.decode()]


def test_an_unpublished_article_is_as_unknown_as_one_that_never_was(client, hidden):
    hidden.append(factories.published(category="samples"))
    unknown = client.get("/api/news/item/nobody/")
    answers = [client.get(f"/api/news/item/{article.slug}/") for article in hidden]

    assert len(answers) == len(STATES) + 1
    assert [apart_from_the_address(answer) for answer in answers] == [apart_from_the_address(unknown)] * len(answers)
    assert {answer.status_code for answer in answers} == {404}
    assert {_headers(answer) for answer in answers} == {_headers(unknown)}


@pytest.mark.parametrize("reason, told", [("It was <b>wrong</b>.", "It was <b>wrong</b>."), ("", None)])
def test_a_withdrawn_article_is_gone_and_its_reason_is_all_that_is_told(client, reason, told):
    with clock(datetime(2026, 6, 1, 11, tzinfo=UTC)) as hands:
        article = factories.published(MARK)
        hands.forward(hours=1)
        article.withdraw(reason=reason)

    response = client.get(f"/api/news/item/{article.slug}/")

    gone = problem(response, "reason", "withdrawnDateTime")
    assert (response.status_code, {name: gone[name] for name in ("detail", "reason", "withdrawnDateTime")}) == (
        410,
        {"detail": "This article was withdrawn.", "reason": told, "withdrawnDateTime": "2026-06-01T12:00:00Z"},
    )


def test_articles_of_other_categories_are_no_news(client):
    factories.published(MARK, category="samples")

    assert not [address for address in ADDRESSES if address != "changes" and MARK in client.get(f"/api/{address}/").content.decode()]


def test_a_withdrawn_article_of_another_category_is_unknown_here(client):
    article = factories.published(category="samples")
    article.withdraw()

    assert client.get(f"/api/news/item/{article.slug}/").status_code == 404


@pytest.mark.parametrize("state", [factories.article, factories.declined, factories.scheduled, factories.embargoed])
def test_what_was_withdrawn_before_it_was_public_is_as_unknown_as_what_never_was(client, state):
    article = state()
    article.withdraw()

    response = client.get(f"/api/news/item/{article.slug}/")

    assert apart_from_the_address(response) == apart_from_the_address(client.get("/api/news/item/nobody/"))


def test_what_is_unpublished_is_gone_from_the_next_answer(client):
    article = factories.published()
    assert len(client.get("/api/news/").json()["value"]) == 1

    article.unpublish()

    assert client.get("/api/news/").json()["value"] == []
    assert client.get(f"/api/news/item/{article.slug}/").status_code == 404


def _headers(response):
    return tuple(sorted((name, value) for name, value in response.headers.items() if name not in ("Content-Length", "ETag")))
