"""What is coming, month by month."""

from __future__ import annotations

import re

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from articles import schedule
from articles.desk.overview.month import FIRST_YEAR, LAST_YEAR, Month
from articles.desk.page import page, show

_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)


@page("articles.view_article")
def calendar(request: HttpRequest) -> HttpResponse:
    month = _asked_for(request.GET.get("month", ""))
    schedule.note_due()
    context = {"month": month, "weeks": month.weeks(), "zone": timezone.get_current_timezone_name(), "now": timezone.now()}
    return show(request, "admin/overview/calendar.html", "Calendar", context)


def _asked_for(text: str) -> Month:
    if not text:
        today = timezone.localdate()
        return Month(today.year, today.month)
    found = _MONTH.fullmatch(text)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Http404("The calendar has no such month.")
    return Month(int(found[1]), int(found[2]))
