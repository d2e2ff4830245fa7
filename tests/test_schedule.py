"""A planned time that has passed leaves one line, dated as it happened; visibility never waits for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import schedule
from articles.models import Article, AuditEntry
from articles.schedule import note_due
from articles.undo import obstacle
from tests import factories, files

pytestmark = pytest.mark.django_db

NOW = timezone.now()
AGO, SOON = NOW - timedelta(hours=1), NOW + timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=9)


def planned(make=factories.published, **times) -> Article:
    """An article that came in long ago, with a time of its own."""
    return make(created_at=LONG_AGO, **times)


def lines() -> list[tuple]:
    return list(AuditEntry.objects.order_by("at").values_list("verb", "at", "machine", "by", "took_back", "changes"))


@pytest.mark.parametrize("column, verb", schedule.LINES.items())
def test_a_time_that_has_passed_is_noted_as_it_happened(column, verb):
    article = planned(**{column: AGO})

    assert note_due(NOW) == 1
    assert lines() == [(verb, AGO, "schedule", None, False, {})]
    assert AuditEntry.objects.get().who == "the schedule"
    assert Article.objects.get().version == article.version


@pytest.mark.parametrize("column", schedule.LINES)
def test_what_is_to_come_is_not_noted(column):
    planned(**{column: SOON})

    assert note_due(NOW) == 0
    assert note_due(SOON) == 1


@pytest.mark.parametrize("make", [factories.article, factories.declined, factories.withdrawn])
def test_what_was_not_published_then_gets_no_line(make):
    planned(make, publish_at=AGO)

    assert note_due(NOW) == 0


def test_it_is_noted_once():
    planned(publish_at=AGO, expires_at=NOW)

    assert [note_due(NOW) for _ in range(3)] == [2, 0, 0]
    assert [line[0] for line in lines()] == ["due", "expired"]


def test_another_time_of_the_same_article_is_noted_again():
    article = planned(publish_at=AGO)
    note_due(NOW)
    Article.objects.filter(pk=article.pk).update(publish_at=SOON)

    assert note_due(SOON) == 1


def told(article, at, **changes):
    AuditEntry.objects.create(article=article, verb="any", at=at, changes=changes)


def test_what_was_withdrawn_after_its_time_was_published_then():
    article = planned(factories.withdrawn, publish_at=AGO)
    told(article, AGO + timedelta(minutes=1), status=["published", "withdrawn"])

    assert note_due(NOW) == 1


def test_what_was_published_after_its_time_was_not_due_then():
    article = planned(publish_at=AGO)
    told(article, AGO + timedelta(minutes=1), status=["awaiting", "declined"])
    told(article, AGO + timedelta(minutes=2), status=["declined", "published"])

    assert note_due(NOW) == 0


def test_a_time_that_was_set_after_it_had_passed_came_too_late():
    article = planned(expires_at=AGO)
    told(article, NOW, expires_at=[None, AGO.isoformat()])

    assert note_due(NOW) == 0


def test_an_article_is_not_due_before_it_came_in():
    factories.published(publish_at=AGO)

    assert note_due(NOW) == 0


def test_a_page_looks_back_for_weeks_and_an_import_at_everything():
    planned_long_ago = NOW - schedule.RECENT - timedelta(days=1)
    factories.published(created_at=planned_long_ago, publish_at=planned_long_ago)

    assert note_due(NOW) == 0
    assert note_due(NOW, recent=False) == 1


def test_an_import_notes_what_is_due(tmp_path):
    planned(publish_at=AGO)
    files.news(tmp_path)
    files.run_import(tmp_path, dry_run=True)
    assert lines() == []

    files.run_import(tmp_path)

    assert [line[0] for line in lines()] == ["due"]


def test_a_call_is_bounded_and_the_next_one_goes_on(monkeypatch):
    monkeypatch.setattr(schedule, "MOST", 2)
    for minutes in range(5):
        planned(publish_at=AGO + timedelta(minutes=minutes))

    assert [note_due(NOW) for _ in range(4)] == [2, 2, 1, 0]


def test_nothing_to_do_costs_three_queries():
    planned(publish_at=SOON)

    with CaptureQueriesContext(connection) as captured:
        note_due(NOW)

    assert len(captured) == len(schedule.LINES)
    assert all(query["sql"].startswith("SELECT") for query in captured)


@pytest.mark.parametrize("column", schedule.LINES)
def test_it_is_found_by_its_index(column):
    planned(publish_at=AGO)
    rows = schedule._missing(column, NOW, AGO)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # which reads a table of one page as a whole
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert f"article_{column}" in rows.explain()


def test_a_busy_database_leaves_it_to_the_next_who_looks(monkeypatch):
    planned(publish_at=AGO)

    def busy(*args, **kwargs):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr(schedule, "_note", busy)
        assert note_due(NOW) == 0
    assert note_due(NOW) == 1


def test_a_line_cannot_be_undone_and_says_what_can():
    article = planned(publish_at=AGO)
    note_due(NOW)

    assert obstacle(article.audit.get(), article) == "time has passed; change the date instead"


def test_readers_do_not_wait_for_it():
    planned(publish_at=AGO)
    planned(expires_at=AGO)

    assert Article.objects.published().count() == 1
    assert lines() == []


@pytest.mark.django_db(transaction=True)
def test_several_at_once_write_each_line_once():
    for minutes in range(30):
        planned(publish_at=AGO + timedelta(minutes=minutes), expires_at=NOW)
    together = Barrier(4)

    def note(_) -> int:
        try:
            together.wait()
            return note_due(NOW)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        written = list(threads.map(note, range(4)))

    assert (sum(written), AuditEntry.objects.count()) == (60, 60)
