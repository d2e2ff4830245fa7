"""The newest of a feed are those that readers could see last, whatever their providers' dates."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from articles.models import Article
from articles.site.feeds import newest as choosing
from articles.site.feeds.newest import newest
from tests import factories
from tests.clock import clock
from tests.site.feeds.reading import titles

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
LAST_WEEK = NOON - timedelta(days=7)


def test_an_old_article_that_is_published_today_is_on_top(client):
    with clock(LAST_WEEK) as hands:
        old = factories.article("Old", published_at=LAST_WEEK)
        hands.now = NOON - timedelta(hours=1)
        factories.published("Young", published_at=NOON - timedelta(hours=1))
        hands.now = NOON
        old.publish(by=factories.editor())

        assert titles(client, "/feeds/all.atom") == ["Old", "Young"]


@pytest.mark.parametrize("time", ["publish_at", "embargo_until"])
def test_what_was_decided_long_ago_is_new_when_its_time_comes(client, time):
    with clock(LAST_WEEK) as hands:
        factories.published("Planned", **{time: NOON})
        hands.now = NOON - timedelta(days=1)
        factories.published("Young")
        assert titles(client, "/feeds/all.rss") == ["Young"]
        hands.now = NOON

        assert titles(client, "/feeds/all.rss") == ["Planned", "Young"]


def test_what_comes_with_one_import_is_told_by_the_providers_dates(client):
    with clock(NOON) as hands:
        for day in (3, 1, 2):
            hands.forward(seconds=1)
            factories.published(f"Of day {day}", published_at=LAST_WEEK + timedelta(days=day))

        assert titles(client, "/feeds/all.json") == ["Of day 3", "Of day 2", "Of day 1"]


def test_what_a_person_published_is_not_lost_when_a_robot_moves_everything(client, monkeypatch):
    monkeypatch.setattr(choosing, "WINDOW", 5)
    with clock(LAST_WEEK) as hands:
        old = factories.article("Old", published_at=LAST_WEEK - timedelta(days=9))
        others = [factories.published(f"Other {number}") for number in range(20)]
        hands.now = NOON
        old.publish(by=factories.editor())
        hands.forward(hours=1)
        for article in others:
            article.heat = 1
            article.save_edit(["heat"])

        assert titles(client, "/feeds/all.atom")[0] == "Old"


ARTICLES = st.lists(
    st.tuples(st.integers(0, 9), st.none() | st.integers(0, 20), st.none() | st.integers(0, 20), st.booleans()), min_size=1, max_size=12
)


@given(articles=ARTICLES)
def test_with_few_articles_the_choice_is_exact(articles):
    """Hours from noon: came in, publish_at, embargo_until; published later by a person, or from the start."""
    Article.objects.all().delete()
    expected = {}
    with clock(NOON) as hands:
        for came, due, free, later in articles:
            hands.now = NOON + timedelta(hours=came)
            times = {
                name: NOON + timedelta(hours=at) if at is not None else None for name, at in (("publish_at", due), ("embargo_until", free))
            }
            article = factories.article(**times) if later else factories.published(**times)
            if later:
                hands.forward(hours=3)
                article.publish()
            expected[article.pk] = max(moment for moment in (hands.now, *times.values()) if moment)
        hands.now = NOON + timedelta(hours=21)

        assert newest(Article.objects.published()) == expected
        assert list(newest(Article.objects.published()).values()) == sorted(expected.values(), reverse=True)
