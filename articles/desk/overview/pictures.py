"""Each part of the dashboard and of a report card as its template draws it: bars, lines and the words beside them."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from articles.desk.overview.charts import Column, columns, line, rows, span
from articles.images.attention import Needs
from articles.models import ImportRun
from articles.statistics import Card, Decisions, Imports, Rhythm, Share, Waiting, monday, total

DECIDED = ["published", "declined"]
IMPORTED = ["created", "updated", "failed"]


def queue(waiting: Waiting) -> dict[str, Any]:
    longest = waiting.longest
    bars = rows(["waiting"], ((name, [count]) for _, name, count in waiting.providers))
    return {
        "waiting": waiting,
        "ages": columns(["waiting"], (Column(word, [count], tick=word) for word, count in waiting.ages)),
        "longest": span(timezone.now() - longest.created_at) if longest else "",
        "providers": list(zip(waiting.providers, bars, strict=True)),
    }


def decisions(decided: Decisions) -> dict[str, Any]:
    whole, today = total(decided.days), timezone.localdate()
    return {
        "chart": columns(DECIDED, (_day(share, today) for share in decided.days)),
        "total": whole,
        "today": decided.days[-1],
        "a_day": round(whole.decided / len(decided.days)),
        "editors": rows(DECIDED, ((share.name, [share.accepted, share.declined]) for share in decided.editors)),
    }


def rates(shares: list[Share]) -> dict[str, Any]:
    return {"shares": shares, "all": total(shares)}


def silence(rhythm: Rhythm) -> dict[str, Any]:
    last = timezone.now() - rhythm.last if rhythm.last else None
    return {"rhythm": rhythm, "since": span(last), "usual": span(rhythm.usual)}


def imports(found: Imports) -> dict[str, Any]:
    runs = list(reversed(found.runs))
    return {
        "found": found,
        "chart": columns(IMPORTED, (_run(run, run is runs[-1]) for run in runs)),
        "runs": [(run, span(run.finished_at - run.started_at) if run.finished_at else "") for run in found.runs],
        "sources": [(source, silence(source.rhythm)) for source in found.sources],
    }


def needs(found: Needs) -> list[tuple[str, str, int, bool]]:
    """(tab of their list, what they are, how many, whether more)"""
    words = {"missed": "missed by readers of published articles", "untold": "without a text", "changed": "changed at their address"}
    return [(tab, word, getattr(found, tab), tab in found.is_more) for tab, word in words.items()]


def card(found: Card) -> dict[str, Any]:
    now = monday(timezone.now())
    return {
        "card": found,
        "rhythm": silence(found.rhythm),
        "superseded": round(100 * found.superseded / found.articles) if found.articles else 0,
        "line": line([share.rate for share in found.weeks]),
        "volumes": columns(["articles"], (_week(day, count, day == now) for day, count in found.volumes)),
        "weeks": found.weeks,
    }


def _day(share: Share, today: date) -> Column:
    assert share.day
    tick = date_format(share.day, "j M") if (today - share.day).days % 7 == 0 else ""
    return Column(date_format(share.day, "D j M"), [share.accepted, share.declined], tick, share.day == today)


def _week(day: date, count: int, is_now: bool) -> Column:
    return Column(f"Week of {date_format(day, 'j M')}", [count], date_format(day, "M") if day.day <= 7 else "", is_now)


def _run(run: ImportRun, is_newest: bool) -> Column:
    return Column(f"Run {run.pk} of {run.source}", [run.created, run.updated, run.failed], is_now=is_newest)
