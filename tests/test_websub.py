"""The hub is told of the feeds that have changed, of each once, and of no other."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
from django.core.cache import cache

from articles import tasks, websub
from articles.websub import tell_hub
from tests import factories
from tests.clock import clock
from tests.images import hostile
from tests.images.hostile import answer, hostile_server

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
ALL = [f"http://testserver/feeds/all.{form}" for form in websub.FORMATS]


@pytest.fixture
def hub(settings):
    cache.delete(websub.PLACE)
    with hostile_server() as server:
        settings.WEBSUB_HUB = server.at("/", answer(status=202))
        yield server
    cache.delete(websub.PLACE)


@pytest.fixture
def hands():
    with clock(NOON) as hands:
        yield hands


def told(hub) -> list[str]:
    """What the hub is told of now."""
    before = len(hub.forms)
    tell_hub(guard=hub.guard)
    fields = [field for _, form in hub.forms[before:] for field in parse_qsl(form)]
    assert {value for name, value in fields if name == "hub.mode"} <= {"publish"}
    return [value for name, value in fields if name == "hub.url"]


def minutes_later(hands) -> None:
    hands.forward(minutes=1)


def test_all_feeds_of_an_article_are_told_once(hub, hands):
    above = factories.topic(slug="above")
    below, paper = factories.topic(slug="below", parent=above), factories.provider(domain="paper.example")
    factories.published(topics=[factories.topic(slug="other")], created_at=NOON - timedelta(days=1), updated_at=NOON - timedelta(days=1))
    factories.published(topics=[below], provider=paper)
    minutes_later(hands)
    starts = ("feeds/all", "topics/above/feed", "topics/below/feed", "providers/paper.example/feed")

    assert sorted(told(hub)) == sorted(f"http://testserver/{start}.{form}" for start in starts for form in websub.FORMATS)
    assert told(hub) == []


@pytest.mark.parametrize("verb", ["withdraw", "unpublish", "decline"])
def test_what_is_taken_back_is_told(hub, hands, verb):
    article = factories.published()
    minutes_later(hands)
    told(hub)
    getattr(article, verb)()
    minutes_later(hands)

    assert told(hub) == ALL


def test_the_last_of_a_topic_is_told_for_the_topics_above_it(hub, hands):
    above = factories.topic(slug="above")
    factories.published(topics=[above])
    last = factories.published(topics=[factories.topic(slug="below", parent=above)])
    minutes_later(hands)
    told(hub)
    last.withdraw()
    minutes_later(hands)

    assert sorted(told(hub)) == sorted([*ALL, *(f"http://testserver/topics/above/feed.{form}" for form in websub.FORMATS)])


def test_a_time_that_comes_is_told_when_it_comes(hub, hands):
    factories.published(publish_at=NOON + timedelta(minutes=30), expires_at=NOON + timedelta(minutes=60))
    minutes_later(hands)
    heard = []
    for minute in range(90):
        hands.now = NOON + timedelta(minutes=minute)
        heard += [minute] if told(hub) else []

    assert [minute // 30 for minute in heard] == [1] * heard.count(30) + [1] * heard.count(31) + [2] * (
        len(heard) - heard.count(30) - heard.count(31)
    )
    assert {30, 60} <= set(heard)


def test_nothing_that_is_hidden_is_told(hub, hands):
    factories.article()
    factories.published(embargo_until=NOON + timedelta(days=1))
    factories.article().decline()
    minutes_later(hands)

    assert told(hub) == []
    assert hub.connections == 0


def test_a_hub_that_refuses_is_told_again(hub, hands):
    factories.published()
    minutes_later(hands)
    hub.at("/", hostile.broken())
    assert tell_hub(guard=hub.guard) == 0
    hub.at("/", answer(status=204))
    minutes_later(hands)

    assert told(hub) == ALL


def test_many_addresses_are_told_in_portions(hub, hands, monkeypatch):
    monkeypatch.setattr(websub, "AT_ONCE", 4)
    for _ in range(5):
        factories.published(provider=factories.provider())
    minutes_later(hands)

    assert len(told(hub)) == 3 * 6
    assert len(hub.forms) == 5


def test_without_a_hub_nobody_is_told(hub, settings, hands):
    settings.WEBSUB_HUB = ""
    factories.published()
    minutes_later(hands)

    assert tell_hub(guard=hub.guard) == 0
    assert hub.connections == 0


def test_the_queue_tells_it_each_minute():
    assert "tell_hub" in tasks.__all__
    assert tasks.tell_hub is websub.every_minute
    assert "websub" in str(websub.every_minute.task_class.__module__)
