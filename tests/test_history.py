"""The trail knows whether a reader ever saw an article, and when it was withdrawn."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.history import once_public, taken_back, withdrawn_at
from articles.models import Article
from articles.undo import undo
from tests import factories
from tests.clock import clock

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def was_seen(article) -> bool:
    article = Article.objects.get(pk=article.pk)
    return article.pk in once_public([article], datetime.now(UTC))


@pytest.mark.parametrize(
    "state, seen",
    [
        (factories.published, True),
        *(
            (getattr(factories, name), False)
            for name in ("article", "declined", "withdrawn", "scheduled", "embargoed", "expired", "superseded")
        ),
    ],
)
def test_of_what_never_changed_only_the_public_was_seen(state, seen):
    assert was_seen(state()) is seen


@pytest.mark.parametrize(
    "verbs", ["publish unpublish", "publish withdraw", "decline publish decline", "publish unpublish publish unpublish"]
)
def test_what_was_published_in_between_was_seen(verbs):
    article = factories.article()
    for verb in verbs.split():
        getattr(article, verb)()

    assert was_seen(article)


def test_a_date_that_was_changed_after_the_withdrawal_makes_nothing_seen():
    article = factories.scheduled()
    article.withdraw()
    article.publish_at = None
    article.save_edit(["publish_at"])

    assert not was_seen(article)


def test_what_was_seen_before_it_was_sealed_stays_seen():
    article = factories.published()
    article.embargo_until = datetime.now(UTC) + timedelta(days=1)
    article.save_edit(["embargo_until"])
    article.withdraw()

    assert was_seen(article)


def test_what_was_seen_for_an_hour_on_a_day_long_past_was_seen():
    with clock(NOON) as hands:
        article = factories.published(publish_at=NOON + timedelta(hours=1), expires_at=NOON + timedelta(hours=2))
        hands.forward(days=30)
        article.decline()

    assert was_seen(article)


def test_many_articles_take_one_question(django_assert_num_queries):
    articles = [factories.published() for _ in range(5)]
    for article in articles:
        article.unpublish()

    with django_assert_num_queries(1):
        assert len(once_public(articles, datetime.now(UTC))) == 5
    with django_assert_num_queries(0):
        assert once_public([], datetime.now(UTC)) == set()


def test_the_day_of_a_withdrawal_is_the_last_one():
    with clock(NOON) as hands:
        article = factories.published()
        article.withdraw()
        hands.forward(days=1)
        article.publish()
        hands.forward(days=1)
        article.withdraw()
        hands.forward(days=1)
        article.record("note", {"title": ["a", "b"]})

    assert withdrawn_at(article) == NOON + timedelta(days=2)


def test_a_withdrawal_put_back_by_an_undo_counts_from_the_undo():
    with clock(NOON) as hands:
        article = factories.published()
        article.withdraw()
        article.publish()
        hands.forward(days=1)
        undo(article.audit.get(verb="publish"))

    assert withdrawn_at(article) == NOON + timedelta(days=1)


def test_without_a_trail_there_is_no_day():
    assert withdrawn_at(factories.withdrawn()) is None


def test_what_was_public_and_withdrawn_is_told_as_gone_and_nothing_else_is():
    public, due, never, again = (factories.published(), factories.scheduled(), factories.article(), factories.published())
    for article in (public, due, never, again):
        article.withdraw()
    again.publish()

    assert [taken_back(Article.objects.filter(pk=article.pk)) for article in (public, due, never, again)] == [public, None, None, None]


@pytest.mark.parametrize("time", ["publish_at", "embargo_until"])
def test_a_time_cleared_after_the_withdrawal_makes_nothing_gone_that_nobody_saw(time):
    article = factories.published(**{time: timezone.now() + timedelta(days=1)})
    article.withdraw()
    setattr(article, time, None)
    article.save_edit([time])

    assert taken_back(Article.objects.filter(pk=article.pk)) is None
