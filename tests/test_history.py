"""The trail knows whether a reader ever saw an article, and when it was withdrawn."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from articles.history import once_public, public_since, seen_until, taken_back, withdrawn_at
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


class TestSinceAndUntilWhen:
    """In hours from noon, of an article that came in at noon; asked a day later."""

    def hour(self, at: datetime | None) -> float | None:
        return (at - NOON) / timedelta(hours=1) if at else None

    def since(self, article) -> float | None:
        article = Article.objects.get(pk=article.pk)
        assert article.is_public
        return self.hour(public_since([article])[article.pk])

    def until(self, article, now: datetime) -> float | None:
        article = Article.objects.get(pk=article.pk)
        return self.hour(seen_until([article], now).get(article.pk))

    @pytest.mark.parametrize(
        "fields, steps, since",
        [
            ({}, {}, 0),
            ({}, {3: "title"}, 0),
            ({}, {3: "unpublish", 5: "publish"}, 5),
            ({"status": "awaiting"}, {3: "publish"}, 3),
            ({"publish_at": 4}, {}, 4),
            ({"publish_at": 4}, {2: ("publish_at", None)}, 2),
            ({"publish_at": 4}, {2: ("publish_at", 6)}, 6),
            ({"publish_at": 4}, {6: ("publish_at", None)}, 4),
            ({"embargo_until": 4, "publish_at": 2}, {}, 4),
            ({"embargo_until": 9}, {3: ("embargo_until", None)}, 3),
            ({"expires_at": 4}, {3: ("expires_at", None)}, 0),
            ({"expires_at": 4}, {6: ("expires_at", None)}, 6),
            ({"status": "awaiting", "publish_at": 8}, {3: "publish"}, 8),
            ({}, {3: ("embargo_until", 5)}, 5),
        ],
    )
    def test_since_when_without_a_break(self, fields, steps, since):
        with clock(NOON) as hands:
            article = self.live(hands, fields, steps)
            hands.now = NOON + timedelta(days=1)

            assert self.since(article) == since

    @pytest.mark.parametrize(
        "fields, steps, until",
        [
            ({}, {}, 24),
            ({}, {3: "withdraw"}, 3),
            ({}, {3: "withdraw", 5: "title"}, 3),
            ({}, {3: "unpublish", 4: "publish", 5: "decline"}, 5),
            ({"expires_at": 4}, {}, 4),
            ({"expires_at": 4}, {6: "withdraw"}, 4),
            ({}, {3: ("embargo_until", 99)}, 3),
            ({"publish_at": 4}, {3: "withdraw"}, None),
            ({"status": "awaiting"}, {3: "decline"}, None),
            ({"embargo_until": 99}, {}, None),
        ],
    )
    def test_until_when(self, fields, steps, until):
        with clock(NOON) as hands:
            article = self.live(hands, fields, steps)
            hands.now = NOON + timedelta(days=1)

            assert self.until(article, hands.now) == until

    def live(self, hands, fields: dict, steps: dict):
        """`steps`: what is done to it, by the hour: a verb, a new title, or (the name of a time, its hour)."""
        make = factories.article if "status" in fields else factories.published
        article = make(**{name: self.time(value) for name, value in fields.items()})
        for hour, step in steps.items():
            hands.now = NOON + timedelta(hours=hour)
            if isinstance(step, str) and step != "title":
                getattr(article, step)()
                continue
            name, value = ("title", f"Title {hour}") if step == "title" else (step[0], self.time(step[1]))
            setattr(article, name, value)
            article.save_edit([name])
        return article

    def time(self, value):
        return NOON + timedelta(hours=value) if isinstance(value, int) else value
