"""How the site writes an article's parts."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.templatetags.newsroom import day, heat_bar, plain, when

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


@pytest.fixture
def at_noon(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)


@pytest.mark.parametrize(
    "ago, words",
    [
        (timedelta(seconds=5), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=23), "23 hours ago"),
        (timedelta(hours=30), "yesterday"),
        (timedelta(days=3), "Friday"),
        (timedelta(days=20), "3 November"),
        (timedelta(days=400), "19 October 2025"),
        (timedelta(days=-3), "26 November 2026"),
    ],
    ids=str,
)
def test_a_time_is_said_as_a_reader_says_it(at_noon, ago, words):
    assert when(NOON - ago) == words


def test_no_time_is_nothing():
    assert when(None) == ""


@pytest.mark.parametrize("days, words", [(0, "Today"), (1, "Yesterday"), (2, "Sat 21 Nov"), (400, "19 Oct 2025"), (-2, "25 Nov 2026")])
def test_a_day_is_short(at_noon, days, words):
    assert day(NOON - timedelta(days=days)) == words


def test_entities_and_runs_of_spaces_are_read():
    assert plain("a&nbsp;b \n  &amp;amp; c") == "a b &amp; c"


@pytest.mark.parametrize("heat, hottest, width", [(50, 100, 50), (150, 100, 100), (-1, 100, 0), (None, None, 0), (5, 0, 100)])
def test_a_bar_is_never_longer_than_its_box(heat, hottest, width):
    assert f'<rect width="{width}"' in heat_bar(heat, hottest)
