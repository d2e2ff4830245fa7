"""The rows of a list, newest first. A list of 25 is the page that is asked for most."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any, cast

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from articles.plain import plain, shortened
from articles.teasers import Teaser
from articles.templatetags.newsroom import day
from articles.templatetags.remembered import remembered

register = template.Library()

EXCERPT = 120


@register.filter
def stream(teasers: Iterable[Teaser]) -> SafeString:
    return format_html_join("", "{}", ((row,) for row in rows(teasers)))


def rows(teasers: Iterable[Teaser]) -> Iterator[SafeString]:
    """Each with its day where that differs from the row above."""
    above: date | None = None
    for teaser in teasers:
        local = timezone.localtime(teaser.listed_at)
        yield row(teaser, day(local) if local.date() != above else "")
        above = local.date()


@remembered
def row(teaser: Teaser, day: str) -> SafeString:
    return row_saying(teaser, day, teaser.title, shortened(plain(teaser.excerpt), EXCERPT))


def row_saying(teaser: Teaser, day: str, title: str, excerpt: str) -> SafeString:
    """With another title and excerpt than its own, such as marked ones."""
    values: dict[str, Any] = {"article": teaser, "day": day, "title": title, "excerpt": excerpt}
    return cast(SafeString, get_template("site/_row.html").render(values))
