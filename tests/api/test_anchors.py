"""Far pages: the same rows as counting would give, without counting."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.api import anchors
from articles.models import Article
from tests import factories
from tests.api.test_news import many, titles

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def short_steps(monkeypatch):
    monkeypatch.setattr(anchors, "STEP", 30)
    cache.clear()


def numbers(client, page: int, query: str = "") -> list[int]:
    return [int(title.removeprefix("No. ")) for title in titles(client, f"/api/news/page/{page}/{query}")]


@pytest.mark.parametrize("query", ["", "?type=article", "?minimum_heat=1"])
def test_every_page_follows_the_one_before_without_a_gap_and_without_a_repetition(client, query):
    many(160)

    assert [number for page in range(1, 8) for number in numbers(client, page, query)] == list(range(159, -1, -1))
    assert client.get(f"/api/news/page/8/{query}").status_code == 404


def test_rows_of_one_moment_and_one_path_are_told_apart_at_a_step(client):
    for number in range(45):
        for source in "ab":
            factories.published(
                f"{number}{source}", slug=f"{number}{source}", source=source, path=f"{number:03}", published_at=factories.NEW_YEAR
            )

    found = [title for page in range(1, 5) for title in titles(client, f"/api/news/page/{page}/")]

    assert found == [f"{number}{source}" for number in range(45) for source in "ab"]


@pytest.mark.parametrize("verb", ["unpublish", "withdraw", "decline"])
def test_what_is_taken_back_before_a_far_page_moves_it_at_once(client, verb):
    many(100)
    assert numbers(client, 3)[0] == 49

    getattr(Article.objects.get(title="No. 99"), verb)(reason="why")

    assert numbers(client, 3)[0] == 48


def test_what_is_published_or_expires_before_a_far_page_moves_it_at_once(client):
    many(100)
    assert numbers(client, 3)[0] == 49

    waiting = factories.article("No. 100")
    waiting.publish()
    assert numbers(client, 3)[0] == 50

    waiting.expires_at = waiting.updated_at
    waiting.save_edit(["expires_at"])
    assert numbers(client, 3)[0] == 49


def test_a_far_page_never_shows_what_is_not_public_even_where_the_notes_are_old(client):
    many(100)
    numbers(client, 3)

    Article.objects.filter(title="No. 45").update(status="awaiting")  # behind every verb's back

    assert 45 not in numbers(client, 3)


def test_a_list_keeps_notes_of_its_own(client):
    many(100)
    Article.objects.filter(title__endswith="0").update(type="video")
    numbers(client, 3)

    assert len(numbers(client, 1, "?type=video")) == 10
    assert numbers(client, 3, "?type=article")[0] == 44


def test_a_far_page_costs_two_queries_more_the_first_time_and_one_from_then_on(client):
    many(100)
    counts = []
    for page in (1, 3, 3, 4):
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/api/news/page/{page}/")
        counts.append(len(captured))

    near = counts[0]
    assert near <= 5
    assert counts == [near, near + 2, near + 1, near + 1]


def test_pages_that_cannot_be_are_refused_without_a_walk(client):
    many(100)

    assert client.get("/api/news/page/999999999/?page_size=100").status_code == 404
