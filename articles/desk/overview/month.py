"""A month of planned times: what goes public, what comes out of its embargo, what expires; by the days where the newsroom is."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format, get_format

from articles.models import Article, Status

FIRST_YEAR, LAST_YEAR = 2000, 2100
IN_A_DAY = 4  # of the grid; the list below it has all
OF_A_KIND = 500  # in a month
# By column: what happens then, and what has happened.
KINDS = {
    "publish_at": ("goes public", "went public"),
    "embargo_until": ("embargo ends", "embargo ended"),
    "expires_at": ("expires", "expired"),
}


class Event(NamedTuple):
    at: datetime
    words: str
    article: Article
    is_planned: bool  # nobody has decided on it yet
    is_past: bool
    shows_zone: bool  # on a day on which the clocks change, one time can come twice

    @property
    def is_overdue(self) -> bool:
        return self.is_planned and self.is_past

    @property
    def clock(self) -> str:
        return date_format(self.at, "H:i") + (f" {self.at.tzname()}" if self.shows_zone else "")


@dataclass(frozen=True)
class Day:
    date: date
    events: list[Event] = field(default_factory=list)
    is_today: bool = False
    is_past: bool = False
    clocks: str = ""

    @property
    def shown(self) -> list[Event]:
        return self.events[:IN_A_DAY] if self.more else self.events

    @property
    def more(self) -> int:
        """One more than fits is shown instead of being counted."""
        return len(self.events) - IN_A_DAY if len(self.events) > IN_A_DAY + 1 else 0


@dataclass(frozen=True)
class Month:
    year: int
    number: int

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def after(self) -> date:
        """The first day that is not its own."""
        return date(self.year + self.number // 12, self.number % 12 + 1, 1)

    @property
    def previous(self) -> str:
        return _named(self.first - timedelta(days=1))

    @property
    def next(self) -> str:
        return _named(self.after)

    @property
    def weekdays(self) -> list[tuple[str, str]]:
        """Short and long, from the day on which a week begins in the newsroom's language."""
        monday = date(2024, 1, 1)
        days = (monday + timedelta(days=number + _week_begins()) for number in range(7))
        return [(date_format(day, "D"), date_format(day, "l")) for day in days]

    def weeks(self) -> list[list[Day | None]]:
        """Its days in rows of seven; None where a neighbour's day would stand."""
        blank: list[Day | None] = [None] * ((self.first.weekday() - _week_begins()) % 7)
        cells = [*blank, *self.days]
        cells += [None] * (-len(cells) % 7)
        return [cells[start : start + 7] for start in range(0, len(cells), 7)]

    @cached_property
    def days(self) -> list[Day]:
        by_day: defaultdict[date, list[Event]] = defaultdict(list)
        for event in sorted(self._events(), key=lambda event: (event.at.timestamp(), event.article.pk)):
            by_day[event.at.date()].append(event)
        today = timezone.localdate()
        days = (self.first + timedelta(days=number) for number in range((self.after - self.first).days))
        return [Day(day, by_day[day], day == today, day < today, _clocks(day)) for day in days]

    @property
    def agenda(self) -> list[Day]:
        """Today stands among days on which something is planned, also where nothing is planned for it."""
        planned = any(day.events for day in self.days)
        return [day for day in self.days if day.events or (planned and day.is_today)]

    @property
    def is_cut(self) -> bool:
        """Whether there is more of a kind than is read."""
        kinds = [event.words for day in self.days for event in day.events]
        return any(sum(kinds.count(word) for word in words) >= OF_A_KIND for words in KINDS.values())

    def _events(self) -> list[Event]:
        now = timezone.now()
        start, end = midnight(self.first), midnight(self.after)
        changing = {day for day in (self.first + timedelta(days=number) for number in range(31)) if _clocks(day)}
        events = []
        for column, (coming, happened) in KINDS.items():
            told = Article.objects.filter(status__in=(Status.PUBLISHED, Status.AWAITING), **{f"{column}__gte": start, f"{column}__lt": end})
            for article in told.only("title", "status", column).order_by(column, "pk")[:OF_A_KIND]:
                at = timezone.localtime(getattr(article, column))
                is_planned, is_past = article.status == Status.AWAITING, at <= now
                words = happened if is_past and not is_planned else coming
                events.append(Event(at, words, article, is_planned, is_past, at.date() in changing))
        return events


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _named(day: date) -> str:
    return f"{day:%Y-%m}" if FIRST_YEAR <= day.year <= LAST_YEAR else ""


def _week_begins() -> int:
    """On which day, where the newsroom's language is spoken; 0 is Monday."""
    return (int(get_format("FIRST_DAY_OF_WEEK")) + 6) % 7


def _clocks(day: date) -> str:
    """Which way the clocks go on that day, if they do."""
    before, after = midnight(day).utcoffset(), midnight(day + timedelta(days=1)).utcoffset()
    assert before is not None and after is not None
    if before == after:
        return ""
    return "clocks go forward" if after > before else "clocks go back"
