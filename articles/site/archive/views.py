"""The pages of the archive: all years, a year, a month, a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import get_format
from django.utils.translation import gettext as _

from articles.site.archive import spans
from articles.site.archive.spans import Span
from articles.site.meaning import pages
from articles.site.paging import page_of
from articles.site.policy import with_pictures


def years(request: HttpRequest) -> HttpResponse:
    found = spans.years()
    meaning = pages.collection(_("Archive"), reverse("archive"), found)
    return render(request, "site/archive/years.html", {"years": found, "meaning": meaning})


def year(request: HttpRequest, year: str) -> HttpResponse:
    span = _span("year", year)
    months = spans.months(span)
    about = _about(span, [month for month, has in months if has])
    return render(request, "site/archive/year.html", {"months": months, **about})


def month(request: HttpRequest, year: str, month: str) -> HttpResponse:
    span = _span("month", year, month)
    weeks = spans.weeks(span, _first_weekday())
    about = _about(span, [day for week in weeks for day, has in week if day and has])
    return render(request, "site/archive/month.html", {"weeks": weeks, "weekdays": _weekdays(), **about})


@with_pictures
def day(request: HttpRequest, year: str, month: str, day: str) -> HttpResponse:
    span = _span("day", year, month, day)
    page = page_of(spans.within(span), request.GET)
    return render(request, "site/archive/day.html", {"page": page, **_about(span, page.articles)})


def _span(kind: str, year: str, month: str = "1", day: str = "1") -> Span:
    try:
        return spans.span_of(kind, date(int(year), int(month), int(day)))
    except ValueError:
        raise Http404("no such day") from None


def _about(span: Span, holds: list[Any]) -> dict[str, Any]:
    """What the pages of a year, a month and a day have in common. Raises Http404 where nothing is in it."""
    if not holds:
        raise Http404("nothing then")
    above = [(each.name, each.get_absolute_url()) for each in span.above]
    meaning = pages.collection(span.name, span.get_absolute_url(), holds, below=[(_("Archive"), reverse("archive")), *above])
    before, after = spans.neighbours(span)
    return {"span": span, "before": before, "after": after, "meaning": meaning}


def _first_weekday() -> int:
    """Of a week, as Python counts: Monday is 0. Django's formats count from Sunday."""
    return (int(get_format("FIRST_DAY_OF_WEEK")) - 1) % 7


def _weekdays() -> list[str]:
    first = _first_weekday()
    return [str(WEEKDAYS_ABBR[(first + index) % 7]) for index in range(7)]
