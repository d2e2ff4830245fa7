"""The rows of a list."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone, translation

from articles.models import Article, Picture, Provider, Topic
from articles.teasers import teasers
from articles.templatetags import remembered
from articles.templatetags.rows import rows
from tests import factories

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def listed() -> str:
    return "".join(rows(teasers(Article.objects.newest_first())))


def test_the_day_is_said_where_it_changes(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    for hours in (1, 2, 30):
        factories.published(published_at=NOON - timedelta(hours=hours))

    times = re.findall(r"<time [^>]*>(?:<b>([^<]*)</b> )?(\d\d:\d\d)</time>", listed())

    assert times == [("Today", "11:00"), ("", "10:00"), ("Yesterday", "06:00")]


def test_a_row_without_an_excerpt_has_no_empty_line():
    factories.published(excerpt="")

    assert listed().count("<p>") == 0


def test_a_row_that_shows_the_same_is_written_once(monkeypatch):
    factories.published()
    before = listed()
    monkeypatch.setattr("articles.templatetags.remembered.get_template", None)

    assert listed() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda: Article.objects.update(title="After"),
        lambda: Article.objects.update(excerpt="After"),
        lambda: Article.objects.update(slug="after"),
        lambda: Article.objects.update(provider_details={"name": "After"}),
        lambda: Topic.objects.update(name="After"),
        lambda: Topic.objects.update(slug="after"),
        lambda: Provider.objects.update(pictures="none"),
        lambda: Provider.objects.update(widest=150),
        lambda: Picture.objects.update(alt="After"),
        lambda: Picture.objects.update(copy=None),
        lambda: Picture.objects.update(replacement=factories.copy()),
        lambda: factories.logo(Provider.objects.get()),
    ],
)
def test_any_change_that_shows_is_shown_at_once(change):
    article = factories.published("Before", provider=factories.provider(), topics=[factories.topic()], excerpt="Before")
    factories.pictured(article)
    before = listed()

    change()

    after = listed()
    assert after != before
    remembered.forget()
    assert listed() == after


def test_what_is_remembered_of_one_language_is_not_said_in_another(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOON)
    factories.published(published_at=NOON)
    assert "Today" in listed()

    with translation.override("de"):
        assert "Heute" in listed()
