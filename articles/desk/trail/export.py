"""The history as a table for a spreadsheet: streamed, in the order of the page, one row for each field that changed."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone

from articles import schedule
from articles.desk.page import page
from articles.desk.trail.filters import entries
from articles.desk.trail.paging import Place, before, named
from articles.desk.trail.views import RIGHT, checked
from articles.desk.words import readable
from articles.models import AuditEntry

COLUMNS = ("entry", "at", "who", "run", "batch", "verb", "article", "title", "field", "before", "after", "reason", "undoes")
AT_ONCE = 500
LONGEST = 32_000  # characters; a spreadsheet's cell holds 32,767
BOM = "\ufeff"  # Excel takes a file without it for the system's old alphabet
# What a spreadsheet takes for the beginning of a formula, also behind blanks and quotation marks, also in their wide forms.
_FORMULA = re.compile(r"[\s\"'`\u200b-\u200f\u2060\ufeff]*[=+\-@|%＝＋－＠\t\r\n]")
_UNFIT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@page(RIGHT)
def history_csv(request: HttpRequest) -> HttpResponse:
    """All that the page's filters leave, without its pages."""
    schedule.note_due()
    form = checked(request)
    name = f"history-{timezone.localdate():%Y-%m-%d}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Accel-Buffering": "no"}
    response: Any = StreamingHttpResponse(as_csv(form.asked), content_type="text/csv; charset=utf-8", headers=headers)
    return response


def as_csv(asked: dict[str, Any]) -> Iterator[str]:
    """Some hundred entries at a time, so that memory stays what it is however long the history."""
    writer = csv.writer(_Echo(), lineterminator="\r\n")
    yield BOM + writer.writerow(COLUMNS)
    places = _next(asked, None)
    while places:
        found = {entry.pk: entry for entry in named(AuditEntry.objects.filter(pk__in=[place.pk for place in places]))}
        listed = (found[place.pk] for place in places if place.pk in found)
        yield "".join(writer.writerow(list(map(harmless, row))) for entry in listed for row in _rows(entry))
        places = _next(asked, places[-1])


def harmless(value: object) -> str:
    """A cell as text that no spreadsheet calculates: what would begin a formula gets an apostrophe in front."""
    text = _UNFIT.sub("", "" if value is None else str(value)).replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}…"
    return f"'{text}" if _FORMULA.match(text) else text


def _next(asked: dict[str, Any], place: Place | None) -> list[Place]:
    rows = before(entries(asked), place) if place else entries(asked)
    return [Place(at, pk) for at, pk in rows.order_by("-at", "-pk").values_list("at", "pk")[:AT_ONCE]]


def _rows(entry: AuditEntry) -> Iterator[tuple[object, ...]]:
    at = timezone.localtime(entry.at).isoformat(sep=" ", timespec="seconds")
    what = (entry.pk, at, entry.who, entry.run_id, entry.batch_id, entry.verb, entry.article_id, entry.article.title)
    changes = entry.changes.items() if isinstance(entry.changes, dict) else ()
    for name, pair in changes or [("", ["", ""])]:
        was, became = pair if isinstance(pair, list) and len(pair) == 2 else ("", pair)
        yield *what, name, _said(was), _said(became), entry.reason, entry.undoes_id


def _said(value: Any) -> str:
    return "" if value in (None, "", [], {}) else readable(value)


class _Echo:
    """The writer's file: hands back each line instead of keeping it."""

    def write(self, text: str) -> str:
        return text
