"""The calendar: planned times by the days where the newsroom is."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from articles.desk.overview.month import IN_A_DAY, Month
from tests import factories
from tests.desk.pages import change

pytestmark = pytest.mark.django_db

CALENDAR = "/admin/calendar/"


def at(day: int, hour: int = 12, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


def told(month: Month) -> list[tuple[int, str, str, str]]:
    """Day, time, what and which, of everything in this month."""
    return [(day.date.day, event.clock, event.words, event.article.title) for day in month.days for event in day.events]


@pytest.fixture
def in_march(monkeypatch):
    """It is the tenth of March 2026, noon."""
    monkeypatch.setattr(timezone, "now", lambda: at(10))


class TestWhatItTells:
    def test_what_goes_public_comes_out_of_its_embargo_or_expires(self, in_march):
        factories.published("A", publish_at=at(12, 9))
        factories.published("B", embargo_until=at(12, 8))
        factories.published("C", expires_at=at(12, 7))

        assert told(Month(2026, 3)) == [
            (12, "07:00", "expires", "C"),
            (12, "08:00", "embargo ends", "B"),
            (12, "09:00", "goes public", "A"),
        ]

    def test_what_has_happened_is_told_as_past(self, in_march):
        factories.published("A", publish_at=at(1), embargo_until=at(2), expires_at=at(3))

        assert [words for _, _, words, _ in told(Month(2026, 3))] == ["went public", "embargo ended", "expired"]

    def test_what_nobody_has_decided_is_planned_and_after_its_time_overdue(self, in_march, as_alice):
        factories.article("Coming", publish_at=at(11))
        factories.article("Missed", publish_at=at(9))

        html = as_alice.get(f"{CALENDAR}?month=2026-03").content.decode()

        missed, coming = [event for day in Month(2026, 3).days for event in day.events]
        assert (missed.is_overdue, coming.is_overdue) == (True, False)
        assert missed.words == "goes public"  # it did not
        assert "passed undecided" in html
        assert "planned, not decided" in html

    def test_what_was_declined_or_withdrawn_is_not_coming(self, in_march):
        factories.declined(publish_at=at(12))
        factories.withdrawn(expires_at=at(12))

        assert told(Month(2026, 3)) == []

    def test_a_month_ends_where_the_next_begins(self):
        factories.published("In", publish_at=at(1, 0))
        factories.published("Last", publish_at=at(31, 23, 59))
        factories.published("Out", publish_at=at(1, 0, month=4))

        assert [title for *_, title in told(Month(2026, 3))] == ["In", "Last"]

    def test_a_day_shows_a_few_and_the_list_below_has_all(self, in_march, as_alice):
        for number in range(IN_A_DAY + 12):
            factories.published(f"Number {number}", publish_at=at(20, minute=number))

        html = as_alice.get(f"{CALENDAR}?month=2026-03").content.decode()
        grid, agenda = html.split('class="agenda"')

        assert "and 12 more" in grid
        assert 'href="#day-2026-03-20"' in grid
        assert 'id="day-2026-03-20"' in agenda
        assert grid.count(">Number ") == IN_A_DAY
        assert agenda.count(">Number ") == IN_A_DAY + 12

    def test_one_too_many_is_shown_and_not_counted(self, in_march):
        for _ in range(IN_A_DAY + 1):
            factories.published(publish_at=at(20))

        day = Month(2026, 3).days[19]
        assert (len(day.shown), day.more) == (IN_A_DAY + 1, 0)

    def test_it_links_to_the_article_and_marks_today(self, in_march, as_alice):
        article = factories.published("<b>Bold</b>", publish_at=at(10, 15))

        html = as_alice.get(CALENDAR).content.decode()

        assert f'<a href="{change(article)}">&lt;b&gt;Bold&lt;/b&gt;</a>' in html
        assert re.search(r'<td class="today" aria-current="date">\s*<p class="number"><time datetime="2026-03-10">', html)

    def test_an_empty_month_says_what_would_stand_here(self, as_alice):
        assert "Nothing is planned for March" in as_alice.get(f"{CALENDAR}?month=2030-03").content.decode()


class TestTimeZone:
    """Berlin puts its clocks forward on 29 March and back on 25 October 2026."""

    @pytest.fixture(autouse=True)
    def berlin(self, settings):
        settings.TIME_ZONE = "Europe/Berlin"
        yield

    @pytest.mark.parametrize(
        "moment, day, clock",
        [
            (at(28, 22, 59), 28, "23:59"),
            (at(28, 23, 0), 29, "00:00 CET"),
            (at(29, 0, 59), 29, "01:59 CET"),
            (at(29, 1, 0), 29, "03:00 CEST"),
            (at(29, 21, 59), 29, "23:59 CEST"),
            (at(29, 22, 0), 30, "00:00"),
        ],
    )
    def test_the_day_of_the_spring_change_has_23_hours(self, moment, day, clock):
        factories.published("A", publish_at=moment)

        assert [(when, time) for when, time, *_ in told(Month(2026, 3))] == [(day, clock)]

    def test_an_hour_that_comes_twice_is_told_apart_and_in_order(self):
        factories.published("Second", publish_at=at(25, 1, 30, month=10))
        factories.published("First", publish_at=at(25, 0, 30, month=10))

        assert [(time, title) for _, time, _, title in told(Month(2026, 10))] == [("02:30 CEST", "First"), ("02:30 CET", "Second")]

    def test_the_day_says_so_and_the_page_names_the_zone(self, as_alice):
        factories.published(publish_at=at(29, 12))

        html = as_alice.get(f"{CALENDAR}?month=2026-03").content.decode()

        assert "clocks go forward" in html
        assert "times in Europe/Berlin" in html
        assert [day.clocks for day in Month(2026, 10).days if day.clocks] == ["clocks go back"]

    @pytest.mark.parametrize(
        "moment, month", [(at(31, 22, 0), 4), (at(31, 21, 59), 3), (at(28, 22, 59, month=2), 2), (at(28, 23, month=2), 3)]
    )
    def test_a_month_begins_at_its_midnight(self, moment, month):
        factories.published(publish_at=moment)

        assert [number for number in (2, 3, 4) if told(Month(2026, number))] == [month]


class TestTheGrid:
    @pytest.mark.parametrize("language, first", [("en-us", "Sunday"), ("en-gb", "Monday"), ("de", "Montag"), ("fa", None)])
    def test_a_week_begins_as_it_does_in_the_newsrooms_language(self, language, first):
        with translation.override(language):
            month = Month(2026, 3)
            weekdays, weeks = [long for _, long in month.weekdays], month.weeks()

        assert first in (None, weekdays[0])
        assert {len(week) for week in weeks} == {7}
        begins = {"en-us": 6, "fa": 5}.get(language, 0)
        assert all(day is None or day.date.weekday() == (begins + place) % 7 for week in weeks for place, day in enumerate(week))
        assert [day.date.day for week in weeks for day in week if day] == list(range(1, 32))

    @pytest.mark.parametrize(
        "month, previous, following",
        [("2026-01", "2025-12", "2026-02"), ("2026-12", "2026-11", "2027-01"), ("2000-01", "", "2000-02"), ("2100-12", "2100-11", "")],
    )
    def test_it_leads_to_its_neighbours_within_bounds(self, as_alice, month, previous, following):
        html = as_alice.get(f"{CALENDAR}?month={month}").content.decode()

        assert re.findall(r'href="\?month=([^"]*)"', html) == [name for name in (previous, following) if name]

    @pytest.mark.parametrize(
        "month",
        [
            *(
                "2026-13",
                "2026-00",
                "1999-12",
                "2101-01",
                "9999-12",
                "0000-01",
                "x",
                "2026",
                "2026-3",
                "2026-03-01",
                "-1",
                "%00",
                "2026-03%0A",
            ),
            *("9" * 30 + "-01", "%D9%A2%D9%A0%D9%A2%D9%A6-01", "2026-03;drop", "<script>"),
        ],
    )
    def test_a_month_that_is_none_is_not_found(self, as_alice, month):
        assert as_alice.get(f"{CALENDAR}?month={month}").status_code == 404


def test_it_is_for_those_who_may_read_articles(client, as_charlie, as_vera, alice):
    assert as_vera.get(CALENDAR).status_code == 200
    for visitor in (client, as_charlie):
        assert "/admin/login/" in visitor.get(CALENDAR)["Location"]
    alice.groups.clear()
    client.force_login(alice)
    assert client.get(CALENDAR).status_code == 403


def test_it_costs_the_same_with_one_plan_and_with_many(as_alice):
    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert as_alice.get(CALENDAR).status_code == 200
        return len(queries)

    factories.scheduled()
    cost()
    few = cost()
    for _ in range(30):
        factories.scheduled()
        factories.expired()

    assert cost() == few <= 12


def test_who_opens_it_has_what_is_due_noted_once(as_alice):
    now = timezone.now()
    article = factories.published(created_at=now - timedelta(days=2), publish_at=now - timedelta(days=1))

    for _ in range(2):
        as_alice.get(CALENDAR)

    assert [(entry.verb, entry.at) for entry in article.audit.all()] == [("due", article.publish_at)]


def test_more_than_fits_is_said(as_alice, monkeypatch):
    monkeypatch.setattr("articles.desk.overview.month.OF_A_KIND", 3)
    for minutes in range(5):
        factories.published(publish_at=timezone.now() + timedelta(minutes=minutes))

    response = as_alice.get(CALENDAR)

    assert "More is planned than fits on a page" in response.content.decode()
