"""Pages of the history by keyset: an entry's place is its time and key, so that the oldest page costs what the newest does.

Filters that no index knows look through a bounded number of entries for a page; where they end, the page says how to go on.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import Http404, QueryDict

from articles.desk.trail.filters import YEARS, HistoryForm, entries
from articles.models import AuditEntry

SIZE = 50
LOOKED_THROUGH = 10_000
# Answered by an index of their own, which leads to few entries.
INDEXED = {"article", "run", "batch"}
_PLACE = re.compile(r"(?P<at>\S+) (?P<pk>[0-9]{1,18})")


class Place(NamedTuple):
    at: datetime
    pk: int


@dataclass
class Page:
    """Entries, newest first; `older` and `newer` are query strings, empty where nothing lies that way.

    `looked_until`: nothing before this time was looked at, for that would have been too much at once.
    """

    entries: list[AuditEntry] = field(default_factory=list)
    older: str = ""
    newer: str = ""
    is_first: bool = True
    looked_until: datetime | None = None


def page_of(form: HistoryForm, query: QueryDict) -> Page:
    """The page that `?older=` or `?newer=` names. Raises Http404 for a place that cannot be."""
    if "newer" in query and (page := _newer(form, _place(str(query["newer"])), query)):
        return page
    return _older(form, _place(str(query["older"])) if "older" in query else None, query)


def before(rows: QuerySet[AuditEntry], place: Place) -> QuerySet[AuditEntry]:
    return rows.filter(Q(at__lt=place.at) | Q(pk__lt=place.pk), at__lte=place.at)


def after(rows: QuerySet[AuditEntry], place: Place) -> QuerySet[AuditEntry]:
    return rows.filter(Q(at__gt=place.at) | Q(pk__gt=place.pk), at__gte=place.at)


def named(rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """With who acted and the article's title; its long columns stay where they are."""
    long = ("body", "excerpt", "featured_content", "extra", "provider_details")
    return rows.select_related("by", "article").defer(*(f"article__{name}" for name in long))


def shown(rows: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
    """With all that a line says of them."""
    return named(rows).select_related("undoes__by").prefetch_related("undone_by__by")


def _older(form: HistoryForm, place: Place | None, query: QueryDict) -> Page:
    rows = before(entries(form.asked), place) if place else entries(form.asked)
    edge = _edge(form, lambda dated: (before(dated, place) if place else dated).order_by("-at", "-pk"))
    if edge:
        rows = rows.filter(Q(at__gt=edge.at) | Q(pk__gte=edge.pk), at__gte=edge.at)
    found = _first(rows.order_by("-at", "-pk"))
    page = Page(found[:SIZE], is_first=place is None)
    if len(found) > SIZE:
        page.older = _link(query, "older", _place_of(page.entries[-1]))
    elif edge:
        page.older, page.looked_until = _link(query, "older", edge), edge.at
    if place:
        page.newer = _link(query, "newer", _place_of(page.entries[0]) if page.entries else place)
    return page


def _newer(form: HistoryForm, place: Place, query: QueryDict) -> Page | None:
    """None near the top, where the first page is shown whole instead."""
    rows = after(entries(form.asked), place)
    if edge := _edge(form, lambda dated: after(dated, place).order_by("at", "pk")):
        rows = rows.filter(at__lte=edge.at)
    found = _first(rows.order_by("at", "pk"))
    if len(found) <= SIZE:
        return None
    here = found[SIZE - 1 :: -1]
    return Page(here, _link(query, "older", _place_of(here[-1])), _link(query, "newer", _place_of(here[0])), is_first=False)


def _first(rows: QuerySet[AuditEntry]) -> list[AuditEntry]:
    """A page of them and one more, in their order. By key first, for what a line shows is joined to those alone: joined to
    all, some planners begin at the other table and sort a whole history."""
    keys = list(rows.values_list("pk", flat=True)[: SIZE + 1])
    found = {entry.pk: entry for entry in shown(AuditEntry.objects.filter(pk__in=keys))}
    return [found[key] for key in keys if key in found]


def _edge(form: HistoryForm, ordered: Callable[[QuerySet[AuditEntry]], QuerySet[AuditEntry]]) -> Place | None:
    """The last entry that a page looks at; None where it may look at all."""
    asked = form.asked.keys()
    if asked & INDEXED or not asked & {"who", "verb", "q"}:
        return None
    dated = entries({name: form.asked[name] for name in ("since", "until") if name in asked})
    last = ordered(dated).values_list("at", "pk")[LOOKED_THROUGH - 1 : LOOKED_THROUGH]
    return next((Place(at, pk) for at, pk in last), None)


def _place_of(entry: AuditEntry) -> Place:
    return Place(entry.at, entry.pk)


def _link(query: QueryDict, way: str, place: Place) -> str:
    kept = [(key, value) for key, value in query.items() if value and key not in ("older", "newer")]
    at = place.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    return urlencode([*kept, (way, f"{at} {place.pk}")])


def _place(text: str) -> Place:
    found = _PLACE.fullmatch(text)
    try:
        at = datetime.fromisoformat(found["at"] if found else "")
    except ValueError:
        raise Http404("no such page") from None
    if found is None or at.tzinfo is None or at.year not in YEARS:
        raise Http404("no such page")
    return Place(at, int(found["pk"]))
