"""Which decisions of the past count, and what a threshold makes of them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.backtest import Backtest, Confusion, past
from articles.models import Article, AuditEntry, Machine, PublishingRule
from articles.undo import undo
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice():
    return factories.editor()


def decided(verb: str, quality, heat=5, *, by, **trail) -> Article:
    article = factories.article(quality=quality, heat=heat)
    getattr(article, verb)(by=by, **trail)
    return article


def test_the_four_cells_are_what_rule_and_editors_did(alice):
    decided("publish", 80, by=alice)
    decided("publish", 70, by=alice)
    wrong = decided("decline", 90, by=alice)
    missed = [decided("publish", 60, by=alice), decided("publish", 99, -1, by=alice), decided("publish", None, by=alice)]
    decided("decline", 10, by=alice)

    backtest = Backtest(past())

    assert backtest.at(70) == Confusion(right=2, wrong=1, missed=3, left=1)
    assert (backtest.at(70).precision, backtest.at(70).recall) == (2 / 3, 2 / 5)
    assert [one.article for one in backtest.wrong(70)] == [wrong.pk]
    assert {one.article for one in backtest.missed(70)} == {article.pk for article in missed}
    assert backtest.at(91).precision is None


def test_facts_are_those_of_the_moment_of_the_decision(alice):
    article = decided("publish", 80, by=alice)
    Article.objects.filter(pk=article.pk).update(quality=10)

    assert Backtest(past()).at(70).right == 1


def test_an_article_counts_once_by_the_last_decision(alice):
    article = decided("publish", 80, by=alice)
    article.decline(by=alice)

    assert Backtest(past()).at(70) == Confusion(0, 1, 0, 0)


@pytest.mark.parametrize("verb", ["unpublish", "withdraw"])
def test_what_was_taken_back_since_does_not_count(alice, verb):
    getattr(decided("publish", 80, by=alice), verb)(by=alice)

    assert past().decisions == []


def test_what_was_undone_does_not_count_and_what_stood_before_does(alice):
    article = decided("decline", 80, by=alice)
    article.publish(by=alice)
    undo(article.audit.get(verb="publish"), by=alice)

    assert Backtest(past()).at(70) == Confusion(0, 1, 0, 0)


def test_what_was_undone_and_done_again_counts(alice):
    article = decided("publish", 80, by=alice)
    undo(article.audit.get(verb="publish"), by=alice)
    article.refresh_from_db()
    undo(article.audit.get(verb="undo"), by=alice)

    assert Backtest(past()).at(70).right == 1


def test_machines_and_imports_decide_nothing_that_counts(alice):
    factories.article(quality=80).publish(machine=Machine.RULE)
    decided("publish", 80, by=alice).withdraw(reason="its file is gone", machine=Machine.SCHEDULE)

    assert Backtest(past()).at(70) == Confusion(1, 0, 0, 0)


def test_decisions_without_facts_are_counted_apart(alice):
    decided("publish", 80, by=alice)
    decided("publish", 80, by=alice)
    AuditEntry.objects.filter(pk=AuditEntry.objects.first().pk).update(facts={})

    assert (len(past().decisions), past().unknown, past().is_enough) == (1, 1, False)


def test_the_lowest_threshold_of_a_precision_publishes_the_most(alice):
    for quality, verb in ((90, "publish"), (80, "publish"), (75, "decline"), (70, "publish"), (20, "decline")):
        decided(verb, quality, by=alice)

    backtest = Backtest(past())

    assert backtest.lowest_with(0.95) == 80
    assert backtest.lowest_with(0.75) == 70
    assert Backtest(past()).at(80) == Confusion(2, 0, 1, 2)


def test_without_decisions_nothing_is_claimed():
    backtest = Backtest(past())

    assert (backtest.at(70).precision, backtest.at(70).recall, backtest.lowest_with(0.95)) == (None, None, None)


def test_it_agrees_with_the_rule_at_every_threshold(alice):
    for quality in (None, 0, 50, 69, 70, 71, 100):
        for heat in (-1, 0, None):
            decided("publish" if (quality or 0) > 60 else "decline", quality, heat, by=alice)
    backtest = Backtest(past())

    for threshold in range(0, 103):
        rule = PublishingRule(threshold=threshold)
        published = [one for one in past().decisions if rule.allows(one.quality, one.heat)]
        cells = backtest.at(threshold)
        assert (cells.right, cells.wrong) == (sum(one.published for one in published), sum(not one.published for one in published))


def test_it_is_one_query_that_reads_the_newest_decisions_from_an_index(alice):
    decided("publish", 80, by=alice)

    with CaptureQueriesContext(connection) as queries:
        past()

    assert len(queries) == 1
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("EXPLAIN QUERY PLAN " + queries[0]["sql"])
            assert "audit_decisions" in str(cursor.fetchall())
