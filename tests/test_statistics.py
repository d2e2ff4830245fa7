"""What the dashboard counts: decisions that stand, by the newsroom's days, within bounded windows."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import statistics
from articles.models import Article, AuditEntry, ImportRun, Machine
from articles.undo import undo
from tests import factories

pytestmark = pytest.mark.django_db


def hours_ago(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def dated(entry: AuditEntry, at: datetime) -> AuditEntry:
    AuditEntry.objects.filter(pk=entry.pk).update(at=at)
    entry.refresh_from_db()
    return entry


def decided(verb: str, by, at: datetime | None = None, **fields) -> Article:
    article = factories.article(**fields)
    getattr(article, verb)(by=by)
    if at:
        dated(article.audit.get(), at)
    return article


@pytest.fixture
def alice():
    return factories.editor()


class TestTheQueue:
    def test_an_empty_newsroom_has_an_empty_queue(self):
        queue = statistics.waiting()

        assert (queue.size, queue.is_more, queue.longest, queue.providers) == (0, False, None, [])
        assert {count for _, count in queue.ages} == {0}

    def test_only_what_awaits_review_waits(self):
        for state in (factories.published, factories.declined, factories.withdrawn):
            state()
        factories.article()

        assert statistics.waiting().size == 1

    def test_age_is_the_time_since_it_came_in_and_not_the_date_of_the_news(self):
        for hours in (1, 7, 30, 30, 24 * 400):
            factories.article(created_at=hours_ago(hours), published_at=hours_ago(24 * 900))

        ages = dict(statistics.waiting().ages)

        assert {word: count for word, count in ages.items() if count} == {"under 6 h": 1, "6–24 h": 1, "1–2 days": 2, "older": 1}

    def test_the_longest_waiting_is_named_also_where_others_came_with_it(self):
        at = hours_ago(90)
        first = factories.article("First", created_at=at)
        factories.article("Second", created_at=at, provider=factories.provider())
        factories.article("Third")

        assert statistics.waiting().longest == first

    def test_providers_are_told_by_how_much_of_theirs_waits(self):
        many, few = factories.provider("Many"), factories.provider("Few")
        for provider in (few, many, many, None):
            factories.article(provider=provider)

        assert statistics.waiting().providers == [(many.pk, "Many", 2), (few.pk, "Few", 1)]

    def test_what_is_put_off_is_said(self):
        factories.article(later_until=hours_ago(-1))
        factories.article(later_until=hours_ago(1))

        assert statistics.waiting().put_off == 1

    def test_more_than_is_looked_at_is_said_and_not_counted(self, monkeypatch):
        monkeypatch.setattr(statistics, "FARTHEST", 3)
        for _ in range(5):
            factories.article()

        queue = statistics.waiting()

        assert (queue.size, queue.is_more) == (3, True)
        assert sum(count for _, count in queue.ages) == 3


class TestDecisions:
    def test_they_are_counted_by_day_and_by_editor(self, alice):
        carol = factories.chief()
        decided("publish", alice)
        decided("decline", alice)
        decided("publish", carol, hours_ago(24 * 3))

        found = statistics.decisions()

        assert len(found.days) == statistics.DAYS
        assert (found.days[-1].accepted, found.days[-1].declined) == (1, 1)
        assert (found.days[-4].accepted, found.days[-4].declined) == (1, 0)
        assert [(share.name, share.accepted, share.declined) for share in found.editors] == [("alice", 1, 1), ("carol", 1, 0)]

    def test_robots_imports_and_the_past_do_not_count(self, alice):
        factories.article().publish(machine=Machine.RULE)
        factories.article().decline(run=ImportRun.objects.create(source="robots", root="/"))
        decided("publish", alice, hours_ago(24 * (statistics.DAYS + 1)))
        factories.published().withdraw(by=alice)

        assert statistics.total(statistics.decisions().days).decided == 0

    def test_what_was_undone_does_not_count_and_counts_again_when_the_undo_is_undone(self, alice):
        article = decided("publish", alice)
        entry, counted = article.audit.get(), []
        for _ in range(3):
            counted.append(statistics.total(statistics.decisions().days).accepted)
            entry = undo(entry, by=alice)
        counted.append(statistics.total(statistics.decisions().days).accepted)

        assert counted == [1, 0, 1, 0]

    def test_a_decision_that_was_undone_twice_over_stays_undone(self, alice):
        article = decided("publish", alice)
        entry = article.audit.get()
        undo(undo(entry, by=alice), by=alice)
        undo(entry, by=alice)

        assert statistics.total(statistics.decisions().days).accepted == 0

    @pytest.mark.parametrize(
        "at, day",
        [
            (datetime(2026, 3, 28, 22, 59, tzinfo=UTC), date(2026, 3, 28)),
            (datetime(2026, 3, 28, 23, 0, tzinfo=UTC), date(2026, 3, 29)),  # the clocks go forward on this day
            (datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
            (datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        ],
    )
    def test_a_day_is_a_day_where_the_newsroom_is(self, alice, at, day, monkeypatch):
        decided("publish", alice, at)
        monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 4, 2, 12, tzinfo=UTC))

        with timezone.override("Europe/Berlin"):
            found = [share.day for share in statistics.decisions().days if share.decided]

        assert found == [day]


class TestRates:
    def test_a_rate_is_what_was_published_of_what_was_decided(self, alice):
        paper = factories.provider("Northern Standard")
        for verb in ("publish", "publish", "decline"):
            decided(verb, alice, provider=paper)
        factories.article(provider=paper)
        decided("decline", alice)

        (share,) = statistics.rates_by_provider()

        assert (share.pk, share.name, share.accepted, share.decided, share.rate) == (paper.pk, "Northern Standard", 2, 3, 67)

    def test_an_article_counts_for_each_of_its_topics(self, alice):
        chips, law = factories.topic("Chips"), factories.topic("Law")
        decided("publish", alice, topics=[chips, law])
        decided("decline", alice, topics=[law])

        assert [(share.name, share.accepted, share.decided) for share in statistics.rates_by_topic()] == [("Law", 1, 2), ("Chips", 1, 1)]

    def test_nothing_decided_is_no_rate(self):
        assert statistics.rates_by_provider() == []
        assert statistics.total([]).rate is None

    def test_only_the_newest_decisions_are_looked_at(self, alice, monkeypatch):
        monkeypatch.setattr(statistics, "MOST_DECISIONS", 1)
        paper = factories.provider()
        decided("decline", alice, hours_ago(30), provider=paper)
        decided("publish", alice, provider=paper)

        assert [share.decided for share in statistics.rates_by_provider()] == [1]


class TestRhythm:
    def articles(self, provider, *days_ago):
        for days in days_ago:
            factories.article(provider=provider, published_at=hours_ago(24 * days))

    @pytest.mark.parametrize(
        "days_ago, quiet",
        [
            ((8, 9, 10, 11), True),
            ((6, 7, 8, 9), False),  # longer than usual, but not for a week
            ((8, 12, 16, 20), False),  # twice its usual gap
            ((20, 21, 22), False),  # too few to have a usual gap
            ((-3, 1, 2, 3), False),  # a date in the future
        ],
    )
    def test_quiet_is_three_usual_gaps_and_a_week(self, days_ago, quiet):
        paper = factories.provider()
        self.articles(paper, *days_ago)

        assert [rhythm.pk for rhythm in statistics.quiet_providers()] == ([paper.pk] if quiet else [])
        assert statistics.card(paper).rhythm.is_quiet is quiet

    def test_who_has_not_come_for_half_a_year_is_quiet_on_its_card(self):
        paper = factories.provider()
        self.articles(paper, 400)

        assert statistics.card(paper).rhythm.is_quiet

    def test_who_never_came_is_not(self):
        rhythm = statistics.card(factories.provider()).rhythm

        assert (rhythm.last, rhythm.is_quiet) == (None, False)


class TestReportCard:
    def test_it_tells_what_became_of_the_providers_articles(self, alice):
        paper, other = factories.provider(), factories.provider()
        decided("publish", alice, provider=paper).correct("It was Tuesday.", by=alice)
        decided("decline", alice, hours_ago(24 * 14), provider=paper)
        factories.superseded(provider=paper, published_at=timezone.now())
        decided("publish", alice, provider=other).correct("It was Monday.", by=alice)

        card = statistics.card(paper)

        assert (card.articles, card.superseded, card.corrections) == (3, 1, 1)
        assert (card.decided.accepted, card.decided.declined, card.decided.rate) == (1, 1, 50)
        assert [(week.day, week.rate) for week in card.weeks if week.decided] == [
            (statistics.monday(hours_ago(24 * 14)), 0),
            (statistics.monday(timezone.now()), 100),
        ]
        assert card.volumes[-1] == (statistics.monday(timezone.now()), 1)

    def test_its_weeks_end_with_this_one(self):
        weeks = statistics.card(factories.provider()).weeks

        assert len(weeks) == statistics.WEEKS + 1
        assert weeks[-1].day == statistics.monday(timezone.now())


class TestImports:
    def run(self, source="robots", hours=1.0, seconds: int | None = 5, **counts):
        at = hours_ago(hours)
        ended = None if seconds is None else at + timedelta(seconds=seconds)
        return ImportRun.objects.create(source=source, root="/news", started_at=at, finished_at=ended, **counts)

    def test_a_source_that_stopped_coming_is_quiet_and_one_that_comes_is_not(self):
        for day in range(10, 15):
            self.run("archive", 24 * day)
        for hour in range(1, 6):
            self.run("robots", hour)

        assert [(source.name, source.rhythm.is_quiet) for source in statistics.imports().sources] == [("archive", True), ("robots", False)]

    def test_a_run_that_never_ended_is_counted_and_is_no_success(self):
        self.run(seconds=None)

        (source,) = statistics.imports().sources

        assert (source.last_success, source.unfinished) == (None, 1)

    def test_the_newest_run_with_bad_files_says_what_was_wrong(self):
        self.run(failed=1, errors=[{"path": "old.md", "line": 1, "message": "old"}])
        newest = self.run(
            failed=9, errors=[{"path": "a.md", "line": 3, "message": "no title"}, "nonsense", *({"path": "b.md"} for _ in range(9))]
        )
        self.run()

        found = statistics.imports()

        assert found.failed == newest
        assert found.errors[0] == "a.md:3: no title"
        assert len(found.errors) == 5

    @pytest.mark.parametrize("errors", [None, {}, "text", [None], [[1]], []])
    def test_what_is_stored_of_errors_can_be_anything(self, errors):
        self.run(failed=1, errors=errors if errors is not None else {})

        assert statistics.imports().errors == []


class TestCost:
    def cost(self, provider) -> dict[str, int]:
        names = ("waiting", "decisions", "rates_by_provider", "rates_by_topic", "quiet_providers", "imports")
        functions = {name: getattr(statistics, name) for name in names} | {"card": lambda: statistics.card(provider)}
        counts = {}
        for name, function in functions.items():
            with CaptureQueriesContext(connection) as queries:
                function()
            counts[name] = len(queries)
        return counts

    def test_each_runs_a_fixed_number_of_queries(self, alice):
        paper, about = factories.provider(), factories.topic()

        def fill(count):
            for _ in range(count):
                decided("publish", alice, provider=paper, topics=[about])
                factories.article(provider=factories.provider(), topics=[about])
                ImportRun.objects.create(source="robots", root="/", failed=1)

        fill(2)
        few = self.cost(paper)
        fill(12)

        assert self.cost(paper) == few
        assert sum(few.values()) - few["card"] <= 10

    def test_decisions_are_found_by_their_index(self):
        plan = statistics._decided_since(timezone.localdate()).explain()

        assert connection.vendor != "sqlite" or "audit_decisions" in plan
