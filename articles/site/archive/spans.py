"""The archive: which years, months and days have something, in the site's zone.

Each is asked for as a range of the index that lists go by, and only whether there is anything: it costs the same at any size.
"""

from __future__ import annotations

from calendar import Calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists
from django.urls import reverse
from django.utils import timezone

from articles.canonical import NEWS
from articles.dates import written
from articles.models import Article
from articles.querysets import ArticleQuerySet

# Dates that the archive goes by; a page for what lies outside could not be reached.
FIRST_YEAR, LAST_YEAR = 1900, 2199
KINDS = ("year", "month", "day")


@dataclass(frozen=True, slots=True)
class Span:
    """A year, a month or a day: its first day, and the first that is no longer in it."""

    kind: str
    start: date
    end: date

    @property
    def name(self) -> str:
        return f"{self.start.year}" if self.kind == "year" else written(self.start, self.kind)

    @property
    def above(self) -> list[Span]:
        """The year of a month, the year and the month of a day."""
        return [span_of(kind, self.start) for kind in KINDS[: KINDS.index(self.kind)]]

    def get_absolute_url(self) -> str:
        parts = [f"{self.start.year:04}", f"{self.start:%m}", f"{self.start:%d}"]
        return reverse(f"archive-{self.kind}", args=parts[: KINDS.index(self.kind) + 1])


def span_of(kind: str, day: date) -> Span:
    """The year, month or day that holds this day. Raises ValueError outside the archive."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"the archive holds {FIRST_YEAR} to {LAST_YEAR}")
    if kind == "year":
        return Span(kind, date(day.year, 1, 1), date(day.year + 1, 1, 1))
    if kind == "month":
        return Span(kind, day.replace(day=1), date(day.year + day.month // 12, day.month % 12 + 1, 1))
    return Span(kind, day, day + timedelta(days=1))


def within(span: Span) -> ArticleQuerySet:
    """The public articles of it."""
    return _public().filter(listed_at__gte=_midnight(span.start), listed_at__lt=_midnight(span.end))


def years() -> list[Span]:
    """Those with something, the newest first."""
    newest = _public().newest_first().values_list("listed_at", flat=True)
    ends = [_day(moment) for found in (newest[:1], newest.reverse()[:1]) for moment in found]
    if not ends:
        return []
    last, first = min(ends[0].year, LAST_YEAR), max(ends[1].year, FIRST_YEAR)
    return _filled([span_of("year", date(year, 1, 1)) for year in range(last, first - 1, -1)])


def months(year: Span) -> list[tuple[Span, bool]]:
    """All twelve, and whether they have something."""
    spans = [span_of("month", date(year.start.year, month, 1)) for month in range(1, 13)]
    filled = _filled(spans)
    return [(span, span in filled) for span in spans]


def weeks(month: Span, first_weekday: int) -> list[list[tuple[Span | None, bool]]]:
    """A calendar's rows: each day and whether it has something, None for those of other months."""
    days = Calendar(first_weekday).monthdatescalendar(month.start.year, month.start.month)
    spans = [[span_of("day", day) if day.month == month.start.month else None for day in week] for week in days]
    filled = _filled([span for week in spans for span in week if span])
    return [[(span, span in filled) for span in week] for week in spans]


def neighbours(span: Span) -> tuple[Span | None, Span | None]:
    """The nearest of its kind before and after it that have something."""
    newest = _public().newest_first().values_list("listed_at", flat=True)
    before = newest.filter(listed_at__lt=_midnight(span.start))[:1]
    after = newest.filter(listed_at__gte=_midnight(span.end)).reverse()[:1]
    return _nearest(span.kind, before), _nearest(span.kind, after)


def _nearest(kind: str, found: Iterable[datetime]) -> Span | None:
    day = next((_day(moment) for moment in found), None)
    return span_of(kind, day) if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _filled(spans: list[Span]) -> list[Span]:
    """Those with something. One query, whose row is any public article: all that is asked of it is what exists beside it."""
    asked = {f"has_{index}": Exists(within(span)) for index, span in enumerate(spans)}
    rows = _public().order_by().annotate(**asked).values_list(*asked)[:1]
    return [span for row in rows for span, has in zip(spans, row, strict=True) if has]


def _public() -> ArticleQuerySet:
    return Article.objects.published().in_category(NEWS)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
